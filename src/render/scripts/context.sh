kube() { kubectl --context "$CONTEXT" "$@"; }
context_exists() { kubectl config get-contexts "$1" -o name >/dev/null 2>&1; }
demand_context() {
  context_exists "$1" || die "the kube context \"$1\" does not exist. 'kubectl config get-contexts' lists them."
}
