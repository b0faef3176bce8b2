#!/usr/bin/env bash
# Sets up: mTLS from one cluster to another through an egress gateway. Safe to run again.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

NAMED_TARGET_CONTEXT='garden-shop--prod-external'
NAMED_EGRESS_CONTEXT='arn:aws:eks:eu-central-1:1:cluster/it'\''s mine'

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
TARGET_CONTEXT=''
EGRESS_CONTEXT=''
while [ $# -gt 0 ]; do
  case "$1" in
    -y | --yes) YES=yes ;;
    --target-context)
      [ $# -ge 2 ] || die '--target-context needs a name'
      TARGET_CONTEXT=$2
      shift
      ;;
    --egress-context)
      [ $# -ge 2 ] || die '--egress-context needs a name'
      EGRESS_CONTEXT=$2
      shift
      ;;
    -h | --help)
      printf '%s\n' 'usage: ./apply.sh [--yes] [--target-context NAME] [--egress-context NAME]'
      exit 0
      ;;
    *) die "unknown option: $1. "'usage: ./apply.sh [--yes] [--target-context NAME] [--egress-context NAME]' ;;
  esac
  shift
done

need kubectl https://kubernetes.io/docs/tasks/tools/

# Two clusters that must never be mixed up: each is known by its context and by the identity of its kube-system namespace.
if [ -z "$TARGET_CONTEXT" ]; then TARGET_CONTEXT=$NAMED_TARGET_CONTEXT; fi
if [ -z "$EGRESS_CONTEXT" ]; then EGRESS_CONTEXT=$NAMED_EGRESS_CONTEXT; fi
demand_context "$TARGET_CONTEXT"
demand_context "$EGRESS_CONTEXT"
identity() {
  kubectl --context "$1" get namespace kube-system -o 'jsonpath={.metadata.uid}' ||
    die "the cluster of the kube context \"$1\" does not answer."
}
target_identity=$(identity "$TARGET_CONTEXT")
egress_identity=$(identity "$EGRESS_CONTEXT")
[ "$target_identity" != "$egress_identity" ] ||
  die "\"$TARGET_CONTEXT\" and \"$EGRESS_CONTEXT\" are the same cluster. Pass --target-context NAME and --egress-context NAME."
printf 'Target cluster: %s\nEgress cluster: %s\n' "$TARGET_CONTEXT" "$EGRESS_CONTEXT"
CONTEXT="$TARGET_CONTEXT\" and \"$EGRESS_CONTEXT"
confirm ''

CONTEXT=$TARGET_CONTEXT
say "On the target cluster, $CONTEXT"
say 'Create the namespace shop with Istio sidecar injection'
kube apply -f manifests/01-namespace-shop.yaml

say 'Create the Secret kyma-mtls-certs'
of_type kyma-mtls-certs istio-system Opaque
unmanaged kyma-mtls-certs istio-system
kube create secret generic kyma-mtls-certs -n istio-system --from-file=cacert=certificates/client-root-ca.crt --from-file=cert=certificates/server-chain.pem --from-file=key=certificates/server.key --dry-run=client -o yaml | kube apply -f -

say 'Create the Gateway kyma-mtls-gateway'
kube apply -f manifests/02-gateway-kyma-mtls-gateway.yaml

say 'Check that your Service orders-api is there'
kube get service/orders-api -n shop || die 'service/orders-api is missing. Deploy it (its pods need the Istio sidecar, so after the namespace was labelled) and run this again.'

say 'Expose the workload with the APIRule orders-mtls'
absent virtualservices.networking.istio.io orders-mtls shop 'it routes the host, which has one owner.'
kube apply -f manifests/03-apirule-orders-mtls.yaml
wait_until_ready apirules.gateway.kyma-project.io/orders-mtls shop 120

CONTEXT=$EGRESS_CONTEXT
say "On the egress cluster, $CONTEXT"
say 'Create the namespace shop with Istio sidecar injection'
kube apply -f manifests/04-namespace-shop.yaml

say 'Create the Secret partner'
of_type partner istio-system Opaque
unmanaged partner istio-system
kube create secret generic partner -n istio-system --from-file=ca.crt=certificates/server-root-ca.crt --from-file=tls.crt=certificates/clients/ml-client-egress/client.crt --from-file=tls.key=certificates/clients/ml-client-egress/client.key --dry-run=client -o yaml | kube apply -f -

say 'Enable the egress gateway'
wait_for_crd istios.operator.kyma-project.io
kube get istios.operator.kyma-project.io default -n kyma-system >/dev/null 2>&1 || kube create -f manifests/05-istio-default.yaml
kube patch istios.operator.kyma-project.io default -n kyma-system --type=merge --patch-file manifests/05-istio-default.yaml
wait_until_present deployment/istio-egressgateway deployment/istio-egressgateway -n istio-system
kube wait --for=condition=Available deployment/istio-egressgateway -n istio-system --timeout=300s

say 'Let the egress gateway log its requests'
kube apply -f manifests/06-telemetry-mtls-egress-shop.yaml

say 'Deploy a pod that calls'
kube apply -f manifests/07-serviceaccount-curl.yaml
kube apply -f manifests/08-deployment-curl.yaml
kube wait --for=condition=Available deployment/curl -n shop --timeout=300s

say 'Make orders.mtls.c12345.kyma.ondemand.com known with the ServiceEntry orders'
kube apply -f manifests/09-serviceentry-orders.yaml

say 'Lead requests through the egress gateway'
kube apply -f manifests/10-gateway-istio-egressgateway.yaml
kube apply -f manifests/11-destinationrule-egressgateway-for-orders.yaml
kube apply -f manifests/12-virtualservice-direct-orders-through-egress-gateway.yaml

say 'Show the client'\''s certificate to the target'
kube apply -f manifests/13-destinationrule-mtls-egress-shop.yaml

say 'Close the other ways out of the namespace shop'
kube apply -f manifests/14-networkpolicy-network-policy-allow-egress-traffic.yaml

say 'Done. Test it with ./verify.sh'
