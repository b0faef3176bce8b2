
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
