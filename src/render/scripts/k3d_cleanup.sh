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
context_exists "$CONTEXT" || die "the kube context \"$CONTEXT\" does not exist. 'kubectl config get-contexts' lists them."
if [ "$DELETE_NAMESPACE" = yes ] && [ "$NAMESPACE" != default ]; then
  confirm ", and deletes the namespace $NAMESPACE with everything in it"
else
  confirm ''
fi
