//! The division of a rectangle into smaller ones whose areas are given, each as square as possible:
//! the squarified treemap of Bruls, Huizing and van Wijk (2000).

/// A rectangle, from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Area {
    pub(crate) x: f64,
    pub(crate) y: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// Divides `room` into one rectangle for each size, in their order. The areas are in proportion to
/// the sizes, and together they fill the room. Sizes that come in descending order give the
/// squarest rectangles. A size that is not above 0 gets an empty rectangle.
pub(crate) fn squarify(sizes: &[f64], room: Area) -> Vec<Area> {
    let size = |size: &f64| if *size > 0.0 { *size } else { 0.0 };
    let total: f64 = sizes.iter().map(size).sum();
    let mut areas = Vec::with_capacity(sizes.len());
    if total <= 0.0 {
        let empty = Area {
            width: 0.0,
            height: 0.0,
            ..room
        };
        areas.resize(sizes.len(), empty);
        return areas;
    }
    let unit = room.width * room.height / total;
    let scaled: Vec<f64> = sizes.iter().map(|it| size(it) * unit).collect();
    let (mut rest, mut left) = (&scaled[..], room);
    while !rest.is_empty() {
        let count = row_length(rest, left.width.min(left.height));
        let (row, after) = rest.split_at(count);
        left = lay(row, left, after.is_empty(), &mut areas);
        rest = after;
    }
    areas
}

/// The number of sizes in the best row along a side. The row grows as long as its worst ratio of
/// sides falls.
fn row_length(sizes: &[f64], side: f64) -> usize {
    let (mut sum, mut least, mut most) = (0.0_f64, f64::INFINITY, 0.0_f64);
    let mut worst = f64::INFINITY;
    for (count, size) in sizes.iter().enumerate() {
        if *size > 0.0 {
            sum += size;
            least = least.min(*size);
            most = most.max(*size);
        }
        let (across, squared) = (side * side, sum * sum);
        let ratio = match sum > 0.0 {
            true => (across * most / squared).max(squared / (across * least)),
            false => f64::INFINITY,
        };
        if count > 0 && ratio > worst {
            return count;
        }
        worst = ratio;
    }
    sizes.len()
}

/// Puts a row along the shorter side of the room. Returns the room that is left. The last row takes
/// all of it.
fn lay(row: &[f64], room: Area, is_last: bool, areas: &mut Vec<Area>) -> Area {
    let sum: f64 = row.iter().sum();
    let is_column = room.width >= room.height;
    let (side, depth) = match is_column {
        true => (room.height, room.width),
        false => (room.width, room.height),
    };
    let thickness = match is_last {
        true => depth,
        false if side > 0.0 => (sum / side).min(depth),
        false => 0.0,
    };
    let mut along = 0.0;
    for size in row {
        let length = if sum > 0.0 { size / sum * side } else { 0.0 };
        areas.push(match is_column {
            true => Area {
                x: room.x,
                y: room.y + along,
                width: thickness,
                height: length,
            },
            false => Area {
                x: room.x + along,
                y: room.y,
                width: length,
                height: thickness,
            },
        });
        along += length;
    }
    match is_column {
        true => Area {
            x: room.x + thickness,
            width: room.width - thickness,
            ..room
        },
        false => Area {
            y: room.y + thickness,
            height: room.height - thickness,
            ..room
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOM: Area = Area {
        x: 10.0,
        y: 20.0,
        width: 600.0,
        height: 260.0,
    };

    /// Numbers that look random, the same in every run.
    fn scattered(seed: u64) -> impl Iterator<Item = f64> {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        core::iter::repeat_with(move || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            1.0 + (state % 100_000) as f64
        })
    }

    #[test]
    fn areas_are_in_proportion_stay_inside_and_do_not_overlap() {
        for (seed, at) in (0..200_u64).zip(0_usize..) {
            let count = (at * 7) % 90 + 1;
            let mut sizes: Vec<f64> = scattered(seed).take(count).collect();
            if seed % 2 == 0 {
                sizes.sort_by(|a, b| b.total_cmp(a));
            }
            let areas = squarify(&sizes, ROOM);
            assert_eq!(areas.len(), sizes.len());
            let unit = ROOM.width * ROOM.height / sizes.iter().sum::<f64>();
            for (size, area) in sizes.iter().zip(&areas) {
                let wanted = size * unit;
                assert!(
                    (area.width * area.height - wanted).abs() < 1e-6 * wanted.max(1.0),
                    "{seed}"
                );
                assert!(area.x >= ROOM.x - 1e-9 && area.y >= ROOM.y - 1e-9, "{seed}");
                assert!(area.x + area.width <= ROOM.x + ROOM.width + 1e-6, "{seed}");
                assert!(
                    area.y + area.height <= ROOM.y + ROOM.height + 1e-6,
                    "{seed}"
                );
            }
            for (place, one) in areas.iter().enumerate() {
                for other in &areas[place + 1..] {
                    let wide = (one.x + one.width).min(other.x + other.width) - one.x.max(other.x);
                    let tall =
                        (one.y + one.height).min(other.y + other.height) - one.y.max(other.y);
                    assert!(wide < 1e-6 || tall < 1e-6, "{seed}: {one:?} {other:?}");
                }
            }
        }
    }

    #[test]
    fn equal_sizes_become_nearly_square() {
        let areas = squarify(&[1.0; 24], ROOM);
        for area in areas {
            let ratio = area.width / area.height;
            assert!((0.4..2.5).contains(&ratio), "{area:?}");
        }
    }

    #[test]
    fn nothing_takes_no_room() {
        assert_eq!(squarify(&[], ROOM), []);
        for area in squarify(&[0.0, -1.0, f64::NAN], ROOM) {
            assert_eq!(area.width * area.height, 0.0);
        }
        let areas = squarify(&[0.0, 5.0, 0.0], ROOM);
        assert_eq!(areas[0].width * areas[0].height, 0.0);
        assert!((areas[1].width * areas[1].height - 156_000.0).abs() < 1e-6);
    }
}
