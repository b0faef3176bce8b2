//! Who writes the DNS records of the user's own domain.

use super::Reader;
use crate::plan::dns::{Credentials, LoadBalancerAddress, Provider, provider, validate};
use crate::plan::managed::DnsAnswers;
use crate::plan::resource::gardener::DnsClass;
use crate::wizard::Field;
use crate::wizard::field::dns::{ASKED_LATER, TYPED, field_of};
use crate::wizard::problem::Problem;

/// The provider, its credentials if they are typed, and what the records point at.
pub fn dns(reader: &mut Reader<'_>) -> Option<DnsAnswers> {
    let provider = reader.read(Field::DnsProvider, |id| provider(id).ok_or(Problem::UnknownChoice));
    let typed = reader.read(Field::DnsCredentials, |answer| match answer {
        TYPED => Ok(true),
        ASKED_LATER => Ok(false),
        _ => Err(Problem::UnknownChoice),
    });
    let address = match reader.draft.value(Field::LoadBalancerAddress).trim() {
        "" => Some(None),
        _ => reader
            .read(Field::LoadBalancerAddress, LoadBalancerAddress::parse)
            .map(Some),
    };
    let class = if reader.is_checked(Field::DnsClass) {
        DnsClass::Garden
    } else {
        DnsClass::Unset
    };
    let (provider, typed) = (provider?, typed?);
    let credentials = if typed {
        Some(credentials(reader, provider)?)
    } else {
        None
    };
    Some(DnsAnswers {
        provider,
        credentials,
        class,
        address: address?,
    })
}

fn credentials(reader: &mut Reader<'_>, provider: &'static Provider) -> Option<Credentials> {
    let draft = reader.draft;
    let mut typed = Vec::new();
    for credential in provider.credentials {
        if let Some(field) = field_of(credential) {
            typed.push((credential.key, draft.value(field)));
        }
    }
    match validate(provider, &typed) {
        Ok(credentials) => Some(credentials),
        Err(problems) => {
            for problem in problems {
                let field = provider.credential(&problem.key).and_then(field_of);
                reader.refuse(
                    field.unwrap_or(Field::DnsCredentials),
                    Problem::Credential { provider, problem },
                );
            }
            None
        }
    }
}
