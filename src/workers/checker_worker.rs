//! The checker worker's program.

fn main() {
    workers::CheckerWorker::start();
}
