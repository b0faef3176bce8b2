# What GnuTLS makes. Run in an empty folder.
set -euo pipefail
log() { "$@" > certtool.log 2>&1 || { cat certtool.log >&2; return 1; }; }

cat > authority.cfg <<'END'
dn = "C=DE,O=Örg\, Inc.,CN=made by GnuTLS"
serial = 9
expiration_days = 90
ca
cert_signing_key
crl_signing_key
path_len = 1
END
cat > client.cfg <<'END'
dn = "CN=client \"one\" \+ 中文,OU=a,OU=b,O=Sue\, Grabbit"
expiration_days = 30
dns_name = "a.example.com"
uri = "spiffe://a/b"
ip_address = "192.0.2.1"
ip_address = "2001:db8::1"
email = "me@example.com"
tls_www_client
tls_www_server
signing_key
encryption_key
crl_dist_points = "http://x/crl"
ocsp_uri = "http://o/"
ca_issuers_uri = "http://i/"
policy1 = 1.2.3.4
policy1_txt = "notice"
policy1_url = "http://cps/"
tls_feature = 5
END
cat > list.cfg <<'END'
crl_next_update = 30
crl_number = 5
END

for kind in rsa ecdsa eddsa rsa-pss; do
  bits=(--bits 2048)
  case $kind in ecdsa) bits=(--curve secp384r1) ;; eddsa) bits=(--curve ed25519) ;; esac
  log certtool --generate-privkey --key-type "$kind" "${bits[@]}" --outfile "$kind.key"
  log certtool --generate-self-signed --load-privkey "$kind.key" --template authority.cfg --outfile "authority-$kind.crt"
  log certtool --generate-request --load-privkey "$kind.key" --template client.cfg --outfile "client-$kind.csr"
  log certtool --generate-certificate --load-request "client-$kind.csr" --template client.cfg \
    --load-ca-certificate "authority-$kind.crt" --load-ca-privkey "$kind.key" --outfile "client-$kind.crt"
  log certtool --generate-crl --load-ca-certificate "authority-$kind.crt" --load-ca-privkey "$kind.key" \
    --load-certificate "client-$kind.crt" --template list.cfg --outfile "list-$kind.crl"
done

# Bundles, with the password "for tests only", with an empty one and without any.
for kind in rsa ecdsa; do
  bundle=(--to-p12 --load-privkey "$kind.key" --load-certificate "client-$kind.crt" --load-ca-certificate "authority-$kind.crt" --p12-name own --outder)
  # The usual 600,000 rounds take their time, so once is enough.
  if [ "$kind" = rsa ]; then
    log certtool "${bundle[@]}" --password 'for tests only' --outfile rsa.p12
    log certtool "${bundle[@]}" --empty-password --outfile rsa-empty.p12
    log certtool "${bundle[@]}" --null-password --outfile rsa-none.p12
  fi
  log certtool "${bundle[@]}" --password 'for tests only' --pkcs-cipher 3des-pkcs12 --outfile "$kind-3des.p12"
done
