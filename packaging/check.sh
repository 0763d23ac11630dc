#!/bin/bash
# Judges what lies in this directory with the programs of those who will read it: systemd's units, cron's
# table, the scripts of the package, and the package itself where one is named.
#
#   packaging/check.sh [PACKAGE.deb]
#
# What cannot be judged here, because a program is missing, is told as `skipped`. Exit status: 0 all is
# well, 1 something is wrong.
set -euo pipefail
cd "$(dirname "$0")"

# By `systemd-analyze security`, in tenths; 15 is where it calls a service "OK" rather than "MEDIUM".
MOST_EXPOSED=15

wrong=0
complain() {
    echo "wrong: $*"
    wrong=1
}
here() {
    command -v "$1" >/dev/null && return
    echo "skipped: $1 is not there; $2"
    return 1
}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# A root directory with the units in it and the program they call.
root=$scratch/root
units=$root/etc/systemd/system
mkdir -p "$units" "$root/usr/bin"
cp systemd/*.service systemd/*.timer "$units/"
printf '#!/bin/sh\n' >"$root/usr/bin/honeyglow"
chmod 755 "$root/usr/bin/honeyglow"
# The units of the system that ours are ordered by.
for target in basic network-online shutdown sysinit timers; do
    printf '[Unit]\nDescription=%s\n' "$target" >"$units/$target.target"
done

exposure() {
    local unit said
    for unit in honeyglow-publish honeyglow-numbers; do
        if said=$(systemd-analyze security --no-pager --offline=true --root="$root" \
            --threshold="$MOST_EXPOSED" "$unit.service" 2>&1); then
            echo "ok: $1: ${said##*$'\n'}"
        else
            complain "$1: ${said##*$'\n'}"
        fi
    done
}

if here systemd-analyze "units were not judged"; then
    said=$(systemd-analyze verify --man=no --root="$root" \
        "$units"/honeyglow-*.service "$units"/honeyglow-*.timer 2>&1 || true)
    if [ -n "$said" ]; then complain "$said"; else echo "ok: systemd reads the units"; fi
    exposure "as installed"
    mkdir "$units/honeyglow-.service.d"
    cp systemd/remote.conf "$units/honeyglow-.service.d/"
    exposure "with remote.conf"
    for timer in systemd/*.timer; do
        systemd-analyze calendar "$(sed -n 's/^OnCalendar=//p' "$timer")" >/dev/null ||
            complain "$timer: when?"
    done
fi

# Both services are the same from their user on: a right that one gets is a question to the other.
sandbox() { sed -n '/^# Who it is/,$p' "$1"; }
diff <(sandbox systemd/honeyglow-publish.service) <(sandbox systemd/honeyglow-numbers.service) ||
    complain "the sandboxes of the two services differ"

# cron passes over a file with a dot in its name, and wants a user and a last line that ends.
for table in cron.d/*; do
    case ${table#cron.d/} in *[!A-Za-z0-9_-]*) complain "$table: cron passes over such a name" ;; esac
    grep -Evq '^#|^[A-Z_]+=|^$' "$table" || complain "$table: no job"
    grep -Ev '^#|^[A-Z_]+=|^$' "$table" | grep -Evq '^([0-9*/,-]+ +){5}honeyglow +honeyglow ' &&
        complain "$table: a line is no job of user honeyglow"
    grep -q '^MAILTO=' "$table" || complain "$table: nobody is mailed"
    [ -z "$(tail -c1 "$table")" ] || complain "$table: the last line has no end"
done

bash -n deb.sh && bash -n check.sh || complain "a script cannot be read"
for script in deb/postinst deb/prerm deb/postrm; do
    sh -n "$script" || complain "$script cannot be read"
done

if [ $# -eq 0 ]; then
    echo "skipped: no package was named"
elif here lintian "the package was not judged"; then
    if lintian --allow-root --fail-on error "$1"; then echo "ok: lintian"; else complain "lintian"; fi
fi
exit "$wrong"
