# The context of --context, else that of the k3d cluster; never another one, which could be somebody's production.
choose_context() {
  if [ -z "$CONTEXT" ]; then
    CONTEXT=$K3D_CONTEXT
    context_exists "$CONTEXT" || k3d kubeconfig merge "$CLUSTER" --kubeconfig-merge-default >/dev/null 2>&1 || true
    context_exists "$CONTEXT" || die "the kube context \"$CONTEXT\" is missing. Pass another one with --context NAME."
  fi
  context_exists "$CONTEXT" || die "the kube context \"$CONTEXT\" does not exist. 'kubectl config get-contexts' lists them."
}

create_cluster() {
  if k3d cluster list "$CLUSTER" >/dev/null 2>&1; then
    printf 'The k3d cluster %s exists; it is started if it is not running.\n' "$CLUSTER"
    k3d cluster start "$CLUSTER"
  else
    "$@"
  fi
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
