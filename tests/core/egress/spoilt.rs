//! Plans with one thing broken: the checks must find it, and nothing else.

use mtls_wizard::plan::Plan;
use mtls_wizard::plan::cluster::{Clusters, Role};
use mtls_wizard::plan::guide::StepBody;
use mtls_wizard::plan::names::{ContextName, DnsName, GatewayHost, Namespace, ResourceName};
use mtls_wizard::plan::resource::Resource;
use mtls_wizard::plan::resource::egress::{ClientTls, ServiceEntry};
use mtls_wizard::plan::resource::virtual_service::VirtualService;
use mtls_wizard::plan::task::{SecretContent, SecretFromFiles, Task};

use super::{draft, failures};
use crate::sample::plan;

fn resource<'a, T>(plan: &'a mut Plan, pick: impl Fn(&'a mut Resource) -> Option<&'a mut T>) -> &'a mut T {
    let found = plan
        .manifests
        .iter_mut()
        .filter(|manifest| manifest.cluster == Role::Egress)
        .find_map(|manifest| pick(&mut manifest.resource));
    found.expect("a resource")
}

fn client_tls(plan: &mut Plan) -> &mut ClientTls {
    resource(plan, |resource| match resource {
        Resource::DestinationRule(rule) => {
            let policy = rule.spec.traffic_policy.as_mut()?;
            Some(&mut policy.port_level_settings[0].tls)
        }
        _ => None,
    })
}

fn virtual_service(plan: &mut Plan) -> &mut VirtualService {
    resource(plan, |resource| match resource {
        Resource::VirtualService(service) => Some(service),
        _ => None,
    })
}

fn service_entry(plan: &mut Plan) -> &mut ServiceEntry {
    resource(plan, |resource| match resource {
        Resource::ServiceEntry(entry) => Some(entry),
        _ => None,
    })
}

fn secret<'a>(plan: &'a mut Plan, name: &str) -> &'a mut SecretFromFiles {
    let tasks = plan.guide.iter_mut().flat_map(|step| match &mut step.body {
        StepBody::Tasks(tasks) => tasks.as_mut_slice(),
        _ => &mut [],
    });
    let mut secrets = tasks.filter_map(|task| match task {
        Task::Secret(secret) => Some(secret),
        _ => None,
    });
    secrets.find(|secret| secret.name.as_str() == name).expect("a Secret")
}

fn host(text: &str) -> DnsName {
    DnsName::parse_ascii(text).expect("a host")
}

fn swap_files(secret: &mut SecretFromFiles, key: &str, path: &str) {
    let SecretContent::Files(files) = &mut secret.content else {
        panic!("not of files");
    };
    for (found, file) in files.iter_mut().filter(|(found, _)| *found == key) {
        let _ = found;
        path.clone_into(file);
    }
}

const CREDENTIAL: &str = "The egress gateway finds the client’s certificate";
const WAY: &str = "Requests go through the egress gateway";
const HOST: &str = "Both clusters mean the same host";

#[test]
fn spoilt_plans_are_found() {
    type Spoil = fn(&mut Plan);
    let cases: [(&str, Spoil); 20] = [
        ("The two clusters are two", |plan| {
            let same = ContextName::parse("one").expect("a name");
            plan.clusters = Clusters::Two {
                target: same.clone(),
                egress: same,
            };
        }),
        ("The target knows the server name", |plan| {
            client_tls(plan).sni = host("httpbin.other.dev")
        }),
        ("The target’s identity is checked", |plan| {
            client_tls(plan).subject_alt_names.clear()
        }),
        ("The target’s identity is checked", |plan| {
            client_tls(plan)
                .subject_alt_names
                .push(host("a.httpbin.mtls.c12345.kyma.ondemand.com"));
        }),
        (CREDENTIAL, |plan| {
            client_tls(plan).credential_name = ResourceName::parse("other", 0).expect("a name");
        }),
        (CREDENTIAL, |plan| client_tls(plan).mode = "SIMPLE"),
        (CREDENTIAL, |plan| {
            swap_files(
                secret(plan, "client-credential"),
                "ca.crt",
                "certificates/client-root-ca.crt",
            )
        }),
        (CREDENTIAL, |plan| {
            swap_files(secret(plan, "client-credential"), "tls.key", "certificates/server.key")
        }),
        (CREDENTIAL, |plan| {
            secret(plan, "client-credential").namespace = Namespace::parse("test").expect("a name");
        }),
        ("Clients are checked against the client CA", |plan| {
            swap_files(
                secret(plan, "kyma-mtls-certs"),
                "cacert",
                "certificates/server-root-ca.crt",
            );
        }),
        (HOST, |plan| {
            virtual_service(plan).spec.hosts = vec![host("httpbin.other.dev")]
        }),
        (HOST, |plan| {
            service_entry(plan).spec.hosts = vec![host("httpbin.other.dev")];
        }),
        (HOST, |plan| {
            resource(plan, |resource| match resource {
                Resource::Gateway(gateway) => Some(gateway),
                _ => None,
            })
            .spec
            .servers[0]
                .hosts = vec![GatewayHost::wildcard(&host("c12345.kyma.ondemand.com"))];
        }),
        (WAY, |plan| {
            virtual_service(plan).spec.http[0].route[0].destination.subset = Some("other")
        }),
        (WAY, |plan| {
            virtual_service(plan).spec.http[1].route[0].destination.port.number = 80
        }),
        (WAY, |plan| {
            virtual_service(plan).spec.gateways.pop();
        }),
        (WAY, |plan| {
            service_entry(plan).spec.ports.pop();
        }),
        ("The NetworkPolicy leaves the egress gateway open", |plan| {
            resource(plan, |resource| match resource {
                Resource::NetworkPolicy(policy) => Some(policy),
                _ => None,
            })
            .spec
            .egress
            .pop();
        }),
        ("Everything is made on its own cluster", |plan| {
            let telemetry = plan
                .manifests
                .iter_mut()
                .find(|manifest| manifest.resource.kind() == "Telemetry");
            telemetry.expect("a Telemetry").cluster = Role::Target;
        }),
        ("Secrets come before the Gateway", |plan| {
            let position = |id| plan.guide.iter().position(|step| step.id == id).expect("a step");
            let (secrets, gateway) = (position("secrets"), position("gateway"));
            plan.guide.swap(secrets, gateway);
        }),
    ];
    for (index, (title, spoil)) in cases.into_iter().enumerate() {
        let mut plan = plan(&draft(&[]));
        assert!(failures(&plan).is_empty(), "{:?}", failures(&plan));
        spoil(&mut plan);
        assert_eq!(failures(&plan), [title], "case {index}");
    }
}
