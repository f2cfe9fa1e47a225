//! Points in time: microseconds since 1970-01-01T00:00:00Z.

use std::time::{SystemTime, UNIX_EPOCH};

use ::time::format_description::well_known::Rfc3339;
use ::time::macros::format_description;
use ::time::{OffsetDateTime, PrimitiveDateTime};

/// A point in time in microseconds since the Unix epoch, UTC.
pub type Microseconds = i64;

/// Microseconds in a second.
pub const SECOND: Microseconds = 1_000_000;

/// The operating system's clock.
pub fn now() -> Microseconds {
    match SystemTime::now().duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_micros()).unwrap_or(i64::MAX),
        Err(before) => -i64::try_from(before.duration().as_micros()).unwrap_or(i64::MAX),
    }
}

/// RFC 3339 text in UTC, to the second; the number itself if it is beyond the calendar.
pub fn rfc3339(time: Microseconds) -> String {
    OffsetDateTime::from_unix_timestamp(time.div_euclid(SECOND))
        .ok()
        .and_then(|t| t.format(&Rfc3339).ok())
        .unwrap_or_else(|| time.to_string())
}

/// Parses a time of the directory: LDAP GeneralizedTime (RFC 4517 section 3.3.13, seconds required, UTC) or RFC 3339.
pub fn parse_directory_time(text: &str) -> Option<Microseconds> {
    let micros = |t: OffsetDateTime| i64::try_from(t.unix_timestamp_nanos() / 1000).ok();
    if let Ok(t) = OffsetDateTime::parse(text, &Rfc3339) {
        return micros(t);
    }
    let digits = text.strip_suffix('Z')?;
    let (whole, fraction) = match digits.find(['.', ',']) {
        Some(at) => (&digits[..at], &digits[at + 1..]),
        None => (digits, ""),
    };
    let format = format_description!("[year][month][day][hour][minute][second]");
    let t = PrimitiveDateTime::parse(whole, &format).ok()?.assume_utc();
    if !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digit = |place| i64::from(fraction.as_bytes().get(place).map_or(0, |b| b - b'0'));
    let part = (0..6).fold(0, |part, place| part * 10 + digit(place));
    Some(micros(t)? + part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_directories_write() {
        let at = 1_496_240_681 * SECOND;
        assert_eq!(parse_directory_time("20170531142441.0Z"), Some(at));
        assert_eq!(parse_directory_time("20170531142441Z"), Some(at));
        assert_eq!(parse_directory_time("20170531142441,25Z"), Some(at + 250_000));
        assert_eq!(parse_directory_time("2017-05-31T16:24:41+02:00"), Some(at));
        assert_eq!(parse_directory_time("31/05/2017 14:24:41"), None);
        assert_eq!(parse_directory_time("20170531142441.xZ"), None);
        assert_eq!(rfc3339(at), "2017-05-31T14:24:41Z");
    }
}
