//! The gateway's certificate, obtained by Gardener.

use crate::plan::answers::Answers;
use crate::plan::builder::Builder;
use crate::plan::names::Namespace;
use crate::plan::resource::Metadata;
use crate::plan::resource::gardener::{Certificate, CertificateSpec};
use crate::plan::task::{Condition, Task, Wait};

/// Why the client CA's Secret must not wait (Istio, `pkg/model/credentials`: without it the Secret's own `ca.crt` counts).
pub(super) const WHY_AUTHORITY_FIRST: &str = "It must be there before the Gateway: the Secret that Gardener makes holds the \
    certificate of its public issuer under `ca.crt`, and without a Secret of your own the gateway would trust every certificate \
    of that issuer as a client.";

/// Gardener looks for the domain's zone, proves to the issuer that it may write there, and fetches the certificate.
const TIMEOUT_SECONDS: u32 = 900;

/// Requests the certificate and waits for it.
pub(super) fn certificate(builder: &mut Builder, answers: &Answers) {
    let (name, host) = (&answers.gateway.secret, &answers.domains.gateway);
    let resource = Certificate {
        metadata: Metadata::namespaced(name.clone(), &Namespace::istio_system()),
        spec: CertificateSpec::issued_by_garden(host, name.clone(), None),
    };
    let tasks = vec![
        builder.apply(resource),
        Task::WaitFor(Wait {
            kind: "certificates.cert.gardener.cloud",
            name: name.to_string(),
            namespace: Some(Namespace::istio_system()),
            condition: Condition::State("Ready"),
            timeout_seconds: TIMEOUT_SECONDS,
        }),
    ];
    builder.tasks(
        "certificate",
        format!("Request the gateway's certificate {name}"),
        format!(
            "Gardener obtains a certificate for `{host}` from Let's Encrypt, keeps it renewed, and puts it with its key into the \
             Secret `{name}` in `istio-system`, where the ingress gateway reads it. Clients trust Let's Encrypt already. \
             Let's Encrypt issues the same certificate five times a week at most, so do not delete it to try again."
        ),
        tasks,
        format!(
            "`certificate.cert.gardener.cloud/{name} condition met`, usually within two minutes. If not, \
             `kubectl describe certificates.cert.gardener.cloud {name} -n istio-system` says why."
        ),
    );
}
