#!/usr/bin/env bash
# Makes directory.ldif, exports/, certificates/ and certificates-refused/ again, from source/.
# Needs Debian's slapd, ldap-utils and openssl 3. Keys are made for the run and thrown away, so certificates differ in
# their bytes from run to run and in nothing else; GUIDs, dates, serial numbers and names are fixed.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC
PATH=$PATH:/usr/sbin:/sbin

data=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
source=$data/source

for tool in slapd ldapsearch ldapadd openssl; do
    if ! command -v "$tool" >&-; then
        echo "$tool is missing; install Debian's slapd, ldap-utils and openssl" >&2
        exit 1
    fi
done

work=$(mktemp -d)
slapd_id=''
clean_up() {
    # Nothing may end the cleaning early: inside a trap a bare `return` has the status of what was interrupted.
    set +e
    stop_directory
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

. "$source/users.sh"
. "$source/directory.sh"
. "$source/certificates.sh"
. "$source/refused.sh"

# Everything is made in the temporary folder first: a run that fails leaves the old data alone.
mkdir "$work/exports" "$work/certificates" "$work/certificates-refused"
make_certificates
make_refused_certificates

start_directory
users_ldif >"$work/users.ldif"
directory_certificates_ldif >"$work/user-certificates.ldif"
load ldapadd "$source/structure.ldif"
load ldapadd "$work/users.ldif"
load ldapadd "$source/others.ldif"
load ldapmodify "$source/extras.ldif"
load ldapmodify "$work/user-certificates.ldif"
export_directory >"$work/directory.ldif"
export_version1 >"$work/exports/version1.ldif"
export_paged >"$work/exports/paged.ldif"
stop_directory

for made in exports certificates certificates-refused; do
    rm -rf "${data:?}/$made"
    cp -r "$work/$made" "$data/$made"
done
cp "$work/directory.ldif" "$data/"
echo "$(grep -c '^dn:' "$data/directory.ldif") entries, $(grep -c -v '^File' "$data/certificates/publications.csv") certificate files"
