//! A stage with two clusters in one kubeconfig, and a kubectl that can also run curl in a pod and show the egress gateway's
//! log: both from the proxies that the clusters' resources come to.

use std::fmt::Write as _;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::time::Duration;

use mtls_wizard::tutorial::egress::TUTORIAL;
use mtls_wizard::wizard::Field;
use mtls_wizard_e2e::archive::Unpacked;
use mtls_wizard_e2e::cluster::{Cluster, Options};
use mtls_wizard_e2e::process::program;
use mtls_wizard_e2e::simulation::{Internet, Simulation};
use serde_json::{Value, json};

use crate::stage::{BASICS, Run, finish};

pub const TARGET: &str = "target-cluster";
pub const EGRESS: &str = "egress-cluster";
/// Where the pods of the egress cluster ask for names.
pub const KUBE_DNS: &str = "10.43.0.10";
/// A port on which nothing listens.
const CLOSED_PORT: u16 = 1;

pub struct TwoClusters {
    pub target: Cluster,
    pub egress: Cluster,
    pub archive: Unpacked,
    folder: tempfile::TempDir,
}

impl TwoClusters {
    /// Two managed clusters, and an archive of the defaults with some answers changed.
    pub fn new(changes: &[(Field, &str)]) -> Self {
        let start = |context: &str| {
            let options = Options {
                delay: Duration::from_millis(20),
                ..Options::managed(context, "c12345.kyma.ondemand.com")
            };
            pollster::block_on(Cluster::start(options)).expect("a cluster")
        };
        let (target, egress) = (start(TARGET), start(EGRESS));
        let folder = tempfile::tempdir().expect("a folder");
        let bin = folder.path().join("bin");
        std::fs::create_dir(&bin).expect("a folder");
        for name in BASICS.iter().chain(&["kubectl", "curl"]) {
            symlink(program(name).expect("installed"), bin.join(name)).expect("a link");
        }
        let archive = Unpacked::make(&TUTORIAL, changes).expect("an archive");
        Self {
            target,
            egress,
            archive,
            folder,
        }
    }

    /// The same with the archive applied.
    pub fn applied(changes: &[(Field, &str)]) -> Self {
        let clusters = Self::new(changes);
        clusters.run("apply.sh", &["--yes"], "").succeeded();
        clusters
    }

    /// Runs a script with both contexts in the kubeconfig, the current one being neither's business.
    pub fn run(&self, script: &str, arguments: &[&str], input: &str) -> Run {
        self.run_in(script, arguments, &[], input)
    }

    /// The same with more environment.
    pub fn run_in(&self, script: &str, arguments: &[&str], environment: &[(&str, String)], input: &str) -> Run {
        let kubeconfig = [&self.target, &self.egress].map(|cluster| cluster.kubeconfig().display().to_string());
        let mut command = self.archive.script(script);
        command
            .args(arguments)
            .env_clear()
            .env("KUBECONFIG", kubeconfig.join(":"))
            .env("KUBECACHEDIR", self.folder.path().join("cache"))
            .env("HOME", self.folder.path())
            .env("PATH", self.folder.path().join("bin"))
            .env("VERIFY_ATTEMPTS", "1")
            .envs(environment.iter().map(|(name, value)| (name, value)));
        finish(&mut command, input)
    }

    /// Runs `verify.sh` against the proxies of both clusters as they are now. Returns also what istiod would complain about.
    pub async fn verify(&self) -> (Run, String) {
        let host = self.archive.plan.verification.host.as_str();
        let target = Simulation::of(&self.target).await.expect("proxies of the target");
        let internet = Internet::default().with(host, 443, target.port());
        let egress = Simulation::connected(&self.egress, &internet)
            .await
            .expect("proxies of the egress cluster");
        self.install_kubectl(&egress, target.port());
        let run = tokio::task::block_in_place(|| self.run_in("verify.sh", &[], &target.environment(), ""));
        (run, [target.notes(), egress.notes()].concat().join("\n"))
    }

