//! The guide's calls from the pod of another cluster, in a form for bash and PowerShell alike: no word needs more than single
//! quotes.

use super::shell::quote;
use crate::plan::Plan;
use crate::plan::cluster::Role;
use crate::plan::egress::Caller;

/// Commands with what is said before them.
type Captioned = Vec<(Option<String>, Vec<String>)>;

/// A plain request from the pod, and the egress gateway's log.
pub fn call_from_pod(plan: &Plan) -> Captioned {
    let Some(caller) = &plan.verification.caller else {
        return Vec::new();
    };
    let logs = [
        &kubectl(plan),
        "logs -n istio-system -l istio=egressgateway --since=10m --tail=-1",
    ]
    .join(" ");
    vec![
        (Some("The request:".to_owned()), vec![request(plan, caller)]),
        (Some("The log:".to_owned()), vec![logs]),
    ]
}

/// A call around the egress gateway, and one through it.
pub fn call_directly(plan: &Plan) -> Captioned {
    let Some(caller) = &plan.verification.caller else {
        return Vec::new();
    };
    let address = format!("https://{}/", plan.verification.host);
    let options = "--insecure --tlsv1.3 --http1.1 --silent --show-error --max-time 20 --output /dev/null --write-out '%{time_appconnect}'";
    let direct = [&in_pod(plan, caller), options, &quote(&address)].join(" ");
    vec![
        (
            Some("Straight to the target, which must fail:".to_owned()),
            vec![direct],
        ),
        (
            Some("Through the egress gateway:".to_owned()),
            vec![request(plan, caller)],
        ),
    ]
}

fn kubectl(plan: &Plan) -> String {
    let context = plan.clusters.context(Role::Egress).unwrap_or_default();
    format!("kubectl --context {}", quote(&context))
}

fn in_pod(plan: &Plan, caller: &Caller) -> String {
    let Caller {
        namespace, deployment, ..
    } = caller;
    format!(
        "{} exec -n {namespace} deployment/{deployment} -c {deployment} -- curl",
        kubectl(plan)
    )
}

fn request(plan: &Plan, caller: &Caller) -> String {
    let verification = &plan.verification;
    let address = format!("http://{}{}", verification.host, verification.path);
    [&in_pod(plan, caller), "--include", &quote(&address)].join(" ")
}
