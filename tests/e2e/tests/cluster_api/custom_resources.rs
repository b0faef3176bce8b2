//! Custom resources: validation by the server, kustomize, and what happens without their definitions.

use crate::kubectl::{bare, with_definitions, with_every_kubectl};

const GATEWAY: &str = "
apiVersion: networking.istio.io/v1
kind: Gateway
metadata: {name: mtls, namespace: default}
spec:
  selector: {istio: ingressgateway}
  servers:
  - port: {number: 443, name: https, protocol: HTTPS}
    hosts: ['*.mtls.local.kyma.dev']
    tls: {mode: MUTUAL, credentialName: kyma-mtls}
";

const API_RULE: &str = "
apiVersion: gateway.kyma-project.io/v2
kind: APIRule
metadata: {name: httpbin, namespace: default}
spec:
  gateway: default/mtls
  hosts: [httpbin.mtls.local.kyma.dev]
  service: {name: httpbin, port: 80}
  rules: [{path: /*, methods: [GET], noAuth: true}]
";

#[test]
fn gateways_are_applied_and_mistakes_in_them_are_named() {
    with_every_kubectl(with_definitions, |shell| {
        assert!(
            shell
                .apply(GATEWAY)
                .ok()
                .contains("gateway.networking.istio.io/mtls created")
        );
        assert!(shell.apply(GATEWAY).ok().contains("unchanged"));
        let cases = [
            (
                "mode: MUTUAL",
                "mod: MUTUAL",
                "unknown field \"spec.servers[0].tls.mod\"",
            ),
            (
                "mode: MUTUAL",
                "mode: MUTAL",
                "spec.servers[0].tls.mode: Unsupported value: \"MUTAL\"",
            ),
            (
                "number: 443",
                "number: '443'",
                "spec.servers[0].port.number in body must be of type integer",
            ),
            ("number: 443, ", "", "spec.servers[0].port.number: Required value"),
            ("{name: mtls,", "{name: Mtls_,", "a lowercase RFC 1123 subdomain"),
            ("metadata: {", "metadata: {nmae: x, ", "unknown field \"metadata.nmae\""),
            (
                "namespace: default",
                "namespace: nowhere",
                "namespaces \"nowhere\" not found",
            ),
        ];
        for (right, wrong, complaint) in cases {
            // Once over an existing object (a patch) and once as a new one (a create).
            for name in ["name: mtls", "name: other"] {
                let manifest = GATEWAY.replacen("name: mtls", name, 1);
                let manifest = manifest.replacen(&right.replace("name: mtls", name), &wrong.replace("Mtls", "X"), 1);
                let refused = shell.apply(&manifest).refused();
                assert!(refused.contains(complaint), "{wrong}: {refused}");
            }
        }
        assert_eq!(shell.cluster.list("networking.istio.io/v1", "Gateway", None).len(), 1);
    });
}

#[test]
fn unknown_fields_are_dropped_with_a_warning_unless_validation_is_strict() {
    with_every_kubectl(with_definitions, |shell| {
        let wrong = GATEWAY.replace("mode: MUTUAL", "mode: MUTUAL, colour: red");
        let outcome = shell.with_input("apply --validate=warn -f -", &wrong);
        let expected = "Warning: unknown field \"spec.servers[0].tls.colour\"";
        assert!(outcome.stderr.contains(expected), "{}", outcome.stderr);
        outcome.ok();
        let gateway = shell
            .cluster
            .get("networking.istio.io/v1beta1", "Gateway", Some("default"), "mtls")
            .unwrap();
        assert_eq!(gateway["apiVersion"], "networking.istio.io/v1beta1");
        assert!(gateway["spec"]["servers"][0]["tls"].get("colour").is_none());
    });
}

#[test]
fn api_rules_need_their_required_fields_and_a_living_version() {
    with_every_kubectl(with_definitions, |shell| {
        shell.apply(API_RULE).ok();
        let refused = shell
            .apply(&API_RULE.replace("methods: [GET], ", "methods: [FETCH], "))
            .refused();
        assert!(
            refused.contains("spec.rules[0].methods[0]: Unsupported value: \"FETCH\""),
            "{refused}"
        );
        let refused = shell.apply(&API_RULE.replace("port: 80", "port: 80000")).refused();
        assert!(
            refused.contains("spec.service.port") && refused.contains("65535"),
            "{refused}"
        );
        let old = "
apiVersion: gateway.kyma-project.io/v1beta1
kind: APIRule
metadata: {name: old, namespace: default}
spec: {gateway: default/mtls, host: a.b.c, rules: []}
";
        let refused = shell.apply(old).refused();
        assert!(refused.contains("v1beta1 is no longer supported"), "{refused}");
        assert_eq!(
            shell.cluster.list("gateway.kyma-project.io/v2", "APIRule", None).len(),
            1
        );
    });
}

#[test]
fn a_folder_is_applied_and_deleted_with_kustomize() {
    with_every_kubectl(with_definitions, |shell| {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("gateway.yaml"), GATEWAY).unwrap();
        std::fs::write(folder.path().join("rule.yaml"), API_RULE).unwrap();
        std::fs::write(
            folder.path().join("kustomization.yaml"),
            "resources: [gateway.yaml, rule.yaml]\n",
        )
        .unwrap();
        let command = |verb: &str| shell.run(&format!("{verb} -k {}", folder.path().display())).ok();
        assert_eq!(command("apply").matches("created").count(), 2);
        assert_eq!(command("apply").matches("unchanged").count(), 2);
        assert_eq!(command("delete").matches("deleted").count(), 2);
        assert_eq!(command("delete --ignore-not-found"), "");
    });
}

#[test]
fn without_its_definition_a_kind_does_not_exist() {
    with_every_kubectl(bare, |shell| {
        let refused = shell.apply(GATEWAY).refused();
        assert!(refused.contains("no matches for kind \"Gateway\""), "{refused}");
        let manifest = format!(
            "{}/kyma-project/istio/releases/latest/download/istio-manager.yaml",
            shell.cluster.base_url()
        );
        shell.run("create namespace kyma-system").ok();
        shell.run(&format!("apply -f {manifest}")).ok();
        shell
            .run("wait --for=condition=Established crd/istios.operator.kyma-project.io --timeout=5s")
            .ok();
        shell.run("get istios -A").ok();
        shell.run("delete crd istios.operator.kyma-project.io").ok();
        // Which complaint it is depends on whether this kubectl believes its discovery cache.
        let refused = shell.run("get istios -A").refused();
        let complaints = [
            "doesn't have a resource type \"istios\"",
            "could not find the requested resource",
        ];
        assert!(complaints.iter().any(|one| refused.contains(one)), "{refused}");
    });
}

#[test]
fn explain_knows_the_fields_of_custom_resources() {
    with_every_kubectl(with_definitions, |shell| {
        let text = shell
            .run("explain gateways.networking.istio.io.spec.servers.tls.credentialName")
            .ok();
        assert!(text.contains("FIELD: credentialName <string>"), "{text}");
    });
}
