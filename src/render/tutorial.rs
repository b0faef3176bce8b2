//! The guide with the user's values as a page of documentation, in the form of Kyma's own tutorials: what it needs, why, and
//! the steps, with tabs for kubectl and Kyma dashboard (docsify-tabs). It holds neither keys nor passwords.

use super::guide::{Form, Reading};
use super::markdown::{step_body, step_head};
use crate::plan::cluster::Clusters;
use crate::plan::guide::{GuideStep, StepBody};
use crate::plan::trust::TrustMap;
use crate::plan::{Plan, Planned};

/// The page, in Markdown.
pub fn tutorial(planned: &Planned) -> Option<String> {
    let plan = planned.gateway()?;
    let host = plan.verification.host.to_string();
    let mut text = ["# ", &plan.title, "\n\n"].concat();
    text += &[
        "Learn how to let callers of `",
        &host,
        "` in by their certificates.\n\n",
    ]
    .concat();
    text += "## Prerequisites\n\n";
    for need in needs(plan) {
        text += &["- ", &need, "\n"].concat();
    }
    text += "\n## Context\n\n";
    for sentence in TrustMap::of(planned).sentences() {
        text += &["- ", &sentence, "\n"].concat();
    }
    text += "\n## Procedure\n";
    for (index, step) in plan.guide.iter().enumerate() {
        text += &step_head(plan, index + 1, step);
        text += &body(plan, step);
    }
    Some(text)
}

fn needs(plan: &Plan) -> Vec<String> {
    let cluster = match &plan.clusters {
        Clusters::K3d { .. } => "k3d, and Docker or another container runtime".to_owned(),
        Clusters::One { .. } => "A cluster with the Istio and API Gateway modules".to_owned(),
        Clusters::Two { .. } => {
            "Two clusters with the Istio module, the target with the API Gateway module too".to_owned()
        }
    };
    let archive = ["The archive `", &plan.folder.to_string(), ".zip` of mTLS Wizard"].concat();
    vec![cluster, "kubectl and curl".to_owned(), archive]
}

/// Both forms, in tabs where they differ.
fn body(plan: &Plan, step: &GuideStep) -> String {
    let in_form = |form| {
        let reading = Reading {
            form,
            ..Reading::default()
        };
        step_body(plan, step, reading)
    };
    let kubectl = in_form(Form::Kubectl);
    match step.body {
        StepBody::Tasks(_) | StepBody::ChooseCluster => {
            let dashboard = in_form(Form::Dashboard);
            let tab = |name: &str, text: &str| ["#### **", name, "**\n\n", text, "\n"].concat();
            let tabs = [tab("kubectl", &kubectl), tab("Kyma Dashboard", &dashboard)].concat();
            ["<!-- tabs:start -->\n\n", &tabs, "<!-- tabs:end -->\n"].concat()
        }
        // In a terminal only.
        StepBody::Unpack | StepBody::Verify | StepBody::CallFromPod | StepBody::CallDirectly => kubectl,
    }
}
