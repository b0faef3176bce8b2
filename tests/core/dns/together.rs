//! Which credentials need or exclude each other.

use mtls_wizard::plan::dns::{CredentialProblem, Problem, message, validate};

use super::accepted::CERTIFICATE;
use super::provider;

#[track_caller]
fn problems(id: &str, values: &[(&str, &str)]) -> Vec<(String, Problem)> {
    let found = validate(provider(id), values).expect_err("refused");
    found
        .into_iter()
        .map(|problem| (problem.key, problem.problem))
        .collect()
}

#[test]
fn what_belongs_together_is_asked_for_together() {
    let aws = provider("aws-route53");
    let nothing = problems("aws-route53", &[("AWS_REGION", "eu-central-1")]);
    assert_eq!(
        nothing,
        [(
            "AWS_ACCESS_KEY_ID".to_owned(),
            Problem::NoAlternative(&aws.alternatives[0])
        )]
    );
    let words = message(
        aws,
        &CredentialProblem {
            key: nothing[0].0.clone(),
            problem: nothing[0].1.clone(),
        },
    );
    assert_eq!(
        words,
        "AWS_ACCESS_KEY_ID: this is empty. Type AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or else AWS_USE_CREDENTIALS_CHAIN."
    );
    let missing = |key: &str, other| (key.to_owned(), Problem::MissingWith { other });
    let conflict = |key: &str, other| (key.to_owned(), Problem::Conflict { other });
    assert_eq!(
        problems("aws-route53", &[("AWS_SECRET_ACCESS_KEY", "s")]),
        [missing("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")]
    );
    assert_eq!(
        problems("aws-route53", &[("AWS_SESSION_TOKEN", "s")]),
        [
            missing("AWS_ACCESS_KEY_ID", "AWS_SESSION_TOKEN"),
            missing("AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"),
        ]
    );
    let both = [
        ("AWS_ACCESS_KEY_ID", "A"),
        ("AWS_SECRET_ACCESS_KEY", "s"),
        ("AWS_USE_CREDENTIALS_CHAIN", "true"),
    ];
    assert_eq!(
        problems("aws-route53", &both),
        [conflict("AWS_USE_CREDENTIALS_CHAIN", "AWS_ACCESS_KEY_ID")]
    );

    let openstack = |extra: &[(&'static str, &'static str)]| {
        let base = [
            ("OS_AUTH_URL", "https://k"),
            ("OS_DOMAIN_ID", "d"),
            ("OS_PROJECT_ID", "p"),
        ];
        problems("openstack-designate", &[&base, extra].concat())
    };
    assert_eq!(
        openstack(&[("OS_USERNAME", "u")]),
        [missing("OS_PASSWORD", "OS_USERNAME")]
    );
    assert_eq!(
        openstack(&[
            ("OS_APPLICATION_CREDENTIAL_NAME", "n"),
            ("OS_APPLICATION_CREDENTIAL_SECRET", "s")
        ]),
        [missing("OS_USERNAME", "OS_APPLICATION_CREDENTIAL_NAME")]
    );
    let password = [("OS_USERNAME", "u"), ("OS_PASSWORD", "p")];
    assert_eq!(
        openstack(&[&password[..], &[("OS_APPLICATION_CREDENTIAL_ID", "i")]].concat()),
        [conflict("OS_APPLICATION_CREDENTIAL_ID", "OS_USERNAME")]
    );
    assert_eq!(
        openstack(&[&password[..], &[("OS_PROJECT_NAME", "n"), ("CLIENTCERT", CERTIFICATE)]].concat()),
        [
            conflict("OS_PROJECT_ID", "OS_PROJECT_NAME"),
            missing("CLIENTKEY", "CLIENTCERT")
        ]
    );
}

#[test]
fn all_problems_are_told_in_the_order_of_the_form() {
    let found = problems("rfc2136", &[("Other", "x"), ("TSIGKeyName", "k"), ("Server", "a b")]);
    let keys: Vec<&str> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["Server", "Zone", "TSIGKeyName", "TSIGSecret", "Other"]);
    assert_eq!(found[4].1, Problem::Unknown);
    assert_eq!(found[1].1, Problem::Missing);
}
