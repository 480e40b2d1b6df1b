//! The native contenders that `tabchain` is compared with, called by lines (see [`bench::lines`]).
//!
//! Called with `chain FILE BLOCKS PAGE RELAY` it writes a long chain of two payments a block
//! instead (see [`long_chain`]), and prints its genesis hash and the invitation to it for that page
//! and relay. Called with `join FOLDER BLOCKS PAYMENTS` it measures how a native node joins such a
//! chain (see [`join`]), in a new folder, which stays.

#[cfg(not(target_family = "wasm"))]
mod join;
mod long_chain;

use std::path::Path;
use std::time::SystemTime;

use anyhow::bail;
use miner::Kernel;
use primitives::Timestamp;
use service::Invitation;

fn main() -> anyhow::Result<()> {
    let words: Vec<_> = std::env::args().skip(1).collect();
    let words: Vec<_> = words.iter().map(String::as_str).collect();
    match words[..] {
        [] => Ok(bench::lines::answer_all(kernels)?),
        ["chain", file, blocks, page, relay] => {
            let spec = long_chain::write(Path::new(file), blocks.parse()?, 2, now()?)?;
            println!("{}", spec.genesis().hash());
            let relay = relay.to_owned();
            println!(
                "{}",
                Invitation {
                    spec,
                    relay,
                    endpoints: Vec::new()
                }
                .to_link(page)
            );
            Ok(())
        }
        #[cfg(not(target_family = "wasm"))]
        ["join", folder, blocks, payments] => join::measure(
            Path::new(folder),
            blocks.parse()?,
            payments.parse()?,
            now()?,
        ),
        _ => bail!("wanted: nothing, chain FILE BLOCKS PAGE RELAY, or join FOLDER BLOCKS PAYMENTS"),
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the chain that it makes ends at the present"
)]
fn now() -> anyhow::Result<Timestamp> {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?;
    Ok(Timestamp(since.as_secs().try_into()?))
}

/// The kernels of this machine. A browser has none of them, but the lints compile this file for it.
fn kernels() -> Vec<Kernel> {
    #[cfg(target_family = "wasm")]
    return Vec::new();
    #[cfg(not(target_family = "wasm"))]
    native::kernels()
}
