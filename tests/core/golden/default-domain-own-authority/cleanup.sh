#!/usr/bin/env bash
# Removes: mTLS on the cluster's default domain. Safe to run again.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

NAMED_CONTEXT=''
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
while [ $# -gt 0 ]; do
  case "$1" in
    -y | --yes) YES=yes ;;
    --context)
      [ $# -ge 2 ] || die '--context needs a name'
      CONTEXT=$2
      shift
      ;;
    --delete-namespace) DELETE_NAMESPACE=yes ;;
    -h | --help)
      printf '%s\n' 'usage: ./cleanup.sh [--yes] [--context NAME] [--delete-namespace]'
      exit 0
      ;;
    *) die "unknown option: $1. "'usage: ./cleanup.sh [--yes] [--context NAME] [--delete-namespace]' ;;
  esac
  shift
done

remove() { # file, the definition without which there is nothing to remove
  local definition
  definition=$(kube get crd "$2" --ignore-not-found -o name)
  if [ -n "$definition" ]; then kube delete -f "$1" --ignore-not-found; fi
}

need kubectl https://kubernetes.io/docs/tasks/tools/
# The context of --context, else the one named in the form, else the current one, which is shown. It is fixed here, so that
# switching contexts elsewhere does not change where the rest goes.
if [ -z "$CONTEXT" ]; then CONTEXT=$NAMED_CONTEXT; fi
if [ -z "$CONTEXT" ]; then
  CONTEXT=$(kubectl config current-context 2>/dev/null) || die "there is no current kube context. Pass one with --context NAME."
  [ "$YES" = no ] || die "--yes does not ask, so it needs --context NAME to know the cluster. The current context is \"$CONTEXT\"."
fi
demand_context "$CONTEXT"
if [ "$DELETE_NAMESPACE" = yes ] && [ "$NAMESPACE" != default ]; then
  confirm ", and deletes the namespace $NAMESPACE with everything in it"
else
  confirm ''
fi

say 'Removing the resources'
remove manifests/07-apirule-httpbin-mtls.yaml apirules.gateway.kyma-project.io
kube delete -f manifests/06-deployment-httpbin.yaml --ignore-not-found
kube delete -f manifests/05-service-httpbin.yaml --ignore-not-found
kube delete -f manifests/04-serviceaccount-httpbin.yaml --ignore-not-found
remove manifests/03-gateway-kyma-mtls-gateway.yaml gateways.networking.istio.io
remove manifests/02-certificate-kyma-mtls.yaml certificates.cert.gardener.cloud
kube delete secret kyma-mtls -n istio-system --ignore-not-found
kube delete secret kyma-mtls-cacert -n istio-system --ignore-not-found

if [ "$DELETE_NAMESPACE" = yes ]; then
  say 'Deleting the namespace test and everything in it'
  kube delete namespace test --ignore-not-found
else
  say 'The namespace test stays; --delete-namespace deletes it with everything in it.'
fi

say 'Done.'
