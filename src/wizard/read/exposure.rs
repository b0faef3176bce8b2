//! What the APIRule admits.

use super::Reader;
use crate::plan::answers::Workload;
use crate::plan::exposure::{ApiRuleVersion, Exposure, Timeout, parse_headers, parse_rules};
use crate::wizard::Field;
use crate::wizard::problem::Problem;

/// How the APIRule exposes the workload. Where the form does not ask, or makes no APIRule, it is the usual way.
pub fn exposure(reader: &mut Reader<'_>, workload: Option<&Workload>) -> Option<Exposure> {
    let rules = [Field::Rules, Field::ServiceRules]
        .into_iter()
        .find(|field| reader.asks(*field));
    let Some(rules) = rules else {
        return workload.map(Workload::usual_exposure);
    };
    let rules = reader.read(rules, parse_rules);
    let timeout = reader.read(Field::Timeout, Timeout::parse);
    let headers = reader.read(Field::RequestHeaders, parse_headers);
    let version = reader.read(Field::ApiRuleVersion, |id| {
        ApiRuleVersion::from_id(id).ok_or(Problem::UnknownChoice)
    });
    Some(Exposure {
        rules: rules?,
        timeout: timeout?,
        headers: headers?,
        version: version?,
    })
}
