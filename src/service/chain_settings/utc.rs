//! Header times in the form of RFC 3339, in UTC and whole seconds: `2026-01-31T12:00:00Z`.

use primitives::Timestamp;

const DAY: u32 = 86_400;
const LENGTH: usize = 20;

/// Formats a time.
pub(crate) fn write(time: Timestamp) -> String {
    let seconds = time.seconds();
    let (year, month, day) = date(seconds / DAY);
    let rest = seconds % DAY;
    let (hour, minute, second) = (rest / 3_600, rest / 60 % 60, rest % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
}

/// Parses a time in the form of [`write()`]; `None` if it has another form, or if no header can
/// have this time.
pub(crate) fn read(text: &str) -> Option<Timestamp> {
    if text.len() != LENGTH || !text.is_ascii() {
        return None;
    }
    let part = |from: usize, to: usize| {
        let digits = &text[from..to];
        let all = digits.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| digits.parse::<u32>().ok()).flatten()
    };
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (hour, minute, second) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    let plausible = (1970..=2106).contains(&year) && (1..=12).contains(&month) && day >= 1;
    if !plausible || hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let seconds = u64::from(days(year, month, day)) * u64::from(DAY)
        + u64::from(hour * 3_600 + minute * 60 + second);
    let time = Timestamp(u32::try_from(seconds).ok()?);
    // The check refuses the 31st of a shorter month and other characters between the numbers,
    // because these do not come back unchanged.
    (write(time) == text).then_some(time)
}

/// The days from the start of 1970 to a later date of the Gregorian calendar. Years are counted
/// from March, so that the leap day is the last day of its year.
fn days(year: u32, month: u32, day: u32) -> u32 {
    let year = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    365 * year + year / 4 - year / 100 + year / 400 + of_year - DAYS_TO_1970
}

/// The days from 1 March of year 0 to 1 January 1970.
const DAYS_TO_1970: u32 = 719_468;

/// The date for a number of days: the inverse of [`days`].
fn date(days: u32) -> (u32, u32, u32) {
    let days = days + DAYS_TO_1970;
    let (era, of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = era * 400 + year_of_era + u32::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn known_times() {
        // The output of `date -u -d @SECONDS`.
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_231_006_505, "2009-01-03T18:15:05Z"),
            (1_767_225_600, "2026-01-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"),
            (4_107_542_400, "2100-03-01T00:00:00Z"),
            (u32::MAX, "2106-02-07T06:28:15Z"),
        ] {
            assert_eq!(write(Timestamp(seconds)), text);
            assert_eq!(read(text), Some(Timestamp(seconds)));
        }
    }

    #[test]
    fn other_forms_are_refused() {
        for text in [
            "",
            "2026-01-01",
            "2026-01-01T00:00:00",
            "2026-01-01t00:00:00z",
            "2026-01-01 00:00:00Z",
            "2026-02-29T00:00:00Z",
            "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z",
            "2026-01-00T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:60:00Z",
            "2106-02-07T06:28:16Z",
            "1969-12-31T23:59:59Z",
            "+026-01-01T00:00:00Z",
            "2026-01-01T00:00:0éZ",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_time_reads_back(seconds: u32) {
            let text = write(Timestamp(seconds));
            prop_assert_eq!(read(&text), Some(Timestamp(seconds)));
        }
    }
}
