//! The PKCS#12 files that the script makes.

use std::path::PathBuf;
use std::process::Command;

use mtls_wizard::pki::certificate::Certificate;
use mtls_wizard::pki::decode::hex_colons;
use mtls_wizard::pki::pkcs12::EncryptionProfile;

use super::stage::tried_openssl;
use crate::program::{ask, is_present};

/// What a file is expected to be.
pub struct Bundle<'a> {
    pub path: PathBuf,
    pub password: &'a str,
    pub profile: EncryptionProfile,
    /// As it stands in the file, where characters above U+FFFF cannot.
    pub friendly_name: &'a str,
}

impl Bundle<'_> {
    /// Fails unless OpenSSL, Java and NSS find the key and this chain, leaf first, in the file.
    pub fn judge(&self, chain: &[Certificate]) {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, password: String| {
            let path = folder.path().join(name);
            std::fs::write(&path, password).unwrap();
            path.to_str().unwrap().to_owned()
        };
        let right = write("right", format!("{}\n", self.password));
        let wrong = write("wrong", format!("{}x\n", self.password));
        self.judge_encryption(&right, &wrong);
        self.judge_content(&right, chain);
        self.judge_with_java(&right, &wrong, chain);
        self.judge_with_nss(&right, &wrong, chain);
    }

    fn openssl(&self, password_file: &str, option: &str) -> crate::program::Verdict {
        let (path, password) = (self.path.to_str().unwrap(), format!("file:{password_file}"));
        ask(
            "openssl",
            ["pkcs12", "-in", path, "-passin", &password, "-info", option],
        )
    }

    fn judge_encryption(&self, right: &str, wrong: &str) {
        // OpenSSL 1.1.1 cannot be told.
        let modern_rounds = if version().starts_with("OpenSSL 1.1.1") {
            2048
        } else {
            EncryptionProfile::Modern.iterations()
        };
        let aes = format!("PBES2, PBKDF2, AES-256-CBC, Iteration {modern_rounds}, PRF hmacWithSHA256");
        let (code, algorithm) = match self.profile {
            EncryptionProfile::Modern => (format!("MAC: sha256, Iteration {modern_rounds}"), aes.as_str()),
            EncryptionProfile::Compatible => (
                "MAC: sha1, Iteration 2048".to_owned(),
                "pbeWithSHA1And3-KeyTripleDES-CBC, Iteration 2048",
            ),
        };
        self.openssl(right, "-noout").must_accept(&[
            &code,
            &format!("PKCS7 Encrypted data: {algorithm}\n"),
            &format!("Shrouded Keybag: {algorithm}\n"),
        ]);
        self.openssl(wrong, "-noout")
            .must_refuse("Mac verify error: invalid password?");
    }

    fn judge_content(&self, right: &str, chain: &[Certificate]) {
        let verdict = self.openssl(right, "-nodes").must_accept(&[]);
        let begin = "-----BEGIN CERTIFICATE-----\n";
        let found: Vec<String> = verdict
            .text
            .split(begin)
            .skip(1)
            .map(|piece| {
                format!(
                    "{begin}{}",
                    piece.split_inclusive("-----END CERTIFICATE-----\n").next().unwrap()
                )
            })
            .collect();
        let expected: Vec<String> = chain.iter().map(Certificate::pem).collect();
        assert_eq!(found, expected);
        assert_eq!(verdict.text.matches("-----BEGIN PRIVATE KEY-----").count(), 1);
        let lines = |name: &str| -> Vec<String> {
            let lines = verdict.text.lines().map(str::trim);
            lines.filter(|line| line.starts_with(name)).map(str::to_owned).collect()
        };
        let names = lines("friendlyName");
        assert_eq!(names.len(), 2, "of the key and its certificate");
        // OpenSSL 3.0 prints nothing but ASCII of it; NSS prints it all.
        if self.friendly_name.is_ascii() {
            let name = format!("friendlyName: {}", self.friendly_name);
            assert_eq!(names, [name.as_str(); 2]);
        }
        let identifier = hex_colons(&chain[0].details().fingerprint_sha1).replace(':', " ");
        assert_eq!(lines("localKeyID"), [format!("localKeyID: {identifier}").as_str(); 2]);
    }

    fn judge_with_java(&self, right: &str, wrong: &str, chain: &[Certificate]) {
        if !is_present("keytool") {
            return;
        }
        let list = |password_file: &str| {
            let path = self.path.to_str().unwrap();
            let mut arguments = vec!["-J-Duser.language=en", "-list", "-v", "-storetype", "PKCS12"];
            arguments.extend(["-keystore", path, "-storepass:file", password_file]);
            ask("keytool", arguments)
        };
        let verdict = list(right).must_accept(&[
            "Your keystore contains 1 entry",
            "Entry type: PrivateKeyEntry",
            &format!("Certificate chain length: {}", chain.len()),
        ]);
        let positions: Vec<usize> = fingerprints(chain)
            .iter()
            .map(|fingerprint| verdict.text.find(&format!("SHA256: {fingerprint}\n")).unwrap())
            .collect();
        assert!(positions.is_sorted(), "the leaf comes first: {}", verdict.text);
        list(wrong).must_refuse("keystore password was incorrect");
    }

    fn judge_with_nss(&self, right: &str, wrong: &str, chain: &[Certificate]) {
        if !is_present("pk12util") {
            return;
        }
        let path = self.path.to_str().unwrap();
        let verdict = ask("pk12util", ["-l", path, "-w", right])
            .must_accept(&["Certificate(has private key):", "Key(shrouded):"]);
        for fingerprint in fingerprints(chain) {
            assert!(verdict.text.contains(&fingerprint), "{}", verdict.text);
        }
        let name = format!("Friendly Name: {}\n", self.friendly_name);
        assert_eq!(verdict.text.matches(&name).count(), 2, "{}", verdict.text);
        ask("pk12util", ["-l", path, "-w", wrong]).must_refuse("SEC_ERROR_BAD_PASSWORD");
    }
}

fn fingerprints(chain: &[Certificate]) -> Vec<String> {
    let of = |certificate: &Certificate| hex_colons(&certificate.fingerprint_sha256());
    chain.iter().map(of).collect()
}

fn version() -> String {
    let output = Command::new(tried_openssl()).arg("version").output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}
