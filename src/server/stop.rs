//! The signal that the server stops.

use tokio::sync::watch;

/// The signal that the server stops.
#[derive(Clone, Debug)]
pub(crate) struct Stopping(pub(crate) watch::Receiver<bool>);

impl Stopping {
    /// Waits until the server stops. Dropping the future loses nothing.
    pub(crate) async fn wait(&mut self) {
        // An error means that the server has been dropped.
        self.0.wait_for(|stopping| *stopping).await.ok();
    }

    /// Whether the server is stopping.
    pub(crate) fn is(&self) -> bool {
        *self.0.borrow()
    }
}
