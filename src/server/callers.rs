//! Who sends a request: the cookie and the passwords, the hosts and origins, and how much each
//! network asks.

pub(crate) mod cookie;
pub(crate) mod guard;
pub(crate) mod login;
pub(crate) mod origins;
pub(crate) mod rates;
