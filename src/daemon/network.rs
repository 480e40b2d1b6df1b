//! The network of a node that is alone.

use node::{Fault, Input, PeerId};
use primitives::Time;
use service::{LinkFigures, Links, Network, NetworkFigures};
use signal::Group;

/// A network without relays and links.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

/// The events of [`Alone`]: there are none.
#[derive(Clone, Copy, Debug)]
pub enum Never {}

impl Links for Alone {
    fn send(&mut self, _: Time, _: PeerId, _: Vec<u8>, _: bool) {}

    fn close(&mut self, _: Time, _: PeerId, _: &Fault) {}

    fn take_unsent(&mut self) -> Vec<(PeerId, usize)> {
        Vec::new()
    }

    fn discouraged(&self) -> Vec<Group> {
        Vec::new()
    }

    fn poll(&mut self) -> Option<Input> {
        None
    }
}

impl Network for Alone {
    type Event = Never;

    fn handle(&mut self, _: Time, event: Never) {
        match event {}
    }

    fn set_relays(&mut self, _: Time, _: &[String]) {}

    fn dial(&mut self, _: Time, _: &str) -> Result<(), String> {
        Err("this node has no network".to_owned())
    }

    fn try_again(&mut self, _: Time) {}

    fn figures(&self) -> NetworkFigures {
        NetworkFigures::default()
    }

    fn links(&self) -> Vec<(PeerId, LinkFigures)> {
        Vec::new()
    }
}
