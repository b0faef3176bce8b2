#!/usr/bin/env bash
# Removes: mTLS on a local k3d cluster. Safe to run again.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

CLUSTER='kyma'
K3D_CONTEXT='k3d-kyma'
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
CONTEXT=''
DELETE_NAMESPACE=no
DELETE_CLUSTER=no
while [ $# -gt 0 ]; do
  case "$1" in
    -y | --yes) YES=yes ;;
    --context)
      [ $# -ge 2 ] || die '--context needs a name'
      CONTEXT=$2
      shift
      ;;
    --delete-namespace) DELETE_NAMESPACE=yes ;;
    --delete-cluster) DELETE_CLUSTER=yes ;;
    -h | --help)
      printf '%s\n' 'usage: ./cleanup.sh [--yes] [--context NAME] [--delete-namespace] [--delete-cluster]'
      exit 0
      ;;
    *) die "unknown option: $1. "'usage: ./cleanup.sh [--yes] [--context NAME] [--delete-namespace] [--delete-cluster]' ;;
  esac
  shift
done

remove() { # file, the definition without which there is nothing to remove
  local definition
  definition=$(kube get crd "$2" --ignore-not-found -o name)
  if [ -n "$definition" ]; then kube delete -f "$1" --ignore-not-found; fi
}

need kubectl https://kubernetes.io/docs/tasks/tools/
if [ "$DELETE_CLUSTER" = yes ]; then
  [ -z "$CONTEXT" ] || die "--delete-cluster deletes the k3d cluster $CLUSTER, whatever --context says. Pass one of the two."
  need k3d https://k3d.io/stable/#installation
  CONTEXT=$K3D_CONTEXT
  confirm " (the whole k3d cluster $CLUSTER is deleted)"
  k3d cluster delete "$CLUSTER"
  exit 0
fi
if [ -z "$CONTEXT" ]; then
  CONTEXT=$K3D_CONTEXT
  context_exists "$CONTEXT" || die "the kube context \"$CONTEXT\" is missing. Pass another one with --context NAME."
fi
demand_context "$CONTEXT"
if [ "$DELETE_NAMESPACE" = yes ] && [ "$NAMESPACE" != default ]; then
  confirm ", and deletes the namespace $NAMESPACE with everything in it"
else
  confirm ''
fi

say 'Removing the resources'
remove manifests/08-apirule-httpbin-mtls.yaml apirules.gateway.kyma-project.io
kube delete -f manifests/07-deployment-httpbin.yaml --ignore-not-found
kube delete -f manifests/06-service-httpbin.yaml --ignore-not-found
kube delete -f manifests/05-serviceaccount-httpbin.yaml --ignore-not-found
remove manifests/04-gateway-kyma-mtls-gateway.yaml gateways.networking.istio.io
shared=$(kube get configmap coredns-custom -n kube-system --ignore-not-found -o name)
if [ -n "$shared" ]; then
  kube patch configmap coredns-custom -n kube-system --type=merge -p '{"data":{"mtls-k3d-test.override":null}}'
fi
kube delete secret kyma-mtls-cacert -n istio-system --ignore-not-found
kube delete secret kyma-mtls -n istio-system --ignore-not-found

if [ "$DELETE_NAMESPACE" = yes ]; then
  say 'Deleting the namespace test and everything in it'
  kube delete namespace test --ignore-not-found
else
  say 'The namespace test stays; --delete-namespace deletes it with everything in it.'
fi

say 'Done.'
