# What NSS makes, in DER as it does, and in PEM. Run in an empty folder.
set -euo pipefail
log() { "$@" > nss.log 2>&1 || { cat nss.log >&2; return 1; }; }
head -c 64 /dev/urandom > noise
log certutil -N -d . --empty-password

authority() { # nickname, subject, then the key
  printf 'y\n\ny\n' | log certutil -S -d . -z noise -n "$1" -s "$2" -x -t C,C,C -m "$((7 + RANDOM))" -v 9 "${@:3}" \
    --keyUsage certSigning,crlSigning -2 -Z SHA256
}
authority rsa 'CN=NSS root 中文,OU=a,OU=b,O="Sue, Grabbit + Runn",C=DE' -k rsa -g 2048
authority ec 'CN=NSS EC,DC=example,DC=com' -k ec -q secp384r1

for issuer in rsa ec; do
  log certutil -R -d . -z noise -k rsa -g 2048 -s "CN=client of $issuer,O=Örg" -o "client-$issuer.csr" -a \
    --extSAN dns:a.example.com,ip:192.0.2.1,email:me@example.com,uri:spiffe://a/b
  log certutil -C -d . -c "$issuer" -i "client-$issuer.csr" -a -o "client-$issuer.crt" -m 77 -v 3 \
    --keyUsage digitalSignature,keyEncipherment,critical --extKeyUsage clientAuth,serverAuth,msTrustListSign \
    --nsCertType sslClient --extSAN dns:a.example.com,ip:192.0.2.1,email:me@example.com,uri:spiffe://a/b
  log certutil -L -d . -n "$issuer" -a -o "authority-$issuer.crt"
done
log certutil -R -d . -z noise -k ec -q nistp256 -s "CN=bare" -o bare.csr -a

if command -v crlutil > /dev/null; then
  now=$(date -u +%Y%m%d%H%M%SZ)
  printf 'update=%s\nnextupdate=%s\naddcert 77 %s\n' "$now" "$(date -u -d '+9 days' +%Y%m%d%H%M%SZ)" "$now" > list.txt
  log crlutil -G -d . -n rsa -c list.txt -o list.der
  openssl crl -inform DER -in list.der -out list.crl
fi

# Bundles, whose 600,000 rounds take their time, so there are few.
log pk12util -o authority.p12 -n rsa -d . -W 'for tests only'
log pk12util -o legacy.p12 -n ec -d . -W 'for tests only' -c 'PKCS #12 V2 PBE With SHA-1 And 40 Bit RC2 CBC' -C 'PKCS #12 V2 PBE With SHA-1 And 3KEY Triple DES-CBC'
