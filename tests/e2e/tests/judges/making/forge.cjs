// What node-forge makes: keys, certificates, requests and bundles, in the folder that is named. It knows RSA only.
'use strict';
const fs = require('node:fs');
const path = require('node:path');
const forge = require(process.argv[2]);
const folder = process.argv[3];
const write = (name, text) => fs.writeFileSync(path.join(folder, name), text);
const binary = (asn1) => Buffer.from(forge.asn1.toDer(asn1).getBytes(), 'binary');
const { pki, pkcs12 } = forge;

const keys = pki.rsa.generateKeyPair(2048);
const utf8 = forge.asn1.Type.UTF8;
const subject = [
  { name: 'countryName', value: 'DE' },
  { name: 'organizationName', value: 'Sue, "Grabbit" + Runn', valueTagClass: utf8 },
  { shortName: 'OU', value: '#1', valueTagClass: utf8 },
  { shortName: 'OU', value: '中文 😀', valueTagClass: utf8 },
  { name: 'commonName', value: 'made by forge ', valueTagClass: utf8 },
];

function certificate(serial, extensions, hash) {
  const made = pki.createCertificate();
  made.publicKey = keys.publicKey;
  made.serialNumber = serial;
  made.validity.notBefore = new Date(Date.now() - 3600_000);
  made.validity.notAfter = new Date(Date.now() + 90 * 86400_000);
  made.setSubject(subject);
  made.setIssuer(subject);
  made.setExtensions(extensions);
  made.sign(keys.privateKey, hash);
  return made;
}

const authority = certificate('01', [
  { name: 'basicConstraints', cA: true, critical: true, pathLenConstraint: 2 },
  { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
  { name: 'subjectKeyIdentifier' },
], forge.md.sha256.create());
const names = [
  { type: 2, value: 'a.example.com' }, { type: 6, value: 'spiffe://a/b' }, { type: 7, ip: '192.0.2.1' }, { type: 1, value: 'me@example.com' },
];
const leaf = certificate('00c0ffee', [
  { name: 'basicConstraints', cA: false },
  { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, nonRepudiation: true },
  { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
  { name: 'nsCertType', client: true, server: true },
  { name: 'subjectAltName', altNames: names },
  { name: 'subjectKeyIdentifier' },
], forge.md.sha512.create());
const old = certificate('02', [], forge.md.sha1.create());
write('authority.crt', pki.certificateToPem(authority));
write('leaf.crt', pki.certificateToPem(leaf));
write('old.crt', pki.certificateToPem(old));

const request = pki.createCertificationRequest();
request.publicKey = keys.publicKey;
request.setSubject(subject);
request.setAttributes([
  { name: 'challengePassword', value: 'password' },
  { name: 'extensionRequest', extensions: [{ name: 'subjectAltName', altNames: names }, { name: 'extKeyUsage', clientAuth: true }] },
]);
request.sign(keys.privateKey, forge.md.sha256.create());
write('request.csr', pki.certificationRequestToPem(request));

write('plain.key', pki.privateKeyToPem(keys.privateKey));
write('pkcs8.key', pki.privateKeyInfoToPem(pki.wrapRsaPrivateKey(pki.privateKeyToAsn1(keys.privateKey))));
const password = 'for tests only';
for (const algorithm of ['aes128', 'aes192', 'aes256', '3des']) {
  write(`pkcs8-${algorithm}.key`, pki.encryptRsaPrivateKey(keys.privateKey, password, { algorithm, count: 2048 }));
  for (const [name, secret] of [['', password], ['-hard', 'Grüße aus 世界'], ['-empty', '']]) {
    const options = { algorithm, friendlyName: 'a "client", + #1', generateLocalKeyId: true };
    write(`${algorithm}${name}.p12`, binary(pkcs12.toPkcs12Asn1(keys.privateKey, [leaf, authority], secret, options)));
  }
}
for (const prfAlgorithm of ['sha1', 'sha224', 'sha256', 'sha384', 'sha512']) {
  write(`pkcs8-${prfAlgorithm}.key`, pki.encryptRsaPrivateKey(keys.privateKey, password, { algorithm: 'aes256', prfAlgorithm }));
}
for (const algorithm of ['aes256', '3des']) {
  write(`legacy-${algorithm}.key`, pki.encryptRsaPrivateKey(keys.privateKey, password, { legacy: true, algorithm }));
}
write('no-mac.p12', binary(pkcs12.toPkcs12Asn1(keys.privateKey, [leaf], password, { useMac: false })));
write('no-password.p12', binary(pkcs12.toPkcs12Asn1(keys.privateKey, [leaf], null, {})));
write('only-certificates.p12', binary(pkcs12.toPkcs12Asn1(null, [leaf, authority], password, {})));
