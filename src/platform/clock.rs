//! The computer's clock.

use crate::pki::clock::{ClockError, UnixTime};

/// Now, to the second.
///
/// # Errors
/// [`ClockError::OutOfRange`] if the computer's clock says a year that certificates cannot express.
pub fn now() -> Result<UnixTime, ClockError> {
    UnixTime::from_seconds((js_sys::Date::now() / 1000.0).floor() as i64)
}
