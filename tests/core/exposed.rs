//! What a person sets about the APIRule, from the form to manifest, test and checks.

mod random;

use mtls_wizard::plan::Plan;
use mtls_wizard::plan::exposure::Method;
use mtls_wizard::plan::names::ResourceName;
use mtls_wizard::plan::resource::Resource;
use mtls_wizard::plan::resource::apirule::APIRule;
use mtls_wizard::plan::verification::Expectation;
use mtls_wizard::tutorial::restrict;
use mtls_wizard::wizard::Field;
use mtls_wizard::wizard::checks::{Outcome, checks};

use crate::k3d::{assert_golden, files};
use crate::sample::{changed, draft, draft_of, now, plan};

const OWN: (Field, &str) = (Field::WorkloadKind, "own");

fn rule(plan: &Plan) -> &APIRule {
    let rules = plan.manifests.iter().filter_map(|manifest| match &manifest.resource {
        Resource::APIRule(rule) => Some(rule),
        _ => None,
    });
    rules.into_iter().next().expect("an APIRule")
}

fn rule_mut(plan: &mut Plan) -> &mut APIRule {
    let rules = plan
        .manifests
        .iter_mut()
        .filter_map(|manifest| match &mut manifest.resource {
            Resource::APIRule(rule) => Some(rule),
            _ => None,
        });
    rules.into_iter().next().expect("an APIRule")
}

fn script(plan: &Plan, name: &str) -> String {
    let files = files(plan);
    let file = files.iter().find(|file| file.name() == name).expect("a file");
    file.text().expect("text").to_owned()
}

#[test]
fn edited_rules_give_the_committed_archive() {
    let draft = changed(&[
        (
            Field::Rules,
            "GET,HEAD /headers\nget post /anything/{**}\n\n* /status/{*}",
        ),
        (Field::Timeout, " 60 "),
        (
            Field::RequestHeaders,
            "X-Team: orders & billing\nx-trace: %REQ(X-Request-Id)%",
        ),
        (Field::ApiRuleVersion, "v2alpha1"),
    ]);
    assert_golden("k3d-rules", &files(&plan(&draft)));
}

#[test]
fn an_own_service_that_is_only_written_to_gives_the_committed_archive() {
    let draft = changed(&[OWN, (Field::ServiceRules, "POST,DELETE /orders/{*}")]);
    assert_golden("k3d-changing-rules", &files(&plan(&draft)));
}

/// The request of the test for these rules.
fn called(own: bool, rules: &str) -> (Method, String, Expectation) {
    let field = if own { Field::ServiceRules } else { Field::Rules };
    let kind = if own { "own" } else { "httpbin" };
    let verification = plan(&changed(&[(Field::WorkloadKind, kind), (field, rules)])).verification;
    (verification.method, verification.path, verification.expectation)
}

#[test]
fn the_test_calls_what_the_rules_admit() {
    use Expectation::{EchoedHeaders, NotRouted, Reached};
    use Method::{Delete, Get, Head, Options, Post};
    for (own, rules, method, path, expectation) in [
        (false, "GET /*", Get, "/headers", EchoedHeaders),
        (false, "POST /x\nGET /{*}", Get, "/headers", EchoedHeaders),
        (false, "GET /get", Get, "/get", EchoedHeaders),
        (false, "POST /{**}", Post, "/post", EchoedHeaders),
        (false, "DELETE /delete", Delete, "/delete", EchoedHeaders),
        (false, "POST /orders\nGET /a/{*}/b/{**}", Get, "/a/test/b/test", Reached),
        (false, "POST /get\nHEAD /get", Head, "/get", Reached),
        (false, "POST /orders/{*}", Post, "/orders/test", Reached),
        (false, "TRACE /*", Get, "/", NotRouted),
        (true, "* /*", Get, "/", Reached),
        (true, "GET /", Get, "/", Reached),
        (true, "GET /orders", Get, "/orders", Reached),
        (true, "POST /\nOPTIONS /orders\nHEAD /x/{*}", Head, "/x/test", Reached),
        (true, "OPTIONS,POST /orders", Options, "/orders", Reached),
        (
            true,
            "POST,PUT,DELETE,PATCH /orders/{**}",
            Get,
            "/orders/test",
            NotRouted,
        ),
    ] {
        assert_eq!(called(own, rules), (method, path.to_owned(), expectation), "{rules}");
    }
}

