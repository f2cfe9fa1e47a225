# Certificates that are refused, or accepted only after a second look. Sourced by regenerate.sh; README.md says what is expected.

# odd FILE SUBJECT [NAMES [START END]]
odd() {
    issue ec "$2" "${3-}" "${4:-20180211084457Z}" "${5:-20180810084457Z}"
    keep "$work/certificates-refused/$1"
}

make_refused_certificates() {
    local folder=$work/certificates-refused
    # Whom they name.
    odd nobody.cer /CN=nobody@litwareinc.com
    odd display-name.cer '/CN=Ken Myer'
    odd account-name.cer /CN=kenmyer 'UPN:LITWAREINC\\kenmyer'
    odd mailbox.cer /CN=finance@litwareinc.com email:kenmyer@old.litwareinc.com
    odd accent.cer /CN=kén.myer@litwareinc.com
    odd host-names.cer /CN=pool01.litwareinc.com 'DNS:pool01.litwareinc.com DNS:litwareinc.com'
    odd two-users.cer /CN=ken.myer@litwareinc.com email:pilar.ackerman@litwareinc.com
    odd sip-and-upn-of-two.cer /CN=lee.oliver@litwareinc.com
    odd names-pilar.cer /CN=pilar.ackerman@litwareinc.com
    odd names-contact.cer /CN=nancy@northwindtraders.com

    # Where the name stands, and in which string type.
    odd dns-name-with-at.cer '/CN=Desktop client' DNS:ken.myer@litwareinc.com
    odd email-in-subject.cer /emailAddress=ken.myer@litwareinc.com
    odd empty-subject.cer / URI:sip:ken.myer@litwareinc.com
    mask=MASK:0x0800 odd bmp-string.cer /CN=ken.myer@litwareinc.com
    mask=MASK:0x0004 odd t61-string.cer /CN=ken.myer@litwareinc.com
    odd two-common-names.cer /CN=Users/CN=ken.myer@litwareinc.com
    odd multi-valued.cer /CN=ken.myer@litwareinc.com+OU=Finance
    odd sip-parameters.cer '/CN=Desktop client' 'URI:sip:ken.myer@litwareinc.com;transport=tls'

    # Their dates, numbers, version and issuer.
    odd not-yet-valid.cer /CN=ken.myer@litwareinc.com '' 20990101000000Z 20990630000000Z
    odd long-expired.cer /CN=ken.myer@litwareinc.com '' 19700101000000Z 19700630000000Z
    odd no-end.cer /CN=ken.myer@litwareinc.com '' 20180211084457Z 99991231235959Z
    odd end-before-start.cer /CN=ken.myer@litwareinc.com '' 20180810084457Z 20180211084457Z
    extensions='' odd version1.cer /CN=ken.myer@litwareinc.com
    serial=7f$(printf 'f%.0s' {1..46}) odd huge-serial.cer /CN=ken.myer@litwareinc.com
    authority=company odd other-issuer.cer /CN=ken.myer@litwareinc.com

    # Files that are not what their names say.
    openssl x509 -in "$work/new.pem" -outform DER | head -c 300 >"$folder/truncated.cer"
    { openssl x509 -in "$work/new.pem" -outform DER; printf 'more'; } >"$folder/trailing-bytes.cer"
    printf '\060\202\377\377garbage that claims to be a long SEQUENCE' >"$folder/garbage.cer"
    printf 'No certificate in here.\n' >"$folder/text.pem"
    : >"$folder/empty.cer"
    make_bundles "$folder"
}

# PEM files of several blocks.
make_bundles() {
    local folder=$1 good1 good2
    issue ec /CN=terri.chudzik@litwareinc.com '' 20180301080000Z 20180828080000Z
    good1=$(cat "$work/new.pem")
    { cat "$work/new.key"; echo "$good1"; } >"$folder/with-private-key.pem"
    issue ec /CN=toni.poe@litwareinc.com '' 20180301080000Z 20180828080000Z
    good2=$(cat "$work/new.pem")
    # The middle block is good base64 of something that is no certificate.
    {
        echo "$good1"
        printf -- '-----BEGIN CERTIFICATE-----\nTm90IGEgY2VydGlmaWNhdGUu\n-----END CERTIFICATE-----\n'
        echo "$good2"
    } >"$folder/bad-block.pem"
    printf '%s\n' "${good1%-----END*}" >"$folder/no-end-line.pem"
    # A remark before the block, Windows line ends, the older label: all of it is allowed.
    { echo 'Device: phone in the lobby'; echo "$good2"; } | sed 's/ CERTIFICATE-/ X509 CERTIFICATE-/; s/$/\r/' >"$folder/remarks-crlf.pem"
}
