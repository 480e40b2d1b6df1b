//! The checks of a request's caller: cookie and passwords, hosts and origins, and rates.

pub(crate) mod cookie;
pub(crate) mod guard;
pub(crate) mod login;
pub(crate) mod origins;
pub(crate) mod rates;
