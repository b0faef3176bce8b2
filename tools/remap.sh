#!/usr/bin/env bash
# Prints the compiler's flags that keep the builder's folders out of the app: panic messages name source files, and the
# same commit is to give the same octets everywhere.
set -euo pipefail
sysroot=$(rustc --print sysroot)
commit=$(rustc -vV | sed -n 's/^commit-hash: //p')
# Where the standard library's source is installed, the compiler names it instead of the place that it is built from.
printf -- '--remap-path-prefix=%s=%s ' \
  "${CARGO_HOME:-$HOME/.cargo}" /cargo \
  "$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)" /mtls-wizard \
  "$sysroot/lib/rustlib/src/rust" "/rustc/$commit"
