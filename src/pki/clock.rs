//! Moments and validity periods. Nothing here reads a clock: the caller says what time it is.

use std::fmt;

use time::{Month, OffsetDateTime};

use crate::locale::say;

/// Seconds in a day; certificates know no leap seconds.
pub const SECONDS_PER_DAY: i64 = 86_400;

/// How far before "now" certificates start, in seconds: machines whose clocks run up to an hour late accept them.
pub const CLOCK_SKEW_SECONDS: i64 = 3_600;

/// A moment in seconds since 1970-01-01T00:00:00Z, within what a certificate can say: 1950-01-01T00:00:00Z
/// (the first UTCTime, RFC 5280 section 4.1.2.5.1) to 9999-12-31T23:59:59Z (the last GeneralizedTime).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnixTime(i64);

/// Why a moment, a date or a validity period was refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    #[error("{}", say!("{value} seconds since 1970 is outside the years 1950 to 9999 that certificates can express", value = .0))]
    OutOfRange(i64),
    #[error("{}", say!("{value} is not a date like 2026-12-31", value = format_args!("{:?}", .0)))]
    Date(String),
    #[error("{}", say!("the end, {not_after}, is not later than the start, {not_before}", not_after, not_before))]
    Reversed { not_before: UnixTime, not_after: UnixTime },
}

impl UnixTime {
    /// 1950-01-01T00:00:00Z.
    pub const MIN: Self = Self(-631_152_000);
    /// 9999-12-31T23:59:59Z.
    pub const MAX: Self = Self(253_402_300_799);

    /// Takes seconds since 1970-01-01T00:00:00Z.
    ///
    /// # Errors
    /// [`ClockError::OutOfRange`] before 1950 or after 9999.
    pub fn from_seconds(seconds: i64) -> Result<Self, ClockError> {
        if (Self::MIN.0..=Self::MAX.0).contains(&seconds) {
            Ok(Self(seconds))
        } else {
            Err(ClockError::OutOfRange(seconds))
        }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> i64 {
        self.0
    }

    /// This moment moved by `seconds`, which may be negative.
    ///
    /// # Errors
    /// [`ClockError::OutOfRange`] when the result is before 1950 or after 9999.
    pub fn plus_seconds(self, seconds: i64) -> Result<Self, ClockError> {
        Self::from_seconds(self.0.saturating_add(seconds))
    }

    /// The calendar day in UTC.
    pub fn date(self) -> Date {
        Date(self.to_offset_date_time().date())
    }

    /// The same moment for libraries that speak `time`.
    pub(crate) fn to_offset_date_time(self) -> OffsetDateTime {
        // The fallback cannot be reached: every `UnixTime` is within the range of `OffsetDateTime`.
        OffsetDateTime::from_unix_timestamp(self.0).unwrap_or(OffsetDateTime::UNIX_EPOCH)
    }
}

/// RFC 3339 in UTC, for example `2026-12-31T23:59:59Z`.
impl fmt::Display for UnixTime {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (hour, minute, second) = self.to_offset_date_time().to_hms();
        write!(formatter, "{}T{hour:02}:{minute:02}:{second:02}Z", self.date())
    }
}

/// A calendar day, written `YYYY-MM-DD`, in the years 1950 to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(time::Date);

impl Date {
    /// Midnight UTC at the start of the day.
    pub fn start(self) -> UnixTime {
        UnixTime(self.0.midnight().assume_utc().unix_timestamp())
    }

    /// 23:59:59 UTC, the last second of the day.
    pub fn end(self) -> UnixTime {
        UnixTime(self.start().0 + SECONDS_PER_DAY - 1)
    }
}

impl fmt::Display for Date {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.0.to_calendar_date();
        write!(formatter, "{year:04}-{:02}-{day:02}", u8::from(month))
    }
}

impl std::str::FromStr for Date {
    type Err = ClockError;

    fn from_str(text: &str) -> Result<Self, ClockError> {
        parse_date(text).ok_or_else(|| ClockError::Date(text.to_owned()))
    }
}

fn parse_date(text: &str) -> Option<Date> {
    let shaped = text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    let month = Month::try_from(text[5..7].parse::<u8>().ok()?).ok()?;
    let date = time::Date::from_calendar_date(text[..4].parse().ok()?, month, text[8..].parse().ok()?).ok()?;
    (date.year() >= 1950).then_some(Date(date))
}

/// From when until when a certificate is valid; both seconds are included (RFC 5280 section 4.1.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Validity {
    not_before: UnixTime,
    not_after: UnixTime,
}

impl Validity {
    /// Takes both ends.
    ///
    /// # Errors
    /// [`ClockError::Reversed`] unless `not_after` is later than `not_before`.
    pub fn new(not_before: UnixTime, not_after: UnixTime) -> Result<Self, ClockError> {
        if not_after > not_before {
            Ok(Self { not_before, not_after })
        } else {
            Err(ClockError::Reversed { not_before, not_after })
        }
    }

    /// Exactly `days` days, from an hour before `now` (see [`CLOCK_SKEW_SECONDS`]). As both ends count, `not_after` is
    /// a second less than `days` days after `not_before`.
    ///
    /// # Errors
    /// [`ClockError::OutOfRange`] past the year 9999, [`ClockError::Reversed`] for no days.
    pub fn days_from(now: UnixTime, days: u32) -> Result<Self, ClockError> {
        let not_before = now.plus_seconds(-CLOCK_SKEW_SECONDS)?;
        let not_after = not_before.plus_seconds(i64::from(days) * SECONDS_PER_DAY - 1)?;
        Self::new(not_before, not_after)
    }

    /// From an hour before `now` to the last second of a day in UTC.
    ///
    /// # Errors
    /// [`ClockError::Reversed`] if the day is over.
    pub fn until_end_of(now: UnixTime, last_day: Date) -> Result<Self, ClockError> {
        if last_day.end() <= now {
            return Err(ClockError::Reversed {
                not_before: now,
                not_after: last_day.end(),
            });
        }
        Self::new(now.plus_seconds(-CLOCK_SKEW_SECONDS)?, last_day.end())
    }

    /// The first second of validity.
    pub fn not_before(&self) -> UnixTime {
        self.not_before
    }

    /// The last second of validity.
    pub fn not_after(&self) -> UnixTime {
        self.not_after
    }

    /// How many seconds the period has, both ends included.
    pub fn seconds(&self) -> i64 {
        self.not_after.0 - self.not_before.0 + 1
    }

    /// Whether `moment` lies within the period.
    pub fn contains(&self, moment: UnixTime) -> bool {
        (self.not_before..=self.not_after).contains(&moment)
    }
}
