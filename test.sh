#!/bin/bash
# Runs all tests. Installs what they need from Debian's packages first, if it is missing:
# a C compiler (zstd is built from C), and programs that judge what we write: xmllint,
# rsvg-convert, Graphviz, Python with networkx, qpdf, pdftotext, groff, systemd-analyze.
# Arguments go to `cargo test`.
set -euo pipefail
cd "$(dirname "$0")"

missing=()
needs() {
    command -v "$1" >/dev/null || missing+=("${@:2}")
}
needs cc gcc libc6-dev
needs xmllint libxml2-utils
needs rsvg-convert librsvg2-bin
needs neato graphviz
needs python3 python3
needs qpdf qpdf
needs pdftotext poppler-utils
needs groff groff-base
needs systemd-analyze systemd
has_networkx() {
    python3 -c 'import networkx' || /usr/bin/python3 -c 'import networkx'
} 2>/dev/null
has_networkx || missing+=(python3-networkx)

if [ ${#missing[@]} -gt 0 ]; then
    if ! command -v apt-get >/dev/null; then
        echo "test.sh: install what is in these packages of Debian: ${missing[*]}" >&2
        exit 2
    fi
    root=()
    [ "$(id -u)" -eq 0 ] || root=(sudo)
    export DEBIAN_FRONTEND=noninteractive
    "${root[@]}" apt-get update -q
    "${root[@]}" apt-get install -q -y --no-install-recommends "${missing[@]}"
fi

exec cargo test --workspace --locked "$@"
