//! Unlocking the wallet for some time.

use core::time::Duration;

use api::Secret;
use chain::Store;
use serde_json::Value;

use crate::rpc::code;
use crate::{Answer, Call, Failure, Kind};

/// The longest time, as in Bitcoin Core: about three years.
const MAX_SECONDS: u64 = 100_000_000;

pub(super) fn wallet_passphrase<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    let seconds: i64 = call.args.number("timeout")?;
    let passphrase = Secret::from(call.args.text("passphrase")?);
    check_encrypted(call)?;
    let seconds =
        u64::try_from(seconds).map_err(|_| Failure::invalid("timeout", "cannot be negative."))?;
    if passphrase.is_empty() {
        return Err(Failure::invalid("passphrase", "cannot be empty"));
    }
    let checked = call.service.check_passphrase(Some(&passphrase));
    checked.map_err(|_| {
        let message = "Error: The wallet passphrase entered was incorrect.";
        Failure::new(Kind::Refused, message).with_code(code::PASSPHRASE_INCORRECT)
    })?;
    let until = call.now + Duration::from_secs(seconds.min(MAX_SECONDS));
    call.host.unlock(passphrase, until)?;
    Ok(Answer::Json(Value::Null))
}

pub(super) fn wallet_lock<S: Store>(call: &mut Call<'_, S>) -> Result<Answer, Failure> {
    check_encrypted(call)?;
    call.host.lock()?;
    Ok(Answer::Json(Value::Null))
}

fn check_encrypted<S: Store>(call: &Call<'_, S>) -> Result<(), Failure> {
    match call.service.needs_passphrase() {
        true => Ok(()),
        false => {
            let message = "Error: running with an unencrypted wallet, but this was called.";
            Err(Failure::new(Kind::Refused, message).with_code(code::WRONG_ENCRYPTION_STATE))
        }
    }
}
