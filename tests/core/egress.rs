//! Egress: the whole archive against committed files, which cluster each thing is for, and plans with one thing broken.

use mtls_wizard::plan::cluster::{Clusters, Role};
use mtls_wizard::plan::guide::StepBody;
use mtls_wizard::plan::names::{ContextName, DnsName, GatewayHost, ResourceName};
use mtls_wizard::plan::resource::Resource;
use mtls_wizard::plan::resource::egress::ClientTls;
use mtls_wizard::plan::task::{SecretContent, SecretFromFiles, Task};
use mtls_wizard::plan::{Plan, resource};
use mtls_wizard::render::{markdown, powershell};
use mtls_wizard::tutorial::egress;
use mtls_wizard::wizard::checks::{Outcome, checks};
use mtls_wizard::wizard::{Draft, Field};

use crate::k3d::{assert_golden, files};
use crate::sample::{draft_of, now, plan};

fn draft(changes: &[(Field, &str)]) -> Draft {
    let mut draft = draft_of(&egress::TUTORIAL);
    for (field, value) in changes {
        draft.set(*field, (*value).to_owned());
    }
    draft
}

fn failures(plan: &Plan) -> Vec<&'static str> {
    let failed = checks(plan)
        .into_iter()
        .filter(|check| check.outcome == Outcome::Failure);
    failed.map(|check| check.title).collect()
}

#[test]
fn defaults_give_the_committed_archive() {
    assert_golden("egress-defaults", &files(&plan(&draft(&[]))));
}

#[test]
fn an_own_service_and_known_names_give_the_committed_archive() {
    let changes = [
        (Field::TargetContext, "garden-shop--prod-external"),
        (Field::EgressContext, "arn:aws:eks:eu-central-1:1:cluster/it's mine"),
        (Field::WorkloadKind, "own"),
        (Field::WorkloadName, "orders"),
        (Field::ServiceName, "orders-api"),
        (Field::Namespace, "shop"),
        (Field::ClientCredential, "partner"),
        (Field::ClusterDnsAddress, "fd00:10:43::a"),
    ];
    assert_golden("egress-own-service", &files(&plan(&draft(&changes))));
}

#[test]
fn without_the_policy_there_is_neither_policy_nor_test_of_it() {
    let plan = plan(&draft(&[
        (Field::EgressOnly, "no"),
        (Field::ClusterDnsAddress, "nonsense"),
    ]));
    assert!(plan.manifest("NetworkPolicy").is_none());
    assert!(plan.guide.iter().all(|step| step.body != StepBody::CallDirectly));
    let files = files(&plan);
    let verify = files.iter().find(|file| file.name() == "verify.sh").expect("verify.sh");
    assert!(!verify.text().expect("text").contains("\nexpect_no_other_way\n"));
    assert!(failures(&plan).is_empty(), "{:?}", failures(&plan));
}

#[test]
fn every_command_names_its_cluster() {
    let plan = plan(&draft(&[]));
    let mut seen = 0;
    for step in &plan.guide {
        let context = match step.cluster {
            Role::Target => "--context target-cluster",
            Role::Egress => "--context egress-cluster",
            Role::Only => panic!("{} is for no cluster in particular", step.id),
        };
        if matches!(step.body, StepBody::ChooseCluster | StepBody::Unpack) {
            assert_eq!(markdown::cluster(&plan, step), None);
            continue;
        }
        let shown = markdown::cluster(&plan, step).expect("a cluster");
        assert!(shown.contains(context.trim_start_matches("--context ")), "{shown}");
        let mut commands: Vec<String> = markdown::commands(&plan, step)
            .into_iter()
            .flat_map(|(_, commands)| commands)
            .collect();
        if let StepBody::Tasks(tasks) = &step.body {
            let name = context.trim_start_matches("--context ");
            commands.extend(tasks.iter().flat_map(|task| powershell::task(task, Some(name))));
        }
        for command in commands {
            assert_eq!(
                command.matches("kubectl ").count(),
                command.matches(&format!("kubectl {context} ")).count(),
                "{}: {command}",
                step.id
            );
            seen += command.matches("kubectl ").count();
        }
    }
    assert!(seen > 40, "{seen}");
}

