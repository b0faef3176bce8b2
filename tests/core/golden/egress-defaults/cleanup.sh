#!/usr/bin/env bash
# Removes: mTLS from one cluster to another through an egress gateway. Safe to run again.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

NAMED_TARGET_CONTEXT='target-cluster'
NAMED_EGRESS_CONTEXT='egress-cluster'
NAMESPACE='test'

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

YES=no
TARGET_CONTEXT=''
EGRESS_CONTEXT=''
DELETE_NAMESPACE=no
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
    --delete-namespace) DELETE_NAMESPACE=yes ;;
    -h | --help)
      printf '%s\n' 'usage: ./cleanup.sh [--yes] [--target-context NAME] [--egress-context NAME] [--delete-namespace]'
      exit 0
      ;;
    *) die "unknown option: $1. "'usage: ./cleanup.sh [--yes] [--target-context NAME] [--egress-context NAME] [--delete-namespace]' ;;
  esac
  shift
done

remove() { # file, the definition without which there is nothing to remove
  local definition
  definition=$(kube get crd "$2" --ignore-not-found -o name)
  if [ -n "$definition" ]; then kube delete -f "$1" --ignore-not-found; fi
}

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
if [ "$DELETE_NAMESPACE" = yes ] && [ "$NAMESPACE" != default ]; then
  confirm ", and deletes the namespace $NAMESPACE with everything in it"
else
  confirm ''
fi

CONTEXT=$EGRESS_CONTEXT
say "On the egress cluster, $CONTEXT"
say 'Removing the resources'
kube delete -f manifests/17-networkpolicy-network-policy-allow-egress-traffic.yaml --ignore-not-found
remove manifests/16-destinationrule-mtls-egress-test.yaml destinationrules.networking.istio.io
remove manifests/15-virtualservice-direct-httpbin-through-egress-gateway.yaml virtualservices.networking.istio.io
remove manifests/14-destinationrule-egressgateway-for-httpbin.yaml destinationrules.networking.istio.io
remove manifests/13-gateway-istio-egressgateway.yaml gateways.networking.istio.io
remove manifests/12-serviceentry-httpbin.yaml serviceentries.networking.istio.io
kube delete -f manifests/11-deployment-curl.yaml --ignore-not-found
kube delete -f manifests/10-serviceaccount-curl.yaml --ignore-not-found
remove manifests/09-telemetry-mtls-egress-test.yaml telemetries.telemetry.istio.io
printf 'The egress gateway stays enabled, because others may use it. This switches it off:\n'
printf "  kubectl --context %q patch istios.operator.kyma-project.io default -n kyma-system --type=merge -p '%s'\n" \
  "$CONTEXT" '{"spec":{"components":{"egressGateway":{"enabled":false}}}}'
kube delete secret client-credential -n istio-system --ignore-not-found

if [ "$DELETE_NAMESPACE" = yes ]; then
  say 'Deleting the namespace test and everything in it'
  kube delete namespace test --ignore-not-found
else
  say 'The namespace test stays; --delete-namespace deletes it with everything in it.'
fi

CONTEXT=$TARGET_CONTEXT
say "On the target cluster, $CONTEXT"
say 'Removing the resources'
remove manifests/06-apirule-httpbin-mtls.yaml apirules.gateway.kyma-project.io
kube delete -f manifests/05-deployment-httpbin.yaml --ignore-not-found
kube delete -f manifests/04-service-httpbin.yaml --ignore-not-found
kube delete -f manifests/03-serviceaccount-httpbin.yaml --ignore-not-found
remove manifests/02-gateway-kyma-mtls-gateway.yaml gateways.networking.istio.io
kube delete secret kyma-mtls-certs -n istio-system --ignore-not-found

if [ "$DELETE_NAMESPACE" = yes ]; then
  say 'Deleting the namespace test and everything in it'
  kube delete namespace test --ignore-not-found
else
  say 'The namespace test stays; --delete-namespace deletes it with everything in it.'
fi

say 'Done.'
