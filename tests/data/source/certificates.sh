# Certificates in the shape a pool's web service gives them. Sourced by regenerate.sh.

# Runs openssl, which is talkative, and shows what it said only if it failed.
quietly() {
    "$@" >"$work/answer" 2>&1 || {
        cat "$work/answer" >&2
        return 1
    }
}

new_key() {
    case $1 in
        rsa) echo -newkey rsa:2048 ;;
        ec) echo -newkey ec -pkeyopt ec_paramgen_curve:P-256 ;;
    esac
}

# The lines of a subjectAltName section for `kind:value kind:value`.
alternative_names() {
    local name n=0
    for name in $1; do
        n=$((n + 1))
        case $name in
            UPN:*) echo "otherName.$n = \"1.3.6.1.4.1.311.20.2.3;FORMAT:UTF8,UTF8String:${name#*:}\"" ;;
            *) echo "${name%%:*}.$n = \"${name#*:}\"" ;;
        esac
    done
}

# What openssl reads, for one certificate. string_mask decides the string type of the subject's text.
openssl_settings() {
    local names=$1 mask=$2
    cat <<SETTINGS
[req]
distinguished_name = none
string_mask = $mask
[none]
[ca]
default_ca = issuing
[issuing]
database = $work/issued
new_certs_dir = $work
serial = $work/serial
default_md = sha256
policy = anything
unique_subject = no
string_mask = $mask
[anything]
commonName = optional
emailAddress = optional
[authority]
basicConstraints = critical,CA:TRUE
[client]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature,keyEncipherment
extendedKeyUsage = clientAuth
SETTINGS
    [[ -z $names ]] && return
    printf '%s\n' 'subjectAltName = @names' '[names]'
    alternative_names "$names"
}

# make_authority FILE SUBJECT. Nothing verifies its signature; its certificate is thrown away with its key.
make_authority() {
    openssl_settings '' utf8only >"$work/openssl.cnf"
    # shellcheck disable=SC2046 # the key's options are several words
    quietly openssl req -x509 -config "$work/openssl.cnf" $(new_key rsa) -nodes -keyout "$work/$1.key" -out "$work/$1.pem" \
        -subj "$2" -days 1 -extensions authority
}

# issue KEY SUBJECT NAMES START END: the certificate in $work/new.pem, its key in $work/new.key.
# The caller may set authority, serial, mask and extensions (empty: none, which makes a version 1 certificate).
issue() {
    local key=$1 subject=$2 names=$3 start=$4 end=$5
    local -a extended=()
    [[ -n ${extensions-client} ]] && extended=(-extensions client)
    openssl_settings "$names" "${mask:-utf8only}" >"$work/openssl.cnf"
    : >"$work/issued"
    echo "${serial:-4$(printf "%s " "$@" "${mask-}" "${authority-}" "${extensions-client}" | sha256sum | cut -c 1-19)}" >"$work/serial"
    # shellcheck disable=SC2046
    quietly openssl req -new -config "$work/openssl.cnf" -utf8 $(new_key "$key") -nodes -keyout "$work/new.key" \
        -out "$work/new.csr" -subj "$subject"
    quietly openssl ca -batch -notext -preserveDN -config "$work/openssl.cnf" -cert "$work/${authority:-communications}.pem" \
        -keyfile "$work/${authority:-communications}.key" -in "$work/new.csr" -out "$work/new.pem" \
        -startdate "$start" -enddate "$end" "${extended[@]}"
}

# openssl's form of a time: seconds since 1970 → YYYYMMDDHHMMSSZ.
stamp() {
    date -u -d "@$1" +%Y%m%d%H%M%SZ
}

# A certificate as the server issues one: valid from 15 minutes and 3 seconds before its publication, for 180 days.
issue_published() {
    local key=$1 subject=$2 names=$3 published=$4 until=$5 start
    start=$(($(date -u -d "$published" +%s) - 903))
    issue "$key" "$subject" "$names" "$(stamp "$start")" "${until:-$(stamp $((start + 180 * 86400)))}"
}

# Puts $work/new.pem into a file: DER for .cer, else one more PEM block.
keep() {
    case $1 in
        *.cer) openssl x509 -in "$work/new.pem" -outform DER -out "$1" ;;
        *) cat "$work/new.pem" >>"$1" ;;
    esac
}

make_certificates() {
    local file key subject names device published until last=''
    make_authority communications '/CN=Communications Server'
    make_authority company '/DC=com/DC=litwareinc/CN=Litware Issuing CA 1'
    echo File,DeviceId,PublicationTime >"$work/certificates/publications.csv"
    while IFS='|' read -r file key subject names device published until; do
        [[ -z $file || $file == \#* ]] && continue
        issue_published "$key" "$subject" "$names" "$published" "$until"
        keep "$work/certificates/$file"
        [[ $file != "$last" ]] && echo "$file,$device,$published" >>"$work/certificates/publications.csv"
        last=$file
    done <"$source/certificates.txt"
}

# userCertificate of a user as an LDIF change: the last certificate issued.
add_user_certificate() {
    printf 'dn: %s\nchangetype: modify\nadd: userCertificate;binary\nuserCertificate;binary:: %s\n\n' "$1" \
        "$(openssl x509 -in "$work/new.pem" -outform DER | base64 -w0)"
}

# The directory's own certificates: one that Import-CsUser takes, and three that it must leave.
directory_certificates_ldif() {
    local it="OU=IT,$base_dn"
    issue_published ec /CN=kim.akers@litwareinc.com '' 2018-03-26T09:00:00Z 20990101000000Z
    add_user_certificate "CN=Kim Akers,$it"
    authority=company issue ec '/CN=Kim Akers/emailAddress=kakers@litwareinc.com' email:kakers@litwareinc.com \
        20170901080000Z 20190901080000Z
    add_user_certificate "CN=Kim Akers,$it"
    authority=company issue rsa '/CN=Amy Alberts/emailAddress=aalberts@litwareinc.com' \
        'email:aalberts@litwareinc.com UPN:aalberts@litwareinc.com' 20170901080000Z 20190901080000Z
    add_user_certificate "CN=Amy Alberts,$it"
    issue_published ec /CN=kim.akers@litwareinc.com '' 2018-03-26T09:30:00Z ''
    add_user_certificate "CN=Gabe Frost,OU=Finance,$base_dn"
}
