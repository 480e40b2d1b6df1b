//! Methods about the program itself: its uptime, its RPC server, and stopping it.

use core::marker::PhantomData;

use chain::Store;
use serde_json::{Value, json};

use super::row::{control, read};
use crate::{Answer, Call, Failure, Method};

/// The methods of this group, without `help`.
pub(super) struct Control<S>(PhantomData<S>);

impl<S: Store + 'static> Control<S> {
    pub(super) const METHODS: [Method<S>; 3] = [
        read(
            "getrpcinfo",
            "Shows the state of the JSON-RPC server.",
            &[],
            "An object with the calls that run now. The path of the log is always empty.",
            get_rpc_info,
        ),
        control("stop", "Stops the program.", &[], "A sentence.", stop),
        read(
            "uptime",
            "Returns how long the program has been running.",
            &[],
            "Seconds.",
            uptime,
        ),
    ];
}

fn get_rpc_info<S: Store>(_: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let active = json!([{ "method": "getrpcinfo", "duration": 0 }]);
    Ok(Answer::Json(
        json!({ "active_commands": active, "logpath": "" }),
    ))
}

fn stop<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    call.host.stop()?;
    Ok(Answer::Text("Tabchain stopping".into()))
}

fn uptime<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    Ok(Answer::Json(Value::from(call.host.uptime().as_secs())))
}
