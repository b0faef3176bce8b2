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

