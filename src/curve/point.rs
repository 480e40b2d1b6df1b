//! Points on the curve y² = x³ − 3x + b, and their addition.
//!
//! An [`Affine`] has affine coordinates and is never the point at infinity. A `Jacobian` has x =
//! X/Z² and y = Y/Z³, which avoids inversions; Z = 0 is the point at infinity. The formulas are
//! standard (Cohen, Miyaji and Ono, 1998; doubling for a = −3 after Bernstein, 2001). Those for
//! addition are wrong if the two points are equal or opposite. Signers can cause these cases, so
//! each addition checks for them.

use crate::field::{Element, Field};

/// A point other than the point at infinity, with coordinates in the representation that is faster
/// on this target.
pub type Point = Affine<Element>;

/// A point other than the point at infinity, with coordinates in the representation `N`.
#[derive(Clone, Copy, Debug)]
pub struct Affine<N> {
    pub(crate) x: N,
    pub(crate) y: N,
}

impl<N: Field> Affine<N> {
    /// Decodes a compressed point (SEC 1, section 2.3.4): 2 or 3 for the parity of y, then x.
    /// `None` if it is not a point on the curve.
    pub fn from_compressed(bytes: &[u8; 33]) -> Option<Self> {
        let (odd, x) = split(bytes)?;
        Self::from_x(x, odd)
    }

    /// The point with this x-coordinate (big-endian) and an odd or even y. `None` if there is no
    /// such point.
    pub fn from_x(x: &[u8; 32], odd: bool) -> Option<Self> {
        let x = N::from_bytes(x)?;
        let y = right_side(x).square_root()?;
        let y = if y.is_odd() == odd { y } else { -y };
        Some(Self { x, y })
    }

    /// The point with these coordinates (big-endian). `None` if it is not on the curve.
    pub fn from_coordinates(x: &[u8; 32], y: &[u8; 32]) -> Option<Self> {
        let (x, y) = (N::from_bytes(x)?, N::from_bytes(y)?);
        let on_curve = (y.square() - right_side(x)).is_zero();
        on_curve.then_some(Self { x, y })
    }

    /// The compressed form.
    pub fn to_compressed(&self) -> [u8; 33] {
        let mut bytes = [2 + u8::from(self.y.is_odd()); 33];
        bytes[1..].copy_from_slice(&self.x.to_bytes());
        bytes
    }

    /// The generator G (SP 800-186, section 3.2.1.3).
    ///
    /// # Panics
    /// Never: the constant is a point.
    pub fn generator() -> Self {
        const X: [u8; 32] = [
            0x6b, 0x17, 0xd1, 0xf2, 0xe1, 0x2c, 0x42, 0x47, 0xf8, 0xbc, 0xe6, 0xe5, 0x63, 0xa4,
            0x40, 0xf2, 0x77, 0x03, 0x7d, 0x81, 0x2d, 0xeb, 0x33, 0xa0, 0xf4, 0xa1, 0x39, 0x45,
            0xd8, 0x98, 0xc2, 0x96,
        ];
        Self::from_x(&X, true).expect("the generator is a point with an odd y")
    }

    pub(crate) fn negated(self) -> Self {
        Self {
            x: self.x,
            y: -self.y,
        }
    }
}

impl<N: Field> PartialEq for Affine<N> {
    fn eq(&self, other: &Self) -> bool {
        (self.x - other.x).is_zero() && (self.y - other.y).is_zero()
    }
}

impl<N: Field> Eq for Affine<N> {}

/// The parity of y, true if odd, and x. `None` if the first byte is not that of a compressed point.
pub(crate) fn split(compressed: &[u8; 33]) -> Option<(bool, &[u8; 32])> {
    let (form, x) = compressed.split_first()?;
    let x = x.first_chunk()?;
    matches!(form, 2 | 3).then_some((*form == 3, x))
}

/// The right-hand side of the curve's equation, x³ − 3x + b.
fn right_side<N: Field>(x: N) -> N {
    (x.square() * x - (x + x + x) + N::B).carried()
}

