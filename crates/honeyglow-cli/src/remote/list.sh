# Lists files: `each` (written before this) calls `file` for every one.
listing() {
    if stat -L -c %i / >/dev/null 2>&1; then
        set -- -c "$n f %i %s %Y
%n"
    elif stat -L -f %i / >/dev/null 2>&1; then
        set -- -f "$n f %i %z %m
%N"
    else
        set --
    fi
    if [ $# -gt 0 ] && [ "$(printf 'a\0' | xargs -0 printf %s 2>/dev/null)" = a ]; then
        file() { printf '%s\0' "$1"; }
        each | xargs -0 stat -L "$@"
    else
        file() {
            ls -Lind "$1" | {
                read -r inode mode links user group bytes rest
                modified=$(date -r "$1" +%s) || modified=0
                printf '%s f %s %s %s\n%s\n' "$n" "$inode" "$bytes" "$modified" "$1"
            }
        }
        each
    fi
}
say plain
echo
listing </dev/null 2>/dev/null
printf '%s done\n' "$n"

# The beginning of file number $1, as it lies there.
head_of() {
    say "h $1"
    head -c "$head_bytes" <"$2"
}

# The same, unpacked; nothing where the program for it is missing.
unpacked_head_of() {
    say "h $1"
    f=$2
    kinds
    [ -n "$(missing)" ] || whole | head -c "$head_bytes"
}
