//! The size of the page's first load: all files of the page except the parts and languages that are
//! loaded on demand, compressed as they are sent. Those are counted apart.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use crate::page::{self, files, languages, split};
use crate::steps::Steps;
use crate::workspace::Workspace;

/// Maximum bytes of the first load.
const MAX_BYTES: u64 = 850_000;

/// The file that records the size of an earlier state, in bytes.
const RECORD: &str = "src/xtask/page-size.txt";

/// Builds the page, prints its size and the change since the record, and fails beyond
/// [`MAX_BYTES`].
pub(crate) fn run(
    workspace: &Workspace,
    steps: &mut Steps,
    options: &[&str],
) -> anyhow::Result<()> {
    let is_to_be_recorded = match options {
        [] => false,
        ["--record"] => true,
        _ => bail!("unknown option {}", options.join(" ")),
    };
    page::build(workspace, steps)?;
    steps.step("Size of the first load", || {
        let bytes = first_load(&workspace.page_parts())?;
        let record = workspace.root().join(RECORD);
        println!("{}", describe(bytes, recorded(&record)?));
        for (part, bytes) in on_demand(&workspace.page_parts())? {
            println!("on demand: {bytes:>7} bytes sent, {}", part.display());
        }
        for (tag, tables) in languages::tables(workspace.root())?.iter().take(1) {
            let bytes = page::compressed_bytes(tables.as_bytes())?;
            println!("in the first load: {bytes} bytes of texts in the language {tag}");
        }
        if is_to_be_recorded {
            fs::write(&record, format!("{bytes}\n"))?;
        }
        if bytes > MAX_BYTES {
            bail!("the first load has {bytes} bytes; at most {MAX_BYTES} are allowed");
        }
        Ok(())
    })
}

/// The size of the first load in bytes.
fn first_load(folder: &Path) -> anyhow::Result<u64> {
    let sizes = sizes(folder)?;
    let first = sizes.iter().filter(|(name, _)| !is_on_demand(name));
    Ok(first.map(|(_, bytes)| bytes).sum())
}

fn is_on_demand(name: &Path) -> bool {
    split::is_part(name) || languages::is_language(name)
}

/// The parts and languages that are loaded on demand, with their sizes in bytes, by name.
fn on_demand(folder: &Path) -> anyhow::Result<Vec<(PathBuf, u64)>> {
    let mut sizes = sizes(folder)?;
    sizes.retain(|(name, _)| is_on_demand(name));
    sizes.sort();
    Ok(sizes)
}

/// The size in bytes of each file that the page may fetch, of the compressed file if it is sent
/// compressed.
fn sizes(folder: &Path) -> anyhow::Result<Vec<(PathBuf, u64)>> {
    let mut sizes = Vec::new();
    for name in files::list(folder)? {
        if name.extension().is_some_and(|kind| kind == "br") || page::is_for_readme(&name) {
            continue;
        }
        let compressed: PathBuf = folder.join(page::compressed(&name));
        let sent = if compressed.is_file() {
            compressed
        } else {
            folder.join(&name)
        };
        let sent = fs::metadata(&sent).with_context(|| format!("can't read {}", sent.display()))?;
        sizes.push((name, sent.len()));
    }
    Ok(sizes)
}

/// The recorded size; `None` if there is no record.
fn recorded(record: &Path) -> anyhow::Result<Option<u64>> {
    let Ok(text) = fs::read_to_string(record) else {
        return Ok(None);
    };
    let bytes = text.trim().parse();
    Ok(Some(bytes.with_context(|| {
        format!("{RECORD} has no number of bytes")
    })?))
}

fn describe(bytes: u64, recorded: Option<u64>) -> String {
    let room = MAX_BYTES.saturating_sub(bytes);
    let change = recorded.map_or_else(
        || "no size is recorded".to_owned(),
        |recorded| {
            format!(
                "{:+} since the record",
                i128::from(bytes) - i128::from(recorded)
            )
        },
    );
    format!("{bytes} bytes sent, {change}, {room} bytes of {MAX_BYTES} left")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_change_is_named() {
        assert_eq!(
            describe(800_000, Some(799_000)),
            "800000 bytes sent, +1000 since the record, 50000 bytes of 850000 left"
        );
        assert_eq!(
            describe(900_000, None),
            "900000 bytes sent, no size is recorded, 0 bytes of 850000 left"
        );
    }

    #[test]
    fn files_that_are_sent_compressed_are_counted_compressed() {
        let folder = tempfile::tempdir().unwrap();
        let write =
            |name: &str, len: usize| fs::write(folder.path().join(name), vec![0; len]).unwrap();
        write("tab.wasm", 1_000);
        write("tab.wasm.br", 100);
        write("icon.png", 10);
        write("page.png", 5_000);
        write("split_proofs.wasm", 2_000);
        write("split_proofs.wasm.br", 200);
        write("zh-Hans.txt", 3_000);
        write("zh-Hans.txt.br", 300);
        assert_eq!(first_load(folder.path()).unwrap(), 110);
        assert_eq!(
            on_demand(folder.path()).unwrap(),
            [
                (PathBuf::from("split_proofs.wasm"), 200),
                (PathBuf::from("zh-Hans.txt"), 300)
            ]
        );
    }
}
