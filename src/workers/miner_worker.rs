//! The miner worker's program.

fn main() {
    workers::MinerWorker::start();
}
