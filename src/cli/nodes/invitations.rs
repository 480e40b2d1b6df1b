//! The invitations of the nodes that run.

use daemon::Running;
use serde_json::json;

use crate::failure::{Exit, Failure};
use crate::output::Output;

/// Prints the invitation to each chain: its relay, and the direct endpoints of its node.
///
/// # Errors
///
/// [`Failure`] if standard output is closed, or if a node has ended.
pub(crate) async fn print(nodes: &[Running], output: Output) -> Result<(), Failure> {
    for node in nodes {
        let asked = node.handle.ask(|call| {
            let (relays, own) = (call.host.relays(), call.host.endpoints());
            let invitation = call.service.invitation(&relays, &own);
            (
                invitation.to_link(call.service.page()),
                invitation.endpoints,
            )
        });
        let (link, endpoints) = asked
            .await
            .map_err(|error| Failure::new(Exit::Other, error.to_string()))?;
        let document = json!({
            "invitation": link,
            "genesis": node.handle.genesis().to_string(),
            "endpoints": endpoints,
        });
        output.print(&document, &format!("invitation {link}"))?;
    }
    Ok(())
}
