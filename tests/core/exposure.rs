//! Rules, headers and timeouts of an APIRule, read from what a person types.

pub mod random;

use mtls_wizard::plan::exposure::{
    ApiRuleVersion, ExposureRule, HeaderLine, Method, PathError, Reason, RulePath, Shadowing, Timeout, message,
    parse_headers, parse_rules, shadowing,
};

fn path(text: &str) -> RulePath {
    RulePath::parse(text).unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

#[test]
fn paths_follow_the_definitions_pattern() {
    for good in [
        "/",
        "/*",
        "/foo",
        "/foo/",
        "/foo//bar",
        "/foo/{*}",
        "/{*}/b/{*}",
        "/foo/{**}",
        "/{**}",
        "/foo/{*}/{**}",
        "/foo/{**}/bar",
        "/a-._~!$&'()+,;=:@b",
        "/%2F%aa",
        "//",
    ] {
        assert_eq!(path(good).as_str(), good);
    }
    let segment = |text: &str| PathError::OperatorInSegment {
        segment: text.to_owned(),
    };
    let braces = |text: &str| PathError::Braces {
        segment: text.to_owned(),
    };
    let character = |character, percent: &str| PathError::Character {
        character,
        percent: percent.to_owned(),
    };
    for (bad, why) in [
        ("", PathError::Empty),
        ("foo", PathError::NoSlash),
        ("*", PathError::NoSlash),
        ("/foo/*", PathError::Asterisk),
        ("/*/", PathError::Asterisk),
        ("/.*", PathError::Asterisk),
        ("/foo{**}", segment("foo{**}")),
        ("/{*}x", segment("{*}x")),
        ("/{id}", braces("{id}")),
        ("/{***}", braces("{***}")),
        ("/{**}/{**}", PathError::AfterRest),
        ("/{**}/{*}", PathError::AfterRest),
        ("/%", PathError::Percent),
        ("/%2", PathError::Percent),
        ("/%g0", PathError::Percent),
        ("/%2ü", PathError::Percent),
        ("/a?b", character('?', "%3F")),
        ("/a b", character(' ', "%20")),
        ("/ü", character('ü', "%C3%BC")),
        ("/a[1]", character('[', "%5B")),
        ("/a\\b", character('\\', "%5C")),
    ] {
        assert_eq!(RulePath::parse(bad), Err(why), "{bad}");
    }
}

#[test]
fn what_a_path_covers() {
    for (general, special) in [
        ("/*", "/"),
        ("/*", "/a"),
        ("/*", "/{**}"),
        ("/{**}", "/*"),
        ("/{**}", "/a/{*}"),
        ("/a", "/a"),
        ("/a/{**}", "/a/"),
        ("/a/{**}", "/a/b/c"),
        ("/a/{**}", "/a/{**}/b"),
        ("/a/{*}", "/a/b"),
        ("/a/{*}", "/a/{*}"),
        ("/{*}/{**}", "/a/{**}"),
        ("/a/{**}/z", "/a/b/{**}/y/z"),
        ("/a/{**}/z", "/a/{*}/z"),
        ("/a/{**}/z", "/a//z"),
    ] {
        assert!(path(general).covers(&path(special)), "{general} covers {special}");
    }
    for (one, other) in [
        ("/a/{**}", "/a"),
        ("/a/{*}", "/a/"),
        ("/a/{*}", "/a/b/c"),
        ("/a/{*}", "/a/{**}"),
        ("/a", "/*"),
        ("/a", "/a/"),
        ("/{*}/{**}", "/{**}"),
        ("/a/{**}/z", "/a/z"),
        ("/a/{**}/z", "/a/{**}"),
        ("/a/{**}/y/z", "/a/{**}/z"),
        ("/a/b/{**}", "/a/{**}"),
        ("/", "/*"),
        ("/a/{**}", "/A/b"),
    ] {
        assert!(!path(one).covers(&path(other)), "{one} does not cover {other}");
    }
}

#[test]
fn one_line_is_methods_and_a_path() {
    let rule = ExposureRule::parse("  get, Head  /status/{*} ").expect("a rule");
    assert_eq!(rule.methods, [Method::Get, Method::Head]);
    assert_eq!(rule.path.as_str(), "/status/{*}");
    for all in ["* /*", "ALL /*", "all\t/*", "GET * /*"] {
        let rule = ExposureRule::parse(all).expect(all);
        assert_eq!(rule.methods.len(), Method::USUAL.len(), "{all}");
        assert!(Method::USUAL.iter().all(|method| rule.methods.contains(method)));
    }
    assert_eq!(
        ExposureRule::parse("GET GET,TRACE /a,b").expect("a rule").path.as_str(),
        "/a,b"
    );
    let reason = |line: &str| ExposureRule::parse(line).expect_err(line).reason;
    assert_eq!(reason("/foo"), Reason::NoMethod);
    assert_eq!(reason("GET"), Reason::NoPath);
    assert_eq!(reason("GET foo"), Reason::UnknownMethod("foo".to_owned()));
    assert_eq!(reason("GETS /foo"), Reason::UnknownMethod("GETS".to_owned()));
    assert_eq!(reason("GET /foo bar"), Reason::AfterPath("bar".to_owned()));
    assert_eq!(reason("GET /a /b"), Reason::AfterPath("/b".to_owned()));
    assert_eq!(reason("GET /.*"), Reason::Path(PathError::Asterisk));
}

#[test]
fn several_lines_name_the_wrong_one() {
    let rules = parse_rules("\nGET /foo\r\n\n  POST,PUT /foo/{**}\n* /*\n").expect("rules");
    assert_eq!(rules.len(), 3);
    let error = parse_rules("GET /foo\n\nGET foo").expect_err("no path");
    assert_eq!(error.line, Some(3));
    assert!(message(&error).starts_with("line 3: “foo”"), "{}", message(&error));
    assert_eq!(parse_rules(" \n\n").expect_err("nothing").reason, Reason::NoRules);
}

#[test]
fn an_earlier_rule_must_not_take_all_of_a_later_one() {
    let error = parse_rules("\nGET,POST /foo/{**}\n\nPUT /foo/x\nDELETE,POST /foo/bar").expect_err("shadowed");
    assert_eq!(error.line, Some(5));
    let Reason::Shadowed {
        earlier_line, method, ..
    } = &error.reason
    else {
        panic!("{error:?}");
    };
    assert_eq!((*earlier_line, *method), (2, Method::Post));
    let text = message(&error);
    assert!(
        text.contains("line 2") && text.contains("POST") && text.contains("special rule before"),
        "{text}"
    );
    parse_rules("POST /foo/bar\nGET,POST /foo/{**}").expect("the special rule is first");
    parse_rules("GET /foo/{**}\nPOST /foo/bar").expect("no method is shared");
    let same = [
        ExposureRule::parse("GET /a").expect("a rule"),
        ExposureRule::parse("GET /a").expect("a rule"),
    ];
    let found = Shadowing {
        earlier: 0,
        later: 1,
        method: Method::Get,
    };
    assert_eq!(shadowing(&same), Some(found));
    assert_eq!(shadowing(&same[..1]), None);
}

#[test]
fn timeouts() {
    for (text, seconds) in [("1", 1), (" 180 ", 180), ("3900", 3900), ("007", 7)] {
        assert_eq!(Timeout::parse(text).expect(text).seconds(), seconds);
    }
    for bad in [
        "",
        "0",
        "3901",
        "-1",
        "+5",
        "1.5",
        "65537",
        "3m",
        "99999999999999999999",
    ] {
        assert_eq!(Timeout::parse(bad).expect_err(bad).reason, Reason::Timeout);
    }
    assert!(Timeout::from_seconds(3901).is_none() && Timeout::from_seconds(0).is_none());
}

#[test]
fn headers() {
    let headers = parse_headers("X-Team: orders\n\n X_CN:%DOWNSTREAM_PEER_SUBJECT%\nX-Url: https://a:1/100%%\n")
        .expect("headers");
    let shown: Vec<_> = headers.iter().map(|header| (header.name(), header.value())).collect();
    assert_eq!(
        shown,
        [
            ("X-Team", "orders"),
            ("X_CN", "%DOWNSTREAM_PEER_SUBJECT%"),
            ("X-Url", "https://a:1/100%%")
        ]
    );
    assert_eq!(parse_headers("").expect("no headers"), []);
    for good in ["%REQ(X-Id?Y):12%", "%A%%B%", "a%%", "%START_TIME(%Y)%"] {
        HeaderLine::new("X", good).expect(good);
    }
    let reason = |line: &str| HeaderLine::parse(line).expect_err(line).reason;
    let name = |text: &str| text.to_owned();
    assert_eq!(reason("X-Team"), Reason::NoColon);
    assert_eq!(reason(": x"), Reason::NoColon);
    assert_eq!(reason("X Team: a"), Reason::HeaderName(name("X Team")));
    assert_eq!(reason("Ü: a"), Reason::HeaderName(name("Ü")));
    assert_eq!(reason("host: a"), Reason::ReservedHeader(name("host")));
    assert_eq!(reason(":authority: a"), Reason::ReservedHeader(name(":authority")));
    assert_eq!(reason("X:  "), Reason::EmptyHeader(name("X")));
    assert_eq!(
        reason("X: ü"),
        Reason::HeaderValue {
            name: name("X"),
            character: 'ü'
        }
    );
    assert_eq!(
        reason("X: a\tb"),
        Reason::HeaderValue {
            name: name("X"),
            character: '\t'
        }
    );
    for bad in ["100%", "%REQ(X%", "%lower%", "%REQ(X)", "% %"] {
        assert_eq!(reason(&format!("X: {bad}")), Reason::Percent(name("X")), "{bad}");
    }
    let twice = parse_headers("\nX-Team: a\nx-team: b").expect_err("twice");
    assert_eq!(twice.line, Some(3));
    assert_eq!(
        twice.reason,
        Reason::DuplicateHeader {
            name: name("x-team"),
            earlier_line: 2
        }
    );
}

#[test]
fn versions() {
    for version in ApiRuleVersion::ALL {
        assert_eq!(ApiRuleVersion::from_id(version.id()), Some(version));
        assert_eq!(
            version.api_version(),
            format!("gateway.kyma-project.io/{}", version.id())
        );
    }
    assert_eq!(ApiRuleVersion::from_id("v1beta1"), None);
    assert_eq!(ApiRuleVersion::default().id(), "v2");
}
