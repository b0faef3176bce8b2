# Everything that OpenSSL makes: certificates with all its extensions, names, keys and signatures, lists, requests.
# Run in an empty folder; the files' names say what they are.
set -euo pipefail

cat > base.cnf <<'END'
[req]
prompt = no
utf8 = yes
string_mask = utf8only
distinguished_name = subject
[subject]
C = DE
O = Örg, Inc.
CN = made by OpenSSL
[authority]
basicConstraints = critical, CA:TRUE
keyUsage = critical, keyCertSign, cRLSign
subjectKeyIdentifier = hash
[server]
basicConstraints = critical, CA:FALSE
keyUsage = critical, digitalSignature, keyEncipherment
extendedKeyUsage = serverAuth
subjectAltName = DNS:a.example.com, DNS:*.example.com
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[every]
basicConstraints = critical, CA:TRUE, pathlen:3
keyUsage = critical, digitalSignature, nonRepudiation, keyEncipherment, dataEncipherment, keyAgreement, keyCertSign, cRLSign, encipherOnly, decipherOnly
extendedKeyUsage = serverAuth, clientAuth, codeSigning, emailProtection, timeStamping, OCSPSigning, 1.2.3.4, anyExtendedKeyUsage, msSmartcardLogin
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid:always, issuer:always
subjectAltName = DNS:a.b, email:a@b.c, URI:spiffe://a/b?c=d&e, IP:192.0.2.1, IP:2001:db8::1, RID:1.2.3.4, dirName:directory, otherName:1.3.6.1.4.1.311.20.2.3;UTF8:me@x.y
issuerAltName = DNS:issuer.x, URI:http://x.y
crlDistributionPoints = place, relative
freshestCRL = URI:http://x/delta
authorityInfoAccess = OCSP;URI:http://o/, caIssuers;URI:http://i/
subjectInfoAccess = caRepository;URI:http://r/
certificatePolicies = 1.2.3.4, 2.23.140.1.2.1, anyPolicy, @policy
policyMappings = 1.2.3.4:1.2.3.5, 1.2.3.6:1.2.3.7
policyConstraints = requireExplicitPolicy:3, inhibitPolicyMapping:0
inhibitAnyPolicy = 2
nameConstraints = critical, permitted;DNS:.x.y, permitted;email:x.y, permitted;URI:.u.v, permitted;dirName:directory, excluded;IP:10.0.0.0/255.0.0.0
tlsfeature = status_request
nsComment = "Remark"
nsCertType = client, server, sslCA
nsSslServerName = old.example.com
1.2.3.4.5 = ASN1:UTF8String:hi
[directory]
C = DE
O = x
CN = y
[place]
fullname = URI:http://x/crl, URI:ldap://x
CRLissuer = dirName:directory
reasons = keyCompromise, CACompromise
[relative]
relativename = end
[end]
CN = rel
[policy]
policyIdentifier = 1.3.5.8
CPS.1 = "http://cps/"
userNotice.1 = @notice
[notice]
explicitText = "Mind the gap"
organization = "Org"
noticeNumbers = 1, 2
[few]
basicConstraints = CA:TRUE
keyUsage = keyCertSign
END

key() { openssl genpkey -quiet -out "$1.key" "${@:2}" 2> keys.log; }
key rsa2048 -algorithm RSA -pkeyopt rsa_keygen_bits:2048
key rsa1024 -algorithm RSA -pkeyopt rsa_keygen_bits:1024
key rsa2047 -algorithm RSA -pkeyopt rsa_keygen_bits:2047
key exponent3 -algorithm RSA -pkeyopt rsa_keygen_bits:2048 -pkeyopt rsa_keygen_pubexp:3
key pss -algorithm RSA-PSS -pkeyopt rsa_keygen_bits:2048
for curve in P-224 P-256 P-384 P-521 secp256k1 brainpoolP256r1; do
  key "$curve" -algorithm EC -pkeyopt "ec_paramgen_curve:$curve"
