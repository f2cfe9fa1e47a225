#!/usr/bin/env bash
# A hook for `./build.sh package -Sign build/signing/osslsigncode.sh`: signs the files it is given with osslsigncode 2.9 or later.
# SIGN_CERTIFICATE and SIGN_KEY are PEM files; SIGN_TIMESTAMP, if set, is the address of a time stamp server (RFC 3161).
set -eu
for file; do
    osslsigncode sign -certs "$SIGN_CERTIFICATE" -key "$SIGN_KEY" -h sha256 -n CsClientCertificate \
        ${SIGN_TIMESTAMP:+-ts "$SIGN_TIMESTAMP"} -in "$file" -out "$file.signed" >/dev/null
    mv -- "$file.signed" "$file"
done
