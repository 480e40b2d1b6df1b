//! The program of the node worker's helpers.

fn main() {
    workers::Helper::start();
}
