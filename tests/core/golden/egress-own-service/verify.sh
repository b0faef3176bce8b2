#!/usr/bin/env bash
# Tests: mTLS from one cluster to another through an egress gateway. Ends with status 1 unless all is as it should be.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

HOST='orders.mtls.c12345.kyma.ondemand.com'
REQUEST_PATH='/'
NAMESPACE='shop'
DEPLOYMENT='curl'
request_method=()
NAMED_TARGET_CONTEXT='garden-shop--prod-external'
NAMED_EGRESS_CONTEXT='arn:aws:eks:eu-central-1:1:cluster/it'\''s mine'
PORT=${GATEWAY_PORT:-443}
connection=(--cacert certificates/server-root-ca.crt)
# The host is looked up in DNS, unless an address is given.
ADDRESS=${GATEWAY_ADDRESS:-}
if [ -n "$ADDRESS" ]; then connection+=(--noproxy '*' --resolve "$HOST:$PORT:$ADDRESS"); fi

say() { printf '\n==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
need() { command -v "$1" >/dev/null 2>&1 || die "$1 is not installed. See $2"; }

need curl https://curl.se/download.html
kube() { kubectl --context "$CONTEXT" "$@"; }
context_exists() { kubectl config get-contexts "$1" -o name >/dev/null 2>&1; }
demand_context() {
  context_exists "$1" || die "the kube context \"$1\" does not exist. 'kubectl config get-contexts' lists them."
}

TARGET_CONTEXT=''
EGRESS_CONTEXT=''
while [ $# -gt 0 ]; do
  case "$1" in
    --target-context)
      [ $# -ge 2 ] || die '--target-context needs a name'
      TARGET_CONTEXT=$2
      shift
      ;;
    --egress-context)
      [ $# -ge 2 ] || die '--egress-context needs a name'
      EGRESS_CONTEXT=$2
      shift
      ;;
    -h | --help)
      printf '%s\n' 'usage: ./verify.sh [--target-context NAME] [--egress-context NAME]'
      exit 0
      ;;
    *) die "unknown option: $1. "'usage: ./verify.sh [--target-context NAME] [--egress-context NAME]' ;;
  esac
  shift
done

need kubectl https://kubernetes.io/docs/tasks/tools/
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
# The target is called, the egress cluster calls.
CONTEXT=$EGRESS_CONTEXT

attempts=${VERIFY_ATTEMPTS:-10}
failures=0
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

pass() { printf 'ok    %s\n' "$*"; }
fail() {
  printf 'FAIL  %s\n' "$*"
  failures=$((failures + 1))
}

# Prints the status, 000 where TLS or the connection failed; the body and curl's words go to files.
call() {
  : >"$work/body"
  : >"$work/headers"
  exit_code=0
  curl --silent --show-error --max-time 20 --output "$work/body" --dump-header "$work/headers" \
    --write-out '%{http_code}' ${connection[@]+"${connection[@]}"} \
    "$@" "https://$HOST:$PORT$REQUEST_PATH" 2>"$work/error" || exit_code=$?
}

# Every way in which curl reports that the gateway ended the handshake or, with TLS 1.3, the connection just after it.
is_refusal() {
  case "$1" in
    16 | 35 | 55 | 56) return 0 ;;
    *) return 1 ;;
  esac
}

expect_refusal() { # description, then curl arguments
  local what=$1 status
  shift
  call "$@" >"$work/status"
  status=$(cat "$work/status")
  if [ "$exit_code" -eq 0 ]; then
    fail "$what: expected the gateway to refuse, got status $status"
  elif is_refusal "$exit_code"; then
    pass "$what: refused ($(grep -m 1 "^curl:" "$work/error"))"
  else
    fail "$what: no TLS refusal but another failure: $(grep -m 1 "^curl:" "$work/error")"
  fi
}

# A certificate that looks like a client's, of an authority that was made for this one call.
expect_refusal_of_stranger() {
  local what='with a certificate of an unknown authority'
  if ! command -v openssl >/dev/null 2>&1; then
    printf 'skip  %s: openssl is not installed\n' "$what"
    return
  fi
  printf '%s\n' '[req]' 'prompt = no' 'distinguished_name = subject' 'x509_extensions = client' \
    '[subject]' 'CN = Stranger' '[client]' 'extendedKeyUsage = clientAuth' >"$work/stranger.cnf"
  if openssl req -x509 -newkey rsa:2048 -nodes -days 1 -config "$work/stranger.cnf" \
    -keyout "$work/stranger.key" -out "$work/stranger.crt" >/dev/null 2>"$work/error"; then
    expect_refusal "$what" --cert "$work/stranger.crt" --key "$work/stranger.key"
  else
    fail "$what: it could not be made: $(head -n 1 "$work/error")"
  fi
}

