
wait_until_ready() { # resource as kind/name, namespace, seconds
  if kube wait '--for=jsonpath={.status.state}=Ready' "$1" -n "$2" --timeout="$3s"; then return; fi
  die "$1 did not become Ready. It says: $(kube get "$1" -n "$2" -o 'jsonpath={.status.state} {.status.message}{.status.description}' || true)"
}