done
key ed25519 -algorithm ED25519
key ed448 -algorithm ED448

made() { openssl req -x509 -utf8 -config base.cnf -days 90 "$@" 2> made.log; }
for name in rsa2048 rsa1024 rsa2047 exponent3 pss P-224 P-256 P-384 P-521 secp256k1 brainpoolP256r1 ed25519 ed448; do
  made -key "$name.key" -extensions authority -out "key-$name.crt"
  openssl req -new -utf8 -config base.cnf -key "$name.key" -out "key-$name.csr"
done
for hash in md5 sha1 sha224 sha256 sha384 sha512; do
  made -key rsa2048.key -"$hash" -extensions authority -out "hash-rsa-$hash.crt"
  [ "$hash" = md5 ] || made -key P-256.key -"$hash" -extensions authority -out "hash-ecdsa-$hash.crt"
done
made -key rsa2048.key -sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -extensions authority -out hash-pss.crt

made -key P-256.key -extensions every -out every-extension.crt
made -key P-256.key -extensions few -out few-extensions.crt
made -key P-256.key -extensions authority -set_serial 0 -out serial-zero.crt
made -key P-256.key -extensions authority -set_serial -5 -out serial-negative.crt
made -key P-256.key -extensions authority -set_serial 0x00ff0102030405060708090a0b0c0d0e0f1011 -out serial-long.crt
made -key P-256.key -extensions authority -set_serial 0x80 -out serial-octet.crt
made -key P-256.key -extensions authority -days 20000 -out dates-far.crt

# Names: all attributes that are known, all string types, all that is quoted.
name() { # file mask, the lines of the name on standard input
  { printf '[req]\nprompt = no\nutf8 = yes\nstring_mask = %s\ndistinguished_name = subject\n[subject]\n' "$2"; cat; } > "$1.cnf"
  openssl req -new -utf8 -config "$1.cnf" -key P-256.key -out "name-$1.csr" "${@:3}"
  openssl req -x509 -utf8 -config "$1.cnf" -key P-256.key -days 9 -out "name-$1.crt" "${@:3}"
}
name quoted utf8only <<'END'
O = "Sue, \"Grabbit\" + Runn <x> ; ="
OU = \#1
1.OU = back\\slash
2.OU = slash/equals=CN=root
CN = "\ spaces "
END
name languages utf8only <<'END'
O = Bücher und Köln
OU = 中文
1.OU = 😀
CN = Ελληνικά עברית
END
name types nombstr <<'END'
C = DE
O = Latin & ünd
CN = plain
END
name wide pkix <<'END'
O = Bücher 世界
CN = 0123456789012345678901234567890123456789012345678901234567890123
END
name many utf8only <<'END'
DC = com
1.DC = example
C = DE
ST = BW
L = Walldorf
street = Road 1
postalCode = 69190
O = Örg
OU = Unit
title = Dr.
GN = Ann
SN = Other
initials = AO
generationQualifier = III
dnQualifier = q
pseudonym = p
serialNumber = 12
businessCategory = Private
UID = u-7
emailAddress = me@example.com
CN = last
END
name joined utf8only -multivalue-rdn <<'END'
O = Org
CN = two
+UID = in one
END
name empty utf8only -subj / < /dev/null

# Issued: version 1, without and with extensions; by a root, and below an intermediate.
cp key-P-256.crt root.crt
openssl req -new -utf8 -config base.cnf -subj /O=Org/CN=leaf -key rsa2048.key -out leaf.csr
issued() { # file, then arguments
  openssl x509 -req -in leaf.csr -CA root.crt -CAkey P-256.key -days 60 -out "issued-$1.crt" "${@:2}" 2> issued.log
}
issued version-1 -set_serial 7
issued server -extfile base.cnf -extensions server
openssl x509 -req -in key-rsa2048.csr -CA root.crt -CAkey P-256.key -out issued-namesake.crt -extfile base.cnf -extensions server 2> issued.log
issued server-sha1 -sha1 -extfile base.cnf -extensions server

