# Brings lines of files: `take` is called for each.

# How many bytes the file $f has.
size() {
    ls -Lnd "$f" | {
        read -r mode links user group bytes rest
        printf %s "$bytes"
    }
}

# Ends file number $i: how, and the offset up to which it was looked at.
ended() { say "e $i $1 $2"; }

# From file number $1 everything after $2 bytes that the filter $3 lets pass; $4 is its name.
take() {
    i=$1 from=$2 filter=$3 f=$4
    say "f $i"
    [ -f "$f" ] || { ended gone "$from"; return; }
    [ -r "$f" ] || { ended unreadable "$from"; return; }
    bytes=$(size)
    case $bytes in
    '' | *[!0-9]*) ended gone "$from"; return ;;
    esac
    kinds
    if [ "$k1" = cat ]; then take_plain; else take_packed; fi
}

# Only up to the size at the start, and of that only whole lines.
take_plain() {
    [ "$bytes" -ge "$from" ] || { ended shrunk "$from"; return; }
    [ "$bytes" -gt "$from" ] || { ended whole "$from"; return; }
    span=$((bytes - from)) state=whole torn=0
    if [ "$(tail -c "+$bytes" <"$f" | head -c 1 | od -An -tx1 | tr -d ' \t\n')" != 0a ]; then
        state=torn
        torn=$(($(tail -c "+$((from + 1))" <"$f" | head -c "$span" | tail -n 1 | wc -c) + 0))
    fi
    [ "$torn" -ge "$span" ] ||
        tail -c "+$((from + 1))" <"$f" | head -c "$((span - torn))" | "$filter"
    after=$(size)
    if [ "${after:-0}" -lt "$bytes" ]; then
        ended changed "$from"
    else
        ended "$state" "$((bytes - torn))"
    fi
}

# What is packed grows no more: it is counted first, then sent, with what stands after its last newline.
take_packed() {
    program=$(missing)
    [ -z "$program" ] || { ended "no-$program" "$from"; return; }
    limit=$((bytes * ratio_limit))
    [ "$limit" -ge "$ratio_free_bytes" ] || limit=$ratio_free_bytes
    count=$(
        {
            { unpack "$k1" <"$f" || echo bad >&3; } |
                { unpack "$k2" || echo bad >&3; } |
                { unpack "$k3" || echo bad >&3; } |
                head -c "$((limit + 1))" | wc -c
        } 3>&1
    )
    state=whole
    case $count in *bad*) state=broken ;; esac
    count=$(($(printf %s "$count" | tr -cd 0-9) + 0))
    [ "$count" -le "$limit" ] || { ended bomb "$from"; return; }
    [ "$count" -ge "$from" ] || { ended shrunk "$from"; return; }
    whole | tail -c "+$((from + 1))" | "$filter"
    ended "$state" "$count"
}

filter_all() { cat; }
# A grep that does not know these flags lets everything pass.
if printf 'a\n' | grep -a -F -e a >/dev/null 2>&1; then
    filter() { grep -a -F "$@"; }
else
    filter() { cat; }
fi
say "$packing"
