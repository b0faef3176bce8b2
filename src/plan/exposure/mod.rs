//! What an APIRule exposes, read from what a person types: rules (`GET,HEAD /status/{*}`), request headers
//! (`X-Team: orders`) and a timeout. Each type holds only what the APIRule CRD and its controller accept.
//!
//! The texts for what is wrong are in [`message()`].

mod header;
mod message;
mod method;
mod path;
mod settings;

use serde::Serialize;

pub use header::{HeaderLine, parse_headers};
pub use message::message;
pub use method::Method;
pub use path::{PathError, RulePath};
pub use settings::Exposure;

/// Why a text is not what an APIRule can hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposureError {
    /// The line, counted from 1, of a text that has several; `None` where there is only one.
    pub line: Option<usize>,
    /// What is wrong there.
    pub reason: Reason,
}

/// What is wrong in one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was typed where something is needed.
    NoRules,
    /// A rule without a method.
    NoMethod,
    /// A word that is none of the nine methods.
    UnknownMethod(String),
    /// A rule without a path.
    NoPath,
    /// Something after the path.
    AfterPath(String),
    /// The path is not one.
    Path(PathError),
    /// An earlier rule gets every request that this one is meant for.
    Shadowed {
        /// The earlier rule's line, counted from 1.
        earlier_line: usize,
        earlier: RulePath,
        later: RulePath,
        method: Method,
    },
    /// No whole number from 1 to 3900.
    Timeout,
    /// A header line without a colon.
    NoColon,
    /// A header's name has a character that RFC 9110 section 5.6.2 does not allow, or is empty.
    HeaderName(String),
    /// A header that says where a request goes, which an APIRule must not set.
    ReservedHeader(String),
    /// A header that tells the workload who called ([`CLIENT_HEADERS`](crate::plan::route::CLIENT_HEADERS)).
    ClientHeader(String),
    /// A header with nothing in it.
    EmptyHeader(String),
    /// The value has a character that is not printable ASCII.
    HeaderValue { name: String, character: char },
    /// A `%` that begins none of Envoy's operators: Envoy would refuse the whole route.
    Percent(String),
    /// The same header twice; case does not matter.
    DuplicateHeader { name: String, earlier_line: usize },
}

impl From<Reason> for ExposureError {
    fn from(reason: Reason) -> Self {
        Self { line: None, reason }
    }
}

impl Reason {
    fn at(self, line: usize) -> ExposureError {
        ExposureError {
            line: Some(line),
            reason: self,
        }
    }
}

/// Which requests reach the workload: these methods at this path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExposureRule {
    /// At least one, none twice, in the order in which they were typed.
    pub methods: Vec<Method>,
    pub path: RulePath,
}

impl ExposureRule {
    /// One line: methods, separated by commas or spaces, then the path.
    ///
    /// # Errors
    /// With no line number.
    pub fn parse(line: &str) -> Result<Self, ExposureError> {
        let mut methods = Vec::new();
        let mut words = line
            .split(|character: char| character.is_whitespace() || character == ',')
            .filter(|word| !word.is_empty());
        // A path may have commas, so it is cut from the line itself.
        let path = loop {
            let Some(word) = words.next() else {
                return Err(Reason::NoPath.into());
            };
            if word.starts_with('/') {
                break line_from(line, word);
            }
            let read = match word {
                "*" => Method::USUAL.to_vec(),
                _ if word.eq_ignore_ascii_case("all") => Method::USUAL.to_vec(),
                _ => vec![Method::parse(word)?],
            };
            for method in read {
                if !methods.contains(&method) {
                    methods.push(method);
                }
            }
        };
        if methods.is_empty() {
            return Err(Reason::NoMethod.into());
        }
        if let Some((_, rest)) = path.split_once(char::is_whitespace) {
            return Err(Reason::AfterPath(rest.trim_start().to_owned()).into());
        }
        let path = RulePath::parse(path).map_err(Reason::Path)?;
        Ok(Self { methods, path })
    }

    /// The first method that this rule and an earlier one share, if the earlier one also gets every path of this one.
    fn taken_by(&self, earlier: &Self) -> Option<Method> {
        let shared = self.methods.iter().find(|method| earlier.methods.contains(method));
        shared.copied().filter(|_| earlier.path.covers(&self.path))
    }
}

