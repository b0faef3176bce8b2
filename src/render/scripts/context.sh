kube() { kubectl --context "$CONTEXT" "$@"; }
context_exists() { kubectl config get-contexts "$1" -o name >/dev/null 2>&1; }
context_server() { kubectl config view --minify --context "$1" -o 'jsonpath={.clusters[0].cluster.server}'; }

# Without --context only a cluster on this machine may be changed: another one could be somebody's production.
is_local() {
  case "$1" in
    *://127.* | *://localhost | *://localhost:* | *://0.0.0.0* | *://\[::1\]* | *://host.docker.internal*) return 0 ;;
    *) return 1 ;;
  esac
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