expect_denial() { # client, called already
  if [ "$exit_code" -eq 0 ] && [ "$(cat "$work/status")" = 403 ] && grep -q '^RBAC: access denied' "$work/body"; then
    pass "$1: denied by the policy (403)"
  else
    fail "$1: expected 403 and RBAC: access denied, got $(describe_failure)"
  fi
}

expect_answer() { # what is hoped for, description, then curl arguments
  local hope=$1 what=$2
  shift 2
  call "$@" >"$work/status"
  if "$hope"; then
    pass "$what: status $(cat "$work/status")"
  else
    fail "$what: not let in: $(describe_failure)"
  fi
}

# The value of a request header in HTTPBin's answer, which is a JSON string or, in go-httpbin, an array of one.
echoed() { # header name as an extended regular expression
  sed 's/^[[:space:]]*//' "$work/body" | tr -d '\n' |
    sed -nE "s/.*\"$1\"[[:space:]]*:[[:space:]]*\[?[[:space:]]*\"(([^\"\\\\]|\\\\.)*)\".*/\1/p" |
    sed -e 's/\\u003c/</g' -e 's/\\u003e/>/g' -e 's/\\u0026/\&/g' -e 's/\\"/"/g' -e 's/\\\\/\\/g'
}

expect_header() { # client, header, the header as an extended regular expression, value
  local value
  value=$(echoed "$3")
  if [ "$value" = "$4" ]; then
    pass "$1: $2 is $4"
  else
    fail "$1: $2 is \"$value\", expected \"$4\""
  fi
}

# A new Gateway takes a few seconds to reach the proxies, so failures are tried again for a while.
call_as() { # folder of the client, what is hoped for
  local attempt
  for attempt in $(seq 1 "$attempts"); do
    call --cert "$1/client.crt" --key "$1/client.key" >"$work/status"
    if "$2"; then break; fi
    if [ "$attempt" -lt "$attempts" ]; then sleep 3; fi
  done
}

# Whether the workload itself answered: Envoy adds the time that it took to such answers only, and its sidecar's refusal
# has a body of its own.
is_reached() {
  [ "$exit_code" -eq 0 ] && grep -qi '^x-envoy-upstream-service-time:' "$work/headers" &&
    ! grep -q '^RBAC: access denied' "$work/body"
}

is_denied() { [ "$exit_code" -eq 0 ] && grep -q '^RBAC: access denied' "$work/body"; }

describe_failure() {
  if [ "$exit_code" -ne 0 ]; then grep -m 1 "^curl:" "$work/error"; else printf 'status %s' "$(cat "$work/status")"; fi
}

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
printf 'Calling https://%s:%s%s\n' "$HOST" "$PORT" "$REQUEST_PATH"

call_as certificates/clients/ml-client-egress is_reached
if is_reached; then
  pass ml-client-egress": status $(cat "$work/status")"
else
  fail ml-client-egress": not let in: $(describe_failure)"
fi
direct_status=$(cat "$work/status")

expect_refusal 'without a certificate'
expect_refusal 'with the certificate of the gateway itself' --cert certificates/server.crt --key certificates/server.key
expect_refusal_of_stranger

printf '\nCalling http://%s%s from a pod of %s\n' "$HOST" "$REQUEST_PATH" "$CONTEXT"

is_as_hoped() { [ "$exit_code" -eq 0 ] && [ "$(cat "$work/status")" = "$direct_status" ]; }
call_from_pod_until is_as_hoped
if is_as_hoped; then
  pass "through the egress gateway: status $(cat "$work/status")"
  expect_logged
else
  fail "through the egress gateway: $(describe_pod_failure)"
fi
expect_no_other_way

if [ "$failures" -gt 0 ]; then
  printf '\n%s check(s) failed.\n' "$failures" >&2
  exit 1
fi
printf '\nEverything is as it should be.\n'
