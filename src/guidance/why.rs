//! Why the wizard asks what it asks, page by page.

use super::Source;
use super::sources::{
    API_RULE, AUTHORIZATION_POLICY, CERTIFICATE_PROFILE, DNS, EGRESS_GATEWAY, FORWARDED_CERTIFICATE,
    GARDENER_CERTIFICATE, GATEWAY, MUTUAL_TLS, NAMES, PKCS12, SECRETS, SUBJECT_ALTERNATIVE_NAME,
};
use crate::locale::{Text, text};

/// What a page of the wizard is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Why {
    /// Paragraphs: plain text, `code` in backquotes.
    pub text: &'static [Text],
    pub sources: &'static [Source],
}

const NAMES_PAGE: Why = Why {
    text: &[
        text(
            "One name leads to the next: callers reach the host, the host belongs to the Gateway, the Gateway names a Secret, and the \
         Secret is found in the namespace of the gateway’s pods only. One that does not fit, and the gateway closes every \
         connection without a reason that callers could read.",
        ),
        text(
            "So you give each name once, here. Everything else, the Secret’s second half with `-cacert` too, follows from it.",
        ),
    ],
    sources: &[GATEWAY, SECRETS, NAMES],
};

const CERTIFICATES_PAGE: Why = Why {
    text: &[
        text(
            "In mutual TLS both sides show a certificate. The client checks the gateway’s against an authority that it trusts, and the \
         gateway checks the client’s against yours. Those are two authorities on purpose: who may speak for the gateway, and who \
         may call it, are different questions.",
        ),
        text(
            "What is in a client’s certificate is what the gateway knows about the caller: the subject and the alternative names are \
         handed on to your workload, and rules can be made of them.",
        ),
    ],
    sources: &[MUTUAL_TLS, CERTIFICATE_PROFILE, SUBJECT_ALTERNATIVE_NAME],
};

const CLIENTS_PAGE: Why = Why {
    text: &[
        text(
            "Every client gets a key and a certificate of its own, so that one can be let in, turned away or revoked without the \
         others. Rules compare the subject letter by letter, in the form in which Envoy writes it: that form is shown while you type.",
        ),
        text(
            "A `.p12` file is the way to hand a key and its certificate to somebody in one piece. Its password goes another way than the \
         file.",
        ),
    ],
    sources: &[AUTHORIZATION_POLICY, FORWARDED_CERTIFICATE, PKCS12],
};

const WORKLOAD_PAGE: Why = Why {
    text: &[text(
        "The gateway ends TLS and hands the request on to a Service. An APIRule or a VirtualService says to which one, for which \
         paths and methods, and puts what the certificate said into request headers. A client cannot fake those headers where the \
         gateway has a value for them: it overwrites what was sent.",
    )],
    sources: &[API_RULE, FORWARDED_CERTIFICATE],
};

const DNS_PAGE: Why = Why {
    text: &[text(
        "Callers have to find the gateway by name, and an authority that browsers trust signs a certificate only for a name that you \
         can prove is yours. Gardener does both with access to your DNS zone: it writes the record, and it answers the challenge of \
         Let’s Encrypt.",
    )],
    sources: &[DNS, GARDENER_CERTIFICATE],
};

const EGRESS_PAGE: Why = Why {
    text: &[text(
        "Pods call by plain HTTP, and the egress gateway turns that into mutual TLS. The client’s key lies in one Secret that only \
         the gateway reads, all calls leave by one door, and that door has a log.",
    )],
    sources: &[EGRESS_GATEWAY, MUTUAL_TLS],
};

const AUTHORITY_PAGE: Why = Why {
    text: &[text(
        "Whoever trusts an authority trusts everything that it signs. Its key is the one to take care of: with an intermediate \
         authority between, the root’s key can be put away, and a lost intermediate is replaced without asking everybody to trust \
         something new.",
    )],
    sources: &[CERTIFICATE_PROFILE],
};

const KEYS_PAGE: Why = Why {
    text: &[text(
        "Keys are made by your browser and stay in it until you download them. RSA 2048 is understood everywhere; ECDSA keys are \
         smaller and faster. Short validity limits the harm of a lost key, and long validity is one thing less to remember. \
         `Renew and rotate` makes a calendar file of what expires when.",
    )],
    sources: &[CERTIFICATE_PROFILE, PKCS12],
};

/// Why a page of the form is there, by its identifier.
pub fn of_page(id: &str) -> Option<Why> {
    Some(match id {
        "names" => NAMES_PAGE,
        "certificates" => CERTIFICATES_PAGE,
        "clients" => CLIENTS_PAGE,
        "workload" => WORKLOAD_PAGE,
        "dns" => DNS_PAGE,
        "egress" => EGRESS_PAGE,
        "authority" => AUTHORITY_PAGE,
        "keys" => KEYS_PAGE,
        _ => return None,
    })
}
