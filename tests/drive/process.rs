//! Process trees, read from `/proc`: a browser consists of a dozen processes.

use std::collections::BTreeSet;
use std::fs;
use std::thread::yield_now;
use std::time::Duration;

use anyhow::{Context as _, Result, bail, ensure};
use rustix::process::{Pid, Signal, kill_process};
use tokio::io::{AsyncBufReadExt as _, AsyncRead, BufReader};
use tokio::time::Instant;

use super::wait::FAILED_AFTER;

/// Clock ticks per second in `/proc/PID/stat`: 100 on every Linux that a browser runs on.
const TICKS: u64 = 100;
/// How long a killed process may take to end.
const GONE_WITHIN: Duration = Duration::from_secs(10);

/// Returns `root` and all of its descendants.
pub(crate) fn tree(root: u32) -> BTreeSet<u32> {
    let parents: Vec<(u32, u32)> = all()
        .filter_map(|pid| Some((pid, stat(pid)?.get(1)?.parse().ok()?)))
        .collect();
    let mut tree = BTreeSet::from([root]);
    loop {
        let before = tree.len();
        tree.extend(
            parents
                .iter()
                .filter(|(_, parent)| tree.contains(parent))
                .map(|(pid, _)| *pid)
                .collect::<Vec<_>>(),
        );
        if tree.len() == before {
            return tree;
        }
    }
}

/// Sends SIGKILL to all these processes at once, as when the machine loses power, and waits until
/// the last one has ended.
pub(crate) fn kill(processes: &BTreeSet<u32>) -> Result<()> {
    for &pid in processes {
        if let Some(pid) = i32::try_from(pid).ok().and_then(Pid::from_raw) {
            // It does not matter if a process has ended by itself meanwhile.
            let _ = kill_process(pid, Signal::KILL);
        }
    }
    // The browser's profile is free only when all its processes have ended. The kernel takes only
    // milliseconds for that.
    let killed = Instant::now();
    while processes.iter().any(|&pid| running(pid)) {
        ensure!(
            killed.elapsed() < GONE_WITHIN,
            "killed processes are still there"
        );
        yield_now();
    }
    Ok(())
}

/// The processor time that these processes have used so far.
pub(crate) fn processor_time(processes: &BTreeSet<u32>) -> Duration {
    let ticks: u64 = processes
        .iter()
        .filter_map(|&pid| {
            let stat = stat(pid)?;
            Some(stat.get(11)?.parse::<u64>().ok()? + stat.get(12)?.parse::<u64>().ok()?)
        })
        .sum();
    Duration::from_millis(ticks * 1000 / TICKS)
}

/// Returns the text after `mark` in the first line of `output` that contains `mark`. A background
/// task reads the remaining output, so that the process never blocks on writing it.
pub(crate) async fn line_after(
    output: impl AsyncRead + Unpin + Send + 'static,
    mark: &str,
) -> Result<String> {
    let mut lines = BufReader::new(output).lines();
    let mut seen = Vec::new();
    let found = tokio::time::timeout(FAILED_AFTER, async {
        while let Some(line) = lines.next_line().await? {
            if let Some((_, rest)) = line.split_once(mark) {
                return anyhow::Ok(Some(rest.to_owned()));
            }
            seen.push(line);
        }
        Ok(None)
    })
    .await
    .with_context(|| format!("nothing with “{mark}” was printed"))??;
    let Some(found) = found else {
        bail!(
            "it ended without printing “{mark}”, but:\n{}",
            seen.join("\n")
        )
    };
    tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
    Ok(found)
}

fn all() -> impl Iterator<Item = u32> {
    fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
}

/// The fields after the command's name: state, parent, and so on (`man 5 proc_pid_stat`).
fn stat(pid: u32) -> Option<Vec<String>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    Some(
        text.rsplit_once(") ")?
            .1
            .split(' ')
            .map(str::to_owned)
            .collect(),
    )
}

/// Whether a process still holds any resources; a zombie does not.
fn running(pid: u32) -> bool {
    stat(pid).is_some_and(|fields| {
        fields
            .first()
            .is_some_and(|state| state != "Z" && state != "X")
    })
}
