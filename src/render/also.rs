//! Sections at the end of every README: the same certificates for Java, and by openssl.

use super::markdown::block;
use super::openssl;
use crate::pki::issuance::KeySource;
use crate::plan::certificates::path;
use crate::plan::parts::Parts;
use crate::plan::verification::Client;

/// How a Java program uses a client's bundle; nothing where no client has one.
pub fn java<'a>(mut clients: impl Iterator<Item = &'a Client>) -> String {
    let Some(client) = clients.next() else {
        return String::new();
    };
    let mut text =
        "\n## In Java\n\nThe `.p12` file is a key store as it is; nothing has to be converted:\n\n".to_owned();
    text += &block(&format!(
        "keytool -list -v -storetype PKCS12 -keystore {0}/client.p12 -storepass:file {0}/p12-password.txt",
        client.path()
    ));
    [text.trim_end(), "\n"].concat()
}

/// Whether the certificates can be made again by openssl, and what that takes; or why they cannot. `pinned` says that the Gateway
/// names these very certificates.
pub fn by_openssl(parts: &Parts<'_>, pinned: bool) -> String {
    if parts.requests.is_empty() {
        return String::new();
    }
    let mut text = "\n## By openssl instead\n\n".to_owned();
    if pinned {
        return text
            + "There is no script that makes the certificates anew: the Gateway lists the digests of the ones that are here, \
               and would refuse others.\n";
    }
    text += &[
        "For keys that never were in a browser: `",
        openssl::PATH,
        " --force` makes the same files with OpenSSL, and replaces all keys and certificates that are here.\n",
    ]
    .concat();
    for authority in openssl::brought_along(parts.requests) {
        text += &[
            "\nIt signs with the CA that you brought along, whose key is not in this archive: copy it to `",
            &path(authority),
            ".key` (PEM) for that time.\n",
        ]
        .concat();
    }
    let is_answered = |source: &KeySource| matches!(source, KeySource::Elsewhere(_));
    if parts.requests.iter().any(|request| is_answered(&request.key)) {
        text += "\nClients that keep their keys get certificates for the requests in their folders, `client.csr`.\n";
    }
    text
}
