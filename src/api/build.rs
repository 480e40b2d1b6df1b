//! Checks the texts, and turns them into Rust and tables for [`texts`](texts/mod.rs).

fn main() -> std::io::Result<()> {
    catalogue::build("texts", "en")
}
