#!/usr/bin/env bash
# Sets up: mTLS on the cluster's default domain. Safe to run again.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

NAMED_CONTEXT=''

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

# The context of --context, else the one named in the form, else the current one, which is shown. It is fixed here, so that
# switching contexts elsewhere does not change where the rest goes.
if [ -z "$CONTEXT" ]; then CONTEXT=$NAMED_CONTEXT; fi
if [ -z "$CONTEXT" ]; then
  CONTEXT=$(kubectl config current-context 2>/dev/null) || die "there is no current kube context. Pass one with --context NAME."
  [ "$YES" = no ] || die "--yes does not ask, so it needs --context NAME to know the cluster. The current context is \"$CONTEXT\"."
fi
demand_context "$CONTEXT"
confirm ''

say 'Create the namespace test with Istio sidecar injection'
kube apply -f manifests/01-namespace-test.yaml

say 'Request the gateway'\''s certificate kyma-mtls'
kube apply -f manifests/02-certificate-kyma-mtls.yaml
wait_until_ready certificates.cert.gardener.cloud/kyma-mtls istio-system 900

say 'Create the Secret kyma-mtls-cacert'
of_type kyma-mtls-cacert istio-system Opaque
unmanaged kyma-mtls-cacert istio-system
kube create secret generic kyma-mtls-cacert -n istio-system --from-file=cacert=certificates/client-root-ca.crt --dry-run=client -o yaml | kube apply -f -

say 'Create the Gateway kyma-mtls-gateway'
kube apply -f manifests/03-gateway-kyma-mtls-gateway.yaml

say 'Deploy the sample workload HTTPBin'
kube apply -f manifests/04-serviceaccount-httpbin.yaml
kube apply -f manifests/05-service-httpbin.yaml
kube apply -f manifests/06-deployment-httpbin.yaml
kube wait --for=condition=Available deployment/httpbin -n test --timeout=300s

say 'Expose the workload with the APIRule httpbin-mtls'
absent virtualservices.networking.istio.io httpbin-mtls test 'it routes the host, which has one owner.'
kube apply -f manifests/07-apirule-httpbin-mtls.yaml
wait_until_ready apirules.gateway.kyma-project.io/httpbin-mtls test 120

say 'Done. Test it with ./verify.sh'
