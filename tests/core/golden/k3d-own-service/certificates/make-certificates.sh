#!/usr/bin/env bash
# Makes the certificates of: mTLS on a local k3d cluster.
# They are what the browser would have made, but for the keys, which are made here and never leave this machine.
#
# Runs anywhere with bash and OpenSSL 1.1.1 or newer; everything goes below the folder above this script's.
# shellcheck disable=SC2016
set -euo pipefail
# No program that is started from here needs it in its environment.
GIVEN_PASSWORD=${P12_PASSWORD-}
unset P12_PASSWORD
CDPATH='' cd -- "$(dirname -- "${BASH_SOURCE[0]}")/.."
umask 077
# Names are octets here, in whatever language they are.
export LC_ALL=C

USAGE="usage: certificates/make-certificates.sh [--force]

  --force   make everything anew, and replace the keys that are there

P12_PASSWORD   the password of the PKCS#12 files; else that of p12-password.txt beside them, if it is there; else
               it is asked for, or made at random
OPENSSL        the openssl program, if it is not the one on PATH"

say() { printf '\n==> %s\n' "$*"; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

FORCE=no
while [ $# -gt 0 ]; do
  case "$1" in
    --force) FORCE=yes ;;
    -h | --help)
      printf '%s\n' "$USAGE"
      exit 0
      ;;
    *) die "unknown option: $1. $USAGE" ;;
  esac
  shift
done

OPENSSL=${OPENSSL:-openssl}
INSTALL='Install it (macOS: brew install openssl@3; Debian, Ubuntu: apt install openssl; Windows: winget install ShiningLight.OpenSSL.Light),
and name it if it is not the first on PATH, for example: OPENSSL="$(brew --prefix openssl@3)/bin/openssl" certificates/make-certificates.sh'
VERSION=$("$OPENSSL" version 2>/dev/null) || die "there is no openssl program. OpenSSL 1.1.1 or newer is needed. $INSTALL"
case "$VERSION" in
  'OpenSSL 1.1.1'* | 'OpenSSL '[3-9].* | 'OpenSSL '[1-9][0-9].*) ;;
  *) die "OpenSSL 1.1.1 or newer is needed; this is $VERSION. $INSTALL" ;;
esac

check_existing() { # files to be made
  local file existing=''
  for file in "$@"; do
    case "$file" in
      */p12-password.txt) ;;
      *) if [ -e "$file" ]; then existing="$existing $file"; fi ;;
    esac
  done
  if [ -n "$existing" ] && [ "$FORCE" = no ]; then
    die "nothing was made, because these are there already:$existing. --force replaces them; wherever the old ones were installed, the new ones must be, too."
  fi
}

need_authority() { # path without extension
  local extension
  for extension in crt key; do
    [ -f "$1.$extension" ] || die "$1.$extension is missing: a file of the certificate authority that you bring along. Copy it to $PWD/$1.$extension"
  done
  # Not "grep -q", which stops reading: openssl would fail by it.
  "$OPENSSL" x509 -in "$1.crt" -noout -text | grep 'CA:TRUE' >/dev/null || die "$1.crt is not the certificate of an authority."
}

need_request() { # path without extension
  [ -f "$1.csr" ] || die "$1.csr is missing: the request of the client that keeps its key. It came with the archive, or from the client."
}

# Everything is made in here and moved out at the end, so that a failure leaves what was there as it was.
work=$(mktemp -d certificates/.making.XXXXXX)
trap 'rm -rf "$work"' EXIT

# What openssl says is of interest only when it fails.
quietly() {
  "$OPENSSL" "$@" >"$work/log" 2>&1 || {
    cat "$work/log" >&2
    die "openssl $1 failed."
  }
}

# Where the files of an authority are: among those just made, or brought along.
authority() { # path without extension
  if [ -e "$work/$1.crt" ]; then printf '%s' "$work/$1"; else printf '%s' "$1"; fi
}

new_key() { # algorithm, file
  case "$1" in
    rsa-*) quietly genpkey -algorithm RSA -pkeyopt "rsa_keygen_bits:${1#rsa-}" -out "$2" ;;
    ecdsa-p*)
      quietly genpkey -algorithm EC -pkeyopt "ec_paramgen_curve:P-${1#ecdsa-p}" -pkeyopt ec_param_enc:named_curve -out "$2"
      ;;
    *) die "unknown key algorithm: $1" ;;
  esac
}

# 16 random octets. The first is 1 to 127: a serial number is positive, and is not written with leading zeros.
serial_number() {
  local octets first
  octets=$("$OPENSSL" rand -hex 16)
  first=$((16#${octets:0:2} & 127))
  if [ "$first" -eq 0 ]; then first=1; fi
  printf '%02X%s\n' "$first" "${octets:2}"
}

# What to sign with: SHA-384 with a key on P-384, SHA-256 with others.
digest_for() { # file with the issuer's public key
  local description
  description=$("$OPENSSL" pkey -pubin -in "$1" -noout -text)
  case "$description" in
    *secp384r1*) printf sha384 ;;
    *) printf sha256 ;;
  esac
}

