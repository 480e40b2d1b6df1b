//! Network namespaces that are connected to the namespace of the test but not to each other.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use tokio::process::{Child, Command};

use super::until;

/// The address under which every island reaches the namespace of the test. Islands reach no other
/// address.
pub const MAINLAND: &str = "10.99.0.1";

/// A network namespace. Its processes reach the [mainland](MAINLAND) and nothing else. It is
/// removed with its cable when it is dropped.
pub struct Island {
    number: u8,
    /// A process that keeps the namespace alive; it waits for input that never comes.
    holder: Child,
}

impl Island {
    /// Makes an island with this number, from 1.
    ///
    /// # Errors
    /// If the system does not let this process make namespaces and cables.
    pub async fn new(number: u8) -> Result<Self> {
        let own = tokio::fs::read_link("/proc/self/ns/net").await?;
        let holder = Command::new("unshare")
            .args(["--net", "cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting unshare")?;
        let island = Self { number, holder };
        let namespace = format!("/proc/{}/ns/net", island.pid()?);
        until("the namespace to be another", &[], async || {
            let its = tokio::fs::read_link(&namespace).await?;
            Ok((its != own).then_some(()))
        })
        .await?;
        let pid = island.pid()?;
        let (mainland, cable) = (MAINLAND, format!("cable{number}"));
        let (here, there) = (format!("10.99.{number}.1"), island.address());
        // The first island adds the mainland's address to the loopback interface of the test's
        // namespace. The islands have no route to each other, whatever the mainland forwards.
        sh(&format!(
            "ip address replace {mainland}/32 dev lo \
             && ip link add {cable} type veth peer name eth0 netns {pid} \
             && ip address add {here}/24 dev {cable} && ip link set {cable} up"
        ))
        .await?;
        sh(&format!(
            "nsenter --net={namespace} sh -c 'ip link set lo up && ip address add {there}/24 dev eth0 \
             && ip link set eth0 up && ip route add {mainland}/32 via {here}'"
        ))
        .await?;
        Ok(island)
    }

    /// The island's own address.
    pub fn address(&self) -> String {
        format!("10.99.{}.2", self.number)
    }

    /// Returns a command that runs a program in the island's namespace.
    pub(crate) fn command(&self, program: &std::ffi::OsStr) -> Result<Command> {
        let mut command = Command::new("nsenter");
        command
            .arg(format!("--net=/proc/{}/ns/net", self.pid()?))
            .arg(program);
        Ok(command)
    }

    fn pid(&self) -> Result<u32> {
        self.holder.id().context("the namespace's holder has ended")
    }
}

async fn sh(script: &str) -> Result<()> {
    let output = Command::new("sh").args(["-c", script]).output().await?;
    ensure!(
        output.status.success(),
        "{script}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
