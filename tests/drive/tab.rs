//! A tab of a browser, and the commands that a test sends to it.

use std::env;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context as _, Result, bail};
use base64ct::{Base64, Encoding};
use serde_json::{Value, json};

use super::person::Session;
use super::{Control, Engine, Role, until};

/// The system's colour scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark text on a light background.
    Light,
    /// Light text on a dark background.
    Dark,
}

/// A tab of one person's browser.
pub struct Tab {
    who: &'static str,
    session: Arc<Session>,
    context: String,
}

impl Tab {
    pub(crate) async fn open(who: &'static str, session: Arc<Session>, url: &str) -> Result<Self> {
        let made = session
            .bidi
            .send("browsingContext.create", json!({ "type": "tab" }))
            .await?;
        let context = made["context"]
            .as_str()
            .context("a new tab has no name")?
            .to_owned();
        context.clone_into(&mut *session.front.lock().await);
        if session.engine == Engine::Chromium {
            session.chromium(&context, "Log.enable", json!({})).await?;
        }
        let tab = Self {
            who,
            session,
            context,
        };
        tab.goto(url).await?;
        Ok(tab)
    }

    /// Loads `url`. If only its fragment differs from the present address, the page is not
    /// reloaded.
    ///
    /// # Errors
    /// If it does not load.
    pub async fn goto(&self, url: &str) -> Result<()> {
        self.command(
            "browsingContext.navigate",
            json!({ "url": url, "wait": "complete" }),
        )
        .await?;
        Ok(())
    }

    /// Reloads the page, and returns when a newer document has loaded.
    ///
    /// The page does it, not the driver: if the page reloads itself meanwhile, its reload replaces
    /// the driver's, and some drivers then never answer.
    ///
    /// # Errors
    /// If no newer document loads.
    pub async fn reload(&self) -> Result<()> {
        let before = until("the page to answer", &[self], async || {
            Ok(self.eval("performance.timeOrigin").await.ok())
        })
        .await?;
        self.eval("(setTimeout(() => location.reload(), 0), '')")
            .await?;
        let now = "document.readyState === 'complete' ? performance.timeOrigin : ''";
        until("the page to be loaded again", &[self], async || {
            // While one document replaces another, there is none to query.
            let loaded = self.eval(now).await.unwrap_or_default();
            Ok((!loaded.is_empty() && loaded != before).then_some(()))
        })
        .await
    }

    /// Closes the tab.
    ///
    /// # Errors
    /// If it does not close.
    pub async fn close(self) -> Result<()> {
        self.command("browsingContext.close", json!({})).await?;
        Ok(())
    }

    /// The control with this role and name.
    pub fn control<'a>(&'a self, role: Role, name: &'a str) -> Control<'a> {
        Control::new(self, role, name)
    }

    /// The link with this name.
    pub fn link<'a>(&'a self, name: &'a str) -> Control<'a> {
        Control::new(self, Role::Link, name)
    }

    /// The button with this name.
    pub fn button<'a>(&'a self, name: &'a str) -> Control<'a> {
        Control::new(self, Role::Button, name)
    }

    /// The text field with this name.
    pub fn field<'a>(&'a self, name: &'a str) -> Control<'a> {
        Control::new(self, Role::Textbox, name)
    }

    /// The slider with this name.
    pub fn slider<'a>(&'a self, name: &'a str) -> Control<'a> {
        Control::new(self, Role::Slider, name)
    }

    /// The drop-down list with this name.
    pub fn choice<'a>(&'a self, name: &'a str) -> Control<'a> {
        Control::new(self, Role::Combobox, name)
    }

    /// The output with this name.
    pub fn output<'a>(&'a self, name: &'a str) -> Control<'a> {
        Control::new(self, Role::Status, name)
    }

    /// The table with this name.
    pub fn table<'a>(&'a self, name: &'a str) -> Control<'a> {
        Control::new(self, Role::Table, name)
    }

    /// The list with this name.
    pub fn list<'a>(&'a self, name: &'a str) -> Control<'a> {
        Control::new(self, Role::List, name)
    }

    /// The visible text of the page.
    ///
    /// # Errors
    /// If the page does not answer.
    pub async fn page_text(&self) -> Result<String> {
        self.eval("document.body.innerText").await
    }

