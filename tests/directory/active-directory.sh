#!/usr/bin/env bash
# A real Active Directory for a test: Samba as a domain controller, with the attributes of the service, and nights in which it
# changes. Usage: active-directory.sh start|night N|certificate ACCOUNT|search HOW|truth|stop FOLDER; FOLDER is where it lives.
# Samba's port numbers are fixed, and it needs root.
set -euo pipefail
export LC_ALL=C.UTF-8 TZ=UTC
PATH=$PATH:/usr/sbin:/sbin

action=$1
work=$2
how=${3:-}
domain='DC=contoso,DC=test'
people="OU=People,$domain"
password='Tr1cky.enough'
sam="$work/private/sam.ldb"
server="CN=LC Services,CN=Microsoft,CN=1:1,CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,$domain"

# Its programs say much, and the reason only if they fail.
quietly() {
    "$@" >"$work/answer" 2>&1 || {
        cat "$work/answer" >&2
        return 1
    }
}

ldap() {
    local tool=$1
    shift
    "$tool" -x -H "ldap://127.0.0.1:${port:-389}" -D 'CONTOSO\administrator' -w "$password" "$@"
}

change() { quietly ldap ldapmodify "$@"; }

provision() {
    quietly samba-tool domain provision --realm=CONTOSO.TEST --domain=CONTOSO --adminpass="$password" --server-role=dc \
        --dns-backend=NONE --targetdir="$work" --option="posix:eadb=$work/eadb.tdb" \
        --option='vfs objects=dfs_samba4 acl_xattr xattr_tdb' --option="xattr_tdb:file=$work/xattr.tdb" \
        --option='interfaces=lo' --option='bind interfaces only=yes' --host-name=dc1 --host-ip=127.0.0.1
    sed -i 's/^\(\s*server services\s*=\).*/\1 ldap, cldap/; s/^\[global\]/[global]\n\tldap server require strong auth = no/' "$work/etc/smb.conf"
    grep -q 'server services' "$work/etc/smb.conf" ||
        sed -i 's/^\[global\]/[global]\n\tserver services = ldap, cldap/' "$work/etc/smb.conf"
}

# name, attributeSyntax, oMSyntax, single-valued
attribute() {
    local number=$1 name=$2 syntax=$3 om=$4
    printf '%s\n' "dn: CN=$name,CN=Schema,CN=Configuration,$domain" 'objectClass: top' 'objectClass: attributeSchema' \
        "cn: $name" "lDAPDisplayName: $name" "attributeID: 1.2.840.113556.1.6.29999.$number" "attributeSyntax: $syntax" \
        "oMSyntax: $om" 'isSingleValued: TRUE' 'isMemberOfPartialAttributeSet: TRUE' 'searchFlags: 1'
    [[ $om == 127 ]] && echo 'oMObjectClass:: KwwCh3McAIVK'
    echo
}

extend_schema() {
    {
        attribute 1 msRTCSIP-PrimaryUserAddress 2.5.5.12 64
        attribute 2 msRTCSIP-UserEnabled 2.5.5.8 1
        attribute 3 msRTCSIP-OptionFlags 2.5.5.9 2
        attribute 4 msRTCSIP-PrimaryHomeServer 2.5.5.1 127
        attribute 5 msRTCSIP-Line 2.5.5.12 64
    } >"$work/attributes.ldif"
    quietly ldbadd -H "$sam" --option='dsdb:schema update allowed=true' "$work/attributes.ldif"
    printf '%s\n' "dn: CN=User,CN=Schema,CN=Configuration,$domain" 'changetype: modify' 'add: mayContain' \
        'mayContain: msRTCSIP-PrimaryUserAddress' 'mayContain: msRTCSIP-UserEnabled' 'mayContain: msRTCSIP-OptionFlags' \
        'mayContain: msRTCSIP-PrimaryHomeServer' 'mayContain: msRTCSIP-Line' >"$work/user.ldif"
    quietly ldbmodify -H "$sam" --option='dsdb:schema update allowed=true' "$work/user.ldif"
}

serve() {
    samba -i -M single -s "$work/etc/smb.conf" >"$work/samba.log" 2>&1 &
    echo $! >"$work/pid"
    local try
    for try in {1..1200}; do
        ldap ldapsearch -LLL -b '' -s base 1.1 >"$work/answer" 2>&1 && return
        kill -0 "$(cat "$work/pid")" 2>&- || break
        sleep 0.05
    done
    tail -20 "$work/samba.log" "$work/answer" >&2
    return 1
}

