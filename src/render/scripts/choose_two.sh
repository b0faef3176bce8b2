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