    /// Evaluates an expression in the page, awaits it and returns its value as text.
    ///
    /// # Errors
    /// If it throws.
    pub async fn eval(&self, expression: &str) -> Result<String> {
        self.run(&format!("async () => String(await ({expression}))"), &[])
            .await
    }

    /// Calls a function in the page with text arguments. Returns the text that it returns, or that
    /// its promise resolves to.
    ///
    /// # Errors
    /// If it throws.
    pub async fn run(&self, function: &str, arguments: &[&str]) -> Result<String> {
        let texts: Vec<_> = arguments
            .iter()
            .map(|text| json!({ "type": "string", "value": text }))
            .collect();
        let value = self.call(function, &texts).await?;
        Ok(value["value"].as_str().unwrap_or_default().to_owned())
    }

    /// Counts the elements with this role and name in the browser's own accessibility tree. This is
    /// the slow and reliable way, with which the quick one is compared.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn count_accessible(&self, role: Role, name: &str) -> Result<usize> {
        let locator =
            json!({ "type": "accessibility", "value": { "role": role.word(), "name": name } });
        let found = self
            .command("browsingContext.locateNodes", json!({ "locator": locator }))
            .await?;
        Ok(found["nodes"].as_array().map_or(0, Vec::len))
    }

    /// Sets the page's width and height, in CSS pixels.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn resize(&self, width: u32, height: u32) -> Result<()> {
        let viewport = json!({ "viewport": { "width": width, "height": height } });
        self.command("browsingContext.setViewport", viewport)
            .await?;
        Ok(())
    }

    /// Sets the colour scheme that the person prefers; Chromium only.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn prefer(&self, scheme: Scheme) -> Result<()> {
        let value = if scheme == Scheme::Dark {
            "dark"
        } else {
            "light"
        };
        let params = json!({ "features": [{ "name": "prefers-color-scheme", "value": value }] });
        self.session
            .chromium(&self.context, "Emulation.setEmulatedMedia", params)
            .await?;
        Ok(())
    }

    /// Makes the page's thread so many times slower; Chromium only.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn slow_down(&self, times: u32) -> Result<()> {
        let params = json!({ "rate": times });
        self.session
            .chromium(&self.context, "Emulation.setCPUThrottlingRate", params)
            .await?;
        Ok(())
    }

    /// Sets whether the system overrides all colours, as people with low vision use it; Chromium
    /// only. The page is in the light theme meanwhile.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn force_colors(&self, is_forced: bool) -> Result<()> {
        let value = if is_forced { "active" } else { "none" };
        let params = json!({ "features": [{ "name": "forced-colors", "value": value }] });
        self.session
            .chromium(&self.context, "Emulation.setEmulatedMedia", params)
            .await?;
        Ok(())
    }

    /// Sets the font size that the person has chosen for all pages to twice the usual one, or back.
    /// It holds until the window's size changes; Chromium only.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn enlarge_text(&self, is_large: bool) -> Result<()> {
        let (standard, fixed) = if is_large { (32, 26) } else { (16, 13) };
        let params = json!({ "fontSizes": { "standard": standard, "fixed": fixed } });
        self.session
            .chromium(&self.context, "Page.setFontSizes", params)
            .await?;
        Ok(())
    }

    /// Saves a screenshot of the whole page, including what is out of view.
    ///
    /// # Errors
    /// If it can't be taken or written.
    pub async fn screenshot(&self, path: &Path) -> Result<()> {
        let taken = self
            .command(
                "browsingContext.captureScreenshot",
                json!({ "origin": "document" }),
            )
            .await?;
        let image = Base64::decode_vec(taken["data"].as_str().unwrap_or_default())?;
        tokio::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).await?;
        tokio::fs::write(path, image)
            .await
            .with_context(|| format!("writing {}", path.display()))
    }

    /// The name of the person that the tab belongs to.
    pub fn who(&self) -> &'static str {
        self.who
    }

    /// The state of the tab, for the error message of a failed test.
    pub(crate) async fn describe(&self) -> String {
        let url = self
            .eval("location.href")
            .await
            .unwrap_or_else(|error| format!("{error:#}"));
        let text = self
            .page_text()
            .await
            .unwrap_or_else(|error| format!("{error:#}"));
        let console: Vec<_> = self
            .session
            .log
            .lines()
            .iter()
            .map(ToString::to_string)
            .collect();
        let path = pictures().join(format!("failed-{}-{}.png", self.who, std::process::id()));
        let picture = match self.screenshot(&path).await {
            Ok(()) => path.display().to_string(),
            Err(error) => format!("{error:#}"),
        };
        format!(
            "--- {} at {url}\n{text}\n--- console of {}\n{}\n--- picture: {picture}",
            self.who,
            self.who,
            console.join("\n")
        )
    }

    /// Brings the tab to the front of its browser.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn bring_to_front(&self) -> Result<()> {
        let mut front = self.session.front.lock().await;
        if *front != self.context {
            self.command("browsingContext.activate", json!({})).await?;
            self.context.clone_into(&mut *front);
        }
        Ok(())
    }

    /// Calls a function in the page and returns its result in BiDi's encoding.
    pub(crate) async fn call(&self, function: &str, arguments: &[Value]) -> Result<Value> {
        let params = json!({
            "functionDeclaration": function,
            "arguments": arguments,
            "awaitPromise": true,
            "target": { "context": self.context },
        });
        let mut answer = self
            .session
            .bidi
            .send("script.callFunction", params)
            .await?;
        if answer["type"] != "success" {
            bail!("in the page: {}", answer["exceptionDetails"]["text"]);
        }
        Ok(answer["result"].take())
    }

    /// Makes the browser save downloads into this folder without a prompt; Chromium only.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn save_to(&self, folder: &Path) -> Result<()> {
        let params = json!({ "behavior": "allow", "downloadPath": folder });
        self.session
            .chromium(&self.context, "Browser.setDownloadBehavior", params)
            .await?;
        Ok(())
    }

    /// The page inside the first frame of this one.
    ///
    /// # Errors
    /// If there is none.
    pub async fn frame(&self) -> Result<Self> {
        let tree = json!({ "root": self.context });
        let context = until("the page to have a frame", &[self], async || {
            let tree = self
                .session
                .bidi
                .send("browsingContext.getTree", tree.clone());
            let inner = &tree.await?["contexts"][0]["children"][0]["context"];
            Ok(inner.as_str().map(str::to_owned))
        })
        .await?;
        Ok(Self {
            who: self.who,
            session: Arc::clone(&self.session),
            context,
        })
    }

    /// Limits the storage of a site on this device to this many bytes; `None` restores the limit
    /// that it had. Chromium only.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn limit_storage(&self, site: &str, bytes: Option<u32>) -> Result<()> {
        let mut params = json!({ "origin": site });
        if let Some(bytes) = bytes {
            params["quotaSize"] = json!(bytes);
        }
        self.session
            .chromium(&self.context, "Storage.overrideQuotaForOrigin", params)
            .await?;
        Ok(())
    }

    /// Sets the file of a file input.
    pub(crate) async fn set_file(&self, id: &str, file: &Path) -> Result<()> {
        let params = json!({ "element": { "sharedId": id }, "files": [file] });
        self.command("input.setFiles", params).await?;
        Ok(())
    }

    /// Moves the mouse onto an element and presses its button.
    pub(crate) async fn press_element(&self, id: &str) -> Result<()> {
        let origin = json!({ "type": "element", "element": { "sharedId": id } });
        self.act(json!({
            "type": "pointer",
            "id": "mouse",
            "actions": [
                { "type": "pointerMove", "x": 0, "y": 0, "origin": origin },
                { "type": "pointerDown", "button": 0 },
                { "type": "pointerUp", "button": 0 },
            ],
        }))
        .await
    }

    /// Presses and releases a key, given by its WebDriver code point, wherever the focus is.
    ///
    /// # Errors
    /// If the browser refuses.
    pub async fn press_key(&self, key: char) -> Result<()> {
        self.act(json!({
            "type": "key",
            "id": "keyboard",
            "actions": [{ "type": "keyDown", "value": key }, { "type": "keyUp", "value": key }],
        }))
        .await
    }

    async fn act(&self, source: Value) -> Result<()> {
        self.command("input.performActions", json!({ "actions": [source] }))
            .await?;
        Ok(())
    }

    async fn command(&self, method: &str, mut params: Value) -> Result<Value> {
        params["context"] = json!(self.context);
        self.session.bidi.send(method, params).await
    }
}

/// The folder for screenshots: `TABCHAIN_SHOTS`, or else a folder in the system's temporary folder.
fn pictures() -> PathBuf {
    env::var_os("TABCHAIN_SHOTS")
        .map_or_else(|| env::temp_dir().join("tabchain-pictures"), PathBuf::from)
}
