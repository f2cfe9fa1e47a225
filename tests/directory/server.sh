#!/usr/bin/env bash
# A real directory for a test: the test data's slapd, kept running between calls.
# Usage: server.sh start|search|change|stop FOLDER [LDIF]; FOLDER is where it lives.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC
PATH=$PATH:/usr/sbin:/sbin

work=$2
source=$(cd "$(dirname "${BASH_SOURCE[0]}")/../data/source" && pwd)
. "$source/users.sh"
. "$source/directory.sh"

case $1 in
    start)
        mkdir "$work"
        start_directory >&2
        users_ldif >"$work/users.ldif"
        load ldapadd "$source/structure.ldif"
        load ldapadd "$work/users.ldif"
        load ldapadd "$source/others.ldif"
        load ldapmodify "$source/extras.ldif"
        printf '%s\n' "directory_url=$directory_url" "password=$password" "slapd_id=$slapd_id" >"$work/state"
        disown
        ;;
    search) . "$work/state" && export_directory ;;
    change) . "$work/state" && load ldapmodify "$3" ;;
    stop)
        . "$work/state"
        kill "$slapd_id"
        # Until it has ended, it writes to its folder. Whoever took it over need not have noticed its end.
        while [[ -e /proc/$slapd_id && ! $(cat "/proc/$slapd_id/stat" 2>&-) =~ \)\ [ZX]\  ]]; do sleep 0.05; done
        ;;
esac