# "openssl ca" is the one command that takes both dates in every version. It wants a database, which is thrown away.
write_configuration() { # the certificate's own sections on standard input
  cat <<CONFIGURATION
[req]
prompt = no
string_mask = utf8only
distinguished_name = subject
[ca]
default_ca = issuing
[issuing]
database = $work/index.txt
serial = $work/serial
new_certs_dir = $work
unique_subject = no
policy = any_name
[any_name]
commonName = optional
CONFIGURATION
  cat
}

# Makes a key and its certificate, or the certificate alone for a request of whoever keeps the key. The subject and the
# extensions are on standard input, in openssl's configuration syntax.
certify() { # path without extension, key algorithm, first and last second, issuer's path, more options for "openssl req"
  local path=$1 target=$work/$1 algorithm=$2 first=$3 last=$4 issuer digest signing
  if [ "$1" = "$5" ]; then issuer=''; else issuer=$(authority "$5"); fi
  shift 5
  mkdir -p "$(dirname "$target")"
  write_configuration >"$work/openssl.cnf"
  if [ "$algorithm" = request ]; then
    # Its signature is checked when it is answered; the extensions it asks for are not granted.
    cat "$path.csr" >"$work/request.pem"
  else
    new_key "$algorithm" "$target.key"
    quietly req -new -utf8 -config "$work/openssl.cnf" -key "$target.key" -out "$work/request.pem" "$@"
  fi
  if [ -z "$issuer" ]; then
    signing=(-selfsign -keyfile "$target.key")
    quietly req -in "$work/request.pem" -noout -pubkey -config "$work/openssl.cnf" -out "$work/issuer.pub"
  else
    signing=(-cert "$issuer.crt" -keyfile "$issuer.key")
    "$OPENSSL" x509 -in "$issuer.crt" -noout -pubkey >"$work/issuer.pub"
  fi
  digest=$(digest_for "$work/issuer.pub")
  serial_number >"$work/serial"
  : >"$work/index.txt"
  quietly ca -batch -notext -preserveDN -config "$work/openssl.cnf" -extensions extensions -md "$digest" \
    -startdate "$first" -enddate "$last" "${signing[@]}" -in "$work/request.pem" -out "$target.crt"
  [ -s "$target.crt" ] || die "openssl ca made no certificate: $(cat "$work/log")"
  if [ -n "$issuer" ]; then issuers "$issuer" >"$target.issuers"; fi
}

# The certificates in a file, all of them or all but roots, without the text that may stand between them.
certificates_in() { # file, all or between
  local line certificate=''
  while IFS= read -r line || [ -n "$line" ]; do
    line=${line%$'\r'}
    case "$line" in
      '-----BEGIN CERTIFICATE-----') certificate=$line ;;
      '-----END CERTIFICATE-----')
        printf '%s\n%s\n' "$certificate" "$line" >"$work/one.pem"
        certificate=''
        if [ "$2" = all ] || ! is_root "$work/one.pem"; then "$OPENSSL" x509 -in "$work/one.pem"; fi
        ;;
      *) if [ -n "$certificate" ]; then certificate=$certificate$'\n'$line; fi ;;
    esac
  done <"$1"
}

is_root() { # file
  [ "$("$OPENSSL" x509 -in "$1" -noout -subject_hash)" = "$("$OPENSSL" x509 -in "$1" -noout -issuer_hash)" ]
}

# The certificates of an authority and of those above it: of one that was brought along, as far as its file has them.
issuers() { # path without extension
  certificates_in "$1.crt" all
  if [ -e "$1.issuers" ]; then cat "$1.issuers"; fi
}

# What is sent: the certificate and all between it and the root, but never a root, which the other side must have already.
chain() { # path without extension, file
  cat "$work/$1.crt" >"$work/$2"
  certificates_in "$work/$1.issuers" between >>"$work/$2"
}

# 120 random bits in groups of five, for reading aloud.
random_password() {
  "$OPENSSL" rand -hex 15 | sed -e 's/...../&-/g' -e 's/-$//'
}

