//! Calls that wait for an event before they are carried out.

use std::sync::Arc;
use std::time::Duration;

use methods::rpc::Request;
use store::RedbStore;
use tokio::time::{Instant, timeout_at};

use crate::callers::guard::Caller;
use crate::callers::rates::Rates;
use crate::chains::Chain;
use crate::problem::Problem;
use crate::server::Server;

/// The interval at which a waiting call is checked without an event, since a template may change as
/// time passes.
const LOOK_EVERY: Duration = Duration::from_secs(5);

/// Waits until a call can be carried out, but not longer than its timeout. A `getblocktemplate`
/// with `longpollid` waits for another template; `waitfornewblock` and the like wait for a block.
/// Other calls do not wait.
///
/// # Errors
///
/// [`Problem`] if the caller waits too often, if the node does not answer, or if it stops.
pub(crate) async fn wait(
    server: &Server,
    caller: &Caller,
    chain: &Arc<Chain>,
    request: &Request,
) -> Result<(), Problem> {
    let Some(mut wait) = request.wait::<RedbStore>() else {
        return Ok(());
    };
    let _wait = Rates::wait(&server.rates, caller.network)?;
    let (mut next, mut stopping) = (chain.log.next(), server.stopping.clone());
    let longest = server.limits().wait_within;
    let end = Instant::now() + wait.within().map_or(longest, |within| within.min(longest));
    loop {
        next.mark_unchanged();
        let looked = chain.ask(move |call| (wait.is_over(call.service, call.now), wait));
        let is_over;
        (is_over, wait) = looked.await?;
        if is_over || Instant::now() >= end {
            return Ok(());
        }
        let look_at = end.min(Instant::now() + LOOK_EVERY);
        tokio::select! {
            // After a change and after the timeout alike, the loop looks at the call again.
            _ = timeout_at(look_at, next.changed()) => {}
            () = stopping.wait() => return Err(Problem::Stopping),
        }
    }
}
