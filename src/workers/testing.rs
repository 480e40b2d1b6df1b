//! Replacements of the browser for the tests of this crate: a device and a platform that record the
//! calls to them.

pub(crate) mod device;
pub(crate) mod person;
pub(crate) mod platform;

use futures_util::FutureExt as _;

/// The value of a future that is ready at once.
pub(crate) fn done<T>(future: impl Future<Output = T>) -> T {
    future.now_or_never().expect("nothing here has to wait")
}
