#!/usr/bin/env bash
# A primary and its standby in the hands of pg_auto_failover. Usage: managed.sh ACTION FOLDER.
#
#   start  makes them and their monitor, and waits until every commit waits for the standby. FOLDER/connection holds a connection string of a
#          superuser then, with both hosts.
#   fail   kills the primary and what looks after it.
#   stop   ends everything.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC

action=$1
work=$2
bin=$(ls -d /usr/lib/postgresql/15/bin)
user=$(id -un)
if [[ $(id -u) == 0 ]]; then user=postgres; fi

as_server() {
    local run=(env -i PATH="$bin:/usr/bin:/bin" LC_ALL=C.UTF-8 TZ=UTC HOME="$work" XDG_RUNTIME_DIR="$work/run"
        XDG_CONFIG_HOME="$work/config" XDG_DATA_HOME="$work/share")
    if [[ $(id -u) == 0 ]]; then run=(setpriv --reuid postgres --regid postgres --init-groups "${run[@]}"); fi
    "${run[@]}" "$@"
}

quietly() {
    "$@" >>"$work/log" 2>&1 || {
        cat "$work/log" >&2
        return 1
    }
}

# Makes one, and leaves a process that looks after it.
create() {
    local name=$1
    shift
    quietly as_server pg_autoctl create "$@" --pgdata "$work/$name" --hostname 127.0.0.1 --auth trust --ssl-self-signed
    if [[ -d $work/$name ]]; then echo 'host all all 127.0.0.1/32 trust' >>"$work/$name/pg_hba.conf"; fi
    as_server setsid pg_autoctl run --pgdata "$work/$name" >>"$work/log" 2>&1 &
    echo $! >"$work/$name.pid"
}

wait_for() {
    local try
    for try in {1..600}; do
        if as_server pg_autoctl show state --pgdata "$work/monitor" 2>>"$work/log" | grep -q "$1"; then return; fi
        sleep 0.2
    done
    cat "$work/log" >&2
    return 1
}

# The process and all that it has started.
tree() {
    local child
    echo "$1"
    for child in $(pgrep -P "$1" || true); do tree "$child"; done
}

# All at once: each of them would start the others again.
kill_tree() {
    local processes
    processes=$(tree "$1")
    # shellcheck disable=SC2086
    kill -KILL $processes 2>>"$work/log" || true
}

case $action in
start)
    mkdir -p "$work/run"
    : >"$work/log"
    if [[ $(id -u) == 0 ]]; then
        chown -R postgres: "$work"
        # Where Debian's programs look for sockets.
        install -d -o postgres /var/run/postgresql
    fi
    base=$((20000 + RANDOM))
    create monitor monitor --pgport "$base"
    wait_for Name
    monitor="postgres://autoctl_node@127.0.0.1:$base/pg_auto_failover?sslmode=prefer"
    create one postgres --pgport $((base + 1)) --name one --monitor "$monitor"
    wait_for 'one .*single.*single'
    create two postgres --pgport $((base + 2)) --name two --monitor "$monitor"
    wait_for 'two .*secondary.*secondary'
    wait_for 'one .*[^_]primary.*[^_]primary'
    echo "host=127.0.0.1,127.0.0.1 port=$((base + 1)),$((base + 2)) dbname=postgres user=$user sslmode=require target_session_attrs=read-write" \
        >"$work/connection"
    ;;
fail) kill_tree "$(cat "$work/one.pid")" ;;
stop)
    for name in one two monitor; do
        if [[ -e $work/$name.pid ]]; then kill_tree "$(cat "$work/$name.pid")"; fi
    done
    ;;
*)
    echo "managed.sh: there is no action '$action'." >&2
    exit 2
    ;;
esac
