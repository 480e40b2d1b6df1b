//! The program of a tab, which runs as the part that it is started as: the page, its node, a miner,
//! a checker or a reader of QR codes.
//!
//! All parts are one file, because they share many of the crates below. The download is 10 %
//! smaller than with one file for the page, one for the node and one for miners and checkers, and
//! the engine compiles the file once. The page still can't reach a private key, because the crate
//! `app` depends on neither `node` nor `wallet`.

use browser::Part;

fn main() {
    match Part::own() {
        Some(Part::Page) => app::start(),
        Some(Part::Node) => workers::NodeWorker::start(),
        Some(Part::Miner) => workers::MinerWorker::start(),
        Some(Part::Checker) => workers::CheckerWorker::start(),
        Some(Part::Scanner) => app::ScannerWorker::start(),
        // No worker of this program is started with another name.
        None => {}
    }
}