containers() {
    local name
    printf '%s\n' "dn: $people" 'objectClass: organizationalUnit' '' "dn: OU=Leavers,$domain" 'objectClass: organizationalUnit' ''
    for name in 'CN=RTC Service,CN=Services' 'CN=Pools,CN=RTC Service,CN=Services' 'CN=1:1,CN=Pools,CN=RTC Service,CN=Services' \
        'CN=Microsoft,CN=1:1,CN=Pools,CN=RTC Service,CN=Services' 'CN=LC Services,CN=Microsoft,CN=1:1,CN=Pools,CN=RTC Service,CN=Services'; do
        printf '%s\n' "dn: $name,CN=Configuration,$domain" 'objectClass: container' ''
    done
}

# A person: common name, account, whether in the service.
person() {
    local name=$1 account=$2
    printf '%s\n' "dn:: $(printf '%s' "CN=$name,$people" | base64 -w 0)" 'objectClass: user' "sAMAccountName: $account" \
        "displayName:: $(printf '%s' "$name" | base64 -w 0)" "userPrincipalName: $account@contoso.test" \
        'userAccountControl: 544' "msRTCSIP-PrimaryUserAddress: sip:$account@contoso.test" 'msRTCSIP-UserEnabled: TRUE' \
        "msRTCSIP-PrimaryHomeServer: $server" 'msRTCSIP-OptionFlags: 257' ''
}

people() {
    person 'Ken Myer' kenmyer
    person 'Pilar Pinilla' ppinilla
    person 'José Ñandú' jose
    person 'Comma\, Inc' comma
    person 'Back\\Slash' bslash
    person 'Two Name' twin
    person 'To Leave' leaver
    person 'To Return' returner
    person 'To Disable' disabled
    person 'Out Of Service' outof
    printf '%s\n' "dn: CN=PC01,CN=Computers,$domain" 'objectClass: computer' 'sAMAccountName: PC01$' 'userAccountControl: 4096' ''
    printf '%s\n' "dn: CN=Con Tact,$people" 'objectClass: contact' 'displayName: Con Tact' ''
}

# The name of a deleted object.
in_waste_bin() {
    ldap ldapsearch -LLL -o ldif-wrap=no -E '!1.2.840.113556.1.4.417' -b "CN=Deleted Objects,$domain" "(sAMAccountName=$1)" 1.1 |
        sed -n 's/^dn:\(:\?\) /\1/p' | head -n 1
}

night() {
    case $1 in
        1)
            # Renamed, moved, disabled, taken out of the service, deleted.
            printf '%s\n' "dn: CN=Pilar Pinilla,$people" 'changetype: modrdn' 'newrdn: CN=Pilar Smith' 'deleteoldrdn: 1' \
                "newsuperior: OU=Leavers,$domain" '' \
                "dn: CN=To Disable,$people" 'changetype: modify' 'replace: userAccountControl' 'userAccountControl: 546' '' \
                "dn: CN=Out Of Service,$people" 'changetype: modify' 'delete: msRTCSIP-PrimaryUserAddress' '-' \
                'delete: msRTCSIP-PrimaryHomeServer' '-' 'replace: msRTCSIP-UserEnabled' 'msRTCSIP-UserEnabled: FALSE' '' \
                "dn: CN=To Leave,$people" 'changetype: delete' '' \
                "dn: CN=To Return,$people" 'changetype: delete' '' >"$work/night.ldif"
            change -f "$work/night.ldif"
            ;;
        2)
            # Made anew under the old name and at the old place; two that swap their names.
            { printf '%s\n' "dn: CN=Ken Myer,$people" 'changetype: delete' ''; } >"$work/night.ldif"
            change -f "$work/night.ldif"
            person 'Ken Myer' kenmyer >"$work/night.ldif"
            change -a -f "$work/night.ldif"
            printf '%s\n' "dn: CN=Two Name,$people" 'changetype: modrdn' 'newrdn: CN=Between' 'deleteoldrdn: 1' '' \
                "dn: CN=To Disable,$people" 'changetype: modrdn' 'newrdn: CN=Two Name' 'deleteoldrdn: 1' '' \
                "dn: CN=Between,$people" 'changetype: modrdn' 'newrdn: CN=To Disable' 'deleteoldrdn: 1' '' >"$work/night.ldif"
            change -f "$work/night.ldif"
            ;;
        3)
            # Back from the waste bin, to its old place.
            local name
            name=$(in_waste_bin returner)
            printf '%s\n' "dn:${name:+$([[ $name == :* ]] || echo ' ')}${name/#:/: }" 'changetype: modify' 'delete: isDeleted' '-' \
                'replace: distinguishedName' "distinguishedName: CN=To Return,$people" '-' >"$work/night.ldif"
            quietly ldap ldapmodify -e '!1.2.840.113556.1.4.417' -f "$work/night.ldif"
            printf '%s\n' "dn: CN=To Return,$people" 'changetype: modify' 'replace: displayName' 'displayName: To Return' '-' \
                'replace: msRTCSIP-PrimaryUserAddress' 'msRTCSIP-PrimaryUserAddress: sip:returner@contoso.test' '-' \
                'replace: userPrincipalName' 'userPrincipalName: returner@contoso.test' '-' \
                'replace: msRTCSIP-PrimaryHomeServer' "msRTCSIP-PrimaryHomeServer: $server" '' >"$work/night.ldif"
            change -f "$work/night.ldif"
            ;;
        4)
            printf '%s\n' "dn:: $(printf '%s' "CN=José Ñandú,$people" | base64 -w 0)" 'changetype: modify' 'replace: userAccountControl' \
                'userAccountControl: 546' '' "dn: CN=Pilar Smith,OU=Leavers,$domain" 'changetype: delete' '' >"$work/night.ldif"
            change -f "$work/night.ldif"
            ;;
    esac
}

