//! Which request tests a workload: one that the rules admit, that says as much as possible, and that changes nothing of the
//! user's.

use super::Expectation;
use crate::plan::answers::{Access, Answers, Workload};
use crate::plan::exposure::{Exposure, Method, RulePath};

/// The request of a test and what must come of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    pub method: Method,
    /// Begins with `/`.
    pub path: String,
    pub expectation: Expectation,
}

impl Call {
    fn new(method: Method, path: &str, expectation: Expectation) -> Self {
        Self {
            method,
            path: path.to_owned(),
            expectation,
        }
    }
}

/// Requests that both images of HTTPBin answer with 200 and the request headers that they received (`/headers`, and their
/// endpoints named after methods). The first one that the rules admit is taken.
const ECHOES: [(Method, &str); 7] = [
    (Method::Get, "/headers"),
    (Method::Get, "/get"),
    (Method::Get, "/anything"),
    (Method::Post, "/post"),
    (Method::Put, "/put"),
    (Method::Patch, "/patch"),
    (Method::Delete, "/delete"),
];

/// Methods that ask and change nothing (RFC 9110 section 9.2.1), then those that do. TRACE and CONNECT are not for workloads.
const ASKING: [Method; 3] = [Method::Get, Method::Head, Method::Options];
const CHANGING: [Method; 4] = [Method::Post, Method::Put, Method::Patch, Method::Delete];

/// The request for these answers.
pub fn call(answers: &Answers) -> Call {
    match (&answers.access, &answers.workload) {
        // A VirtualService of ours routes every request.
        (Access::Chosen(_), Workload::HttpBin { .. }) => Call::new(Method::Get, "/headers", Expectation::EchoedHeaders),
        (Access::Chosen(_), Workload::OwnService { .. }) => Call::new(Method::Get, "/", Expectation::Reached),
        (Access::EveryClient | Access::AtGateway(_), Workload::HttpBin { .. }) => {
            let rules = &answers.exposure;
            // HTTPBin keeps nothing, so nothing is lost by a request that changes something.
            echo(rules)
                .or_else(|| example(rules, &ASKING))
                .or_else(|| example(rules, &CHANGING))
                .unwrap_or_else(|| unrouted(rules))
        }
        (Access::EveryClient | Access::AtGateway(_), Workload::OwnService { .. }) => {
            let rules = &answers.exposure;
            first_page(rules)
                .or_else(|| example(rules, &ASKING))
                .unwrap_or_else(|| unrouted(rules))
        }
    }
}

fn admits(rules: &Exposure, method: Method, path: &str) -> bool {
    RulePath::parse(path).is_ok_and(|path| rules.admits(method, &path))
}

fn echo(rules: &Exposure) -> Option<Call> {
    let mut echoes = ECHOES.into_iter();
    let (method, path) = echoes.find(|(method, path)| admits(rules, *method, path))?;
    Some(Call::new(method, path, Expectation::EchoedHeaders))
}

fn first_page(rules: &Exposure) -> Option<Call> {
    admits(rules, Method::Get, "/").then(|| Call::new(Method::Get, "/", Expectation::Reached))
}

fn example(rules: &Exposure, methods: &[Method]) -> Option<Call> {
    methods.iter().find_map(|method| {
        let path = rules.example(*method)?;
        Some(Call::new(*method, &path, Expectation::Reached))
    })
}

/// A request that no rule admits: the gateway itself answers it.
fn unrouted(rules: &Exposure) -> Call {
    let path = rules.rules.first().map_or("/".to_owned(), |rule| rule.path.example());
    Call::new(Method::Get, &path, Expectation::NotRouted)
}
