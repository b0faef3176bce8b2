//! The dashboard's form of the guide: nothing of a manifest is missing, and the labels are the dashboard's.

mod forms;
mod istio;

use std::collections::BTreeSet;

use mtls_wizard::plan::resource::Resource;
use mtls_wizard::plan::task::Task;
use mtls_wizard::plan::{Manifest, Plan};
use mtls_wizard::render::archive;
use mtls_wizard::render::dashboard::{Action, Entry, Instruction, instruction};
use mtls_wizard::wizard::Field;
use mtls_wizard::wizard::checks::findings;
use serde_json::Value;

use crate::sample::{changed, draft, draft_of, issued, plan, with_gateway};

fn plans() -> [Plan; 4] {
    [
        plan(&draft()),
        plan(&changed(&[
            (Field::Namespace, "payments"),
            (Field::GatewayName, "front-door"),
            (Field::GatewaySecret, "front-door-tls"),
            (Field::WorkloadName, "echo"),
            (Field::HttpBinImage, "kennethreitz"),
        ])),
        plan(&changed(&[
            (Field::WorkloadKind, "own"),
            (Field::ServiceName, "orders"),
            (Field::ServicePort, "8443"),
        ])),
        // The form of a Gateway has no field for this.
        plan(&changed(&[(Field::Access, "key")])),
    ]
}

fn tasks(plan: &Plan) -> Vec<Task> {
    plan.task_steps().flat_map(|(_, tasks)| tasks.to_vec()).collect()
}

fn instructions(tasks: &[Task]) -> Vec<Instruction> {
    tasks.iter().filter_map(|task| instruction(task, &[])).collect()
}

/// One line per field, nested by indentation.
fn write(entries: &[Entry], depth: usize, text: &mut String) {
    let indentation = "  ".repeat(depth);
    for entry in entries {
        *text += &indentation;
        match entry {
            Entry::Field { label, value } => *text += &format!("{label}: {value}\n"),
            Entry::Own { label, hint } => *text += &format!("{label}: ({hint})\n"),
            Entry::Switch { label } => *text += &format!("{label}: on\n"),
            Entry::Pair { key, value } => *text += &format!("[{key}] = [{value}]\n"),
            Entry::File { key, path } => *text += &format!("[{key}] < {path}\n"),
            Entry::Section { label, add, entries } => {
                *text += &format!("{label}{}\n", if *add { " (Add)" } else { "" });
                write(entries, depth + 1, text);
            }
        }
    }
}

fn text(instructions: &[Instruction]) -> String {
    let mut text = String::new();
    for instruction in instructions {
        text += &format!("{}\n", instruction.opening());
        write(instruction.form(), 1, &mut text);
        text.extend(instruction.closing().map(|closing| format!("{closing}\n")));
    }
    text
}

/// Written by hand from the dashboard's forms.
const K3D: &str = include_str!("fixtures/dashboard-k3d.txt");

#[test]
fn the_whole_k3d_guide_reads_like_the_dashboard() {
    assert_eq!(text(&instructions(&tasks(&plan(&draft())))), K3D);
}

#[test]
fn an_own_service_is_looked_for_on_its_page() {
    let plan = &plans()[2];
    let instructions = instructions(&tasks(plan));
    let expected =
        "In the namespace `test`, go to `Discovery and Network > Services` and wait until `orders` is listed.\n";
    assert!(text(&instructions).contains(expected), "{}", text(&instructions));
}

#[test]
fn what_the_dashboard_cannot_do_has_no_instruction() {
    let plan = plan(&draft());
    let (step, modules) = plan
        .task_steps()
        .find(|(_, tasks)| tasks.iter().any(|task| matches!(task, Task::ApplyModule(_))))
        .expect("a step with modules");
    for task in modules {
        let possible = matches!(task, Task::Apply(_));
        assert_eq!(instruction(task, &[]).is_some(), possible, "{step:?}: {task:?}");
    }
    let definition = Task::WaitForCrd("gateways.networking.istio.io");
    assert_eq!(instruction(&definition, &[]), None);
}

/// What is typed or chosen, and the keys and values of rows.
fn filled_in(entries: &[Entry], found: &mut BTreeSet<String>) {
    for entry in entries {
        match entry {
            // Several checkboxes stand in one line.
            Entry::Field { value, .. } => found.extend(value.split(", ").map(str::to_owned)),
            Entry::Switch { label } | Entry::Own { label, .. } => found.extend([(*label).to_owned()]),
            Entry::Pair { key, value } | Entry::File { key, path: value } => {
                found.extend([key.clone(), value.clone()]);
            }
            Entry::Section { entries, .. } => filled_in(entries, found),
        }
    }
}