/// The end of `line`, from `word` on, which is a part of it.
fn line_from<'a>(line: &'a str, word: &str) -> &'a str {
    let start = word.as_ptr() as usize - line.as_ptr() as usize;
    line.get(start..).unwrap_or_default().trim_end()
}

/// A rule that no request can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shadowing {
    /// Index of the rule that comes first and takes the requests.
    pub earlier: usize,
    /// Index of the rule that gets none of them.
    pub later: usize,
    /// A method that they share.
    pub method: Method,
}

/// The first rule that an earlier one shadows: they share a method, and the earlier path matches whatever the later one does.
/// The controller refuses such an APIRule (kyma-project/api-gateway, `internal/validation/v2alpha1/rules.go`).
pub fn shadowing(rules: &[ExposureRule]) -> Option<Shadowing> {
    rules.iter().enumerate().find_map(|(later, rule)| {
        let mut before = rules.iter().take(later).enumerate();
        before.find_map(|(earlier, candidate)| {
            let method = rule.taken_by(candidate)?;
            Some(Shadowing { earlier, later, method })
        })
    })
}

/// Several lines, each a rule; empty lines do not count.
///
/// # Errors
/// The first line that is no rule, or that an earlier line shadows; [`Reason::NoRules`] where there is none at all.
pub fn parse_rules(text: &str) -> Result<Vec<ExposureRule>, ExposureError> {
    let mut rules = Vec::new();
    let mut numbers = Vec::new();
    for (index, line) in text.lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        rules.push(ExposureRule::parse(line).map_err(|error| error.reason.at(index + 1))?);
        numbers.push(index + 1);
    }
    if rules.is_empty() {
        return Err(Reason::NoRules.into());
    }
    if let Some(Shadowing { earlier, later, method }) = shadowing(&rules)
        && let (Some(first), Some(second)) = (rules.get(earlier), rules.get(later))
    {
        let number = |index: usize| numbers.get(index).copied().unwrap_or_default();
        let reason = Reason::Shadowed {
            earlier_line: number(earlier),
            earlier: first.path.clone(),
            later: second.path.clone(),
            method,
        };
        return Err(reason.at(number(later)));
    }
    Ok(rules)
}

/// How long the gateway waits for an answer: 1 to 3900 seconds (APIRule CRD, `timeout`); without one it waits 180.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Timeout(u16);

impl Timeout {
    /// Longest timeout, in seconds.
    pub const LONGEST: u16 = 3900;

    /// What forms propose.
    pub const USUAL: Self = Self(300);

    /// A whole number of seconds.
    ///
    /// # Errors
    /// [`Reason::Timeout`].
    pub fn parse(text: &str) -> Result<Self, ExposureError> {
        let text = text.trim();
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        let seconds = if digits { text.parse().unwrap_or(0) } else { 0 };
        Self::from_seconds(seconds).ok_or_else(|| Reason::Timeout.into())
    }

    /// `None` outside 1 to 3900.
    pub fn from_seconds(seconds: u16) -> Option<Self> {
        (1..=Self::LONGEST).contains(&seconds).then_some(Self(seconds))
    }

    pub fn seconds(self) -> u16 {
        self.0
    }
}

/// Which version of the APIRule API a manifest is written in; the schemas are the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ApiRuleVersion {
    /// Stored and recommended.
    #[default]
    V2,
    /// Deprecated, for API Gateway modules that do not have v2 yet.
    V2alpha1,
}

impl ApiRuleVersion {
    /// Both, the recommended one first.
    pub const ALL: [Self; 2] = [Self::V2, Self::V2alpha1];

    /// What stands in forms and links: `v2`, `v2alpha1`.
    pub fn id(self) -> &'static str {
        match self {
            Self::V2 => "v2",
            Self::V2alpha1 => "v2alpha1",
        }
    }

    /// The version with this [`id`](Self::id).
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.id() == id)
    }

    /// The manifest's `apiVersion`.
    pub fn api_version(self) -> &'static str {
        match self {
            Self::V2 => "gateway.kyma-project.io/v2",
            Self::V2alpha1 => "gateway.kyma-project.io/v2alpha1",
        }
    }

    /// What kubectl calls the resource in a command that reads its status. Modules that do not have v2 yet prefer v1beta1,
    /// where the status has other fields, so v2alpha1 is named.
    pub fn kubectl_name(self) -> &'static str {
        match self {
            Self::V2 => "apirules.gateway.kyma-project.io",
            Self::V2alpha1 => "apirules.v2alpha1.gateway.kyma-project.io",
        }
    }
}
