if [ "$DELETE_CLUSTER" = yes ]; then
  [ -z "$CONTEXT" ] || die "--delete-cluster deletes the k3d cluster $CLUSTER, whatever --context says. Pass one of the two."
  need k3d https://k3d.io/stable/#installation
  CONTEXT=$K3D_CONTEXT
  confirm " (the whole k3d cluster $CLUSTER is deleted)"
  k3d cluster delete "$CLUSTER"
  exit 0
fi