/// A point in Jacobian coordinates, or the point at infinity. All coordinates have magnitude 1.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Jacobian<N> {
    x: N,
    y: N,
    z: N,
}

impl<N: Field> Jacobian<N> {
    pub(crate) const INFINITY: Self = Self {
        x: N::ONE,
        y: N::ONE,
        z: N::ZERO,
    };

    pub(crate) fn is_infinity(&self) -> bool {
        self.z.is_zero()
    }

    pub(crate) fn double(&self) -> Self {
        let delta = self.z.square();
        let gamma = self.y.square();
        let gamma_2 = gamma + gamma;
        let gamma_4 = gamma_2 + gamma_2;
        let beta_4 = self.x * gamma_4;
        let alpha = (self.x - delta) * (self.x + delta);
        let alpha = alpha + alpha + alpha;
        let x = (alpha.square() - beta_4 - beta_4).carried();
        Self {
            x,
            y: N::difference_of_products(alpha, beta_4 - x, gamma_2, gamma_4),
            z: (self.y + self.y) * self.z,
        }
    }

    /// Adds a point in affine coordinates.
    pub(crate) fn add_point(&self, other: &Affine<N>) -> Self {
        if self.is_infinity() {
            return Self::from(*other);
        }
        let z_2 = self.z.square();
        let h = other.x * z_2 - self.x;
        let r = other.y * (z_2 * self.z) - self.y;
        self.add_with_differences(self.x, self.y, h, r, self.z)
    }

    pub(crate) fn add(&self, other: &Self) -> Self {
        if self.is_infinity() {
            return *other;
        }
        if other.is_infinity() {
            return *self;
        }
        let (z1_2, z2_2) = (self.z.square(), other.z.square());
        let x1 = self.x * z2_2;
        let y1 = self.y * (z2_2 * other.z);
        let h = other.x * z1_2 - x1;
        let r = other.y * (z1_2 * self.z) - y1;
        self.add_with_differences(x1, y1, h, r, self.z * other.z)
    }

    /// The sum of two points, given the coordinates (x, y) of this point and the differences (h, r)
    /// of the other point's coordinates from them, all for the denominator z.
    fn add_with_differences(&self, x: N, y: N, h: N, r: N, z: N) -> Self {
        if h.is_zero() {
            return match r.is_zero() {
                true => self.double(),
                false => Self::INFINITY,
            };
        }
        let h_2 = h.square();
        let h_3 = h_2 * h;
        let v = x * h_2;
        let x = (r.square() - h_3 - v - v).carried();
        Self {
            x,
            y: N::difference_of_products(r, v - x, y, h_3),
            z: z * h,
        }
    }

    pub(crate) fn negated(&self) -> Self {
        Self {
            y: -self.y,
            ..*self
        }
    }

    /// The points in affine coordinates, with a single inversion (Montgomery's trick). `None` if
    /// one of them is at infinity.
    pub(crate) fn to_points(points: &[Self]) -> Option<Vec<Affine<N>>> {
        let mut product = N::ONE;
        let mut before = Vec::with_capacity(points.len());
        for point in points {
            before.push(product);
            product = product * point.z;
        }
        if product.is_zero() {
            return None;
        }
        let mut inverse = product.inverse();
        let mut coordinates: Vec<Affine<N>> = points
            .iter()
            .zip(before)
            .rev()
            .map(|(point, before)| {
                let inverse_z = inverse * before;
                inverse = inverse * point.z;
                let square = inverse_z.square();
                Affine {
                    x: point.x * square,
                    y: point.y * (square * inverse_z),
                }
            })
            .collect();
        coordinates.reverse();
        Some(coordinates)
    }
}

impl<N: Field> From<Affine<N>> for Jacobian<N> {
    fn from(point: Affine<N>) -> Self {
        Self {
            x: point.x,
            y: point.y,
            z: N::ONE,
        }
    }
}
