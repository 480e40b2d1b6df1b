//! The program of a tab, which runs as whatever it is started as: the page, its node, a miner or a
//! checker.
//!
//! One file for all of them, because they share much of what is below: 10 % less to download than
//! one for the page, one for the node and one for miners and checkers, and the engine compiles it
//! once. That the page can't reach a key is a matter of crates: `app` knows neither `node` nor
//! `wallet`.

use browser::Part;

fn main() {
    match Part::own() {
        Some(Part::Page) => app::start(),
        Some(Part::Node) => workers::Host::start(),
        Some(Part::Miner) => workers::MinerWorker::start(),
        Some(Part::Checker) => workers::CheckerWorker::start(),
        // Nobody of ours starts a worker under another name.
        None => {}
    }
}
