//! The outputs of the service that wait for the driver, and the number of changes of its view.

use std::collections::VecDeque;

use api::Notice;
use primitives::Time;

/// An output of the service for the driver. The driver polls after every input, until the node
/// sleeps.
#[derive(Debug)]
pub enum Output {
    /// Carry out an output of the node. It is not [`node::Output::Seal`], which the service carries
    /// out itself. The service has already handled the event of [`node::Output::Tell`].
    /// [`node::Output::Sleep`] means that nothing more is to be done now. At the output's time,
    /// the driver calls [`Service::handle`](crate::Service::handle) with
    /// [`Input::Woken`](node::Input::Woken).
    Node(node::Output),
    /// Show this to the person.
    Notice(Notice),
}

/// The outputs in order. The driver drains them after each input, so their number is bounded by
/// what one input or one step of work can cause.
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

    /// Adds notices. The view changes with each of them.
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
