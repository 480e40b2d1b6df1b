//! The machine that the benchmark ran on.

use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Serialize;

use crate::tools;

/// The machine and the versions of its programs, by their own names.
#[derive(Debug, Serialize)]
pub(crate) struct Machine {
    pub(crate) processor: String,
    pub(crate) cores: usize,
    /// Whether the processor has instructions for SHA-256. If so, the native `sha2` uses them.
    pub(crate) sha: bool,
    pub(crate) chromium: Option<String>,
    pub(crate) node: Option<String>,
    pub(crate) rust: Option<String>,
    /// The load average over the minute before the measurement began. It includes the build.
    pub(crate) load: Option<f64>,
}

impl Machine {
    pub(crate) fn look(node: Option<&Path>) -> Self {
        let processors = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
        let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
        let chromium = tools::chromium();
        Self {
            processor: field(&processors, "model name")
                .unwrap_or(std::env::consts::ARCH)
                .to_owned(),
            cores: std::thread::available_parallelism().map_or(1, Into::into),
            sha: has_sha(&processors),
            chromium: chromium.and_then(|program| version(&program)),
            // Only Node prints a version without its name.
            node: node
                .and_then(version)
                .map(|version| format!("Node {version}")),
            rust: version(Path::new("rustc")),
            load: load.split(' ').next().and_then(|load| load.parse().ok()),
        }
    }
}

/// The first field with this name in Linux's list of processors (`/proc/cpuinfo`); `None` if it is
/// missing.
fn field<'a>(processors: &'a str, name: &str) -> Option<&'a str> {
    processors.lines().find_map(|line| {
        let (found, value) = line.split_once(':')?;
        (found.trim() == name).then(|| value.trim())
    })
}

/// Whether the processor has SHA-NI on x86, or the SHA2 instructions on ARM.
fn has_sha(processors: &str) -> bool {
    let flags = field(processors, "flags").or_else(|| field(processors, "Features"));
    flags.is_some_and(|flags| {
        flags
            .split(' ')
            .any(|flag| flag == "sha_ni" || flag == "sha2")
    })
}

/// A program's version: the first two words of its output, without builders and dates.
fn version(program: &Path) -> Option<String> {
    let output = Command::new(program).arg("--version").output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    let words: Vec<_> = text.split_whitespace().take(2).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_processor_is_known_by_its_fields() {
        let x86 = "processor\t: 0\nmodel name\t: Some CPU @ 2 GHz\nflags\t\t: fpu sha_ni sse2\n";
        assert_eq!(field(x86, "model name"), Some("Some CPU @ 2 GHz"));
        assert!(has_sha(x86));
        assert!(has_sha("Features\t: fp asimd sha1 sha2\n"));
        assert!(!has_sha("flags\t\t: fpu sha_nix\n"));
        assert!(!has_sha(""));
    }
}
