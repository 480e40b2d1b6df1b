//! A network of two nodes in one process: one link between them, once both have started.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use daemon::{Emit, Parts, open_file};
use node::{Direction, Fault, Input, PeerId};
use primitives::Time;
use service::{LinkFigures, Links, Network, NetworkFigures};
use signal::Group;

/// The number of the link at both ends.
const LINK: PeerId = PeerId(1);

/// An event of the link at one end.
pub(crate) enum Happening {
    Up(Direction),
    Message(Vec<u8>),
    Down,
}

/// Both ends. An end is `None` while its node does not run.
type Ends = Arc<Mutex<[Option<Emit<Happening>>; 2]>>;

/// One end.
pub(crate) struct Pipe {
    ends: Ends,
    side: usize,
    /// The pieces of a message that is not complete yet.
    pieces: Vec<u8>,
    inputs: VecDeque<Input>,
    is_up: bool,
}

/// The parts of two nodes with a link between them. Their databases are in files.
#[derive(Clone, Default)]
pub(crate) struct Pair(Ends);

impl Pair {
    /// The parts of the node on side 0 or 1.
    pub(crate) fn parts(&self, side: usize) -> Parts<Pipe> {
        let ends = Arc::clone(&self.0);
        Parts {
            store: Box::new(open_file),
            network: Box::new(move |_, _, emit| Pipe::join(ends, side, emit)),
        }
    }
}

impl Pipe {
    fn join(ends: Ends, side: usize, emit: Emit<Happening>) -> Self {
        let mut both = ends.lock().unwrap();
        both[side] = Some(emit);
        if let [Some(first), Some(second)] = &*both {
            first(Happening::Up(Direction::Outbound));
            second(Happening::Up(Direction::Inbound));
        }
        drop(both);
        Self {
            ends,
            side,
            pieces: Vec::new(),
            inputs: VecDeque::new(),
            is_up: false,
        }
    }

    fn tell(&self, happening: Happening) {
        if let Some(emit) = &self.ends.lock().unwrap()[1 - self.side] {
            emit(happening);
        }
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        self.ends.lock().unwrap()[self.side] = None;
        self.tell(Happening::Down);
    }
}

impl Links for Pipe {
    fn send(&mut self, _: Time, _: PeerId, message: Vec<u8>, is_last: bool) {
        self.pieces.extend(message);
        if is_last {
            let message = core::mem::take(&mut self.pieces);
            self.tell(Happening::Message(message));
        }
    }

    fn close(&mut self, _: Time, _: PeerId, fault: &Fault) {
        panic!("the other node is honest, but: {fault:?}");
    }

    fn take_unsent(&mut self) -> Vec<(PeerId, usize)> {
        Vec::new()
    }

    fn discouraged(&self) -> Vec<Group> {
        Vec::new()
    }

    fn poll(&mut self) -> Option<Input> {
        self.inputs.pop_front()
    }
}

impl Network for Pipe {
    type Event = Happening;

    fn handle(&mut self, _: Time, event: Happening) {
        self.inputs.push_back(match event {
            Happening::Up(direction) => {
                self.is_up = true;
                Input::PeerUp(LINK, direction, None)
            }
            Happening::Message(message) => Input::Received(LINK, message),
            Happening::Down => {
                self.is_up = false;
                Input::PeerDown(LINK)
            }
        });
    }

    fn set_relays(&mut self, _: Time, _: &[String]) {}

    fn dial(&mut self, _: Time, _: &str) -> Result<(), String> {
        Err("there is one other node only".into())
    }

    fn try_again(&mut self, _: Time) {}

    fn figures(&self) -> NetworkFigures {
        NetworkFigures::default()
    }

    fn links(&self) -> Vec<(PeerId, LinkFigures)> {
        let figures = LinkFigures {
            name: "the other".into(),
            ..LinkFigures::default()
        };
        self.is_up.then_some((LINK, figures)).into_iter().collect()
    }
}