# Lists of revoked certificates, and dates that only an authority can set.
mkdir -p authority
cat > authority.cnf <<'END'
[ca]
default_ca = own
[own]
dir = authority
database = $dir/index.txt
new_certs_dir = $dir
certificate = root.crt
private_key = P-256.key
serial = $dir/serial
crlnumber = $dir/crlnumber
unique_subject = no
default_md = sha256
default_crl_days = 30
policy = any
x509_extensions = leaf
crl_extensions = list
[any]
commonName = optional
organizationName = optional
countryName = optional
[leaf]
basicConstraints = critical, CA:FALSE
[list]
authorityKeyIdentifier = keyid
[more]
authorityKeyIdentifier = keyid:always, issuer:always
issuerAltName = DNS:issuer.x
issuingDistributionPoint = critical, @point
freshestCRL = URI:http://x/delta
1.2.3.4.5 = ASN1:UTF8String:hi
[point]
fullname = URI:http://x/crl
onlyuser = TRUE
[delta]
2.5.29.27 = critical, DER:020105
END
: > authority/index.txt
echo 01 > authority/serial
echo 0a > authority/crlnumber
authority() { openssl ca -batch -config authority.cnf "$@" 2> authority.log; }
authority -in key-P-384.csr -subj /CN=past -startdate 20200101000000Z -enddate 20200201000000Z -out dates-past.crt -notext
authority -in key-P-384.csr -subj /CN=future -startdate 20400101000000Z -enddate 20600201000000Z -out dates-future.crt -notext
authority -gencrl -out list-empty.crl
for reason in unspecified keyCompromise CACompromise affiliationChanged superseded cessationOfOperation certificateHold; do
  authority -in key-P-384.csr -days 30 -subj "/CN=$reason" -out "revoked-$reason.crt" -notext
  authority -revoke "revoked-$reason.crt" -crl_reason "$reason"
done
for kind in hold compromise; do
  authority -in key-P-384.csr -days 30 -subj "/CN=$kind" -out "revoked-$kind.crt" -notext
done
authority -revoke revoked-hold.crt -crl_hold holdInstructionReject
authority -revoke revoked-compromise.crt -crl_compromise 20250102030405Z
authority -gencrl -out list-reasons.crl
authority -gencrl -crlexts more -out list-extensions.crl
authority -gencrl -crlexts delta -out list-delta.crl
authority -gencrl -md sha384 -crldays 1000 -out list-sha384.crl
sed -i 's/^crl_extensions.*//; s/^crlnumber.*//' authority.cnf
authority -gencrl -out list-version-1.crl
for name in rsa2048 ed25519; do
  authority -gencrl -keyfile "$name.key" -cert "key-$name.crt" -out "list-$name.crl"
done

# Bundles: a key, its certificate and its authority, in every way that OpenSSL has. The password is "for tests only".
bundle() { # file, then arguments
  openssl pkcs12 -export -in issued-server.crt -inkey rsa2048.key -certfile root.crt -name 'a "client", + #1' \
    -out "$1.p12" -passout 'pass:for tests only' "${@:2}" 2> bundle.log
}
bundle modern
bundle legacy -legacy
for hash in sha1 sha224 sha256 sha384 sha512; do bundle "mac-$hash" -macalg "$hash"; done
bundle open -certpbe NONE -keypbe NONE
bundle no-code -nomac
bundle no-code-open -nomac -certpbe NONE -keypbe NONE
bundle empty -passout pass:
bundle empty-legacy -legacy -passout pass:
bundle only-certificates -nokeys
bundle camellia -certpbe CAMELLIA-128-CBC -keypbe CAMELLIA-128-CBC
# OpenSSL 3.4 and newer.
if openssl pkcs12 -help 2>&1 | grep -q pbmac1; then bundle pbmac1 -pbmac1_pbkdf2; fi
