#!/usr/bin/env bash
# A real PostgreSQL server for a test: on the loopback and on a Unix socket, with TLS by an authority of its own, and with users for
# each way to log in. Usage: server.sh ACTION FOLDER [PROGRAMS]; FOLDER is where it lives, PROGRAMS where initdb,
# pg_ctl and postgres are (the newest of Debian's otherwise).
#
#   start    makes the server. FOLDER/connection holds a connection string of a superuser then, FOLDER/port its port, and
#            FOLDER/pool the port of a PgBouncer in front of it, where there is that program. With FOLDER/settings, whose lines are
#            added to its configuration, its data is on the disk.
#   stop     ends everything.
#   crash    ends the server without its leave.
#   again    starts it again, on the same port; with FOLDER/full_disk.so in its processes, if there is that library.
#   standby  makes a standby, FOLDER/standby, which every commit waits for from then on.
#   promote  makes the standby a primary.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC

action=$1
work=$2
bin=${3:-$(cat "$work/programs" 2>&- || ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)}
password="it's \\ a secret"

# The server refuses to be root.
as_server() {
    if [[ $(id -u) == 0 ]]; then
        setpriv --reuid postgres --regid postgres --init-groups env -i PATH="$bin:/usr/bin:/bin" LC_ALL=C.UTF-8 TZ=UTC "$@"
    else
        env -i PATH="$bin:/usr/bin:/bin" LC_ALL=C.UTF-8 TZ=UTC "$@"
    fi
}

# Its programs say much, and the reason only if they fail.
quietly() {
    "$@" >"$work/answer" 2>&1 || {
        cat "$work/answer" "$work/log" >&2 || true
        return 1
    }
}

# name, extensions; signed by the authority, or by itself if it is one
certificate() {
    local name=$1 extensions=$2
    shift 2
    quietly openssl ecparam -name prime256v1 -genkey -noout -out "$work/$name.key"
    quietly openssl req -new -key "$work/$name.key" -subj "/CN=$name" -out "$work/$name.csr"
    quietly openssl x509 -req -in "$work/$name.csr" -days 2 -sha256 -extfile <(printf '%s' "$extensions") -out "$work/$name.pem" "$@"
    chmod 600 "$work/$name.key"
}

# An empty list, by the authority.
revocations() {
    : >"$work/revoked"
    printf '%s\n' '[ca]' 'default_ca = list' '[list]' "database = $work/revoked" 'default_md = sha256' 'default_crl_days = 2' >"$work/revocations"
    quietly openssl ca -config "$work/revocations" -gencrl -keyfile "$work/authority.key" -cert "$work/authority.pem" -out "$work/authority.crl"
}

certificates() {
    local name
    for name in authority other-authority; do
        certificate "$name" $'basicConstraints=critical,CA:true\nkeyUsage=critical,keyCertSign' -signkey "$work/$name.key"
    done
    local signed=(-CA "$work/authority.pem" -CAkey "$work/authority.key" -CAcreateserial)
    # Wine trusts none whose revocation it cannot look up; nobody else asks for the list.
    revocations
    certificate server "subjectAltName=DNS:localhost,IP:127.0.0.1"$'\n'"crlDistributionPoints=URI:file:///Z:$work/authority.crl" "${signed[@]}"
    certificate certified 'extendedKeyUsage=clientAuth' "${signed[@]}"
    install -m 600 "$work/server.key" "$work/data/server.key"
    install -m 644 "$work/server.pem" "$work/data/server.crt"
    install -m 644 "$work/authority.pem" "$work/data/authority.crt"
    if [[ $(id -u) == 0 ]]; then chown postgres: "$work/data/server.key"; fi
}

configure() {
    cat >>"$work/data/postgresql.conf" <<END
listen_addresses = '127.0.0.1'
ssl = on
ssl_ca_file = 'authority.crt'
fsync = off
synchronous_commit = local
max_connections = 60
max_wal_size = 160MB
log_min_messages = fatal
END
    if [[ -e $work/settings ]]; then cat "$work/settings" >>"$work/data/postgresql.conf"; fi
    cat >"$work/data/pg_hba.conf" <<END
local all all scram-sha-256
local replication all scram-sha-256
host replication all 127.0.0.1/32 scram-sha-256
hostssl all certified 127.0.0.1/32 cert
host all md5_user 127.0.0.1/32 md5
host all cleartext_user 127.0.0.1/32 password
$(if ldd "$bin/postgres" | grep -q gssapi; then echo 'host all gss_user 127.0.0.1/32 gss'; fi)
host all all 127.0.0.1/32 scram-sha-256
END
}

users() {
    ask <<'END'
create role certified login;
create role gss_user login;
create role cleartext_user login password 'secret';
set password_encryption = md5;
create role md5_user login password 'secret';
create database latin1 encoding 'LATIN1' locale 'C' template template0;
END
}

