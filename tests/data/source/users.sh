# users.txt as LDIF. Sourced by regenerate.sh.

base_dn='DC=litwareinc,DC=com'
configuration_pools="CN=Pools,CN=RTC Service,CN=Services,CN=Configuration,$base_dn"
system_pools="CN=Pools,CN=RTC Service,CN=Microsoft,CN=System,$base_dn"

# The home server's DN for a letter of users.txt. X is a pool whose object the export lacks, O an older server that is no pool.
home_server() {
    case $1 in
        A) echo "CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,$configuration_pools" ;;
        B) echo "CN=LC Services,CN=Microsoft,CN=1:2,$system_pools" ;;
        X) echo "CN=LC Services,CN=Microsoft,CN=pool03.emea.litwareinc.com,$configuration_pools" ;;
        O) echo "CN=LC Services,CN=Microsoft,CN=ocs01,CN=Computers,$base_dn" ;;
    esac
}

# One attribute; base64 keeps blanks, accents and line ends exactly as users.txt has them. `-` and nothing: no attribute.
put() {
    [[ -z $2 || $2 == - ]] && return
    if [[ $2 =~ ^[A-Za-z0-9][!-~]*(\ [!-~]+)*$ ]]; then
        printf '%s: %s\n' "$1" "$2"
    else
        printf '%s:: %s\n' "$1" "$(printf %s "$2" | base64 -w0)"
    fi
}

# A value for a DN, escaped as RFC 4514 asks.
rdn_value() {
    local text=$1 out='' i c
    for ((i = 0; i < ${#text}; i++)); do
        c=${text:i:1}
        case $c in
            ',' | '+' | '"' | "\\" | '<' | '>' | ';' | '=') out+="\\$c" ;;
            '#') [[ $i == 0 ]] && out+="\\#" || out+='#' ;;
            *) out+=$c ;;
        esac
    done
    printf %s "$out"
}

# Bytes given as hexadecimal digits, in base64.
hex64() {
    local escaped
    escaped=$(sed 's/../\\x&/g' <<<"$1")
    printf "$escaped" | base64 -w0
}

# A GUID fixed by the account's name, in the directory's byte order, version 4.
guid64() {
    local h
    h=$(printf 'litware %s' "$1" | sha256sum)
    hex64 "${h:0:14}4${h:15:1}9${h:17:15}"
}

# The SID of the n-th user of a domain.
sid64() {
    local domain='1004336348 1177238915 682003330' part hex=010500000000000515000000
    [[ $1 == E ]] && domain='2127521184 1604012920 1887927527'
    for part in $domain $((1100 + $2)); do
        hex+=$(printf '%08x' "$part" | sed 's/\(..\)\(..\)\(..\)\(..\)/\4\3\2\1/')
    done
    hex64 "$hex"
}

# The SIP address comes with prefixes in every case, as directories have it after years.
proxy_addresses() {
    local address=${1#[sS][iI][pP]:} mail=$2 n=$3
    local -a prefixes=(SIP sip Sip)
    [[ -n $mail ]] && put proxyAddresses "SMTP:$mail"
    [[ -n $address ]] && put proxyAddresses "${prefixes[n % 3]}:$address"
    ((n % 5 == 0)) && put proxyAddresses "smtp:user$n@old.litwareinc.com"
    return 0
}

users_ldif() {
    local state domain ou cn display given sn sam upn sip enabled pool uac title line
    local n=0 dns domain_dn netbios dn options
    while IFS='|' read -r state domain ou cn display given sn sam upn sip enabled pool uac title line; do
        [[ -z $state || $state == \#* ]] && continue
        n=$((n + 1))
        dns=litwareinc.com domain_dn=$base_dn netbios=LITWAREINC
        [[ $domain == E ]] && dns=emea.litwareinc.com domain_dn="DC=emea,$base_dn" netbios=EUROPE
        [[ $sip == - ]] && sip='' enabled=-
        options=''
        [[ -n $sip ]] && options=257
        [[ -n $sip && -n $line ]] && options=385

        dn="CN=$(rdn_value "$cn"),OU=$ou,$domain_dn"
        put dn "$dn"
        printf 'objectClass: %s\n' top person organizationalPerson user
        put cn "$cn"
        put sn "${sn/#-/$cn}"
        put givenName "$given"
        put displayName "${display:-$cn}"
        put distinguishedName "$dn"
        # The three that Debian's schema demands of a user.
        printf '%s\n' 'instanceType: 4' 'nTSecurityDescriptor: x' "objectCategory: CN=Person,CN=Schema,CN=Configuration,$base_dn"
        printf 'whenCreated: 201%d%02d%02d083000.0Z\n' $((n % 7)) $((n % 12 + 1)) $((n % 28 + 1))
        printf 'whenChanged: 2018%02d%02d14%02d07.0Z\n' $((n % 5 + 1)) $((n % 27 + 1)) "$n"
        put title "$title"
        put department "${ou##*OU=}"
        printf 'objectGUID:: %s\n' "$(guid64 "$netbios\\$sam")"
        put userAccountControl "$uac"
        printf 'objectSid:: %s\n' "$(sid64 "$domain" "$n")"
        put sAMAccountName "$sam"
        put userPrincipalName "${upn:-$sam@$dns}"
        put msDS-PrincipalName "$netbios\\$sam"
        put mail "$sam@$dns"
        proxy_addresses "$sip" "$sam@$dns" "$n"
        put msRTCSIP-PrimaryUserAddress "$sip"
        put msRTCSIP-UserEnabled "${enabled:-TRUE}"
        put msRTCSIP-PrimaryHomeServer "$(home_server "$pool")"
        put msRTCSIP-Line "$line"
        put msRTCSIP-OptionFlags "$options"
        [[ -n $sip ]] && printf '%s\n' 'msRTCSIP-DeploymentLocator: SRV:' 'msRTCSIP-FederationEnabled: TRUE'
        echo
    done <"$source/users.txt"
}
