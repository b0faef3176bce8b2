
# No rule admits a method that only asks, and a test must not change anything: the gateway itself answers, with 404.
is_unrouted() {
  [ "$exit_code" -eq 0 ] && [ "$(cat "$work/status")" = 404 ] &&
    ! grep -qi '^x-envoy-upstream-service-time:' "$work/headers"
}
