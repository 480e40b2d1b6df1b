//! A person: one browser process with a profile folder of its own.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::process::Child;
use tokio::sync::{Mutex, Semaphore, SemaphorePermit};

use super::bidi::Bidi;
use super::island::Island;
use super::log::Log;
use super::{Engine, Tab, process};

/// Only one story runs at a time, whatever the number of test threads. Its people mine on every
/// core they are given, so a second story would slow both down and distort their measurements.
static STAGE: Semaphore = Semaphore::const_new(1);

/// One person at one browser.
pub struct Person {
    name: &'static str,
    engine: Engine,
    profile: TempDir,
    log: Arc<Log>,
    /// The island on which the browser runs; `None` if it runs in the namespace of the test.
    island: Option<Island>,
    /// Additional arguments of the browser.
    arguments: Vec<String>,
    running: Option<Running>,
    _stage: Arc<SemaphorePermit<'static>>,
}

struct Running {
    driver: Child,
    session: Arc<Session>,
}

/// State that the tabs of one running browser share.
pub(crate) struct Session {
    pub(crate) bidi: Bidi,
    pub(crate) engine: Engine,
    pub(crate) log: Arc<Log>,
    /// The tab in front, which is the only one that takes clicks.
    pub(crate) front: Mutex<String>,
}