/// Every value of a manifest, and every key that the user chooses.
fn leaves(value: &Value, path: &str, found: &mut Vec<(String, String)>) {
    const MAPS: [&str; 7] = [
        ".labels",
        ".annotations",
        ".selector",
        ".matchLabels",
        ".data",
        ".request.headers",
        ".request.set",
    ];
    match value {
        Value::Object(map) => {
            let is_users = MAPS.iter().any(|end| path.ends_with(end)) && !map.contains_key("matchLabels");
            for (key, value) in map {
                if is_users {
                    found.push((path.to_owned(), key.clone()));
                }
                leaves(value, &format!("{path}.{key}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| leaves(item, path, found)),
        Value::String(text) => found.push((path.to_owned(), text.clone())),
        other => found.push((path.to_owned(), other.to_string())),
    }
}

/// Where the dashboard says it in another way: the path in the manifest, and what stands for it.
const OTHERWISE: [(&str, &str, &str); 4] = [
    (".metadata.labels", "istio-injection", "Enable Sidecar Injection"),
    (
        ".metadata.labels.istio-injection",
        "enabled",
        "Enable Sidecar Injection",
    ),
    (".spec.rules.noAuth", "true", "No Auth"),
    (".spec.type", "aws-route53", "AWS Route 53 provider"),
];

/// What Gardener fills in by itself where the form has no field for it.
const BY_ITSELF: [(&str, &str); 1] = [(".spec.issuerRef.name", "garden")];

fn assert_complete(manifest: &Manifest, instruction: &Instruction) {
    let mut shown = BTreeSet::new();
    filled_in(instruction.form(), &mut shown);
    shown.extend(instruction.namespace.iter().map(ToString::to_string));
    if let Resource::APIRule(rule) = &manifest.resource {
        let gateway = &rule.spec.gateway;
        // Two fields: namespace and name.
        assert!(shown.contains(gateway.namespace.as_str()) && shown.contains(gateway.name.as_str()));
        shown.insert(format!("{}/{}", gateway.namespace, gateway.name));
    }
    let mut wanted = Vec::new();
    let document = serde_json::to_value(&manifest.resource).expect("a document");
    leaves(&document, "", &mut wanted);
    for (path, value) in wanted {
        // They say which page it is.
        if path == ".apiVersion" || path == ".kind" || BY_ITSELF.contains(&(path.as_str(), value.as_str())) {
            continue;
        }
        let otherwise = OTHERWISE.iter().find(|(at, of, _)| *at == path && *of == value);
        let value = otherwise.map_or(value.as_str(), |(.., label)| label);
        assert!(
            shown.contains(value),
            "{}: {path} = {value} is not in {shown:?}",
            manifest.path()
        );
    }
}

#[test]
fn no_value_of_a_manifest_is_missing() {
    let mut forms = BTreeSet::new();
    let variants = with_gateway().map(|tutorial| plan(&draft_of(tutorial)));
    for plan in plans().into_iter().chain(variants) {
        for task in tasks(&plan) {
            let (Task::Apply(manifest) | Task::AddTo(manifest)) = &task else {
                continue;
            };
            // A module's own resource: the dashboard has a page of its own for it, and an upload would replace what others set.
            if matches!(manifest.resource, Resource::Istio(_)) {
                continue;
            }
            let instruction = instruction(&task, &plan.provided).expect("every manifest can be brought in");
            assert_eq!(instruction.namespace, manifest.resource.metadata().namespace);
            match &instruction.action {
                Action::Upload { file } => assert_eq!(*file, manifest.path()),
                _ => {
                    assert_complete(manifest, &instruction);
                    forms.insert(manifest.resource.kind());
                }
            }
        }
    }
    let expected = [
        "APIRule",
        "AuthorizationPolicy",
        "ConfigMap",
        "Gateway",
        "Namespace",
        "Service",
        "ServiceAccount",
        "VirtualService",
    ];
    assert!(forms.is_superset(&BTreeSet::from(expected)), "{forms:?}");
}

#[test]
fn files_to_read_are_in_the_archive() {
    for plan in plans() {
        let files = archive::files(&plan, &issued(&plan), &findings(&plan)).expect("an archive");
        let names: BTreeSet<&str> = files.iter().map(archive::ArchiveFile::name).collect();
        let mut seen = 0;
        for task in tasks(&plan) {
            let Some(instruction) = instruction(&task, &plan.provided) else {
                continue;
            };
            if let Action::Upload { file } = &instruction.action {
                assert!(names.contains(file.as_str()), "{file}");
            }
            if let Task::Secret(secret) = &task {
                assert_eq!(instruction.namespace.as_ref(), Some(&secret.namespace));
                let Some(Entry::Section { entries, .. }) = instruction.form().last() else {
                    panic!("a Secret has data: {instruction:?}");
                };
                for entry in entries {
                    let Entry::File { path, .. } = entry else {
                        panic!("a Secret's values are files, never text: {entry:?}");
                    };
                    assert!(names.contains(path.as_str()), "{path}");
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, 3, "the authority, the chain and the key");
    }
}
