# What Java makes. Run in an empty folder. Each call starts a virtual machine, so there are few.
set -euo pipefail
java() {
  keytool -J-Duser.language=en -J-Dfile.encoding=UTF-8 -J-Dsun.jnu.encoding=UTF-8 -J-XX:TieredStopAtLevel=1 "$@" -keystore store.p12 -storepass password > java.log 2>&1 ||
    { cat java.log >&2; return 1; }
}
java -genkeypair -alias authority -keyalg RSA -keysize 2048 -validity 90 -dname 'CN="Java, root", OU=\#1 of 2, OU=b, O="Sue + Runn", C=DE' \
  -ext bc:critical=ca:true,pathlen:0 -ext ku:critical=keyCertSign,cRLSign
java -genkeypair -alias ec -keyalg EC -groupname secp384r1 -sigalg SHA384withECDSA -dname 'CN=中文 ünd 😀, EMAILADDRESS=me@example.com' \
  -ext san=dns:a.example.com,ip:192.0.2.1,uri:spiffe://a/b,email:me@example.com,oid:1.2.3.4 -ext eku=serverAuth,clientAuth,1.2.3.4 \
  -ext ku=digitalSignature,keyEncipherment -ext aia=ocsp:uri:http://o/,caissuers:uri:http://i/ -ext crl=uri:http://x/crl -ext 1.2.3.4:critical=0c:02:68:69
java -genkeypair -alias edwards -keyalg Ed25519 -dname CN=edwards
java -certreq -alias ec -ext san=dns:b.example.com -ext eku=clientAuth -file ec.csr
java -certreq -alias edwards -file edwards.csr
java -gencert -alias authority -infile ec.csr -rfc -outfile issued.crt -ext eku=clientAuth -ext san=uri:spiffe://a/b
java -gencrl -alias authority -id 5 -id 77 -sigalg SHA256withRSA -file list.crl
for alias in authority ec edwards; do java -exportcert -rfc -alias "$alias" -file "$alias.crt"; done

# The store itself has three keys; with the issued certificate beside them, and in Java 8's form.
java -importcert -noprompt -alias trusted -file issued.crt
cp store.p12 several.p12
export_store() { # file, properties
  keytool -J-Duser.language=en "${@:2}" -importkeystore -noprompt -srckeystore several.p12 -srcstorepass password -srcalias ec -destkeystore "$1.p12" \
    -deststoretype PKCS12 -deststorepass password > java.log 2>&1 || { cat java.log >&2; return 1; }
}
export_store default
export_store legacy -J-Dkeystore.pkcs12.legacy
export_store open -J-Dkeystore.pkcs12.certProtectionAlgorithm=NONE -J-Dkeystore.pkcs12.macAlgorithm=NONE
keytool -importcert -noprompt -alias trusted -file issued.crt -keystore trusted.p12 -storetype PKCS12 -storepass password > java.log 2>&1
