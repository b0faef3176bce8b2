if [ -z "$CONTEXT" ]; then
  CONTEXT=$K3D_CONTEXT
  context_exists "$CONTEXT" || die "the kube context \"$CONTEXT\" is missing. Pass another one with --context NAME."
fi
demand_context "$CONTEXT"
