//! From when until when certificates are valid.

use super::Reader;
use crate::pki::clock::{CLOCK_SKEW_SECONDS, Date, SECONDS_PER_DAY, UnixTime, Validity};
use crate::pki::profile::Profile;
use crate::wizard::Field;
use crate::wizard::problem::Problem;

/// The CAs' period and the leaves', which must end before that of each of the other signers does.
pub(super) fn validities(reader: &mut Reader<'_>, signers: &[Validity]) -> Option<(Validity, Validity)> {
    let now = reader.now;
    let start = reader.read(Field::ValidFrom, |text| start(text, now))?;
    let ca = reader.read(Field::CaValidity, |text| period(text, start, now, Profile::RootCa));
    let leaf = reader.read(Field::LeafValidity, |text| period(text, start, now, Profile::Client));
    let (ca, leaf) = (ca?, leaf?);
    if leaf.not_after() > ca.not_after() {
        reader.refuse(
            Field::LeafValidity,
            Problem::OutlivesCa {
                ca_last_day: ca.not_after().date(),
            },
        );
        return None;
    }
    Some((ca, within(reader, leaf, signers)?))
}

/// The leaves' period, where all signers are brought along.
pub(super) fn below(reader: &mut Reader<'_>, signers: &[Validity]) -> Option<Validity> {
    let now = reader.now;
    let start = reader.read(Field::ValidFrom, |text| start(text, now))?;
    let leaf = reader.read(Field::LeafValidity, |text| period(text, start, now, Profile::Client))?;
    within(reader, leaf, signers)
}

fn within(reader: &mut Reader<'_>, leaf: Validity, signers: &[Validity]) -> Option<Validity> {
    let end = signers.iter().map(|signer| signer.not_after()).min();
    if let Some(end) = end
        && leaf.not_after() > end
    {
        // The last day that is over before the authority is.
        let last = end.plus_seconds(1 - SECONDS_PER_DAY).ok()?;
        reader.refuse(
            Field::LeafValidity,
            Problem::OutlivesCa {
                ca_last_day: last.date(),
            },
        );
        return None;
    }
    Some(leaf)
}

/// The period of a client that has one of its own, below an authority of this period.
pub(super) fn of_one(text: &str, start: UnixTime, now: UnixTime, authority: Validity) -> Result<Validity, Problem> {
    let own = period(text, start, now, Profile::Client)?;
    if own.not_after() > authority.not_after() {
        let last = authority.not_after().plus_seconds(1 - SECONDS_PER_DAY)?;
        return Err(Problem::OutlivesCa {
            ca_last_day: last.date(),
        });
    }
    Ok(own)
}

fn start(text: &str, now: UnixTime) -> Result<UnixTime, Problem> {
    let text = text.trim();
    if text.is_empty() || text.eq_ignore_ascii_case("now") {
        return Ok(now.plus_seconds(-CLOCK_SKEW_SECONDS)?);
    }
    Ok(text.parse::<Date>().map_err(|_| Problem::NotADate)?.start())
}

fn period(text: &str, start: UnixTime, now: UnixTime, profile: Profile) -> Result<Validity, Problem> {
    let text = text.trim();
    let limit_days = profile.maximum_validity_days();
    let last_allowed = start.plus_seconds(i64::from(limit_days) * SECONDS_PER_DAY - 1)?;
    // A whole last day is 24 hours, so the longest one that fits ends a day before the limit is reached.
    let too_long = || -> Result<Problem, Problem> {
        Ok(Problem::PeriodTooLong {
            limit_days,
            last_day: last_allowed.plus_seconds(1 - SECONDS_PER_DAY)?.date(),
        })
    };
    let end = if let Ok(date) = text.parse::<Date>() {
        date.end()
    } else if !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_digit()) {
        // Too many digits for a number are too many days.
        let days: u32 = text.parse().unwrap_or(u32::MAX);
        match days {
            0 => return Err(Problem::NoDays),
            days if days > limit_days => return Err(too_long()?),
            days => start.plus_seconds(i64::from(days) * SECONDS_PER_DAY - 1)?,
        }
    } else {
        return Err(Problem::NotAPeriod);
    };
    if end > last_allowed {
        return Err(too_long()?);
    }
    if end <= start {
        return Err(Problem::Reversed {
            first_day: start.date(),
        });
    }
    if end <= now {
        return Err(Problem::Over { today: now.date() });
    }
    Ok(Validity::new(start, end)?)
}
