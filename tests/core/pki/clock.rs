//! Moments, dates and validity periods.

use mtls_wizard::pki::clock::{ClockError, Date, UnixTime, Validity};

fn at(seconds: i64) -> UnixTime {
    UnixTime::from_seconds(seconds).unwrap()
}

#[test]
fn moments_print_as_rfc_3339() {
    assert_eq!(at(0).to_string(), "1970-01-01T00:00:00Z");
    assert_eq!(at(1_772_366_400).to_string(), "2026-03-01T12:00:00Z");
    assert_eq!(UnixTime::MIN.to_string(), "1950-01-01T00:00:00Z");
    assert_eq!(UnixTime::MAX.to_string(), "9999-12-31T23:59:59Z");
}

#[test]
fn moments_that_certificates_cannot_express_are_refused() {
    for seconds in [
        UnixTime::MIN.seconds() - 1,
        UnixTime::MAX.seconds() + 1,
        i64::MIN,
        i64::MAX,
    ] {
        assert_eq!(UnixTime::from_seconds(seconds), Err(ClockError::OutOfRange(seconds)));
    }
    assert!(UnixTime::MAX.plus_seconds(1).is_err());
    assert!(UnixTime::MAX.plus_seconds(i64::MAX).is_err());
}

#[test]
fn dates_are_read_strictly() {
    for text in ["1950-01-01", "2024-02-29", "2026-12-31", "9999-12-31"] {
        assert_eq!(text.parse::<Date>().unwrap().to_string(), text);
    }
    let wrong = [
        "",
        "2026-2-03",
        "2026-02-30",
        "2025-02-29",
        "2026-13-01",
        "2026-00-01",
        "2026-01-00",
        "26-01-01",
        "2026/01/01",
        "2026-01-01T",
        " 2026-01-01",
        "+026-01-01",
        "1949-12-31",
        "0000-01-01",
        "２026-01-1",
        "2026-01-1é",
    ];
    for text in wrong {
        assert_eq!(text.parse::<Date>(), Err(ClockError::Date(text.to_owned())));
    }
}

#[test]
fn a_day_has_86400_seconds() {
    let day: Date = "2026-03-01".parse().unwrap();
    assert_eq!(day.start().to_string(), "2026-03-01T00:00:00Z");
    assert_eq!(day.end().to_string(), "2026-03-01T23:59:59Z");
    assert_eq!(day.end().date(), day);
    assert_ne!(day.end().plus_seconds(1).unwrap().date(), day);
}

#[test]
fn validity_has_a_direction() {
    assert!(matches!(Validity::new(at(5), at(5)), Err(ClockError::Reversed { .. })));
    assert!(matches!(Validity::new(at(5), at(4)), Err(ClockError::Reversed { .. })));
    let validity = Validity::new(at(5), at(6)).unwrap();
    assert_eq!(validity.seconds(), 2);
    assert_eq!(
        [4, 5, 6, 7].map(|seconds| validity.contains(at(seconds))),
        [false, true, true, false]
    );
}

#[test]
fn validity_starts_an_hour_ago() {
    let validity = Validity::days_from(at(1_772_366_400), 1).unwrap();
    assert_eq!(validity.not_before().to_string(), "2026-03-01T11:00:00Z");
    assert_eq!(validity.not_after().to_string(), "2026-03-02T10:59:59Z");
    assert!(Validity::days_from(at(0), 0).is_err());
    assert!(Validity::days_from(at(0), u32::MAX).is_err());

    let last = "2026-03-01".parse().unwrap();
    let validity = Validity::until_end_of(at(1_772_366_400), last).unwrap();
    assert_eq!(validity.not_before().to_string(), "2026-03-01T11:00:00Z");
    assert_eq!(validity.not_after(), last.end());
    assert!(Validity::until_end_of(last.end(), last).is_err());
}
