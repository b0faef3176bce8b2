# Runs curl in the pod of the egress cluster.
in_pod() { kube exec -n "$NAMESPACE" "deployment/$DEPLOYMENT" -c "$DEPLOYMENT" -- curl --silent --show-error --max-time 20 "$@"; }

# The answer to a plain request from the pod: body, headers and status go where `call` puts them. The request carries a mark,
# by which it is found in the log.
call_from_pod() {
  mark="call=$$-$RANDOM$RANDOM"
  : >"$work/body"
  : >"$work/headers"
  : >"$work/status"
  exit_code=0
  in_pod --include ${request_method[@]+"${request_method[@]}"} --write-out '\n%{http_code}' "http://$HOST$REQUEST_PATH?$mark" >"$work/answer" 2>"$work/error" || exit_code=$?
  tail -n 1 "$work/answer" >"$work/status"
  tr -d '\r' <"$work/answer" | sed -n '1,/^$/p' >"$work/headers"
  tr -d '\r' <"$work/answer" | sed -e '1,/^$/d' -e '$d' >"$work/body"
}

# A new route takes a few seconds to reach the proxies.
call_from_pod_until() { # what is hoped for
  local attempt
  for attempt in $(seq 1 "$attempts"); do
    call_from_pod
    if "$1"; then break; fi
    if [ "$attempt" -lt "$attempts" ]; then sleep 3; fi
  done
}

describe_pod_failure() {
  if [ "$exit_code" -ne 0 ]; then
    printf '%s' "$(grep -m 1 '^curl:' "$work/error" || head -n 1 "$work/error")"
  else
    printf 'status %s %s' "$(cat "$work/status")" "$(head -c 200 "$work/body")"
  fi
}

# Envoy's log has the path of the request, mark included, and the name of the cluster that it was sent to.
expect_logged() {
  local attempt line=''
  for attempt in $(seq 1 "$attempts"); do
    line=$(kube logs -n istio-system -l istio=egressgateway --since=10m --tail=-1 2>"$work/error" | grep -F -m 1 "$mark") || true
    if [ -n "$line" ]; then break; fi
    if [ "$attempt" -lt "$attempts" ]; then sleep 3; fi
  done
  case "$line" in
    *"outbound|443||$HOST"*) pass "the egress gateway logged the request" ;;
    '') fail "the egress gateway did not log the request, so it did not take this way. $(head -n 1 "$work/error")" ;;
    *) fail "the egress gateway sent the request elsewhere: $line" ;;
  esac
}

# Straight to the target, without the egress gateway. A TLS 1.3 handshake is over for the pod before the target looks for its certificate,
# so a time other than 0 means that the target was reached. (With HTTP/2, curl may fail before it notes the time.)
expect_no_other_way() {
  local time
  time=$(in_pod --insecure --tlsv1.3 --http1.1 --output /dev/null --write-out '%{time_appconnect}' "https://$HOST/" 2>"$work/error") || true
  case "$time" in
    '') fail "the direct call could not be tried: $(head -n 1 "$work/error")" ;;
    *[!0.]*) fail "a direct call to https://$HOST reaches the target. Does the cluster's network plugin support NetworkPolicies?" ;;
    *) pass "a direct call to https://$HOST is blocked" ;;
  esac
}
