#!/usr/bin/env bash
# Tests: mTLS on a local k3d cluster. Ends with status 1 unless all is as it should be.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

HOST='httpbin.mtls.local.kyma.dev'
REQUEST_PATH='/headers'
PORT=${GATEWAY_PORT:-443}
ADDRESS=${GATEWAY_ADDRESS:-127.0.0.1}
connection=(--noproxy '*' --resolve "$HOST:$PORT:$ADDRESS" --cacert certificates/server-root-ca.crt)

say() { printf '\n==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
need() { command -v "$1" >/dev/null 2>&1 || die "$1 is not installed. See $2"; }

need curl https://curl.se/download.html

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
    call --cert "$1/client-chain.pem" --key "$1/client.key" >"$work/status"
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

printf 'Calling https://%s:%s%s\n' "$HOST" "$PORT" "$REQUEST_PATH"

call_as certificates/clients/ml-client-curl is_reached
if [ "$exit_code" -eq 0 ] && [ "$(cat "$work/status")" = 200 ]; then
  pass ml-client-curl": status $(cat "$work/status")"
  expect_header ml-client-curl X-CLIENT-SSL-CN '[Xx]-[Cc][Ll][Ii][Ee][Nn][Tt]-[Ss][Ss][Ll]-[Cc][Nn]' 'O=ML Client Org,CN=ML Client Curl'
  expect_header ml-client-curl X-CLIENT-SSL-ISSUER '[Xx]-[Cc][Ll][Ii][Ee][Nn][Tt]-[Ss][Ss][Ll]-[Ii][Ss][Ss][Uu][Ee][Rr]' 'CN=ML Client Issuing CA,O=ML Client Org'
  expect_header ml-client-curl X-CLIENT-SSL-SAN '[Xx]-[Cc][Ll][Ii][Ee][Nn][Tt]-[Ss][Ss][Ll]-[Ss][Aa][Nn]' spiffe://mtls.local.kyma.dev/client/ml-client-curl
else
  fail ml-client-curl": not let in: $(describe_failure)"
fi

expect_refusal 'without a certificate'
expect_refusal 'with the certificate of the gateway itself' --cert certificates/server.crt --key certificates/server.key
expect_refusal_of_stranger

if [ "$failures" -gt 0 ]; then
  printf '\n%s check(s) failed.\n' "$failures" >&2
  exit 1
fi
printf '\nEverything is as it should be.\n'