choose_password() { # folder
  local password="$GIVEN_PASSWORD" file="$1/p12-password.txt"
  if [ -z "$password" ] && [ -f "$file" ]; then
    printf 'The password in %s is used.\n' "$file"
    IFS= read -r password <"$file" || true
  elif [ -z "$password" ] && [ -t 0 ]; then
    printf 'Password of the PKCS#12 file in %s (Enter for a random one): ' "$1"
    IFS= read -r -s password || true
    printf '\n'
  fi
  if [ -z "$password" ]; then password=$(random_password); fi
  if [ "${#password}" -gt 128 ]; then die "the password for $1 has more than 128 characters."; fi
  case "$password" in
    *[!\ -~]*) die "the password for $1 has a character that not every program understands. Letters, digits and signs of ASCII are fine." ;;
  esac
  mkdir -p "$work/$1"
  printf '%s\n' "$password" >"$work/$file"
}

bundle() { # path without extension, encryption, friendly name
  local password_file options iterations=2048
  password_file=$work/$(dirname "$1")/p12-password.txt
  case "$2" in
    modern)
      options=(-keypbe AES-256-CBC -certpbe AES-256-CBC -macalg sha256)
      iterations=100000
      ;;
    compatible) options=(-keypbe PBE-SHA1-3DES -certpbe PBE-SHA1-3DES -macalg sha1) ;;
    *) die "unknown encryption: $2" ;;
  esac
  case "$VERSION" in
    'OpenSSL 1.1.1'*)
      if [ "$2" = modern ]; then
        printf 'OpenSSL 1.1.1 derives keys with 2048 rounds instead of 100000, so the password must be a strong one.\n'
      fi
      ;;
    *) options=("${options[@]}" -iter "$iterations") ;;
  esac
  quietly pkcs12 -export -inkey "$work/$1.key" -in "$work/$1.crt" -certfile "$work/$1.issuers" -name "$3" \
    -passout "file:$password_file" "${options[@]}" -out "$work/$1.p12"
}

publish() { # files
  local file
  for file in "$@"; do
    case "$file" in
      *.crt | *.pem) chmod 644 "$work/$file" ;;
      *) chmod 600 "$work/$file" ;;
    esac
    mkdir -p "$(dirname "$file")"
    mv -f "$work/$file" "$file"
    printf '%s\n' "$file"
  done
}

FILES=(
  certificates/server-root-ca.crt
  certificates/server-root-ca.key
  certificates/server.crt
  certificates/server.key
  certificates/server-chain.pem
  certificates/client-root-ca.crt
  certificates/client-root-ca.key
  certificates/clients/zo-the-client/client.crt
  certificates/clients/zo-the-client/client.key
  certificates/clients/zo-the-client/client.p12
  certificates/clients/zo-the-client/p12-password.txt
)
check_existing "${FILES[@]}"
choose_password certificates/clients/zo-the-client

say 'Server root CA'
certify certificates/server-root-ca rsa-2048 20261121110000Z 20361118105959Z certificates/server-root-ca <<'CONFIGURATION'
[subject]
O = ML Server Org
CN = ML Server Root CA
[extensions]
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
basicConstraints = critical, CA:TRUE, pathlen:0
CONFIGURATION

say 'Gateway certificate'
certify certificates/server rsa-2048 20261121110000Z 20271223105959Z certificates/server-root-ca <<'CONFIGURATION'
[subject]
CN = *.mtls.kyma.xn--bcher-kva.example
O = ML Server Org
[extensions]
authorityKeyIdentifier = keyid:always
subjectAltName = @names
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectKeyIdentifier = hash
basicConstraints = critical, CA:FALSE
[names]
DNS.1 = *.mtls.kyma.xn--bcher-kva.example
DNS.2 = mtls.kyma.xn--bcher-kva.example
CONFIGURATION
chain certificates/server certificates/server-chain.pem

say 'Client root CA'
certify certificates/client-root-ca rsa-2048 20261121110000Z 20361118105959Z certificates/client-root-ca <<'CONFIGURATION'
[subject]
O = ML Client Org
CN = ML Client Root CA
[extensions]
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
basicConstraints = critical, CA:TRUE, pathlen:0
CONFIGURATION

say 'Client certificate “Zoë, "the" client”'
certify certificates/clients/zo-the-client/client rsa-2048 20261121110000Z 20271223105959Z certificates/client-root-ca <<'CONFIGURATION'
[subject]
CN = Zoë, \"the\" client
O = ML Client Org
[extensions]
authorityKeyIdentifier = keyid:always
subjectAltName = @names
keyUsage = critical, digitalSignature
extendedKeyUsage = clientAuth
subjectKeyIdentifier = hash
basicConstraints = critical, CA:FALSE
[names]
URI.1 = spiffe://mtls.kyma.xn--bcher-kva.example/client/zo-the-client
CONFIGURATION
bundle certificates/clients/zo-the-client/client compatible 'Zoë, "the" client'

say "Made with $VERSION:"
publish "${FILES[@]}"
printf '\nGuard the .key files, above all those of the authorities, and the PKCS#12 files with their passwords.\n'