#[test]
fn the_method_is_in_every_form_of_the_call() {
    use mtls_wizard::render::{powershell, shell};
    for (rules, option) in [("HEAD /a", "--head"), ("OPTIONS /a", "--request OPTIONS")] {
        let plan = plan(&changed(&[OWN, (Field::ServiceRules, rules)]));
        assert!(
            script(&plan, "verify.sh").contains(&format!(" {option})\n")),
            "{}",
            script(&plan, "verify.sh")
        );
        assert!(script(&plan, "README.md").contains(&format!("  {option} \\\n")));
        for call in [
            shell::curl(&plan.verification, None),
            powershell::curl(&plan.verification, None).concat(),
        ] {
            assert!(call.contains(option), "{call}");
        }
    }
    let plan = plan(&draft());
    assert!(!shell::curl(&plan.verification, None).contains("GET"));
}

#[test]
fn both_versions_are_waited_for_by_a_name_that_their_modules_know() {
    for (version, name) in [
        ("v2", " apirules.gateway.kyma-project.io/httpbin-mtls"),
        ("v2alpha1", " apirules.v2alpha1.gateway.kyma-project.io/httpbin-mtls"),
    ] {
        let plan = plan(&changed(&[(Field::ApiRuleVersion, version)]));
        assert_eq!(
            rule(&plan).version.api_version(),
            format!("gateway.kyma-project.io/{version}")
        );
        assert!(script(&plan, "apply.sh").contains(name), "{name}");
        // Only the definition's name there, which has no version.
        assert!(script(&plan, "cleanup.sh").contains("yaml apirules.gateway.kyma-project.io\n"));
        let warns = checks(&plan)
            .iter()
            .any(|check| check.outcome == Outcome::Warning && check.field == Some(Field::ApiRuleVersion));
        assert_eq!(warns, version == "v2alpha1");
    }
}

#[test]
fn mistakes_are_named_at_their_field_and_line() {
    for (field, text, says) in [
        (Field::Rules, "", "Type one such as GET /*"),
        (
            Field::Rules,
            "GET /ok\nGET /orders*",
            "line 2: an asterisk stands in braces",
        ),
        (Field::Rules, "FETCH /", "line 1: “FETCH” is not an HTTP method"),
        (
            Field::Rules,
            "* /*\nGET /a",
            "line 2: the rule in line 1 already takes every GET",
        ),
        (Field::Timeout, "0", "from 1 to 3900 seconds"),
        (Field::Timeout, "", "from 1 to 3900 seconds"),
        (Field::Timeout, "3901", "from 1 to 3900 seconds"),
        (
            Field::RequestHeaders,
            "X-Team orders",
            "line 1: a header is a name, a colon and a value",
        ),
        (
            Field::RequestHeaders,
            "Host: x",
            "line 1: Host says where the request goes",
        ),
        (
            Field::RequestHeaders,
            "X-A: 1\nx-client-ssl-cn: CN=admin",
            "line 2: the gateway fills x-client-ssl-cn from the client’s certificate",
        ),
        (
            Field::RequestHeaders,
            "X-A: 1\nx-a: 2",
            "line 2: x-a is set in line 1 already",
        ),
        (Field::ApiRuleVersion, "v1beta1", "choose one of the options"),
    ] {
        let errors = changed(&[(field, text)]).answers(now()).expect_err(text);
        assert_eq!(errors.len(), 1, "{errors:?}");
        assert_eq!(errors[0].field, field);
        assert!(
            errors[0].message.contains(says),
            "{:?} does not say {says:?}",
            errors[0]
        );
        assert!(errors[0].message.starts_with(field.spec().label.here()));
    }
}