# Less the account that asks: whenever it does, the directory counts it.
accounts='(&(objectClass=user)(!(sAMAccountName=administrator)))'
search() {
    case $how in
        plain) ldap ldapsearch -b "$domain" "$accounts" ;;
        paged) ldap ldapsearch -LLL -E pr=3/noprompt -b "$domain" "$accounts" ;;
        unwrapped) ldap ldapsearch -LLL -o ldif-wrap=no -b "$domain" "$accounts" ;;
        catalog) port=3268 ldap ldapsearch -LLL -b "$domain" "$accounts" ;;
        # As docs/exports.md has it.
        listed)
            ldap ldapsearch -o ldif-wrap=no -E pr=1000/noprompt -b "$domain" "$accounts" \
                $(sed -n '/^    objectClass objectCategory/,/>"$1"/s/[\\>].*//p' "$(dirname "${BASH_SOURCE[0]}")/../../docs/exports.md")
            ;;
        deleted) ldap ldapsearch -LLL -E '!1.2.840.113556.1.4.417' -b "$domain" "$accounts" ;;
        extended) ldap ldapsearch -LLL -E '!1.2.840.113556.1.4.529=::MAMCAQE=' -b "$domain" "$accounts" ;;
        ldbsearch) ldbsearch -H "$sam" -b "$domain" "$accounts" ;;
        ldbsearch-extended) ldbsearch -H "$sam" --extended-dn -b "$domain" "$accounts" ;;
        ldbsearch-deleted) ldbsearch -H "$sam" --show-deleted -b "$domain" "$accounts" ;;
        samba-tool)
            # It shows one user at a time.
            local account
            for account in $(samba-tool user list -H "$sam" | grep -v '^Administrator$'); do
                samba-tool user show "$account" -H "$sam"
                echo
            done
            ;;
    esac
}

case $action in
    start)
        mkdir -p "$work"
        provision
        extend_schema
        serve
        containers >"$work/containers.ldif"
        change -a -f "$work/containers.ldif"
        people >"$work/people.ldif"
        change -a -f "$work/people.ldif"
        disown
        ;;
    night) night "$how" ;;
    certificate)
        quietly openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 180 -subj "/CN=$how@contoso.test" \
            -keyout "$work/key.pem" -out "$work/$how.pem"
        ;;
    search) search ;;
    # The directory itself, not one of its exports.
    truth) ldbsearch -H "$sam" -b "$domain" '(&(objectClass=user)(msRTCSIP-PrimaryUserAddress=*))' objectGUID sAMAccountName userPrincipalName \
        displayName userAccountControl msRTCSIP-PrimaryUserAddress msRTCSIP-UserEnabled ;;
    stop)
        [[ -e $work/pid ]] || exit 0
        pid=$(cat "$work/pid")
        kill "$pid" 2>&- || true
        while [[ -e /proc/$pid && ! $(cat "/proc/$pid/stat" 2>&-) =~ \)\ [ZX]\  ]]; do sleep 0.05; done
        ;;
esac
