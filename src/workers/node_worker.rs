//! The node worker's program.

fn main() {
    workers::Host::start();
}
