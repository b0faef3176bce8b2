#!/usr/bin/env bash
# Sets up: mTLS on your own domain. Safe to run again.
# shellcheck disable=SC2016
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

NAMED_CONTEXT=''

say() { printf '\n==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}
need() { command -v "$1" >/dev/null 2>&1 || die "$1 is not installed. See $2"; }
kube() { kubectl --context "$CONTEXT" "$@"; }
context_exists() { kubectl config get-contexts "$1" -o name >/dev/null 2>&1; }
demand_context() {
  context_exists "$1" || die "the kube context \"$1\" does not exist. 'kubectl config get-contexts' lists them."
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

absent() { # kind, name, namespace, why it must not be there
  local found
  found=$(kube get "$1" "$2" -n "$3" --ignore-not-found -o name)
  if [ -n "$found" ]; then
    die "there is $found in $3: $4 Remove it if it is of an earlier set-up: kubectl --context $CONTEXT delete $1 $2 -n $3"
  fi
}

of_type() { # Secret, namespace, type
  local found
  found=$(kube get secret "$1" -n "$2" --ignore-not-found -o 'jsonpath={.type}')
  case "$found" in
    '' | "$3") ;;
    *) die "the Secret $1 in $2 has the type $found, which cannot become $3. Remove it if it is of an earlier set-up: kubectl --context $CONTEXT delete secret $1 -n $2" ;;
  esac
}

unmanaged() { # Secret, namespace
  local certificates name secret
  # Without Gardener there is nothing to ask for.
  certificates=$(kube get certificates.cert.gardener.cloud -n "$2" -o 'go-template={{range .items}}{{.metadata.name}} {{with .spec.secretName}}{{.}}{{end}}{{with .spec.secretRef}}{{.name}}{{end}}{{"\n"}}{{end}}' 2>/dev/null) || return 0
  while read -r name secret; do
    if [ "$secret" = "$1" ]; then
      die "the Certificate $name in $2 writes the Secret $1, and would overwrite what is put there now. Remove it if it is of an earlier set-up: kubectl --context $CONTEXT delete certificates.cert.gardener.cloud $name -n $2"
    fi
  done <<<"$certificates"
}

in_mesh() { # namespace, labels of pods
  local pods name containers outside=''
  pods=$(kube get pods -n "$1" -l "$2" -o 'go-template={{range .items}}{{if not .metadata.deletionTimestamp}}{{.metadata.name}}{{range .spec.containers}} {{.name}}{{end}}{{range .spec.initContainers}} {{.name}}{{end}}{{"\n"}}{{end}}{{end}}')
  while read -r name containers; do
    case " $containers " in
      *' istio-proxy '*) ;;
      *) outside="$outside${name:+ $name}" ;;
    esac
  done <<<"$pods"
  if [ -n "$outside" ]; then
    die "pods without Istio's sidecar, where no policy has an effect:$outside. Restart what runs them, now that the namespace $1 is labelled, and run this again. For Deployments: kubectl --context $CONTEXT rollout restart deployment -n $1"
  fi
}

wait_until_ready() { # resource as kind/name, namespace, seconds
  if kube wait '--for=jsonpath={.status.state}=Ready' "$1" -n "$2" --timeout="$3s"; then return; fi
  die "$1 did not become Ready. It says: $(kube get "$1" -n "$2" -o 'jsonpath={.status.state} {.status.message}{.status.description}' || true)"
}

# Where typed credentials of the DNS provider lie, one file a key.
DNS_FILES=credentials/dns

trimmed() { # text without white space at either end
  local text=$1
  text=${text#"${text%%[![:space:]]*}"}
  text=${text%"${text##*[![:space:]]}"}
  printf '%s' "$text"
}

# Prints the IP address or else the host name of the load balancer in front of the ingress gateway.
load_balancer_address() {
  local found address attempt attempts=${LOAD_BALANCER_ATTEMPTS:-60}
  address=$(trimmed "${LOAD_BALANCER_ADDRESS:-}")
  if [ -z "$address" ]; then
    kube get service istio-ingressgateway -n istio-system -o name >/dev/null ||
      die 'the Service istio-ingressgateway cannot be read. Has the Istio module been added to the cluster?'
  fi
  for attempt in $(seq 1 "$attempts"); do
    if [ -n "$address" ]; then break; fi
    if [ "$attempt" -gt 1 ]; then sleep 5; fi
    found=$(kube get service istio-ingressgateway -n istio-system \
      -o 'jsonpath={.status.loadBalancer.ingress[0].ip} {.status.loadBalancer.ingress[0].hostname}') || exit 1
    address=${found%% *}
    if [ -z "$address" ]; then address=${found#* }; fi
    if [ "$attempt" = 1 ] && [ -z "$address" ]; then
      printf 'Waiting for the address of the load balancer ...\n' >&2
    fi
  done
  case "$address" in
    '') die "the Service istio-ingressgateway has no external address. See what keeps the load balancer: kubectl --context $CONTEXT describe service istio-ingressgateway -n istio-system. If the gateway is reached at an address that the cluster does not know, set LOAD_BALANCER_ADDRESS to it." ;;
    *[!0-9A-Za-z.:-]*) die "\"$address\" is neither an IP address nor a host name." ;;
  esac
  printf '%s' "$address"
}

