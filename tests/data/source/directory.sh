# A real slapd for a minute, and what ldapsearch prints from it. Sourced by regenerate.sh.

# None of the AD attributes has an EQUALITY rule in Debian's schema, and without one a filter matches nothing:
# this inserts the rule that belongs to each syntax.
matching_rules() {
    awk '
        BEGIN {
            rule[15] = "EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch"; rule[27] = "EQUALITY integerMatch"
            rule[40] = "EQUALITY octetStringMatch"; rule[12] = "EQUALITY distinguishedNameMatch"
            rule[7] = "EQUALITY booleanMatch"; rule[24] = "EQUALITY generalizedTimeMatch"
        }
        !/^#/ && match($0, /SYNTAX .?1\.3\.6\.1\.4\.1\.1466\.115\.121\.1\.[0-9]+/) {
            number = substr($0, RSTART, RLENGTH); sub(/.*\./, "", number)
            if (number in rule) $0 = substr($0, 1, RSTART - 1) rule[number] " " substr($0, RSTART)
        }
        { print }' /etc/ldap/schema/msuser.schema
}

# Listens on a socket in the temporary folder: no port to collide on, nobody else can reach it.
start_directory() {
    mkdir "$work/database"
    matching_rules >"$work/msuser.schema"
    cp "$source/litware.schema" "$work/"
    password=$(openssl rand -hex 16)
    sed "s|@FOLDER@|$work|; s|@PASSWORD@|$password|" "$source/slapd.conf" >"$work/slapd.conf"
    directory_url="ldapi://${work//\//%2F}%2Fsocket"
    slapd -d 0 -h "$directory_url" -f "$work/slapd.conf" &
    slapd_id=$!
    local try
    for try in {1..6000}; do
        ldapsearch -x -LLL -H "$directory_url" -b '' -s base 1.1 >"$work/answer" 2>&1 && return
        kill -0 "$slapd_id" 2>&- || break
        sleep 0.05
    done
    cat "$work/answer" >&2
    echo 'slapd did not start; what it says of its configuration:' >&2
    slapd -T test -u -f "$work/slapd.conf" >&2 || true
    return 1
}

stop_directory() {
    [[ -z ${slapd_id:-} ]] && return 0
    kill "$slapd_id" 2>&- || true
    wait "$slapd_id" || true
    slapd_id=''
}

# Adds or changes entries. -M: the referral is an entry to add, not one to follow.
load() {
    "$1" -M -x -H "$directory_url" -D "cn=loader,$base_dn" -w "$password" -f "$2" >"$work/answer" || {
        cat "$work/answer" >&2
        return 1
    }
}

# The attributes an administrator asks for; what is not asked for is absent from every entry.
export_attributes=(objectClass cn sn givenName displayName distinguishedName title department description
    whenCreated whenChanged objectGUID userAccountControl objectSid sAMAccountName userPrincipalName mail proxyAddresses
    userCertificate msRTCSIP-PrimaryUserAddress msRTCSIP-UserEnabled msRTCSIP-PrimaryHomeServer msRTCSIP-Line
    msRTCSIP-OptionFlags msRTCSIP-DeploymentLocator msRTCSIP-FederationEnabled dNSHostName nCName dnsRoot nETBIOSName)

# Everything, as ldapsearch prints it without further options: its comments, and closing lines that are no LDIF.
# Status 10 would be a referral as the whole answer; the search references inside one leave status 0.
export_directory() {
    ldapsearch -x -H "$directory_url" -b "$base_dn" '(objectClass=*)' "${export_attributes[@]}"
}

# `version: 1` and every remark a comment (-L), with the account names' own domain.
export_version1() {
    ldapsearch -x -L -H "$directory_url" -b "DC=emea,$base_dn" '(&(objectClass=user)(msRTCSIP-PrimaryUserAddress=*))' \
        "${export_attributes[@]}" msDS-PrincipalName
}

# No remarks but those between pages (-LLL), lines as long as they are.
export_paged() {
    ldapsearch -x -LLL -o ldif-wrap=no -E pr=4/noprompt -H "$directory_url" -b "OU=Sales,$base_dn" \
        '(objectClass=user)' "${export_attributes[@]}"
}
