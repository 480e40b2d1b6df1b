//! `tabchain serve` and `tabchain node`: the programs that keep running.

mod api;
mod entry;
mod invitations;
mod listen;
mod listeners;
mod options;
mod ready;
mod site;
mod start;
mod stratum;
mod tls;
mod vault;

pub(crate) use self::options::{NodeOptions, ServeOptions};
pub(crate) use self::start::{node, serve};
