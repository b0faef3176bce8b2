//! The forms of Istio's kinds.

use mtls_wizard::plan::resource::virtual_service::{
    Destination, HttpMatch, HttpRoute, PortSelector, RouteDestination, VirtualService, VirtualServiceSpec,
};
use mtls_wizard::plan::task::Task;
use mtls_wizard::render::dashboard::{Action, instruction};
use mtls_wizard::tutorial::restrict;
use mtls_wizard::wizard::Field;

use super::forms::{assert_form, domain, metadata};
use super::{tasks, text};
use crate::sample::{draft_of, plan};

#[test]
fn chosen_clients_are_filled_in() {
    let plan = plan(&draft_of(&restrict::TUTORIAL));
    let tasks = tasks(&plan);
    let read = |kind: &str| {
        let is_kind = |task: &&Task| matches!(task, Task::Apply(manifest) if manifest.resource.kind() == kind);
        let task = tasks.iter().find(is_kind).expect("a manifest of this kind");
        text(&[instruction(task, &[]).expect("an instruction")])
    };
    assert_eq!(
        read("AuthorizationPolicy"),
        "In the namespace `test`, go to `Istio > Authorization Policies` and choose `Create`.
  Name: httpbin-mtls
  Selector
    [app] = [httpbin]
  Action: ALLOW
  Rules (Add)
    From (Add)
      Source
        Principals: cluster.local/ns/istio-system/sa/istio-ingressgateway-service-account
    To (Add)
      Operation
        Hosts: httpbin.mtls.c12345.kyma.ondemand.com
        Hosts: httpbin.mtls.c12345.kyma.ondemand.com:443
    When (Add)
      Key: request.headers[X-Client-Ssl-Cn]
      Values: O=ML Client Org,CN=ML Client Curl
Choose `Create`.
"
    );
    assert_eq!(
        read("VirtualService"),
        "In the namespace `test`, go to `Istio > Virtual Services` and choose `Create`.
  Name: httpbin-mtls
  HTTP (Add)
    Routes (Add)
      Destination
        Host: httpbin.test.svc.cluster.local
        Port Number: 8000
    Timeout: 300s
    Headers
      Request
        Set
          [X-CLIENT-SSL-CN] = [%DOWNSTREAM_PEER_SUBJECT%]
          [X-CLIENT-SSL-ISSUER] = [%DOWNSTREAM_PEER_ISSUER%]
          [X-CLIENT-SSL-SAN] = [%DOWNSTREAM_PEER_URI_SAN%]
  Hosts: httpbin.mtls.c12345.kyma.ondemand.com
  Gateways: test/kyma-mtls-gateway
Choose `Create`.
"
    );
}

/// As on the calling side of two clusters.
#[test]
fn a_route_with_a_match_and_a_subset_is_filled_in() {
    let route = HttpRoute {
        r#match: vec![HttpMatch {
            gateways: vec!["mesh"],
            port: 80,
        }],
        headers: None,
        route: vec![RouteDestination {
            destination: Destination {
                host: "istio-egressgateway.istio-system.svc.cluster.local".to_owned(),
                subset: Some("target"),
                port: PortSelector { number: 443 },
            },
        }],
        timeout: None,
    };
    let service = VirtualService {
        metadata: metadata("to-target"),
        spec: VirtualServiceSpec {
            hosts: vec![domain("target.example.com")],
            gateways: vec!["mesh".to_owned(), "istio-system/egress".to_owned()],
            http: vec![route],
        },
    };
    assert_form(
        service,
        "In the namespace `test`, go to `Istio > Virtual Services` and choose `Create`.
  Name: to-target
  HTTP (Add)
    Matches (Add)
      Port: 80
      Gateways: mesh
    Routes (Add)
      Destination
        Host: istio-egressgateway.istio-system.svc.cluster.local
        Subset: target
        Port Number: 443
  Hosts: target.example.com
  Gateways: mesh
  Gateways: istio-system/egress
Choose `Create`.
",
    );
}

/// By name, key or certificate: the Gateway's form has no fields for that.
#[test]
fn a_gateway_that_tells_clients_apart_is_uploaded() {
    for criterion in ["name", "key", "certificate"] {
        let mut draft = draft_of(&restrict::TUTORIAL);
        draft.set(Field::Access, criterion.to_owned());
        let plan = plan(&draft);
        let manifest = plan.manifest("Gateway").expect("a Gateway");
        let instruction = instruction(&Task::Apply(manifest.clone()), &[]).expect("an instruction");
        assert_eq!(instruction.action, Action::Upload { file: manifest.path() });
    }
}
