//! OpenSSL on certificates and keys.

use mtls_wizard::pki::decode::hex_colons;

use super::material::{ALL, CLIENT, CLIENT_CA, HOST, Material, OTHER_HOST, SERVER, SERVER_CA, all};
use super::program::{Verdict, ask, is_present};

const OPENSSL: &str = "openssl";

/// Strict verification against one root, without the system's.
fn verify(material: &Material, leaf: &str, root: &str, more: &[&str]) -> Verdict {
    let (leaf, root) = (material.certificate(leaf), material.certificate(root));
    let mut arguments = vec!["verify", "-x509_strict", "-no-CApath", "-no-CAstore", "-CAfile", &root];
    arguments.extend(more);
    arguments.push(&leaf);
    ask(OPENSSL, arguments)
}

#[test]
fn chains_verify_strictly_for_their_purpose() {
    if !is_present(OPENSSL) {
        return;
    }
    for material in all() {
        let server = ["-purpose", "sslserver", "-verify_hostname", HOST];
        verify(material, SERVER, SERVER_CA, &server).must_accept(&["OK"]);
        verify(material, CLIENT, CLIENT_CA, &["-purpose", "sslclient"]).must_accept(&["OK"]);
        for root in [SERVER_CA, CLIENT_CA] {
            verify(material, root, root, &[]).must_accept(&["OK"]);
        }
    }
}

#[test]
fn wrong_purpose_host_or_issuer_is_refused() {
    if !is_present(OPENSSL) {
        return;
    }
    for material in all() {
        verify(material, SERVER, SERVER_CA, &["-purpose", "sslclient"]).must_refuse("certificate purpose");
        verify(material, CLIENT, CLIENT_CA, &["-purpose", "sslserver"]).must_refuse("certificate purpose");
        verify(material, SERVER, SERVER_CA, &["-verify_hostname", OTHER_HOST]).must_refuse("hostname mismatch");
        verify(material, SERVER, CLIENT_CA, &[]).must_refuse("unable to get local issuer certificate");
        verify(material, CLIENT, SERVER_CA, &[]).must_refuse("unable to get local issuer certificate");
    }
}

fn describe(material: &Material, name: &str, options: &[&str]) -> Verdict {
    let file = material.certificate(name);
    let mut arguments = vec!["x509", "-in", &file, "-noout"];
    arguments.extend(options);
    ask(OPENSSL, arguments)
}

#[test]
fn certificates_read_as_intended() {
    if !is_present(OPENSSL) {
        return;
    }
    for material in all() {
        let key_usage = if material.algorithm.is_rsa() {
            "Digital Signature, Key Encipherment\n"
        } else {
            "Digital Signature\n"
        };
        let critical_no_authority = "X509v3 Basic Constraints: critical\n                CA:FALSE";
        describe(material, SERVER, &["-text"]).must_accept(&[
            "Version: 3 (0x2)",
            key_usage,
            "X509v3 Key Usage: critical",
            critical_no_authority,
            "X509v3 Extended Key Usage: \n                TLS Web Server Authentication\n",
            "DNS:*.gateway.local.kyma.dev, DNS:gateway.local.kyma.dev\n",
        ]);
        describe(material, CLIENT, &["-text"]).must_accept(&[
            "Version: 3 (0x2)",
            "X509v3 Key Usage: critical\n                Digital Signature\n",
            critical_no_authority,
            "X509v3 Extended Key Usage: \n                TLS Web Client Authentication\n",
            "URI:spiffe://local.kyma.dev/client/curl\n",
        ]);
        describe(material, CLIENT_CA, &["-text"]).must_accept(&[
            "X509v3 Basic Constraints: critical\n                CA:TRUE, pathlen:0",
            "X509v3 Key Usage: critical\n                Certificate Sign, CRL Sign",
        ]);
    }
}

#[test]
fn our_details_are_those_that_openssl_reads() {
    if !is_present(OPENSSL) {
        return;
    }
    for material in all() {
        for name in ALL {
            let details = material.credential(name).certificate.details();
            let fingerprint = |octets: &[u8]| format!("Fingerprint={}\n", hex_colons(octets));
            let serial = format!("serial={}\n", details.serial_number.to_uppercase());
            describe(material, name, &["-serial"]).must_accept(&[&serial]);
            let sha256 = fingerprint(&details.fingerprint_sha256);
            describe(material, name, &["-fingerprint", "-sha256"]).must_accept(&[&sha256]);
            describe(material, name, &["-fingerprint", "-sha1"])
                .must_accept(&[&fingerprint(&details.fingerprint_sha1)]);
            let dates = |moment: String| moment.replace('T', " ");
            let not_before = format!("notBefore={}\n", dates(details.validity.not_before().to_string()));
            let not_after = format!("notAfter={}\n", dates(details.validity.not_after().to_string()));
            describe(material, name, &["-dates", "-dateopt", "iso_8601"]).must_accept(&[&not_before, &not_after]);
            let size = match details.public_key.to_string().as_str() {
                "ECDSA P-256" => "(256 bit)".to_owned(),
                "ECDSA P-384" => "(384 bit)".to_owned(),
                rsa => format!("({} bit)", rsa.strip_prefix("RSA ").unwrap()),
            };
            describe(material, name, &["-text"]).must_accept(&[&size, &details.signature_algorithm]);
        }
    }
}

#[test]
fn keys_are_sound_and_belong_to_their_certificates() {
    if !is_present(OPENSSL) {
        return;
    }
    for material in all() {
        for name in ALL {
            let key = material.key(name);
            ask(OPENSSL, ["pkey", "-in", &key, "-check", "-noout"]).must_accept(&["Key is valid"]);
            let of_key = ask(OPENSSL, ["pkey", "-in", &key, "-pubout"]).must_accept(&["BEGIN PUBLIC KEY"]);
            let of_certificate = describe(material, name, &["-pubkey"]).must_accept(&[]);
            assert_eq!(of_key.standard_output, of_certificate.standard_output, "{name}");

            let der = material.path("public-key.der");
            ask(
                OPENSSL,
                ["pkey", "-in", &key, "-pubout", "-outform", "DER", "-out", &der],
            )
            .must_accept(&[]);
            let digest = ask(
                OPENSSL,
                ["dgst", "-sha256", "-binary", "-out", &format!("{der}.sha256"), &der],
            );
            digest.must_accept(&[]);
            let base64 = ask(OPENSSL, ["base64", "-in", &format!("{der}.sha256")]).must_accept(&[]);
            let ours = material
                .credential(name)
                .certificate
                .details()
                .verify_certificate_spki();
            assert_eq!(base64.text.trim(), ours);
        }
    }
}
