//! Keeps the linker's relocations in the page's program, by which `cargo xtask` splits it into
//! parts (`src/xtask/page/split.rs`). The files that are sent do not contain them.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|it| it == "wasm32") {
        println!("cargo:rustc-link-arg-bins=--emit-relocs");
    }
}
