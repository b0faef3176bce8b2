#!/usr/bin/env bash
# Sets up: mTLS on a local k3d cluster. Safe to run again.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

CLUSTER='kyma'
K3D_CONTEXT='k3d-kyma'
# A mirror of the Kyma modules' releases can be named here, for clusters without internet access.
MODULE_RELEASES=${MODULE_RELEASES:-https://github.com/kyma-project}

say() { printf '\n==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
need() { command -v "$1" >/dev/null 2>&1 || die "$1 is not installed. See $2"; }
kube() { kubectl --context "$CONTEXT" "$@"; }
context_exists() { kubectl config get-contexts "$1" -o name >/dev/null 2>&1; }
demand_context() {
  context_exists "$1" || die "the kube context \"$1\" does not exist. 'kubectl config get-contexts' lists them."
}

confirm() {
  printf 'This changes the cluster of the kube context "%s"%s.\n' "$CONTEXT" "$1"
  if [ "$YES" = yes ]; then return; fi
  printf 'Go on? [y/N] '
  local answer=''
  read -r answer || true
  case "$answer" in
    y | Y | yes | Yes) ;;
    *) die "stopped; nothing was changed. Answer y, or pass --yes." ;;
  esac
}

wait_until_present() { # what, then arguments of kubectl get
  local what=$1 attempt
  shift
  for attempt in $(seq 1 90); do
    if kube get "$@" >/dev/null 2>&1; then return; fi
    if [ "$attempt" = 1 ]; then printf 'Waiting for %s ...\n' "$what"; fi
    sleep 2
  done
  die "$what did not appear within three minutes. Is its manager running? kubectl --context $CONTEXT get pods -n kyma-system"
}

wait_for_crd() {
  wait_until_present "the definition $1" crd "$1"
  kube wait --for=condition=Established "crd/$1" --timeout=120s
}

absent() { # kind, name, namespace, why it must not be there
  local found
  found=$(kube get "$1" "$2" -n "$3" --ignore-not-found -o name)
  if [ -n "$found" ]; then
    die "there is $found in $3: $4 Remove it if it is of an earlier set-up: kubectl --context $CONTEXT delete $1 $2 -n $3"
  fi
}

of_type() { # Secret, namespace, type
  local found
  found=$(kube get secret "$1" -n "$2" --ignore-not-found -o 'jsonpath={.type}')
  case "$found" in
    '' | "$3") ;;
    *) die "the Secret $1 in $2 has the type $found, which cannot become $3. Remove it if it is of an earlier set-up: kubectl --context $CONTEXT delete secret $1 -n $2" ;;
  esac
}

unmanaged() { # Secret, namespace
  local certificates name secret
  # Without Gardener there is nothing to ask for.
  certificates=$(kube get certificates.cert.gardener.cloud -n "$2" -o 'go-template={{range .items}}{{.metadata.name}} {{with .spec.secretName}}{{.}}{{end}}{{with .spec.secretRef}}{{.name}}{{end}}{{"\n"}}{{end}}' 2>/dev/null) || return 0
  while read -r name secret; do
    if [ "$secret" = "$1" ]; then
      die "the Certificate $name in $2 writes the Secret $1, and would overwrite what is put there now. Remove it if it is of an earlier set-up: kubectl --context $CONTEXT delete certificates.cert.gardener.cloud $name -n $2"
    fi
  done <<<"$certificates"
}

in_mesh() { # namespace, labels of pods
  local pods name containers outside=''
  pods=$(kube get pods -n "$1" -l "$2" -o 'go-template={{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}}{{range .spec.containers}} {{.name}}{{end}}{{range .spec.initContainers}} {{.name}}{{end}}{{"\n"}}{{end}}{{end}}')
  while read -r name containers; do
    case " $containers " in
      *' istio-proxy '*) ;;
      *) outside="$outside${name:+ $name}" ;;
    esac
  done <<<"$pods"
  if [ -n "$outside" ]; then
    die "pods without Istio's sidecar, where no policy has an effect:$outside. Restart what runs them, now that the namespace $1 is labelled, and run this again. For Deployments: kubectl --context $CONTEXT rollout restart deployment -n $1"
  fi
}

wait_until_ready() { # resource as kind/name, namespace, seconds
  if kube wait '--for=jsonpath={.status.state}=Ready' "$1" -n "$2" --timeout="$3s"; then return; fi
  die "$1 did not become Ready. It says: $(kube get "$1" -n "$2" -o 'jsonpath={.status.state} {.status.message}{.status.description}' || true)"
}