# Applies a DNSEntry that holds no target, with the address of the load balancer as its target.
apply_dns_entry() { # file
  local address patch
  address=$(load_balancer_address) || exit 1
  printf 'The gateway is reached at %s.\n' "$address"
  patch=$(printf '{"spec":{"targets":["%s"]}}' "$address")
  kube patch --local -f "$1" --type=merge -p "$patch" -o yaml | kube apply -f -
  # kubectl takes away what it applied before and no longer finds in a file. This way it leaves the target alone when
  # somebody applies the file, or the whole folder, by itself.
  kube apply set-last-applied -f "$1"
}

# Whether a credential is there without asking for it.
dns_given() { # key, variable
  if [ "$dns_source" = files ]; then [ -s "$DNS_FILES/$1" ]; else [ -n "${!2:-}" ]; fi
}

# Lays a credential into the folder that the Secret is made of. It stays in this shell and in that folder: arguments of
# programs can be seen by everybody on the machine.
dns_take() { # key, variable, how it is typed (shown, hidden or file), what it is
  local value=''
  if [ "$dns_source" = files ]; then
    [ -s "$DNS_FILES/$1" ] || die "$DNS_FILES/$1 is missing or empty. Put the credential there ($4), or remove $DNS_FILES to be asked for all of them."
    value=$(cat "$DNS_FILES/$1") || die "$DNS_FILES/$1 cannot be read."
  else
    value=${!2:-}
    if [ -n "$value" ]; then printf '%s: from the environment variable %s\n' "$1" "$2"; else dns_ask "$@"; fi
    value=$(trimmed "$value")
    if [ "$3" = file ] && [ -n "$value" ]; then
      # A typed ~ is only a letter here.
      case "$value" in \~/*) value=$HOME/${value#??} ;; esac
      [ -f "$value" ] || die "$1: there is no file at this path."
      value=$(cat "$value") || die "$1: the file cannot be read."
    fi
  fi
  value=$(trimmed "$value")
  [ -n "$value" ] || die "$1 is empty. It is needed: $4."
  printf '%s' "$value" >"$dns_folder/$1"
}

dns_ask() { # as dns_take; sets its value
  local ended=no
  case "$3" in
    file) printf '%s (%s), path of the file: ' "$1" "$4" ;;
    hidden) printf '%s (%s; what you type is not shown): ' "$1" "$4" ;;
    *) printf '%s (%s): ' "$1" "$4" ;;
  esac
  if [ "$3" = hidden ]; then
    IFS= read -rs value || ended=yes
    printf '\n'
  else
    IFS= read -r value || ended=yes
  fi
  if [ "$ended" = yes ] && [ -z "$value" ]; then
    printf '\n'
    die "$1 is needed ($4). Set the environment variable $2, put it into $DNS_FILES/$1, or answer the question in a terminal."
  fi
}

# Makes or updates the Secret of the DNS provider: from the files of the archive if there are any; else from environment
# variables, asking for what they lack. Which credentials, dns_credentials knows. In a shell of its own for its umask and traps.
dns_secret() ( # namespace, name
  umask 077
  dns_source=environment
  for file in "$DNS_FILES"/*; do
    if [ -s "$file" ]; then dns_source=files; fi
  done
  dns_folder=$(mktemp -d) || exit 1
  trap 'rm -rf "$dns_folder"' EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 143' TERM
  dns_credentials || exit 1
  kube create secret generic "$2" -n "$1" --from-file="$dns_folder" --dry-run=client -o yaml | kube apply -f -
)

# The credentials of this provider and which of them go together.
dns_credentials() {
  if dns_given AWS_SESSION_TOKEN AWS_SESSION_TOKEN && dns_given AWS_ACCESS_KEY_ID AWS_ACCESS_KEY_ID && dns_given AWS_SECRET_ACCESS_KEY AWS_SECRET_ACCESS_KEY; then
    dns_take AWS_SESSION_TOKEN AWS_SESSION_TOKEN hidden 'Session token of a temporary key; records stop being updated when it expires'
    dns_take AWS_ACCESS_KEY_ID AWS_ACCESS_KEY_ID shown 'Access key ID, such as AKIAIOSFODNN7EXAMPLE'
    dns_take AWS_SECRET_ACCESS_KEY AWS_SECRET_ACCESS_KEY hidden 'Secret access key of the same key'
  elif dns_given AWS_USE_CREDENTIALS_CHAIN AWS_USE_CREDENTIALS_CHAIN; then
    dns_take AWS_USE_CREDENTIALS_CHAIN AWS_USE_CREDENTIALS_CHAIN shown 'Instead of keys: the DNS controller uses the identity that it runs with'
  else
    dns_take AWS_ACCESS_KEY_ID AWS_ACCESS_KEY_ID shown 'Access key ID, such as AKIAIOSFODNN7EXAMPLE'
    dns_take AWS_SECRET_ACCESS_KEY AWS_SECRET_ACCESS_KEY hidden 'Secret access key of the same key'
  fi
  if dns_given AWS_REGION AWS_REGION; then dns_take AWS_REGION AWS_REGION shown 'Region, such as eu-central-1; the default is right for most'; fi
}

YES=no
CONTEXT=''
while [ $# -gt 0 ]; do
  case "$1" in
    -y | --yes) YES=yes ;;
    --context)
      [ $# -ge 2 ] || die '--context needs a name'
      CONTEXT=$2
      shift
      ;;
    -h | --help)
      printf '%s\n' 'usage: ./apply.sh [--yes] [--context NAME]'
      exit 0
      ;;
    *) die "unknown option: $1. "'usage: ./apply.sh [--yes] [--context NAME]' ;;
  esac
  shift
done

need kubectl https://kubernetes.io/docs/tasks/tools/

# The context of --context, else the one named in the form, else the current one, which is shown. It is fixed here, so that
# switching contexts elsewhere does not change where the rest goes.
if [ -z "$CONTEXT" ]; then CONTEXT=$NAMED_CONTEXT; fi
if [ -z "$CONTEXT" ]; then
  CONTEXT=$(kubectl config current-context 2>/dev/null) || die "there is no current kube context. Pass one with --context NAME."
  [ "$YES" = no ] || die "--yes does not ask, so it needs --context NAME to know the cluster. The current context is \"$CONTEXT\"."
fi
demand_context "$CONTEXT"
confirm ''

say 'Create the namespace test with Istio sidecar injection'
kube apply -f manifests/01-namespace-test.yaml

say 'Give Gardener access to my-own-domain.example.com at Amazon Route 53'
dns_secret test kyma-mtls-dns
kube apply -f manifests/02-dnsprovider-kyma-mtls-dns.yaml
wait_until_ready dnsproviders.dns.gardener.cloud/kyma-mtls-dns test 180

say 'Point *.mtls.my-own-domain.example.com at the cluster'
kube apply -f manifests/03-dnsentry-kyma-mtls-dns.yaml
wait_until_ready dnsentries.dns.gardener.cloud/kyma-mtls-dns test 300

say 'Request the gateway'\''s certificate kyma-mtls'
kube apply -f manifests/04-certificate-kyma-mtls.yaml
wait_until_ready certificates.cert.gardener.cloud/kyma-mtls istio-system 900

say 'Create the Secret kyma-mtls-cacert'
of_type kyma-mtls-cacert istio-system Opaque
unmanaged kyma-mtls-cacert istio-system
kube create secret generic kyma-mtls-cacert -n istio-system --from-file=cacert=certificates/client-root-ca.crt --dry-run=client -o yaml | kube apply -f -

say 'Create the Gateway kyma-mtls-gateway'
kube apply -f manifests/05-gateway-kyma-mtls-gateway.yaml

say 'Deploy the sample workload HTTPBin'
kube apply -f manifests/06-serviceaccount-httpbin.yaml
kube apply -f manifests/07-service-httpbin.yaml
kube apply -f manifests/08-deployment-httpbin.yaml
kube wait --for=condition=Available deployment/httpbin -n test --timeout=300s

say 'Admit the chosen clients with the AuthorizationPolicy httpbin-mtls'
absent apirules.gateway.kyma-project.io httpbin-mtls test 'its policy admits every client, and the host has one owner.'
in_mesh test app=httpbin
kube apply -f manifests/09-authorizationpolicy-httpbin-mtls.yaml

say 'Expose the workload with the VirtualService httpbin-mtls'
kube apply -f manifests/10-virtualservice-httpbin-mtls.yaml

say 'Done. Test it with ./verify.sh'
