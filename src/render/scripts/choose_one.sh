# The context of --context, else the one named in the form, else the current one, which is shown. It is fixed here, so that
# switching contexts elsewhere does not change where the rest goes.
if [ -z "$CONTEXT" ]; then CONTEXT=$NAMED_CONTEXT; fi
if [ -z "$CONTEXT" ]; then
  CONTEXT=$(kubectl config current-context 2>/dev/null) || die "there is no current kube context. Pass one with --context NAME."
  [ "$YES" = no ] || die "--yes does not ask, so it needs --context NAME to know the cluster. The current context is \"$CONTEXT\"."
fi
demand_context "$CONTEXT"
