//! Prints how difficulty rules fare (see [`sim::difficulty`]).

fn main() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    print!("{}", sim::difficulty::study(threads));
}
