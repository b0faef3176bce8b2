//! Envoy's response flags, in Istio's access log and in JSON logs.
//!
//! Source: Envoy, "Access logging", `%RESPONSE_FLAGS%` (envoy/stream_info/stream_info.h, `ResponseFlag`).

use super::paste::Paste;

/// A response flag.
#[derive(Debug, PartialEq, Eq)]
pub struct Flag {
    /// As the log has it.
    pub short: &'static str,
    pub long: &'static str,
    pub meaning: &'static str,
}

macro_rules! flags {
    ($($short:literal $long:literal $meaning:literal;)*) => {
        /// Every flag.
        pub const FLAGS: &[Flag] = &[$(Flag { short: $short, long: $long, meaning: $meaning }),*];
    };
}

flags! {
    "UH" "NoHealthyUpstream" "no pod behind the Service can take the call";
    "UF" "UpstreamConnectionFailure" "the connection to the pod failed";
    "UO" "UpstreamOverflow" "a limit of connections or calls was reached (circuit breaker)";
    "NR" "NoRouteFound" "no route for this host and path, or no filter chain for this server name";
    "NC" "NoClusterFound" "the route leads to a Service or subset that does not exist";
    "URX" "UpstreamRetryLimitExceeded" "all retries failed";
    "UC" "UpstreamConnectionTermination" "the pod closed the connection before it answered";
    "UT" "UpstreamRequestTimeout" "the pod did not answer within the route's time";
    "UR" "UpstreamRemoteReset" "the pod reset the call";
    "LR" "LocalReset" "the proxy reset the call";
    "LH" "FailedLocalHealthCheck" "the proxy's own health check failed";
    "DC" "DownstreamConnectionTermination" "the caller hung up first";
    "DR" "DownstreamRemoteReset" "the caller reset the call";
    "DT" "DurationTimeout" "the connection was open for too long";
    "DI" "DelayInjected" "a fault injection delayed the call";
    "FI" "FaultInjected" "a fault injection answered";
    "RL" "RateLimited" "a rate limit refused the call";
    "RLSE" "RateLimitServiceError" "the rate limit service failed";
    "UAEX" "UnauthorizedExternalService" "an external authorization service refused the call";
    "IH" "InvalidEnvoyRequestHeaders" "a header of Envoy's own has an invalid value";
    "SI" "StreamIdleTimeout" "nothing was sent for too long";
    "DPE" "DownstreamProtocolError" "the caller does not speak proper HTTP";
    "UPE" "UpstreamProtocolError" "the pod does not speak proper HTTP, or another protocol than its port's name says";
    "UMSDR" "UpstreamMaxStreamDurationReached" "the call took longer than is allowed";
    "OM" "OverloadManagerTerminated" "the proxy is overloaded";
    "DF" "DnsResolutionFailed" "the name of the destination could not be resolved";
    "DO" "DropOverload" "calls are dropped because of overload";
    "NFCF" "NoFilterConfigFound" "a filter's configuration did not arrive";
    "RFCF" "ResponseFromCacheFilter" "the answer came from a cache";
}

/// The flags of every log line in a message, each once, with the order of the table.
pub fn mentioned(text: &str, paste: &Paste<'_>) -> Vec<&'static Flag> {
    let mut found: Vec<&'static Flag> = Vec::new();
    for flag in FLAGS {
        let is_here = text
            .lines()
            .any(|line| in_log_line(line).any(|short| short == flag.short))
            || is_in_json(paste.squeezed(), flag);
        if is_here {
            found.push(flag);
        }
    }
    found
}

/// `"GET /path HTTP/2" 503 UF,URX …`: the word after the status, which follows the request in quotes.
fn in_log_line(line: &str) -> impl Iterator<Item = &str> {
    let after_request = line
        .split_once('"')
        .and_then(|(_, rest)| rest.split_once("\" "))
        .map_or("", |(_, rest)| rest);
    let mut words = after_request.split_whitespace();
    let is_status = words
        .next()
        .is_some_and(|status| status.len() <= 3 && status.parse::<u16>().is_ok());
    let flags = words.next().filter(|_| is_status).unwrap_or_default();
    flags.split(',')
}

fn is_in_json(squeezed: &str, flag: &Flag) -> bool {
    let short = flag.short.to_ascii_lowercase();
    ["responseflags:", "responseflagslong:"].iter().any(|key| {
        squeezed.match_indices(key).any(|(place, _)| {
            let rest = squeezed.get(place + key.len()..).unwrap_or_default();
            // In YAML or JSON the next key follows a comma, a brace or a letter of the next line.
            let end = rest.find(['}', ':']).unwrap_or(rest.len());
            rest.get(..end)
                .unwrap_or_default()
                .split(',')
                .next()
                .is_some_and(|value| value == short)
        })
    })
}
