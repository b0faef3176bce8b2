
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
