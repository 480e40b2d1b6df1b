//! P-256 for public data: verification of signatures, one or thousands at a time. It is several
//! times as fast as general-purpose crates, natively and in WebAssembly, because nothing here must
//! be constant-time, and because thousands of signatures are verified by one sum.
//!
//! **No secret ever enters this crate.** Its running time depends on its input. Secret keys and
//! signing stay with the `p256` crate. The input of this crate (public keys, digests, signatures)
//! is public in blocks.
//!
//! The modules from the bottom up: [`field`] computes modulo p, [`point`] adds points, [`ratio`]
//! halves the length of factors, and [`multiply`] verifies one signature. For batches, [`four`]
//! computes with four numbers at once, `pool` and `groups` add points with it, [`sum`] adds
//! thousands of multiples of points, and [`batch`] verifies signatures. Numbers modulo the order of
//! the group are left to the `p256` crate, except for the products in a batch (`order`).
//!
//! **Two representations.** [`field`] and [`four`] have one representation of numbers for
//! WebAssembly, where a multiplication of 64 × 64 to 128 bits is a function call, and one for
//! native programs, where it is one instruction. A type alias in each of the two modules chooses by
//! target; everything above them is generic. So native tests compare both with each other.
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