    /// Takes the place of kubectl; what it does not do itself, the real one does.
    fn install_kubectl(&self, egress: &Simulation, target_port: u16) {
        let namespace = self.archive.plan.namespace.as_str();
        let ways = Ways::of(&self.egress, namespace);
        let pod = egress.outbound_port(namespace, "curl");
        let sidecar = if ways.to_istio { pod } else { None };
        let direct = if ways.outside { target_port } else { CLOSED_PORT };
        let mut script = String::from("#!/usr/bin/env bash\n");
        let mut set =
            |name: &str, value: &dyn std::fmt::Display| writeln!(script, "{name}='{value}'").expect("written");
        set("real", &program("kubectl").expect("kubectl").display());
        set("pod", &if pod.is_some() { "deployment/curl" } else { "none" });
        set("namespace", &namespace);
        set("sidecar", &sidecar.unwrap_or(CLOSED_PORT));
        set("direct", &direct);
        set("names", &if ways.names { "yes" } else { "no" });
        set(
            "log",
            &if logs(&self.egress) {
                egress.log_file().display().to_string()
            } else {
                "/dev/null".to_owned()
            },
        );
        script += KUBECTL;
        let path = self.folder.path().join("bin/kubectl");
        std::fs::remove_file(&path).expect("removed");
        std::fs::write(&path, script).expect("a script");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("a mode");
    }
}

/// Only the egress cluster has the pod. Its plain requests go to its sidecar; for port 443 the sidecar is but a pipe.
const KUBECTL: &str = r#"
if [ "$1" = --context ] && [ "$3" = exec ]; then
  if [ "$2" != egress-cluster ] || [ "$4 $5 $6 $7 $8 $9 ${10}" != "-n $namespace $pod -c curl -- curl" ]; then
    echo "Error from server (NotFound): $*" >&2
    exit 1
  fi
  shift 10
  if [ "$names" = no ]; then
    echo 'curl: (6) Could not resolve host' >&2
    echo 'command terminated with exit code 6' >&2
    exit 6
  fi
  case "${*: -1}" in
    https:*) port=$direct ;;
    *) port=$sidecar ;;
  esac
  exec curl --noproxy '*' --connect-to "::127.0.0.1:$port" "$@"
fi
if [ "$1" = --context ] && [ "$3" = logs ]; then
  [ "$2 $4 $5 $6 $7" = 'egress-cluster -n istio-system -l istio=egressgateway' ] || exit 1
  # The proxy writes its log in intervals.
  sleep 0.4
  grep '^istio-system/istio-egressgateway: ' "$log"
  exit 0
fi
exec "$real" "$@"
"#;

/// What the NetworkPolicies of a namespace leave to the pod, as on a cluster of Gardener, where names are answered outside of
/// the network that policies see.
struct Ways {
    names: bool,
    to_istio: bool,
    outside: bool,
}

impl Ways {
    fn of(cluster: &Cluster, namespace: &str) -> Self {
        let policies = cluster.list("networking.k8s.io/v1", "NetworkPolicy", Some(namespace));
        let of_pod = |policy: &&Value| {
            let types = policy["spec"]["policyTypes"].as_array();
            let labels = policy["spec"]["podSelector"]["matchLabels"].as_object();
            types.is_some_and(|types| types.contains(&json!("Egress")))
                && labels.is_none_or(|labels| labels.iter().all(|(key, value)| key == "app" && value == "curl"))
        };
        let policies: Vec<&Value> = policies.iter().filter(of_pod).collect();
        let rules = || {
            policies
                .iter()
                .flat_map(|policy| policy["spec"]["egress"].as_array().into_iter().flatten())
        };
        let allows = |port: u16, wanted: &dyn Fn(&Value) -> bool| {
            policies.is_empty()
                || rules().any(|rule| {
                    let of_port = rule["ports"]
                        .as_array()
                        .is_none_or(|ports| ports.iter().any(|one| one["port"] == port));
                    let peers = rule["to"].as_array();
                    of_port && peers.is_none_or(|peers| peers.is_empty() || peers.iter().any(wanted))
                })
        };
        let address = format!("{KUBE_DNS}/32");
        let everybody = |peer: &Value| peer["ipBlock"]["cidr"] == "0.0.0.0/0";
        let label = |peer: &Value| peer["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"].clone();
        Self {
            names: allows(53, &|peer| peer["ipBlock"]["cidr"] == *address || everybody(peer)),
            to_istio: allows(80, &|peer| label(peer) == "istio-system" || everybody(peer)),
            outside: allows(443, &everybody),
        }
    }
}

/// Whether a Telemetry lets the egress gateway log.
fn logs(cluster: &Cluster) -> bool {
    let telemetries = cluster.list("telemetry.istio.io/v1", "Telemetry", Some("istio-system"));
    telemetries.iter().any(|telemetry| {
        let labels = telemetry["spec"]["selector"]["matchLabels"].as_object();
        let is_meant = labels.is_none_or(|labels| {
            labels
                .iter()
                .all(|(key, value)| key == "istio" && value == "egressgateway")
        });
        let providers = &telemetry["spec"]["accessLogging"][0]["providers"];
        is_meant && providers[0]["name"] == "envoy"
    })
}
