//! From our templates to rcgen's parameters.

use rcgen::{CertificateParams, DnType, KeyIdMethod, SanType};
use sha1::{Digest, Sha1};

use super::{Certificate, CertificateError, Template};
use crate::pki::decode::PublicKeyInfo;
use crate::pki::name::{DistinguishedName, SubjectAltName};
use crate::pki::profile::SanRule;

/// The parameters of a new certificate, its profile's rules checked.
pub fn certificate(template: &Template<'_>) -> Result<CertificateParams, CertificateError> {
    check(template)?;
    let profile = template.profile;
    let mut parameters = CertificateParams::default();
    parameters.serial_number = Some(template.serial_number.octets().to_vec().into());
    parameters.not_before = template.validity.not_before().to_offset_date_time();
    parameters.not_after = template.validity.not_after().to_offset_date_time();
    parameters.distinguished_name = stand_in(template.subject);
    parameters.subject_alt_names = template
        .subject_alt_names
        .iter()
        .map(alternative_name)
        .collect::<Result<_, _>>()?;
    parameters.is_ca = profile.basic_constraints(template.path_length);
    parameters.key_usages = profile.key_usages(&template.public_key.kind).to_vec();
    parameters.extended_key_usages = profile.extended_key_usages().to_vec();
    parameters.use_authority_key_identifier_extension = profile.has_authority_key_identifier();
    parameters.key_identifier_method = KeyIdMethod::PreSpecified(key_identifier(template)?);
    Ok(parameters)
}

fn check(template: &Template<'_>) -> Result<(), CertificateError> {
    let profile = template.profile;
    let names = template.subject_alt_names;
    // RFC 5280 section 4.1.2.6: a CA's subject must not be empty.
    if profile.is_ca() && template.subject.is_empty() {
        return Err(CertificateError::EmptyAuthorityName);
    }
    if !profile.allows(&template.validity) {
        return Err(CertificateError::ValidityTooLong {
            maximum_days: profile.maximum_validity_days(),
        });
    }
    let has_dns_name = names.iter().any(|name| matches!(name, SubjectAltName::Dns(_)));
    match profile.subject_alt_names() {
        SanRule::Absent if !names.is_empty() => Err(CertificateError::UnexpectedAlternativeName),
        SanRule::AtLeastOneDns if !has_dns_name => Err(CertificateError::MissingDnsName),
        SanRule::AtLeastOne if names.is_empty() => Err(CertificateError::MissingAlternativeName),
        SanRule::Absent | SanRule::AtLeastOneDns | SanRule::AtLeastOne => Ok(()),
    }
}

/// The key identifier of an authority's certificate.
pub fn issuer(authority: &Certificate) -> Result<KeyIdMethod, CertificateError> {
    let details = authority.details();
    if !details.basic_constraints.is_some_and(|constraints| constraints.is_ca) {
        return Err(CertificateError::IssuerNotAuthority);
    }
    let identifier = details
        .subject_key_identifier
        .clone()
        .ok_or(CertificateError::IssuerKeyIdentifier)?;
    Ok(KeyIdMethod::PreSpecified(identifier))
}

/// rcgen would keep only the last of several units: [`super::signing`] writes the name. All that rcgen has to know is whether
/// there is one, because the alternative names of a certificate without are critical.
fn stand_in(name: &DistinguishedName) -> rcgen::DistinguishedName {
    let mut result = rcgen::DistinguishedName::new();
    if !name.is_empty() {
        result.push(DnType::CommonName, "");
    }
    result
}

fn alternative_name(name: &SubjectAltName) -> Result<SanType, CertificateError> {
    Ok(match name {
        SubjectAltName::Dns(dns) => SanType::DnsName(dns.as_str().try_into().map_err(encoding)?),
        SubjectAltName::Uri(uri) => SanType::URI(uri.as_str().try_into().map_err(encoding)?),
        SubjectAltName::Email(address) => SanType::Rfc822Name(address.as_str().try_into().map_err(encoding)?),
        SubjectAltName::Ip(address) => SanType::IpAddress(*address),
    })
}

/// SHA-1 of the key bits without tag, length and unused-bits octet (RFC 5280 section 4.2.1.2, method 1). It only
/// names the key, so SHA-1's weakness to collisions does not matter.
fn key_identifier(template: &Template<'_>) -> Result<Vec<u8>, CertificateError> {
    Ok(Sha1::digest(key_bits(template)?).to_vec())
}

/// The bits of the public key, that is the content of the `subjectPublicKey` BIT STRING.
pub fn key_bits<'a>(template: &Template<'a>) -> Result<&'a [u8], CertificateError> {
    let key = &template.public_key;
    let wrong = || CertificateError::PublicKey(key.kind.to_string());
    let info = PublicKeyInfo::from_der(key.info).map_err(|_| wrong())?;
    if info.kind()? == key.kind {
        Ok(info.bits)
    } else {
        Err(wrong())
    }
}

pub fn encoding(error: rcgen::Error) -> CertificateError {
    CertificateError::Encode(error.to_string())
}
