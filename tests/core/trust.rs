//! The trust map: every Secret, CA, Gateway and client of a plan is on it, in the picture and in words.

use mtls_wizard::plan::task::SecretContent;
use mtls_wizard::plan::trust::{Kind, Relation, Side, TrustMap};
use mtls_wizard::plan::{Planned, plan};
use mtls_wizard::tutorial::{REGISTRY, certificates, custom_domain, egress, k3d, own, restrict};
use mtls_wizard::wizard::{Draft, Field};

use crate::sample::{changed_of, draft_of, now};

fn planned(draft: &Draft) -> Planned {
    plan(&draft.answers(now()).expect("acceptable"))
}

fn map(draft: &Draft) -> TrustMap {
    TrustMap::of(&planned(draft))
}

#[test]
fn local_k3d_in_words() {
    assert_eq!(
        map(&draft_of(&k3d::TUTORIAL)).sentences(),
        [
            "The authority `ML Server Root CA` signs the gateway’s certificate for `*.mtls.local.kyma.dev`.",
            "The authority `ML Client Root CA` signs the clients `ML Client Curl`.",
            "The gateway’s certificate for `*.mtls.local.kyma.dev`, with the key, goes into the Secret `kyma-mtls`.",
            "The certificate of the authority `ML Client Root CA` is in the Secret `kyma-mtls-cacert`.",
            "The Secret `kyma-mtls-cacert` is read by the Gateway `test/kyma-mtls-gateway`.",
            "The Secret `kyma-mtls` is read by the Gateway `test/kyma-mtls-gateway`.",
            "The clients `ML Client Curl` show their certificates to the Gateway `test/kyma-mtls-gateway`.",
            "The Gateway `test/kyma-mtls-gateway` hands calls on to the APIRule `httpbin-mtls`.",
            "The APIRule `httpbin-mtls` hands calls on to the workload `httpbin`.",
        ]
    );
}

#[test]
fn others_have_what_is_theirs() {
    let words = |draft: &Draft| map(draft).sentences().join("\n");
    let custom = words(&draft_of(&custom_domain::TUTORIAL));
    assert!(
        custom.contains("The authority `Let’s Encrypt` signs the gateway’s certificate for `*."),
        "{custom}"
    );
    let restricted = words(&draft_of(&restrict::TUTORIAL));
    assert!(
        restricted.contains("turns away whom it does not list, before the workload"),
        "{restricted}"
    );
    assert!(
        restricted.contains("are turned away by the AuthorizationPolicy"),
        "{restricted}"
    );
    let pinned = words(&changed_of(&restrict::TUTORIAL, &[(Field::Access, "key")]));
    assert!(pinned.contains("are turned away by the Gateway"), "{pinned}");
    let between = words(&draft_of(&egress::TUTORIAL));
    assert!(
        between.contains("The egress gateway shows the client’s certificate to the Gateway"),
        "{between}"
    );
    assert!(
        between.contains("call, without a certificate, the egress gateway"),
        "{between}"
    );
    let brought = words(&changed_of(&own::TUTORIAL, &[(Field::ServerSource, "files")]));
    assert!(brought.contains("goes into the Secret"), "{brought}");
    let existing = words(&changed_of(&own::TUTORIAL, &[(Field::ServerSource, "secret")]));
    assert!(
        !existing.contains("goes into the Secret") && existing.contains("is read by the Gateway"),
        "{existing}"
    );
    let only = map(&changed_of(&certificates::TUTORIAL, &[(Field::Intermediate, "yes")]));
    let authorities = only
        .nodes
        .iter()
        .filter(|node| node.kind == Kind::Authority && node.side == Side::Left);
    assert_eq!(authorities.count(), 2, "root and intermediate");
    assert!(only.links.iter().all(|link| link.relation == Relation::Signs));
}

/// Whatever the plan makes is on its map, once, and nothing hangs in the air.
#[test]
fn every_map_is_whole() {
    for tutorial in REGISTRY {
        let planned = planned(&draft_of(tutorial));
        let map = TrustMap::of(&planned);
        for (index, node) in map.nodes.iter().enumerate() {
            assert!(!node.name.is_empty(), "{}: {node:?}", tutorial.id);
            assert!(
                !map.about(index).is_empty(),
                "{}: {node:?} hangs in the air",
                tutorial.id
            );
            let place = |other: &&mtls_wizard::plan::trust::Node| {
                other.row == node.row
                    && (other.side == node.side || Side::Middle == other.side || Side::Middle == node.side)
            };
            assert_eq!(
                map.nodes.iter().filter(place).count(),
                1,
                "{}: {node:?} covers another",
                tutorial.id
            );
        }
        for link in &map.links {
            assert!(
                map.nodes[link.from].row < map.nodes[link.to].row,
                "{}: {link:?} goes up",
                tutorial.id
            );
        }
        let has = |kind: Kind, name: &str| {
            map.nodes
                .iter()
                .any(|node| node.kind == kind && node.name.contains(name))
        };
        for request in planned.parts().requests {
            let id = request.id.0.as_str();
            assert!(
                !id.ends_with("-ca") || map.nodes.iter().any(|node| node.kind == Kind::Authority),
                "{}: {id}",
                tutorial.id
            );
        }
        for client in planned.parts().clients {
            assert!(has(Kind::Clients, &client.name), "{}: {}", tutorial.id, client.name);
        }
        let Some(plan) = planned.gateway() else { continue };
        for (_, secret) in plan.secrets() {
            assert!(
                has(Kind::Secret, &secret.name.to_string()),
                "{}: {secret:?}",
                tutorial.id
            );
            assert!(!matches!(&secret.content, SecretContent::Files(files) if files.is_empty()));
        }
        assert!(
            has(Kind::Workload, "")
                && (has(Kind::ApiRule, "") || has(Kind::VirtualService, ""))
                && has(Kind::Gateway, ""),
            "{}",
            tutorial.id
        );
    }
}
