//! What the status of Gardener's Certificate says.

use super::{CERT_MANAGEMENT, PROVIDER};
use crate::diagnosis::entry::Check::{self, Run};
use crate::diagnosis::entry::Sign::{Says, Without};
use crate::diagnosis::entry::Weight::{Exact, Plain};
use crate::diagnosis::entry::{Cause, Entry, usual};

const CERTIFICATE: Check = Run(&[
    "kubectl",
    "get",
    "certificates.cert.gardener.cloud",
    "-n",
    "istio-system",
]);

pub const ENTRIES: &[Entry] = &[
    Entry {
        id: "certificate-name-too-long",
        title: "The common name is longer than 64 characters",
        tools: "Certificate status, openssl",
        weight: Exact,
        signs: &[
            Says("common name is too long"),
            Says("commonName * 64"),
            Says("string too long:maxsize=64"),
            Says("CN was longer than 64"),
            Says("Common Name is too long"),
        ],
        causes: &[Cause {
            id: "dns-names",
            what: "`commonName` may have 64 characters (X.520).",
            why: "",
            checks: &[CERTIFICATE],
            remedy: "Leave `commonName` out and write the host into `dnsNames` only.",
            source: CERT_MANAGEMENT,
            rank: usual,
        }],
    },
    Entry {
        id: "certificate-rate-limit",
        title: "The certificate authority limits how often you may ask",
        tools: "Certificate status",
        weight: Exact,
        signs: &[
            Says("urn:ietf:params:acme:error:rateLimited"),
            Says("too many certificates already issued"),
            Says("too many failed authorizations"),
            Says("request quota exhausted"),
        ],
        causes: &[Cause {
            id: "quota",
            what: "Too many certificates for these names in a short time: Let’s Encrypt gives five alike a week.",
            why: "Each time the Certificate is deleted and made again, a new one is asked for.",
            checks: &[CERTIFICATE],
            remedy: "Wait; the message may say until when. Keep the Secret instead of deleting it, or use another name.",
            source: "https://letsencrypt.org/docs/rate-limits/",
            rank: usual,
        }],
    },
    Entry {
        id: "certificate-dns-check",
        title: "The check of the domain for the certificate failed",
        tools: "Certificate status",
        weight: Plain,
        signs: &[
            Without("propagation: time limit exceeded", &["rateLimited"]),
            Says("DNS TXT record _acme-challenge"),
            Says("acme: error presenting token"),
            Says("obtaining certificate failed"),
            Says("urn:ietf:params:acme:error"),
            Says("NXDOMAIN looking up TXT for _acme-challenge"),
        ],
        causes: &[
            Cause {
                id: "record",
                what: "The record `_acme-challenge` for the domain is not visible, so nobody can see that the domain is yours.",
                why: "Gardener makes it by the same DNSProvider as the DNSEntry.",
                checks: &[CERTIFICATE, PROVIDER],
                remedy: "See to it that the DNSProvider is Ready and that the domain’s name servers are those of its zone.",
                source: CERT_MANAGEMENT,
                rank: usual,
            },
            Cause {
                id: "caa",
                what: "A CAA record of the domain forbids this certificate authority.",
                why: "",
                checks: &[Run(&["nslookup", "-type=CAA", "{host}"])],
                remedy: "Admit `letsencrypt.org` in the CAA record.",
                source: CERT_MANAGEMENT,
                rank: |situation| situation.first_or_last("caa"),
            },
        ],
    },
];
