//! Native networks that meet through a real relay, or at their direct endpoints, on loopback.

mod direct;
mod introduced;
mod node;
mod strangers;
