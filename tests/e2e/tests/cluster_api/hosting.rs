//! docs/hosting/kyma.yaml, which the app's own writer makes: the API takes it as it stands, and the app's parts fit together.

use crate::kubectl::{with_definitions, with_every_kubectl};
use mtls_wizard_e2e::process::repository;
use serde_json::json;

#[test]
fn the_apps_own_manifests_are_applied() {
    let path = repository().join("docs/hosting/kyma.yaml");
    let manifests = std::fs::read_to_string(&path).expect("kyma.yaml");
    with_every_kubectl(with_definitions, |shell| {
        // Strict: a field that the API does not know is an error.
        let applied = shell.with_input("apply --validate=strict -f -", &manifests).ok();
        for object in [
            "namespace/mtls-wizard created",
            "deployment.apps/mtls-wizard created",
            "service/mtls-wizard created",
            "networkpolicy.networking.k8s.io/mtls-wizard created",
            "apirule.gateway.kyma-project.io/mtls-wizard created",
        ] {
            assert!(applied.contains(object), "{object} is not in {applied}");
        }
        let get = |version: &str, kind: &str| {
            let object = shell.cluster.get(version, kind, Some("mtls-wizard"), "mtls-wizard");
            object.unwrap_or_else(|| panic!("no {kind}"))
        };
        let deployment = get("apps/v1", "Deployment");
        let pod = &deployment["spec"]["template"];
        let port = &pod["spec"]["containers"][0]["ports"][0]["containerPort"];
        let service = get("v1", "Service");
        let label = &pod["metadata"]["labels"]["app"];
        assert_eq!(&service["spec"]["selector"], &json!({ "app": label }));
        assert_eq!(&service["spec"]["ports"][0]["targetPort"], port);
        let rule = get("gateway.kyma-project.io/v2", "APIRule");
        assert_eq!(
            rule["spec"]["service"],
            json!({ "name": "mtls-wizard", "port": service["spec"]["ports"][0]["port"] })
        );
        assert_eq!(rule["spec"]["rules"][0]["noAuth"], true);
        let policy = get("networking.k8s.io/v1", "NetworkPolicy");
        assert_eq!(&policy["spec"]["ingress"][0]["ports"][0]["port"], port);
        assert_eq!(&policy["spec"]["podSelector"]["matchLabels"]["app"], label);
        let again = shell.with_input("apply --validate=strict -f -", &manifests).ok();
        assert!(!again.contains("configured") && !again.contains("created"), "{again}");
    });
}
