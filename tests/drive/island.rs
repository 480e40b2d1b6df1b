//! Network namespaces that are connected to the namespace of the test but not to each other,
//! directly or behind a router that translates their addresses.

use std::process::Stdio;

use anyhow::{Context as _, Result, ensure};
use tokio::process::{Child, Command};

use super::until;

/// The address under which every island reaches the namespace of the test. Islands reach no other
/// address.
pub const MAINLAND: &str = "10.99.0.1";
/// The address of every home behind a router. All homes have the same one, as households do.
const HOME: &str = "192.168.77.2";
/// The address of every router within its home.
const GATEWAY: &str = "192.168.77.1";

/// A network namespace. Its processes reach the [mainland](MAINLAND) and nothing else. It is
/// removed with its cables when it is dropped.
pub struct Island {
    number: u8,
    namespace: Namespace,
    /// The router between the island and the mainland; `None` if there is none.
    _router: Option<Namespace>,
}

impl Island {
    /// Makes an island with this number, from 1. No two islands of a test run have the same.
    ///
    /// # Errors
    /// If the system does not let this process make namespaces and cables.
    pub async fn new(number: u8) -> Result<Self> {
        let namespace = Namespace::new().await?;
        connect(number, &namespace).await?;
        Ok(Self {
            number,
            namespace,
            _router: None,
        })
    }

    /// Makes an island with this number behind a router of its own. The router gives its own
    /// address, and a random port for each destination, to everything that leaves the island (RFC
    /// 4787: address and port-dependent mapping). It lets nothing in but answers and, so that the
    /// test can control a browser there, TCP.
    ///
    /// # Errors
    /// If the system does not let this process make namespaces, cables and rules of translation.
    pub async fn behind_router(number: u8) -> Result<Self> {
        let router = Namespace::new().await?;
        connect(number, &router).await?;
        let namespace = Namespace::new().await?;
        let pid = namespace.pid()?;
        router
            .sh(&format!(
                "ip link add home type veth peer name eth0 netns {pid} \
                 && ip address add {GATEWAY}/24 dev home && ip link set home up \
                 && echo 1 > /proc/sys/net/ipv4/ip_forward \
                 && nft add table ip nat \
                 && nft add chain ip nat out \
                    '{{ type nat hook postrouting priority srcnat; }}' \
                 && nft add rule ip nat out oifname eth0 masquerade fully-random \
                 && nft add chain ip nat in \
                    '{{ type nat hook prerouting priority dstnat; }}' \
                 && nft add rule ip nat in iifname eth0 tcp dport 1024-65535 dnat to {HOME}"
            ))
            .await?;
        namespace
            .sh(&format!(
                "ip link set lo up && ip address add {HOME}/24 dev eth0 && ip link set eth0 up \
                 && ip route add default via {GATEWAY}"
            ))
            .await?;
        Ok(Self {
            number,
            namespace,
            _router: Some(router),
        })
    }

    /// The address under which the mainland knows the island: its own or its router's.
    pub fn address(&self) -> String {
        format!("10.99.{}.2", self.number)
    }

    /// Returns a command that runs a program in the island's namespace.
    pub(crate) fn command(&self, program: &std::ffi::OsStr) -> Result<Command> {
        let mut command = Command::new("nsenter");
        command
            .arg(format!("--net={}", self.namespace.path()?))
            .arg(program);
        Ok(command)
    }
}

/// Lays a cable from the mainland to a namespace, where it is `eth0`.
async fn connect(number: u8, namespace: &Namespace) -> Result<()> {
    let (cable, pid) = (format!("cable{number}"), namespace.pid()?);
    let (here, there) = (format!("10.99.{number}.1"), format!("10.99.{number}.2"));
    // The first island adds the mainland's address to the loopback interface of the test's
    // namespace. The islands have no route to each other, whatever the mainland forwards.
    sh(&format!(
        "ip address replace {MAINLAND}/32 dev lo \
         && ip link add {cable} type veth peer name eth0 netns {pid} \
         && ip address add {here}/24 dev {cable} && ip link set {cable} up"
    ))
    .await?;
    namespace
        .sh(&format!(
            "ip link set lo up && ip address add {there}/24 dev eth0 && ip link set eth0 up \
             && ip route add {MAINLAND}/32 via {here}"
        ))
        .await
}

/// A network namespace.
struct Namespace {
    /// A process that keeps the namespace alive; it waits for input that never comes.
    holder: Child,
}

impl Namespace {
    async fn new() -> Result<Self> {
        let own = tokio::fs::read_link("/proc/self/ns/net").await?;
        let holder = Command::new("unshare")
            .args(["--net", "cat"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .context("starting unshare")?;
        let namespace = Self { holder };
        let path = namespace.path()?;
        until("the namespace to be another", &[], async || {
            let its = tokio::fs::read_link(&path).await?;
            Ok((its != own).then_some(()))
        })
        .await?;
        Ok(namespace)
    }

    /// Runs a script in the namespace.
    async fn sh(&self, script: &str) -> Result<()> {
        let mut command = Command::new("nsenter");
        command.arg(format!("--net={}", self.path()?));
        ran(command.args(["sh", "-c", script]), script).await
    }

    fn path(&self) -> Result<String> {
        Ok(format!("/proc/{}/ns/net", self.pid()?))
    }

    fn pid(&self) -> Result<u32> {
        self.holder.id().context("the namespace's holder has ended")
    }
}

async fn sh(script: &str) -> Result<()> {
    ran(Command::new("sh").args(["-c", script]), script).await
}

async fn ran(command: &mut Command, script: &str) -> Result<()> {
    let output = command.output().await?;
    ensure!(
        output.status.success(),
        "{script}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
