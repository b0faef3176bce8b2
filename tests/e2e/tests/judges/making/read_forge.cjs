// Reads bundles with node-forge: library, password, files. Prints for each of them its certificates in hexadecimal and, where the
// key is one that forge knows, whether it belongs to the first certificate.
'use strict';
const fs = require('node:fs');
const [library, password, ...files] = process.argv.slice(2);
const forge = require(library);
for (const file of files) {
  const asn1 = forge.asn1.fromDer(forge.util.createBuffer(fs.readFileSync(file).toString('binary')));
  const bundle = forge.pkcs12.pkcs12FromAsn1(asn1, password);
  const bags = (type) => bundle.getBags({ bagType: type })[type] ?? [];
  const certificates = bags(forge.pki.oids.certBag);
  const keys = bags(forge.pki.oids.pkcs8ShroudedKeyBag);
  const hexadecimal = certificates.map(({ cert, asn1 }) =>
    Buffer.from(forge.asn1.toDer(cert ? forge.pki.certificateToAsn1(cert) : asn1).getBytes(), 'binary').toString('hex'));
  let match = 'no key';
  if (keys.length === 1) {
    const own = certificates[0].cert;
    if (keys[0].key && own) {
      match = String(keys[0].key.n.equals(own.publicKey.n));
    } else {
      match = keys[0].asn1 ? 'unknown' : 'unreadable';
    }
  }
  const names = certificates[0].attributes.friendlyName ?? [];
  console.log([match, names.join(), ...hexadecimal].join('|'));
}
