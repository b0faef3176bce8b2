
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
