//! The connection of one miner.

use connections::Bucket;
use daemon::Handle;
use primitives::Time;
use stratum::{MAX_LINE_BYTES, Output, Session};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::works::{self, Offer};
use crate::config::MinerLimits;
use crate::stop::Stopping;

/// A miner's connection.
pub(super) struct Miner {
    pub(super) handle: Handle,
    pub(super) limits: MinerLimits,
    pub(super) extra_nonce: [u8; 4],
    /// The start of the server, from which the session's times are counted.
    pub(super) started: Instant,
    pub(super) offered: watch::Receiver<Offer>,
    pub(super) stopping: Stopping,
}

impl Miner {
    /// Serves the connection to its end. Returns why it ended.
    pub(super) async fn run(mut self, stream: TcpStream) -> &'static str {
        let (reading, mut writing) = stream.into_split();
        let mut reading = BufReader::with_capacity(MAX_LINE_BYTES, reading);
        let mut session = Session::new(self.extra_nonce, self.now());
        let mut lines = Bucket::new(
            self.limits.burst_lines,
            self.limits.lines_per_second,
            Instant::now(),
        );
        let mut silent_at = Instant::now() + self.limits.silence;
        let mut line = Vec::new();
        self.offered.mark_changed();
        loop {
            tokio::select! {
                read = read_line(&mut reading, &mut line) => match read {
                    Err(reason) => return reason,
                    Ok(()) => {
                        let now = Instant::now();
                        silent_at = now + self.limits.silence;
                        if !lines.take(1, now) {
                            return "too many lines";
                        }
                        session.receive(self.now(), line.trim_ascii_end());
                        line.clear();
                    }
                },
                changed = self.offered.changed() => {
                    if changed.is_err() {
                        return "the node has stopped";
                    }
                    let offer = self.offered.borrow_and_update().clone();
                    if let Some(work) = offer {
                        session.offer(work);
                    }
                }
                () = sleep_until(silent_at) => return "silent for too long",
                () = self.stopping.wait() => return "the server stops",
            }
            if let Err(reason) = self.carry_out(&mut session, &mut writing).await {
                return reason;
            }
        }
    }

    /// Carries out the session's actions.
    async fn carry_out(
        &self,
        session: &mut Session,
        writing: &mut OwnedWriteHalf,
    ) -> Result<(), &'static str> {
        let mut text = String::new();
        let mut end = None;
        while let Some(output) = session.poll() {
            match output {
                Output::Send(line) => text += &line,
                Output::Submit(block) => self.submit(&block).await,
                Output::Close(reason) => end = Some(reason),
            }
        }
        match timeout(self.limits.send_within, writing.write_all(text.as_bytes())).await {
            Ok(Ok(())) => end.map_or(Ok(()), Err),
            Ok(Err(_)) => Err("the connection broke"),
            Err(_) => Err("the miner reads too slowly"),
        }
    }

    /// Submits a block that a miner found.
    async fn submit(&self, block: &[u8]) {
        match works::submit(&self.handle, block).await {
            Ok(verdict) if verdict.is_null() => tracing::info!("a miner found a block"),
            Ok(verdict) => tracing::info!(%verdict, "a miner's block was refused"),
            Err(error) => tracing::info!(%error, "a miner's block can't be submitted"),
        }
    }

    /// The time since the server started, by which the session measures the pace of shares.
    fn now(&self) -> Time {
        let millis = self.started.elapsed().as_millis();
        Time(u64::try_from(millis).unwrap_or(u64::MAX))
    }
}

/// Appends to `line` up to the end of the line. If the future is dropped, the next call continues
/// where it stopped.
async fn read_line(
    reading: &mut BufReader<OwnedReadHalf>,
    line: &mut Vec<u8>,
) -> Result<(), &'static str> {
    let room = (MAX_LINE_BYTES + 1).saturating_sub(line.len());
    let room = u64::try_from(room).unwrap_or_default();
    match reading.take(room).read_until(b'\n', line).await {
        Ok(_) if line.ends_with(b"\n") => Ok(()),
        Ok(_) if line.len() > MAX_LINE_BYTES => Err("a line is too long"),
        Ok(_) => Err("the miner closed the connection"),
        Err(_) => Err("the connection broke"),
    }
}