impl Person {
    /// Starts the browsers of one story's people. No other story starts until all of them are
    /// dropped.
    ///
    /// # Errors
    /// If a browser does not start.
    pub async fn seat<const N: usize>(who: [(&'static str, Engine); N]) -> Result<[Self; N]> {
        let who = who.map(|(name, engine)| (name, engine, None));
        Self::seat_at(who, &[]).await
    }

    /// Starts two people with Chromium, on an island each: both reach the
    /// [mainland](super::MAINLAND), and neither reaches the other. Pages of `origin` count as
    /// secure, as over HTTPS.
    ///
    /// # Errors
    /// If a browser does not start.
    pub async fn apart(islands: [Island; 2], origin: &str) -> Result<[Self; 2]> {
        let secure = format!("--unsafely-treat-insecure-origin-as-secure={origin}");
        Self::apart_with(islands, secure).await
    }

    /// As [`apart`](Self::apart), with an argument for both browsers.
    ///
    /// # Errors
    /// If a browser does not start.
    pub async fn apart_with([first, second]: [Island; 2], argument: String) -> Result<[Self; 2]> {
        let who = [
            ("Ann", Engine::Chromium, Some(first)),
            ("Bob", Engine::Chromium, Some(second)),
        ];
        Self::seat_at(who, &[argument]).await
    }

    /// Starts one person with Chromium whose camera shows a film: a file in the format `Y4M`, which
    /// is read when a page opens the camera.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn with_camera(name: &'static str, film: &Path) -> Result<Self> {
        let arguments = [
            "--use-fake-device-for-media-stream".to_owned(),
            format!("--use-file-for-fake-video-capture={}", film.display()),
        ];
        let [person] = Self::seat_at([(name, Engine::Chromium, None)], &arguments).await?;
        Ok(person)
    }

    async fn seat_at<const N: usize>(
        who: [(&'static str, Engine, Option<Island>); N],
        arguments: &[String],
    ) -> Result<[Self; N]> {
        let stage = Arc::new(STAGE.acquire().await?);
        let mut seated = Vec::with_capacity(N);
        for (name, engine, island) in who {
            let profile = tempfile::Builder::new().prefix("tabchain-").tempdir()?;
            let mut person = Self {
                name,
                engine,
                profile,
                log: Arc::default(),
                island,
                arguments: arguments.to_vec(),
                running: None,
                _stage: Arc::clone(&stage),
            };
            person.start().await?;
            seated.push(person);
        }
        seated.try_into().ok().context("as many people as seats")
    }

    /// Starts one person with Chromium.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn alone(name: &'static str) -> Result<Self> {
        let [person] = Self::seat([(name, Engine::Chromium)]).await?;
        Ok(person)
    }

    /// Starts two people, each with a Chromium of their own.
    ///
    /// # Errors
    /// If one does not start.
    pub async fn two() -> Result<[Self; 2]> {
        Self::seat([("Ann", Engine::Chromium), ("Bob", Engine::Chromium)]).await
    }

    /// Starts the browser. After [`kill`](Self::kill) it uses the profile as it was left.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn start(&mut self) -> Result<()> {
        let starting = format!("starting {:?} for {}", self.engine, self.name);
        self.running = Some(self.launch().await.context(starting)?);
        Ok(())
    }

    /// Sends SIGKILL to every process of the browser at once.
    ///
    /// # Errors
    /// If a process does not end.
    pub fn kill(&mut self) -> Result<()> {
        match self.running.take() {
            Some(running) => running.kill(),
            None => Ok(()),
        }
    }

    /// Opens a new tab in front.
    ///
    /// # Errors
    /// If the page does not load.
    pub async fn open(&self, url: &str) -> Result<Tab> {
        Tab::open(self.name, Arc::clone(&self.running()?.session), url).await
    }

    /// The folder with all data of the browser.
    pub fn folder(&self) -> &Path {
        self.profile.path()
    }

    /// Sets whether the relay is down on purpose from now on. If it is, failing to reach it is not
    /// a fault of the page.
    pub fn relay_down(&self, down: bool) {
        self.log.relay_down(down);
    }

    /// Sets whether storage is limited on purpose from now on. If it is, running out of it is not a
    /// fault of the page.
    pub fn storage_full(&self, full: bool) {
        self.log.storage_full(full);
    }

    /// Checks that the console has no errors and no warnings.
    ///
    /// # Errors
    /// If there was an error or a warning that no test provoked.
    pub fn quiet(&self) -> Result<()> {
        let problems = self.log.problems();
        if !problems.is_empty() {
            let lines: Vec<_> = problems.iter().map(ToString::to_string).collect();
            bail!("{}'s console has:\n{}", self.name, lines.join("\n"));
        }
        Ok(())
    }

    /// The processor time that all processes of the browser have used so far.
    ///
    /// # Errors
    /// If the browser is not running.
    pub fn processor_time(&self) -> Result<Duration> {
        Ok(process::processor_time(&process::tree(
            self.running()?.pid()?,
        )))
    }

    async fn launch(&self) -> Result<Running> {
        let (driver, url) = self
            .engine
            .start(self.profile.path(), self.island.as_ref())
            .await?;
        let log = Arc::clone(&self.log);
        let bidi = Bidi::connect(&url, move |method, params| log.record(method, params)).await?;
        let capabilities = self
            .engine
            .capabilities(self.profile.path(), &self.arguments);
        bidi.send("session.new", capabilities).await?;
        bidi.send(
            "session.subscribe",
            json!({ "events": self.engine.events() }),
        )
        .await?;
        let session = Arc::new(Session {
            bidi,
            engine: self.engine,
            log: Arc::clone(&self.log),
            front: Mutex::default(),
        });
        Ok(Running { driver, session })
    }

    fn running(&self) -> Result<&Running> {
        self.running
            .as_ref()
            .with_context(|| format!("{}'s browser is not running", self.name))
    }
}

impl Running {
    /// Kills the driver together with its browser. If only the driver were killed, the browser
    /// would keep running.
    fn kill(&self) -> Result<()> {
        process::kill(&process::tree(self.pid()?))
    }

    fn pid(&self) -> Result<u32> {
        self.driver.id().context("the browser has ended")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // After `kill` there is nothing left to do, and a failure can't be reported here.
        let _ = self.kill();
    }
}

impl Session {
    /// Sends a command of the Chrome DevTools Protocol to one tab, for the few features that BiDi
    /// lacks.
    pub(crate) async fn chromium(
        &self,
        context: &str,
        method: &str,
        params: Value,
    ) -> Result<Value> {
        let session = self
            .bidi
            .send("goog:cdp.getSession", json!({ "context": context }))
            .await?;
        let params = json!({ "session": session["session"], "method": method, "params": params });
        self.bidi.send("goog:cdp.sendCommand", params).await
    }
}
