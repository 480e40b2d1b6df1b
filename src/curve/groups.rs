//! Points in groups, each group added up, with additions that share one division.
//!
//! Two points of known coordinates are added at a time, in all groups at once. The slope of each addition needs a division;
//! by Montgomery's trick they share one ([`Groups::halve`]), which makes six multiplications an addition instead of eleven.

use crate::field::Element;
use crate::point::Point;

/// Points in groups, one after the other.
#[derive(Debug, Default)]
pub(crate) struct Groups {
    points: Vec<Point>,
    /// Where each group ends; it begins where the one before ends.
    ends: Vec<usize>,
}

impl Groups {
    /// Groups with the points in each of them.
    pub(crate) fn new(points: Vec<Point>, ends: Vec<usize>) -> Self {
        Self { points, ends }
    }

    /// The points of a group; none if there is no such group.
    pub(crate) fn group(&self, place: usize) -> &[Point] {
        self.ends.get(place).map_or(&[], |end| {
            let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
            &self.points[start..*end]
        })
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &[Point]> {
        (0..self.ends.len()).map(|place| self.group(place))
    }

    /// Adds a group at the end.
    pub(crate) fn push<'a>(&mut self, points: impl IntoIterator<Item = &'a Point>) {
        self.points.extend(points);
        self.ends.push(self.points.len());
    }

    /// Makes one group of every two that stand side by side.
    pub(crate) fn merge(&mut self) {
        self.ends = self.ends.iter().skip(1).step_by(2).copied().collect();
    }

    /// Adds up each group: what remains of it is one point, or none if it was empty or came to the point at infinity.
    pub(crate) fn add_up(&mut self) {
        while self.iter().any(|group| group.len() > 1) {
            self.halve();
        }
    }

    /// Adds the points of each group two by two.
    fn halve(&mut self) {
        // From the last pair to the first, so that what the second pass needs comes in the order in which it goes.
        let mut product = Element::ONE;
        let mut before = Vec::with_capacity(self.points.len() / 2);
        for group in (0..self.ends.len()).rev() {
            for pair in self.group(group).chunks_exact(2).rev() {
                before.push(product);
                if let Some(divisor) = divisor(&pair[0], &pair[1]) {
                    product = product * divisor;
                }
            }
        }
        let mut inverse = product.inverse();
        // Sums are written where pairs have been read.
        let (mut start, mut written) = (0, 0);
        for end in &mut self.ends {
            while start + 1 < *end {
                let (a, b) = (&self.points[start], &self.points[start + 1]);
                let before = before.pop().expect("one for each pair");
                if let Some(divisor) = divisor(a, b) {
                    let inverse_here = inverse * before;
                    inverse = inverse * divisor;
                    self.points[written] = sum(a, b, inverse_here);
                    written += 1;
                }
                start += 2;
            }
            if start < *end {
                self.points[written] = self.points[start];
                written += 1;
                start += 1;
            }
            *end = written;
        }
        self.points.truncate(written);
    }
}

/// What the slope of the line through two points is divided by; none for opposite points, whose line is upright.
fn divisor(a: &Point, b: &Point) -> Option<Element> {
    let across = b.x - a.x;
    if !across.is_zero() {
        return Some(across);
    }
    // The same point twice: the tangent. No point has y = 0, since the group's order is odd.
    (b.y - a.y).is_zero().then(|| a.y + a.y)
}

/// The sum of two points that are not opposite, from the inverse of the [`divisor`].
fn sum(a: &Point, b: &Point, inverse: Element) -> Point {
    let up = if (b.x - a.x).is_zero() {
        let less = a.x.square() - Element::ONE;
        less + less + less
    } else {
        b.y - a.y
    };
    let slope = up * inverse;
    let x = (slope.square() - a.x - b.x).carried();
    let y = (slope * (a.x - x) - a.y).carried();
    Point { x, y }
}
