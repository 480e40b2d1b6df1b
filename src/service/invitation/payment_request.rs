//! Payment requests: a payee's address with the amount, the payee's name and the purpose.
//!
//! A request has two forms, both with the parameters of BIP321:
//!
//! | form | for |
//! | --- | --- |
//! | `tabchain:ADDRESS?amount=1.5&label=Ann&message=Lunch` | people who have the chain |
//! | `PAGE#chain=PAYLOAD&pay=ADDRESS&amount=1.5&label=Ann&message=Lunch` | everybody: an invitation whose page then shows the request |
//!
//! - The scheme and the names of parameters may be in any case; so may an address that is all in
//!   upper case.
//! - `amount` is in coins, in decimal notation with a point. `label` is the payee's name, at most
//!   `MAX_NAME` bytes; `message` is the purpose, at most `MAX_PURPOSE` bytes. Both are
//!   percent-encoded UTF-8 without characters that hide or mislead. Each may occur once.
//! - An unknown parameter is ignored, unless its name begins with `req-`: then the whole request is
//!   refused.
//!
//! Reading a request changes nothing, and it has no secret.

mod error;
mod parameters;
mod payee;

pub use error::PayeeError;
pub(crate) use parameters::{MAX_NAME, MAX_PURPOSE};
pub use parameters::{request_parameters, request_uri};
pub use payee::read_payee;
pub(crate) use payee::{of_link, without_request};
