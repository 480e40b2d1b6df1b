//! P-256 for public data: checks signatures, one or a thousand at a time, several times as fast as general-purpose
//! crates do in WebAssembly, where a 64×64→128 bit multiplication is a call.
//!
//! **No secret ever enters this crate.** Its time depends on its input. Keys and signing stay with the `p256` crate; what
//! comes in here (public keys, digests, signatures) stands in blocks for everybody to read.
//!
//! From the bottom up: [`field`] computes modulo p, [`point`] adds points, [`ratio`] halves the length of factors, and
//! [`multiply`] checks one signature. For many, [`four`] computes with four numbers at once, `pool` and `groups` add up points
//! with it, [`sum`] adds up thousands of multiples of points, and [`batch`] checks signatures. Numbers modulo the group's
//! order are left to the `p256` crate, but for products in a batch (`order`).
//!
//! ```
//! # use p256::ecdsa::SigningKey;
//! # use p256::elliptic_curve::point::AffineCoordinates;
//! use curve::Check;
//!
//! # let secret = SigningKey::from_slice(&[7; 32]).unwrap();
//! # let digest = [1; 32];
//! # let (signature, recovery) = secret.sign_prehash_recoverable(&digest);
//! # let (r, s) = signature.split_scalars();
//! # let compressed = secret.verifying_key().to_sec1_point(true);
//! let check = Check {
//!     key: compressed.as_bytes().try_into().unwrap(),
//!     digest,
//!     r,
//!     s,
//!     odd: recovery.is_y_odd(),
//! };
//! assert!(check.holds());
//! assert_eq!(curve::first_wrong(&[check; 3], &[42; 32]), None);
//! ```

pub mod batch;
pub mod field;
pub mod four;
mod groups;
pub mod multiply;
mod order;
pub mod point;
mod pool;
pub mod ratio;
pub mod sum;

pub use batch::first_wrong;
pub use multiply::Check;
pub use point::Point;