YES=no
CONTEXT=''
while [ $# -gt 0 ]; do
  case "$1" in
    -y | --yes) YES=yes ;;
    --context)
      [ $# -ge 2 ] || die '--context needs a name'
      CONTEXT=$2
      shift
      ;;
    -h | --help)
      printf '%s\n' 'usage: ./apply.sh [--yes] [--context NAME]'
      exit 0
      ;;
    *) die "unknown option: $1. "'usage: ./apply.sh [--yes] [--context NAME]' ;;
  esac
  shift
done

need kubectl https://kubernetes.io/docs/tasks/tools/
if [ -z "$CONTEXT" ]; then need k3d https://k3d.io/stable/#installation; fi

# The context of --context, else that of the k3d cluster; never another one, which could be somebody's production.
choose_context() {
  if [ -z "$CONTEXT" ]; then
    CONTEXT=$K3D_CONTEXT
    context_exists "$CONTEXT" || k3d kubeconfig merge "$CLUSTER" --kubeconfig-merge-default >/dev/null 2>&1 || true
    context_exists "$CONTEXT" || die "the kube context \"$CONTEXT\" is missing. Pass another one with --context NAME."
  fi
  demand_context "$CONTEXT"
}

create_cluster() {
  if k3d cluster list "$CLUSTER" >/dev/null 2>&1; then
    printf 'The k3d cluster %s exists; it is started if it is not running.\n' "$CLUSTER"
    k3d cluster start "$CLUSTER"
  else
    "$@"
  fi
}

# With --context the cluster is there already; else it is the k3d cluster, made now if need be.
if [ -n "$CONTEXT" ]; then
  choose_context
  confirm ''
else
  CONTEXT=$K3D_CONTEXT
  confirm " (the k3d cluster $CLUSTER, which is created if it does not exist)"
  CONTEXT=''
  say 'Create the k3d cluster kyma'
  create_cluster k3d cluster create kyma -p 80:80@loadbalancer -p 443:443@loadbalancer --k3s-arg '--disable=traefik@server:*'
  choose_context
fi

say 'Add the Istio and API Gateway modules'
kube apply -f manifests/01-namespace-kyma-system.yaml
kube apply -f "$MODULE_RELEASES/istio/releases/latest/download/istio-manager.yaml"
wait_for_crd istios.operator.kyma-project.io
kube apply -f "$MODULE_RELEASES/istio/releases/latest/download/istio-default-cr.yaml"
kube wait '--for=jsonpath={.status.state}=Ready' istios.operator.kyma-project.io/default -n kyma-system --timeout=600s
wait_for_crd gateways.networking.istio.io
kube apply -f "$MODULE_RELEASES/api-gateway/releases/latest/download/api-gateway-manager.yaml"
wait_for_crd apigateways.operator.kyma-project.io
kube apply -f "$MODULE_RELEASES/api-gateway/releases/latest/download/apigateway-default-cr.yaml"
kube wait '--for=jsonpath={.status.state}=Ready' apigateways.operator.kyma-project.io/default --timeout=600s
wait_for_crd apirules.gateway.kyma-project.io

say 'Teach the cluster its own host names'
kube get configmap coredns-custom -n kube-system >/dev/null 2>&1 || kube create configmap coredns-custom -n kube-system
kube patch configmap coredns-custom -n kube-system --type=merge --patch-file manifests/02-configmap-coredns-custom.yaml

say 'Create the namespace test with Istio sidecar injection'
kube apply -f manifests/03-namespace-test.yaml

say 'Create the Secrets kyma-mtls and kyma-mtls-cacert'
of_type kyma-mtls-cacert istio-system Opaque
unmanaged kyma-mtls-cacert istio-system
kube create secret generic kyma-mtls-cacert -n istio-system --from-file=cacert=certificates/client-root-ca.crt --dry-run=client -o yaml | kube apply -f -
of_type kyma-mtls istio-system kubernetes.io/tls
unmanaged kyma-mtls istio-system
kube create secret tls kyma-mtls -n istio-system --cert=certificates/server-chain.pem --key=certificates/server.key --dry-run=client -o yaml | kube apply -f -

say 'Create the Gateway kyma-mtls-gateway'
kube apply -f manifests/04-gateway-kyma-mtls-gateway.yaml

say 'Deploy the sample workload HTTPBin'
kube apply -f manifests/05-serviceaccount-httpbin.yaml
kube apply -f manifests/06-service-httpbin.yaml
kube apply -f manifests/07-deployment-httpbin.yaml
kube wait --for=condition=Available deployment/httpbin -n test --timeout=300s

say 'Expose the workload with the APIRule httpbin-mtls'
absent virtualservices.networking.istio.io httpbin-mtls test 'it routes the host, which has one owner.'
kube apply -f manifests/08-apirule-httpbin-mtls.yaml
wait_until_ready apirules.gateway.kyma-project.io/httpbin-mtls test 120

say 'Done. Test it with ./verify.sh'
