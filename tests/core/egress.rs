//! Egress: the whole archive against committed files, which cluster each thing is for, and plans with one thing broken.

mod spoilt;

use mtls_wizard::plan::Plan;
use mtls_wizard::plan::cluster::Role;
use mtls_wizard::plan::guide::StepBody;
use mtls_wizard::plan::resource::Resource;
use mtls_wizard::plan::task::SecretContent;
use mtls_wizard::plan::task::Task;
use mtls_wizard::render::guide::{self, Part, Reading, Shell};
use mtls_wizard::render::{dashboard, egress as calls, powershell};
use mtls_wizard::tutorial::egress;
use mtls_wizard::wizard::checks::{Outcome, checks};
use mtls_wizard::wizard::{Draft, Field};

use crate::k3d::{assert_golden, files};
use crate::sample::{changed_of, now, plan};

fn draft(changes: &[(Field, &str)]) -> Draft {
    changed_of(&egress::TUTORIAL, changes)
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
            assert_eq!(guide::cluster(&plan, step), None);
            continue;
        }
        let shown = guide::cluster(&plan, step).expect("a cluster");
        assert!(shown.contains(context.trim_start_matches("--context ")), "{shown}");
        let in_shell = |shell| {
            let reading = Reading {
                shell,
                ..Reading::default()
            };
            guide::parts(&plan, step, reading)
        };
        let parts = [in_shell(Shell::Bash), in_shell(Shell::PowerShell)].concat();
        let commands = parts.into_iter().flat_map(|part| match part {
            Part::Commands(commands) => commands,
            _ => Vec::new(),
        });
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
fn what_is_applied_as_a_whole_is_for_the_target() {
    let plan = plan(&draft(&[]));
    let files = files(&plan);
    let file = files.iter().find(|file| file.name() == "manifests/kustomization.yaml");
    let text = file.and_then(|file| file.text()).expect("a kustomization");
    for manifest in &plan.manifests {
        let listed = text.contains(&manifest.file_name());
        assert_eq!(listed, manifest.cluster == Role::Target, "{}", manifest.file_name());
    }
}

#[test]
fn powershell_looks_the_address_up_too() {
    let plan = plan(&draft(&[]));
    let (_, tasks) = plan
        .task_steps()
        .find(|(step, _)| step.id == "network-policy")
        .expect("a step");
    let path = plan.manifest("NetworkPolicy").expect("a policy").path();
    let lines = [
        "$KubeDnsAddress = kubectl --context egress-cluster get service kube-dns -n kube-system -o 'jsonpath={.spec.clusterIP}'\n",
        &format!("kubectl --context egress-cluster patch --local -f {path} -o yaml '--type=json' -p "),
        "\"[{op: add, path: /spec/egress/0/to/-, value: {ipBlock: {cidr: '$KubeDnsAddress/32'}}}]\"",
        " | kubectl --context egress-cluster apply -f '-'",
    ];
    assert_eq!(powershell::task(&tasks[0], Some("egress-cluster")), [lines.concat()]);
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
        let secret = plan
            .secrets()
            .find(|(_, secret)| secret.name.as_str() == name)
            .expect(name)
            .1;
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

#[test]
fn calls_from_the_pod_have_a_powershell_form() {
    let plan = plan(&draft(&[]));
    let direct = powershell::words(&calls::call_directly(&plan)[0].1);
    assert!(
        direct
            .starts_with("kubectl --context egress-cluster exec -n test deployment/curl -c curl '--' curl --insecure "),
        "{direct}"
    );
    assert!(
        direct.contains(" --write-out '%{time_appconnect}' https://httpbin."),
        "{direct}"
    );
}

#[test]
fn the_dashboard_is_not_asked_for_what_it_would_break() {
    let plan = plan(&draft(&[]));
    let mut left_out = Vec::new();
    for task in plan.task_steps().flat_map(|(_, tasks)| tasks) {
        if dashboard::instruction(task, &plan.provided).is_none() {
            left_out.push(task);
        }
    }
    assert!(
        matches!(
            left_out.as_slice(),
            [Task::WaitForCrd(_), Task::AddTo(istio), Task::ApplyWithClusterDns(_)]
                if matches!(istio.resource, Resource::Istio(_))
        ),
        "{left_out:?}"
    );
}
