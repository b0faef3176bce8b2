//! Files of the client: paths, keys, bundles.

use super::{CLIENT_CERTIFICATE, CURL_ERRORS};
use crate::diagnosis::entry::Check::{self, Run};
use crate::diagnosis::entry::Sign::{All, Says, Without};
use crate::diagnosis::entry::Weight::{Exact, Plain};
use crate::diagnosis::entry::{Cause, Entry, Rank, Situation, usual};

const BUNDLE: Check = Run(&[
    "openssl",
    "pkcs12",
    "-info",
    "-noout",
    "-in",
    "{client-folder}/client.p12",
]);
const PKCS12: &str = "https://docs.openssl.org/3.0/man1/openssl-pkcs12/";

/// Importers that say “wrong password” for encryption that they do not know.
fn from_old_importer(situation: &Situation<'_>) -> Rank {
    let is_apple = [
        "macverificationfailed",
        "securityimport",
        "-25293",
        "-26275",
        "enteredaninvalidpassword",
        "certutil:",
    ]
    .iter()
    .any(|words| situation.mentions(words));
    if is_apple { Rank::First } else { Rank::Usual }
}

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "file-missing",
        title: "A certificate or key file cannot be read",
        tools: "curl, Java, Python, Node",
        weight: Exact,
        signs: &[
            Says("error setting certificate file: {file}"),
            Says("error setting certificate verify locations"),
            Says("could not load PEM client certificate from {file}, OpenSSL error error:80000002"),
            Says("could not load PEM client certificate, * No such file"),
            Says("unable to set private key file: {file} type"),
            Says("curl: (77)"),
            All(&["Could not open file or uri for loading", "No such file or directory"]),
            Says("FileNotFoundException: {file}"),
            Says("ENOENT: no such file or directory, open {file}"),
            Says("FileNotFoundError: [Errno 2] No such file or directory"),
        ],
        causes: &[
            Cause {
                id: "path",
                what: "The file `{seen-file}` is not where the command looks for it.",
                why: "Paths begin in the folder in which the command runs.",
                checks: &[Run(&["ls", "{client-folder}"])],
                remedy: "Change into the archive’s folder, or write the whole path.",
                source: CURL_ERRORS,
                rank: usual,
            },
            Cause {
                id: "pair",
                what: "The key does not belong to the certificate, or is encrypted.",
                why: "curl says the same words for both.",
                checks: &[
                    CLIENT_CERTIFICATE,
                    Run(&[
                        "openssl",
                        "pkey",
                        "-noout",
                        "-pubout",
                        "-in",
                        "{client-folder}/client.key",
                    ]),
                ],
                remedy: "Use certificate and key of one folder of the archive; give the password of an encrypted key with `--pass`.",
                source: CURL_ERRORS,
                rank: |situation| {
                    if situation.mentions("privatekeyfile") {
                        Rank::Usual
                    } else {
                        Rank::Last
                    }
                },
            },
        ],
    },
    Entry {
        id: "file-format",
        title: "A certificate or key file has another format",
        tools: "curl, openssl, Java, Python, Node",
        weight: Exact,
        signs: &[
            Says("no start line"),
            Says("PEM_read_bio"),
            Says("bad base64 decode"),
            Says("could not load PEM client certificate from"),
            Says("Unrecognized keystore format"),
            Says("toDerInputStream rejects tag type"),
            Says("Invalid keystore format"),
            Says("Unable to load certificate"),
            Says("Expecting: TRUSTED CERTIFICATE"),
            Says("DER-encoded"),
        ],
        causes: &[Cause {
            id: "not-pem",
            what: "The program expects another form: PEM (text that begins with `-----BEGIN`), or a bundle (`.p12`).",
            why: "Or certificate and key were swapped.",
            checks: &[CLIENT_CERTIFICATE],
            remedy: "With curl: `--cert client.crt --key client.key`, or `--cert-type P12 --cert client.p12`. For Java a `.p12` file. “Inspect a certificate” on the start page says what a file is.",
            source: CURL_ERRORS,
            rank: usual,
        }],
    },
    Entry {
        id: "key-mismatch",
        title: "The private key does not belong to the certificate",
        tools: "Python, Node, Go, openssl",
        weight: Exact,
        signs: &[
            Says("key values mismatch"),
            Says("private key does not match public key"),
            Says("KeyMismatch"),
            Says("certificate and private key do not match"),
        ],
        causes: &[Cause {
            id: "pair",
            what: "Certificate and key are from different clients, or from different archives.",
            why: "",
            checks: &[
                CLIENT_CERTIFICATE,
                Run(&["openssl", "pkey", "-pubout", "-in", "{client-folder}/client.key"]),
            ],
            remedy: "Use both files of one folder. “Inspect a certificate” on the start page compares them.",
            source: "https://docs.openssl.org/3.0/man1/openssl-pkey/",
            rank: usual,
        }],
    },
    Entry {
        id: "bundle-encryption",
        title: "The program does not know the bundle’s encryption",
        tools: "openssl, Node, Python, Java",
        weight: Exact,
        signs: &[
            All(&["digital envelope routines", "unsupported"]),
            Says("Unsupported PKCS12 PFX data"),
            Says("ERR_OSSL_EVP_UNSUPPORTED"),
            Says("Algorithm (RC2-40-CBC"),
            Says("Cannot find any provider supporting * RC2"),
        ],
        causes: &[Cause {
            id: "legacy",
            what: "The `.p12` file is encrypted with RC2, which OpenSSL 3 no longer knows by itself.",
            why: "Older programs and OpenSSL’s `-legacy` write it.",
            checks: &[Run(&[
                "openssl",
                "pkcs12",
                "-info",
                "-noout",
                "-legacy",
                "-in",
                "{client-folder}/client.p12",
            ])],
            remedy: "Make the bundle again: those that are made here use AES-256, or 3DES for older importers, which OpenSSL 3 reads both.",
            source: PKCS12,
            rank: usual,
        }],
    },
    Entry {
        id: "bundle-characters",
        title: "The password has characters that the program does not take",
        tools: "Java",
        weight: Exact,
        signs: &[Says("Password is not ASCII"), Says("password contains non-ASCII")],
        causes: &[Cause {
            id: "ascii",
            what: "Java takes ASCII passwords only.",
            why: "",
            checks: &[BUNDLE],
            remedy: "Make the bundle again with a password of letters, digits and the signs of an English keyboard.",
            source: PKCS12,
            rank: usual,
        }],
    },
    Entry {
        id: "bundle-password",
        title: "The password of the bundle is not accepted",
        tools: "macOS, Windows, Java, openssl, NSS, Node, curl",
        weight: Plain,
        signs: &[
            Says("MAC verification failed during PKCS12 import"),
            Says("Mac verify error: invalid password"),
            Says("mac verify failure"),
            Says("could not parse PKCS12 file, check password"),
            Says("keystore password was incorrect"),
            Says("SEC_ERROR_BAD_PASSWORD"),
            Says("SEC_ERROR_PKCS12_INVALID_MAC"),
            Says("you entered an invalid password"),
            Says("The specified network password is not correct"),
            Says("ERROR_INVALID_PASSWORD"),
            Says("The password you entered is incorrect"),
            Says("error code -25293"),
            Without("SecKeychainItemImport", &["success"]),
            Says("given final block not properly padded"),
            Says("Invalid password or PKCS12 data"),
        ],
        causes: &[
            Cause {
                id: "encryption",
                what: "The importer does not know the bundle’s encryption and calls that a wrong password.",
                why: "macOS up to 14, iOS, Android 12 and Windows Server 2016 do not read AES-256 with SHA-256.",
                checks: &[BUNDLE],
                remedy: "Choose “Older macOS, iOS, Android 12, Server 2016” for the bundle’s encryption, make the archive again, and import that `client.p12`.",
                source: "https://github.com/openssl/openssl/issues/19495",
                rank: from_old_importer,
            },
            Cause {
                id: "wrong",
                what: "The password is another one.",
                why: "It stands in `p12-password.txt` beside the bundle; a line break at its end does not belong to it, and every client has one of its own.",
                checks: &[BUNDLE],
                remedy: "Copy it from `{client-folder}/p12-password.txt` without spaces around.",
                source: PKCS12,
                rank: |situation| match from_old_importer(situation) {
                    Rank::First => Rank::Usual,
                    _ => Rank::First,
                },
            },
        ],
    },
];
