//! The outputs of the service that wait for the driver, and the number of changes of its view.

use std::collections::VecDeque;

use api::Notice;
use primitives::Time;

/// What the driver must do. The driver polls after every input, until the node sleeps.
#[derive(Debug)]
pub enum Output {
    /// Do what the node says. It is neither [`node::Output::Seal`] nor [`node::Output::Tell`],
    /// which the service carries out itself. With [`node::Output::Sleep`] there is nothing more to
    /// do now: the driver calls [`Service::handle`](crate::Service::handle) with
    /// [`Input::Woken`](node::Input::Woken) by that time.
    Node(node::Output),
    /// Show this to the person.
    Notice(Notice),
}

/// The outputs in order. Bounded by what one input or step of work can cause, since the driver
/// drains them.
#[derive(Debug, Default)]
pub(super) struct Outputs {
    waiting: VecDeque<Output>,
    revision: u64,
}

impl Outputs {
    pub(super) fn pop(&mut self) -> Option<Output> {
        self.waiting.pop_front()
    }

    /// Adds an output of the node.
    pub(super) fn push(&mut self, output: node::Output) {
        self.waiting.push_back(Output::Node(output));
    }

    /// Adds notices, with each of which the view changes.
    pub(super) fn notify(&mut self, notices: impl IntoIterator<Item = Notice>) {
        for notice in notices {
            self.waiting.push_back(Output::Notice(notice));
            self.touch();
        }
    }

    /// Notes that the content of the view has changed.
    pub(super) const fn touch(&mut self) {
        self.revision += 1;
    }

    /// A number that grows with each change of the view.
    pub(super) const fn revision(&self) -> u64 {
        self.revision
    }
}

pub(super) const fn sleep(until: Time) -> Output {
    Output::Node(node::Output::Sleep(until))
}