start_on() {
    local preload=()
    if [[ -e $work/full_disk.so ]]; then preload=(LD_PRELOAD="$work/full_disk.so" CSCERT_FULL_DISK="$work/full"); fi
    quietly as_server env "${preload[@]}" \
        pg_ctl -s -w -t 60 -D "$work/data" -l "$work/log" -o "-p $1 -k $work/socket" start
}

# Somebody else may listen on a port that was chosen blindly.
start() {
    local try
    for try in {1..20}; do
        port=$((20000 + RANDOM))
        if start_on "$port" 2>"$work/reason"; then
            echo "$port" >"$work/port"
            return
        fi
        grep -q 'Address already in use' "$work/log" || break
    done
    cat "$work/reason" >&2
    return 1
}

# The tables are in memory where there is room for them: each test has a database of its own, of some hundred files.
make_data() {
    local memory=/dev/shm
    if [[ ! -e $work/settings && -d $memory && $(df --output=avail -k "$memory" | tail -1) -gt 2000000 ]]; then
        ln -s "$(mktemp -d "$memory/cscert-XXXXXXXX")" "$work/data"
    else
        mkdir "$work/data"
    fi
}

prepare() {
    mkdir -p "$work" "$work/socket"
    make_data
    chmod 700 "$work/data"
    : >"$work/log"
    echo "$bin" >"$work/programs"
    if [[ $(id -u) == 0 ]]; then chown postgres: "$work/data" "$work/socket" "$work/log"; fi
}

# In what way: immediate, or fast, after which nothing of the server is left in memory.
end() {
    [[ -e $work/data/postmaster.pid ]] || return 0
    quietly as_server pg_ctl -s -w -t 60 -D "$work/data" -m "$1" stop
}

ask() {
    quietly env PGPASSWORD="$password" psql -X -q -v ON_ERROR_STOP=1 -h "$work/socket" -p "$(cat "$work/port")" -U tester -d postgres "$@"
}

standby() {
    local socket=$work/socket port
    port=$(cat "$work/port")
    (
        work=$work/standby
        prepare
        quietly as_server env PGPASSWORD="$password" \
            pg_basebackup -D "$work/data" -h "$socket" -p "$port" -U tester -R -c fast
        start
    )
    ask -c "alter system set synchronous_standby_names = '*'" -c "alter system set synchronous_commit = on" -c 'select pg_reload_conf()'
    until ask -c "do \$\$ begin assert (select count(*) from pg_stat_replication where sync_state = 'sync') = 1; end \$\$" 2>"$work/reason"; do
        sleep 0.1
    done
}

# Session mode, with TLS on both sides; it knows the account that the tests' registries are used by.
start_pool() {
    local try
    PATH=$PATH:/usr/sbin command -v pgbouncer >"$work/answer" || return 0
    mkdir "$work/bouncer"
    echo '"cscert_tester" "a password of tests"' >"$work/bouncer/users"
    for try in {1..20}; do
        cat >"$work/bouncer/settings" <<END
[databases]
* = host=127.0.0.1 port=$port
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $((20000 + RANDOM))
unix_socket_dir =
pool_mode = session
auth_type = scram-sha-256
auth_file = $work/bouncer/users
client_tls_sslmode = require
client_tls_key_file = $work/data/server.key
client_tls_cert_file = $work/data/server.crt
server_tls_sslmode = verify-ca
server_tls_ca_file = $work/data/authority.crt
logfile = $work/bouncer/log
pidfile = $work/bouncer/pid
END
        if [[ $(id -u) == 0 ]]; then chown -R postgres: "$work/bouncer"; fi
        if as_server "$(cat "$work/answer")" -q -d "$work/bouncer/settings" 2>"$work/reason"; then
            sed -n 's/^listen_port = //p' "$work/bouncer/settings" >"$work/pool"
            return
        fi
    done
    cat "$work/reason" >&2
    return 1
}

case $action in
start)
    prepare
    printf '%s' "$password" >"$work/password"
    if [[ $(id -u) == 0 ]]; then chown postgres: "$work/password"; fi
    quietly as_server initdb -D "$work/data" -U tester --pwfile="$work/password" -A scram-sha-256 -E UTF8 --locale=C.UTF-8 --no-sync
    certificates
    configure
    start
    users
    escaped=${password//\\/\\\\}
    escaped=${escaped//\'/\\\'}
    echo "host=localhost hostaddr=127.0.0.1 port=$port dbname=postgres user=tester password='$escaped' sslrootcert=$work/authority.pem" \
        >"$work/connection"
    start_pool
    ;;
stop)
    if [[ -e $work/bouncer/pid ]]; then kill -KILL "$(cat "$work/bouncer/pid")" || true; fi
    for work in "$work/standby" "$work"; do
        end fast || end immediate
        if [[ -L $work/data ]]; then rm -rf -- "$(readlink "$work/data")"; fi
    done
    ;;
crash) end immediate ;;
again) start_on "$(cat "$work/port")" ;;
standby) standby ;;
promote) quietly as_server pg_ctl -s -w -t 60 -D "$work/standby/data" promote ;;
*)
    echo "server.sh: there is no action '$action'." >&2
    exit 2
    ;;
esac
