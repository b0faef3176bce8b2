#!/usr/bin/env bash
# Builds the same sources a second time, in another folder with another target folder and another Cargo home, and compares
# every file of the two builds. dist/ must be there (make build).
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
copy="$work/elsewhere/copy"
mkdir -p "$copy" "$work/cargo"

# The sources as they are now, committed or not; what .gitignore names is made from them.
tar --create --directory="$here" --exclude-vcs --exclude=./target --exclude=./dist --exclude=./tools/node_modules --exclude=./test-output . |
  tar --extract --directory="$copy"
ln -s "$here/tools/node_modules" "$copy/tools/node_modules"
# The same crates under another path.
for entry in "${CARGO_HOME:-$HOME/.cargo}"/*; do ln -s "$entry" "$work/cargo/"; done

echo "» Building a second time in $copy"
CARGO_HOME="$work/cargo" CARGO_TARGET_DIR="$work/target" make --no-print-directory -C "$copy" -o setup-build build
if diff --recursive --brief "$here/dist" "$copy/dist"; then
  echo "The two builds are the same, octet by octet."
else
  echo "reproduce: the two builds differ" >&2
  exit 1
fi