#[test]
fn what_makes_no_api_rule_asks_nothing_about_one() {
    let chosen = draft_of(&restrict::TUTORIAL);
    for field in [
        Field::Rules,
        Field::ServiceRules,
        Field::Timeout,
        Field::RequestHeaders,
        Field::ApiRuleVersion,
    ] {
        assert!(!chosen.is_visible(field));
        // Whatever was typed before does not stand in the way.
        let mut draft = chosen.clone();
        draft.set(field, "\u{0}".to_owned());
        assert!(draft.answers(now()).is_ok(), "{field:?}");
    }
    let mut every = chosen;
    every.set(Field::Access, "every".to_owned());
    every.set(Field::Rules, "HEAD /x".to_owned());
    assert_eq!(rule(&plan(&every)).spec.rules[0].methods, [Method::Head]);

    // The rules of the other kind of workload stay out of it.
    let draft = changed(&[(Field::ServiceRules, "nonsense"), (Field::Rules, "GET /a")]);
    assert_eq!(rule(&plan(&draft)).spec.rules[0].path.as_str(), "/a");
}

#[track_caller]
fn spoilt(spoil: impl FnOnce(&mut APIRule), title: &str, field: Field) {
    let mut plan = plan(&changed(&[(Field::Rules, "GET /a\nGET /{*}")]));
    let failures = |plan: &Plan| {
        let failed = checks(plan).into_iter();
        let failed = failed.filter(|check| check.outcome == Outcome::Failure);
        failed.map(|check| (check.title, check.field)).collect::<Vec<_>>()
    };
    assert_eq!(failures(&plan), []);
    spoil(rule_mut(&mut plan));
    assert!(failures(&plan).contains(&(title, Some(field))), "{:?}", failures(&plan));
}

#[test]
fn spoilt_rules_are_found() {
    const ORDER: &str = "Every rule of the APIRule can be reached";
    const IDENTITY: &str = "Every rule passes the client’s identity on";
    spoilt(|rule| rule.spec.rules.reverse(), ORDER, Field::Rules);
    spoilt(|rule| rule.spec.rules.clear(), ORDER, Field::Rules);
    spoilt(
        |rule| {
            rule.metadata.name = ResourceName::parse(&"n".repeat(63), 0)
                .expect("a name")
                .with_suffix("n")
        },
        "The APIRule’s name fits into a label",
        Field::WorkloadName,
    );
    let headers = |rule: &mut APIRule, change: fn(&mut std::collections::BTreeMap<String, String>)| {
        change(&mut rule.spec.rules[1].request.headers);
    };
    spoilt(
        |rule| headers(rule, |headers| drop(headers.remove("X-CLIENT-SSL-CN"))),
        IDENTITY,
        Field::Rules,
    );
    spoilt(
        |rule| {
            headers(rule, |headers| {
                drop(headers.insert("X-CLIENT-SSL-SAN".to_owned(), "x".to_owned()))
            })
        },
        IDENTITY,
        Field::Rules,
    );
    spoilt(
        |rule| {
            headers(rule, |headers| {
                drop(headers.insert("x-client-ssl-cn".to_owned(), "x".to_owned()))
            })
        },
        IDENTITY,
        Field::Rules,
    );
}

#[test]
fn the_dashboard_uploads_what_its_form_would_write_in_another_version() {
    use mtls_wizard::render::dashboard::{Action, instruction};
    for (version, uploads) in [("v2", false), ("v2alpha1", true)] {
        let plan = plan(&changed(&[
            (Field::ApiRuleVersion, version),
            (Field::Rules, "GET,PUT /a"),
        ]));
        let mut steps = plan.task_steps().filter(|(step, _)| step.id == "apirule");
        let (_, tasks) = steps.next().expect("a step");
        let todo: Vec<_> = tasks.iter().filter_map(|task| instruction(task, &[])).collect();
        let uploaded =
            matches!(&todo[0].action, Action::Upload { file } if file.ends_with("apirule-httpbin-mtls.yaml"));
        assert_eq!(uploaded, uploads, "{version}");
        assert!(matches!(&todo[1].action, Action::Wait { page, .. } if page.ends_with("API Rules")));
        assert_eq!(format!("{:?}", todo[0].form()).contains("GET, PUT"), !uploads);
    }
}
