//! The guide's calls from the pod of another cluster, in words and not yet in any shell's syntax.

use super::command::Words;
use crate::plan::Plan;
use crate::plan::cluster::Role;
use crate::plan::egress::Caller;

/// What is said before a command, and the command.
pub type Call = (&'static str, Words);

/// A plain request from the pod, and the egress gateway's log.
pub fn call_from_pod(plan: &Plan) -> Vec<Call> {
    let Some(caller) = &plan.verification.caller else {
        return Vec::new();
    };
    let logs = "logs -n istio-system -l istio=egressgateway --since=10m --tail=-1";
    vec![
        ("The request:", request(plan, caller)),
        ("The log:", kubectl(plan, logs)),
    ]
}

/// A call around the egress gateway, and one through it.
pub fn call_directly(plan: &Plan) -> Vec<Call> {
    let Some(caller) = &plan.verification.caller else {
        return Vec::new();
    };
    // With HTTP/2, curl may fail before it notes the time of the handshake.
    let options = "--insecure --tlsv1.3 --http1.1 --silent --show-error --max-time 20 --output /dev/null --write-out %{time_appconnect}";
    let mut direct = in_pod(plan, caller, options);
    direct.push(format!("https://{}/", plan.verification.host));
    vec![
        ("Straight to the target, which must fail:", direct),
        ("Through the egress gateway:", request(plan, caller)),
    ]
}

/// kubectl for the cluster that calls; no argument here has a space in it.
fn kubectl(plan: &Plan, arguments: &str) -> Words {
    let mut words = vec!["kubectl".to_owned()];
    if let Some(context) = plan.clusters.context(Role::Egress) {
        words.extend(["--context".to_owned(), context]);
    }
    words.extend(arguments.split(' ').map(str::to_owned));
    words
}

fn in_pod(plan: &Plan, caller: &Caller, options: &str) -> Words {
    let Caller {
        namespace, deployment, ..
    } = caller;
    let arguments = format!("exec -n {namespace} deployment/{deployment} -c {deployment} -- curl {options}");
    kubectl(plan, &arguments)
}

fn request(plan: &Plan, caller: &Caller) -> Words {
    let verification = &plan.verification;
    let method = super::shell::method(verification.method).map_or(String::new(), |method| [" ", &method].concat());
    let mut words = in_pod(plan, caller, &["--include", &method].concat());
    words.push(format!("http://{}{}", verification.host, verification.path));
    words
}
