//! What the words mean, in the order of the alphabet. `docs/glossary.md` is made of this.

use super::Source;
use super::sources::{
    API_RULE, AUTHORIZATION_POLICY, CERTIFICATE_PROFILE, CONTEXTS, CRL, DNS, EGRESS_GATEWAY, FORWARDED_CERTIFICATE,
    GARDENER_CERTIFICATE, GATEWAY, INJECTION, MODULES, MUTUAL_TLS, PKCS12, SECRETS, SPIFFE, SUBJECT_ALTERNATIVE_NAME,
    VIRTUAL_SERVICE,
};
use crate::locale::Text;

/// A word and what it means here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// Stable: the target of links.
    pub id: &'static str,
    pub name: Text,
    /// Plain text; `code` in backquotes.
    pub meaning: Text,
    pub source: Option<Source>,
}

const fn term(id: &'static str, name: &'static str, meaning: &'static str, source: Option<Source>) -> Term {
    Term {
        id,
        name: Text::table(name),
        meaning: Text::table(meaning),
        source,
    }
}

/// All of them.
pub const TERMS: [Term; 30] = [
    term(
        "apirule",
        "APIRule",
        "Kyma’s resource that exposes a Service below a host of a Gateway, with rules for paths and methods.",
        Some(API_RULE),
    ),
    term(
        "ca",
        "Authority (CA)",
        "Whoever signs certificates. Trusting an authority means to believe every certificate that it signed.",
        Some(CERTIFICATE_PROFILE),
    ),
    term(
        "authorization-policy",
        "AuthorizationPolicy",
        "Istio’s list of who may call a workload. Whoever is not on it gets status 403 with `RBAC: access denied`.",
        Some(AUTHORIZATION_POLICY),
    ),
    term(
        "certificate",
        "Certificate",
        "A public key, names, and an authority’s signature that the two belong together, for a time.",
        Some(CERTIFICATE_PROFILE),
    ),
    term(
        "gardener-certificate",
        "Certificate (Gardener)",
        "A resource by which Gardener obtains a certificate, usually of Let’s Encrypt, and keeps it in a Secret.",
        Some(GARDENER_CERTIFICATE),
    ),
    term(
        "chain",
        "Chain",
        "A certificate and those of the authorities above it, up to a root. The side that shows a certificate sends all but the root.",
        Some(MUTUAL_TLS),
    ),
    term(
        "common-name",
        "Common name (CN)",
        "The part of a subject that people read. Since 2017 no browser takes it for a host’s name: that is what alternative names are for.",
        Some(SUBJECT_ALTERNATIVE_NAME),
    ),
    term(
        "context",
        "Context",
        "An entry of kubectl’s configuration: which cluster, as which user.",
        Some(CONTEXTS),
    ),
    term(
        "credential-name",
        "credentialName",
        "What a Gateway calls the Secret with its key and certificate. For mutual TLS it also reads the Secret of this name with `-cacert`.",
        Some(SECRETS),
    ),
    term(
        "crl",
        "CRL",
        "A list of certificates that an authority has revoked, signed by it. Once the gateway has one, Istio demands one of every authority of the chain.",
        Some(CRL),
    ),
    term(
        "csr",
        "CSR",
        "A certificate request: a public key and the wanted names, signed with the key that stays at home (PKCS#10).",
        None,
    ),
    term(
        "der",
        "DER",
        "A certificate or key as bare octets. PEM is the same in letters.",
        None,
    ),
    term(
        "dn",
        "Distinguished name (DN)",
        "A subject or an issuer: attributes such as `O` and `CN`, in an order that matters. Envoy writes it the other way round, last attribute first.",
        Some(FORWARDED_CERTIFICATE),
    ),
    term(
        "dns-entry",
        "DNSEntry",
        "Gardener’s resource for one DNS record, here the one that leads your domain to the ingress gateway.",
        Some(DNS),
    ),
    term(
        "egress-gateway",
        "Egress gateway",
        "The proxy by which calls leave a cluster.",
        Some(EGRESS_GATEWAY),
    ),
    term(
        "eku",
        "Extended key usage",
        "What a certificate may be used for: `serverAuth` for the gateway, `clientAuth` for callers.",
        Some(CERTIFICATE_PROFILE),
    ),
    term(
        "fingerprint",
        "Fingerprint",
        "A digest of a whole certificate. Two certificates of the same key have different ones.",
        None,
    ),
    term(
        "gateway",
        "Gateway",
        "Istio’s resource that says for which hosts, on which port and with which TLS the ingress gateway listens.",
        Some(GATEWAY),
    ),
    term(
        "intermediate",
        "Intermediate CA",
        "An authority that a root signed, and that signs in its place. Whoever shows a certificate of it sends its certificate along.",
        Some(CERTIFICATE_PROFILE),
    ),
    term(
        "module",
        "Module",
        "A part of Kyma that is installed by itself, such as Istio and API Gateway.",
        Some(MODULES),
    ),
    term(
        "mtls",
        "Mutual TLS (mTLS)",
        "TLS in which both sides show a certificate and prove that they have its key.",
        Some(MUTUAL_TLS),
    ),
    term(
        "pem",
        "PEM",
        "A certificate or key as lines of letters between `-----BEGIN …-----` and `-----END …-----`.",
        None,
    ),
    term(
        "pkcs12",
        "PKCS#12 (.p12, .pfx)",
        "One file with a key, its certificate and the chain, encrypted with a password. Browsers, Windows, macOS and Java import it.",
        Some(PKCS12),
    ),
    term(
        "root",
        "Root CA",
        "An authority that signed itself. Whoever trusts it has its certificate from elsewhere than the connection.",
        Some(CERTIFICATE_PROFILE),
    ),
    term(
        "sidecar",
        "Sidecar",
        "The proxy that Istio puts beside a workload. Without it, an AuthorizationPolicy keeps nobody out.",
        Some(INJECTION),
    ),
    term(
        "spiffe",
        "SPIFFE ID",
        "A URI that names a workload: `spiffe://<trust domain>/ns/<namespace>/sa/<service account>`.",
        Some(SPIFFE),
    ),
    term(
        "spki",
        "SPKI hash",
        "A digest of a public key. It stays the same when the certificate is renewed with the same key.",
        Some(GATEWAY),
    ),
    term(
        "san",
        "Subject alternative name (SAN)",
        "The names that a certificate is good for: hosts, addresses, e-mail addresses, URIs.",
        Some(SUBJECT_ALTERNATIVE_NAME),
    ),
    term(
        "virtual-service",
        "VirtualService",
        "Istio’s resource that routes the requests of a host, and can change their headers.",
        Some(VIRTUAL_SERVICE),
    ),
    term(
        "xfcc",
        "XFCC",
        "The header `X-Forwarded-Client-Cert`, in which Envoy tells the workload what certificate a caller showed.",
        Some(FORWARDED_CERTIFICATE),
    ),
];

/// The glossary as a page of documentation.
pub fn markdown() -> String {
    let mut text = "# Glossary\n\nWhat the words mean that mTLS Wizard uses.\n".to_owned();
    for term in TERMS {
        text += &["\n## ", term.name.english(), "\n\n", term.meaning.english(), "\n"].concat();
        if let Some(source) = term.source {
            text += &["\n[", source.title, "](", source.url, ")\n"].concat();
        }
    }
    text
}
