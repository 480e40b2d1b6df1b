//! `tabchain serve` and `tabchain node`: the programs that keep running.

mod listen;
mod options;
mod ready;
mod site;
mod start;
mod tls;

pub(crate) use self::options::{NodeOptions, ServeOptions};
pub(crate) use self::start::{node, serve};
