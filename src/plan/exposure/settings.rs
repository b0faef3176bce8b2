//! All that a person can set about an APIRule.

use super::{ApiRuleVersion, ExposureRule, HeaderLine, Method, RulePath, Timeout};

/// How the APIRule exposes the workload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// At least one; none shadows another.
    pub rules: Vec<ExposureRule>,
    pub timeout: Timeout,
    /// Set besides those that tell the workload who called, and none of these.
    pub headers: Vec<HeaderLine>,
    pub version: ApiRuleVersion,
}

impl Exposure {
    /// What forms propose: these methods at every path, five minutes, no further headers.
    pub fn everywhere(methods: &[Method]) -> Self {
        Self {
            rules: vec![ExposureRule {
                methods: methods.to_vec(),
                path: RulePath::everything(),
            }],
            timeout: Timeout::USUAL,
            headers: Vec::new(),
            version: ApiRuleVersion::V2,
        }
    }

    /// Whether a request with this method for this path, which has no operators, reaches the workload.
    pub fn admits(&self, method: Method, path: &RulePath) -> bool {
        let admits = |rule: &ExposureRule| rule.methods.contains(&method) && rule.path.covers(path);
        self.rules.iter().any(admits)
    }

    /// A path to which the rules admit this method, where there is one.
    pub fn example(&self, method: Method) -> Option<String> {
        let rule = self.rules.iter().find(|rule| rule.methods.contains(&method))?;
        Some(rule.path.example())
    }
}