#[test]
fn the_clusters_have_folders_of_their_own() {
    let plan = plan(&draft(&[]));
    for manifest in &plan.manifests {
        let folder = match manifest.cluster {
            Role::Egress => "manifests/egress/",
            _ => "manifests/target/",
        };
        assert!(manifest.path().starts_with(folder), "{}", manifest.path());
    }
    let files = files(&plan);
    let folders = [
        "manifests/target/kustomization.yaml",
        "manifests/egress/kustomization.yaml",
    ];
    assert!(folders.iter().all(|path| files.iter().any(|file| file.name() == *path)));
    assert!(files.iter().all(|file| file.name() != "manifests/kustomization.yaml"));
}

#[test]
fn wrong_answers_are_refused_at_their_fields() {
    for (changes, field, says) in [
        (
            vec![(Field::EgressContext, "target-cluster")],
            Field::EgressContext,
            "another",
        ),
        (
            vec![(Field::EgressContext, " target-cluster ")],
            Field::EgressContext,
            "another",
        ),
        (vec![(Field::TargetContext, "")], Field::TargetContext, "empty"),
        (
            vec![(Field::ClientCredential, "x-cacert")],
            Field::ClientCredential,
            "belongs to the system",
        ),
        (
            vec![(Field::ClusterDnsAddress, "kube-dns")],
            Field::ClusterDnsAddress,
            "10.43.0.10",
        ),
        (
            vec![(Field::ClusterDnsAddress, "10.43.0.10/32")],
            Field::ClusterDnsAddress,
            "10.43.0.10",
        ),
        (
            vec![(Field::ClusterDnsAddress, "127.0.0.1")],
            Field::ClusterDnsAddress,
            "10.43.0.10",
        ),
    ] {
        let errors = draft(&changes).answers(now()).expect_err("refused");
        assert_eq!(errors.iter().map(|error| error.field).collect::<Vec<_>>(), [field]);
        assert!(errors[0].message.contains(says), "{}", errors[0].message);
    }
}

#[test]
fn the_credentials_have_separate_authorities_and_purposes() {
    let plan = plan(&draft(&[]));
    let content = |name: &str| {
        let secret = plan.secrets().find(|secret| secret.name.as_str() == name).expect(name);
        assert_eq!(secret.namespace.as_str(), "istio-system");
        let SecretContent::Files(files) = secret.content.clone() else {
            panic!("{name} is not of files");
        };
        files
    };
    let file = |key, path: &str| (key, format!("certificates/{path}"));
    assert_eq!(
        content("kyma-mtls-certs"),
        [
            file("cacert", "client-root-ca.crt"),
            file("cert", "server-chain.pem"),
            file("key", "server.key")
        ]
    );
    assert_eq!(
        content("client-credential"),
        [
            file("ca.crt", "server-root-ca.crt"),
            file("tls.crt", "clients/ml-client-egress/client.crt"),
            file("tls.key", "clients/ml-client-egress/client.key")
        ]
    );
}

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

fn virtual_service(plan: &mut Plan) -> &mut resource::virtual_service::VirtualService {
    resource(plan, |resource| match resource {
        Resource::VirtualService(service) => Some(service),
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

const CREDENTIAL: &str = "The egress gateway finds the client's certificate";
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
        ("The target's identity is checked", |plan| {
            client_tls(plan).subject_alt_names.clear()
        }),
        ("The target's identity is checked", |plan| {
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
            secret(plan, "client-credential").namespace =
                mtls_wizard::plan::names::Namespace::parse("test").expect("a name");
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
            resource(plan, |resource| match resource {
                Resource::ServiceEntry(entry) => Some(entry),
                _ => None,
            })
            .spec
            .hosts = vec![host("httpbin.other.dev")];
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
            resource(plan, |resource| match resource {
                Resource::ServiceEntry(entry) => Some(entry),
                _ => None,
            })
            .spec
            .ports
            .pop();
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
