//! Scales of charts, and lines through points.

use core::fmt::Write;

use crate::format::fixed;

/// Width and height of a chart's area in its own units. The area is stretched to the room that it
/// has.
pub(crate) const AREA: (f64, f64) = (600.0, 160.0);

/// The upper end of an axis from 0 that shows numbers up to `most`: the least number that is not
/// below `most` and is 1, 2, 4, 6, 8 or 10 times a power of ten. Half of it is a round number, too.
/// For numbers that are not above 0 it is 1.
pub(crate) fn axis_end(most: f64) -> f64 {
    if !(most > 0.0 && most.is_finite()) {
        return 1.0;
    }
    let mut power = 1.0;
    while power * 10.0 < most {
        power *= 10.0;
    }
    while power >= most {
        power /= 10.0;
    }
    let round = [1.0, 2.0, 4.0, 6.0, 8.0, 10.0].map(|step| step * power);
    let fitting = round.into_iter().find(|end| *end >= most);
    fitting.unwrap_or(10.0 * power)
}

/// The position of `number` between 1 and `end` on a logarithmic scale, 0 to 1.
pub(crate) fn logarithmic(number: f64, end: f64) -> f64 {
    if number <= 1.0 || end <= 1.0 {
        return 0.0;
    }
    (log(number) / log(end)).clamp(0.0, 1.0)
}

/// The logarithm to base 2, exact to a hundredth: the whole part is the number of halvings, and
/// between powers of two the line is straight. Rust's own would add 2 kB to the page's download.
fn log(number: f64) -> f64 {
    let (mut number, mut whole) = (number, 0.0);
    while number >= 2.0 {
        number /= 2.0;
        whole += 1.0;
    }
    whole + (number - 1.0) * (1.0 + 0.343 * (2.0 - number))
}

/// A path through points whose coordinates are parts of the [`AREA`], 0 to 1, from its lower left
/// corner. Empty for fewer than two points.
pub(crate) fn line(points: impl IntoIterator<Item = (f64, f64)>) -> String {
    let (mut path, mut count) = (String::new(), 0);
    for (x, y) in points {
        let letter = if count == 0 { 'M' } else { 'L' };
        let x = fixed(x.clamp(0.0, 1.0) * AREA.0, 1);
        let y = fixed((1.0 - y.clamp(0.0, 1.0)) * AREA.1, 1);
        // Writing to a string cannot fail.
        let _ = write!(path, "{letter}{x} {y}");
        count += 1;
    }
    match count {
        0 | 1 => String::new(),
        _ => path,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_axis_ends_at_a_round_number_that_is_not_far_above_the_greatest() {
        for (most, end) in [
            (0.0, 1.0),
            (-1.0, 1.0),
            (f64::NAN, 1.0),
            (1.0, 1.0),
            (1.1, 2.0),
            (4.5, 6.0),
            (99.0, 100.0),
            (100.0, 100.0),
            (101.0, 200.0),
            (0.003, 0.004),
            (6.2e6, 8e6),
        ] {
            let found = axis_end(most);
            assert!((found / end - 1.0).abs() < 1e-9, "{most}: {found}");
        }
        for place in 1..2_000 {
            let most = f64::from(place) * 0.731;
            let end = axis_end(most);
            assert!(
                end >= most * (1.0 - 1e-12) && end <= most * 2.0 + 1e-9,
                "{most}: {end}"
            );
        }
    }

    #[test]
    fn the_logarithm_is_near_that_of_the_library() {
        for place in 1..5_000 {
            let number = 1.0 + f64::from(place * place) * 0.17;
            assert!((log(number) - number.log2()).abs() < 0.01, "{number}");
        }
        assert_eq!(logarithmic(0.0, 16.0), 0.0);
        assert_eq!(logarithmic(4.0, 16.0), 0.5);
        assert_eq!(logarithmic(64.0, 16.0), 1.0);
        assert_eq!(logarithmic(3.0, 1.0), 0.0);
    }

    #[test]
    fn a_line_needs_two_points_and_stays_in_its_area() {
        assert_eq!(line([]), "");
        assert_eq!(line([(0.5, 0.5)]), "");
        assert_eq!(line([(0.0, 0.0), (2.0, 1.0)]), "M0.0 160.0L600.0 0.0");
    }
}
