#!/bin/bash
# Builds the Debian package in one command, from a fresh checkout:
#
#   packaging/deb.sh            builds the program too
#   packaging/deb.sh --no-build takes the program that target/release already has
#
# The package is target/debian/honeyglow_VERSION_ARCH.deb (below CARGO_TARGET_DIR, if that is set). Needs
# cargo, a C compiler, dpkg-dev and gzip; cargo-deb is installed by cargo where it is missing. Somebody who
# hands the package on says who: DEB_MAINTAINER='A Name <name@their.example>' packaging/deb.sh
set -euo pipefail
cd "$(dirname "$0")/.."
target=${CARGO_TARGET_DIR:-target}

if ! cargo deb --version >/dev/null 2>&1; then
    cargo install cargo-deb --locked --target-dir "$target/cargo-deb"
fi
if [ "${1:-}" != --no-build ]; then
    cargo build --release --locked -p honeyglow-cli
fi

# What the program writes about itself, and what it is made of. cargo-deb finds it at one place, wherever
# the target directory is.
made=target/package
rm -rf "$made"
mkdir -p "$made/completions"
program=$target/release/honeyglow
"$program" man "$made/man"
"$program" completions bash >"$made/completions/honeyglow"
"$program" completions zsh >"$made/completions/_honeyglow"
"$program" completions fish >"$made/completions/honeyglow.fish"
cargo tree --locked -p honeyglow-cli --edges normal --prefix none --no-dedupe \
    --format '{p}: {l}' | sed 's/ (proc-macro)//; s/ (\/[^)]*)//' | LC_ALL=C sort -u >"$made/crates.txt"
# -n: no name and no time, so that the same sources give the same bytes.
gzip -9nc CHANGELOG.md >"$made/changelog.gz"
gzip -9n "$made"/man/* "$made/crates.txt"

maintainer=()
[ -z "${DEB_MAINTAINER:-}" ] || maintainer=(--maintainer "$DEB_MAINTAINER")
cargo deb -p honeyglow-cli --no-build "${maintainer[@]}"
