//! Prints the study of difficulty rules (see [`sim::difficulty`]).

use sim::difficulty::{attacks, study};

/// Prints both tables, or only the one that the argument names.
fn main() {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let wanted = std::env::args().nth(1);
    let is_wanted = |name: &str| wanted.as_deref().is_none_or(|wanted| wanted == name);
    if is_wanted("rules") {
        println!("{}", study(threads));
    }
    if is_wanted("anchors") {
        print!("{}", attacks(threads));
    }
}
