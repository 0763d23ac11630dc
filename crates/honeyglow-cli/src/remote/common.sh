# What a sensor's shell is told first: POSIX, as dash, busybox and the BSDs have it. Before it stand
# n (the border, which nobody in a log can know) and b (seconds between signs of life).
LC_ALL=C
export LC_ALL
unset GREP_OPTIONS GREP_COLOR GREP_COLORS GZIP BZIP BZIP2 XZ_OPT XZ_DEFAULTS POSIXLY_CORRECT
say() { printf '\n%s %s\n' "$n" "$1"; }

# Signs of life, for a filter may find nothing for long. The sleeper holds no pipe of the
# connection, so that the end does not wait for it.
(
    while sleep "$b" >/dev/null 2>&1; do
        printf '%s\n' "$n" >&2 || exit
    done
) </dev/null >/dev/null &
beat=$!

if [ "$(printf ab | head -c 1)" != a ]; then
    say 'lacks head -c'
elif [ "$(printf ab | tail -c +2)" != b ]; then
    say 'lacks tail -c'
elif [ "$(printf a | od -An -tx1 | tr -d ' \t\n')" != 61 ]; then
    say 'lacks od'
fi
if printf a | gzip -c 2>/dev/null | gzip -dc >/dev/null 2>&1; then
    packing=gzip
    pack() { gzip -3 -c; }
else
    packing=plain
    pack() { cat; }
fi

# How stdin is packed, from its first bytes.
kind() {
    # Hexadecimal numbers only: splitting is what is wanted.
    # shellcheck disable=SC2046
    set -- $(head -c 6 | od -An -tx1)
    case "$1$2$3$4$5$6" in
    1f8b*) echo gzip ;;
    28b52ffd*) echo zstd ;;
    425a683[1-9]*) echo bzip2 ;;
    fd377a585a00) echo xz ;;
    *) echo cat ;;
    esac
}

# Unpacks stdin, which is packed so.
unpack() {
    case $1 in
    cat) cat ;;
    zstd) zstd -dcq ;;
    *) "$1" -dc ;;
    esac
}

# How the file $f is packed, up to three times: logrotate packs what was packed already.
kinds() {
    k1=$(kind <"$f") k2=cat k3=cat
    [ "$k1" = cat ] && return
    k2=$(unpack "$k1" <"$f" | kind)
    [ "$k2" = cat ] || k3=$(unpack "$k1" <"$f" | unpack "$k2" | kind)
}

# The program for that which is missing here.
missing() {
    for k in "$k1" "$k2" "$k3"; do
        command -v "$k" >/dev/null || { echo "$k"; return; }
    done
}

# The file $f unpacked.
whole() { unpack "$k1" <"$f" | unpack "$k2" | unpack "$k3"; }
