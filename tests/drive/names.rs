//! Controls of a page, found by role and accessible name, and the actions of a person on them.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::{Tab, until};

/// Runs in the page; its first comment explains it.
const SCRIPT: &str = include_str!("names.js");

/// The role of a control for screen readers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A link.
    Link,
    /// A button.
    Button,
    /// A field that takes or shows text.
    Textbox,
    /// A box that is checked or not.
    Checkbox,
    /// A slider.
    Slider,
    /// A drop-down list: HTML's `select`.
    Combobox,
    /// A value that changes: HTML's `output`.
    Status,
    /// A table.
    Table,
    /// A list of items.
    List,
    /// A heading.
    Heading,
    /// A modal dialog: HTML's `dialog`.
    Dialog,
    /// A file input. ARIA has no role for it, so it can't be looked up in the browser's
    /// accessibility tree.
    File,
}

impl Role {
    /// The name of the role in ARIA.
    pub fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Button => "button",
            Self::Textbox => "textbox",
            Self::Checkbox => "checkbox",
            Self::Slider => "slider",
            Self::Combobox => "combobox",
            Self::Status => "status",
            Self::Table => "table",
            Self::List => "list",
            Self::Heading => "heading",
            Self::Dialog => "dialog",
            Self::File => "file",
        }
    }
}

/// The control with this role and name on a page, whether or not it is there yet.
pub struct Control<'a> {
    tab: &'a Tab,
    role: Role,
    name: &'a str,
}

/// The state of a control at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Its text, with runs of whitespace reduced to single spaces.
    pub text: String,
    /// Its value if it is a field.
    pub value: String,
    /// Whether it can be used.
    pub enabled: bool,
    /// Whether it can be read and copied but not changed.
    pub read_only: bool,
    /// Whether it is marked as invalid.
    pub invalid: bool,
    /// The alert that is linked to it by `aria-describedby`; empty if there is none.
    pub alert: String,
    /// The cells of its rows if it is a table, or its items if it is a list.
    pub rows: Vec<Vec<String>>,
}

impl<'a> Control<'a> {
    pub(crate) fn new(tab: &'a Tab, role: Role, name: &'a str) -> Self {
        Self { tab, role, name }
    }

    /// Returns its present state. `None` if it is not shown.
    ///
    /// # Errors
    /// If several controls have its role and name, or the page does not answer.
    pub async fn look(&self) -> Result<Option<Reading>> {
        let answer = self.run("read", "").await?;
        let read: Value = serde_json::from_str(answer["value"].as_str().unwrap_or("{}"))?;
        let count = read["count"].as_u64().unwrap_or(0);
        ensure!(count < 2, "{count} things are {self}");
        let text = |key: &str| read[key].as_str().unwrap_or_default().to_owned();
        let flag = |key: &str| read[key].as_bool().unwrap_or_default();
        Ok((count == 1).then(|| Reading {
            text: text("text"),
            value: text("value"),
            enabled: flag("enabled"),
            read_only: flag("read_only"),
            invalid: flag("invalid"),
            alert: text("alert"),
            rows: serde_json::from_value(read["rows"].clone()).unwrap_or_default(),
        }))
    }

    /// Waits until it is shown and returns its state.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn read(&self) -> Result<Reading> {
        self.when("to be shown", |_| true).await
    }

    /// Waits until `wanted` accepts its state. `what` describes that for error messages.
    ///
    /// # Errors
    /// If that does not happen.
    pub async fn when(&self, what: &str, wanted: impl Fn(&Reading) -> bool) -> Result<Reading> {
        until(&format!("{self} {what}"), &[self.tab], async || {
            Ok(self.look().await?.filter(&wanted))
        })
        .await
    }

    /// Waits until it is shown and returns its text.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn text(&self) -> Result<String> {
        Ok(self.read().await?.text)
    }

    /// Waits until its value is not empty and returns the value.
    ///
    /// # Errors
    /// If it stays empty.
    pub async fn value(&self) -> Result<String> {
        Ok(self
            .when("to have a value", |reading| !reading.value.is_empty())
            .await?
            .value)
    }

    /// Waits until it can be pressed and clicks it with the mouse.
    ///
    /// # Errors
    /// If it is missing, disabled or covered.
    pub async fn click(&self) -> Result<()> {
        self.tab.bring_to_front().await?;
        let mut why = String::new();
        let clicked = until(&format!("{self} to be pressed"), &[self.tab], async || {
            let answer = self.run("target", "").await?;
            let Some(id) = answer["sharedId"].as_str() else {
                answer["value"]
                    .as_str()
                    .unwrap_or_default()
                    .clone_into(&mut why);
                return Ok(None);
            };
            // The element may disappear or move between the two calls. Then it is looked up again.
            match self.tab.press_element(id).await {
                Err(error) if format!("{error:#}").contains("no such node") => return Ok(None),
                other => other?,
            }
            let met = self.run("pressed", "").await?;
            met["value"]
                .as_str()
                .unwrap_or_default()
                .clone_into(&mut why);
            Ok(why.is_empty().then_some(()))
        })
        .await;
        clicked.with_context(|| format!("the last obstacle: {why}"))
    }

    /// Replaces a field's text, as pasting does.
    ///
    /// # Errors
    /// If it can't be filled.
    pub async fn fill(&self, text: &str) -> Result<()> {
        self.click().await?;
        self.run("fill", text).await?;
        self.when(&format!("to hold “{text}”"), |reading| {
            reading.value == text
        })
        .await?;
        Ok(())
    }

    /// Gives it a file, as choosing or dropping one does.
    ///
    /// # Errors
    /// If it is missing or does not take a file.
    pub async fn choose(&self, file: &Path) -> Result<()> {
        until(&format!("{self} to take a file"), &[self.tab], async || {
            let answer = self.run("target", "").await?;
            match answer["sharedId"].as_str() {
                Some(id) => Ok(Some(self.tab.set_file(id, file).await?)),
                None => Ok(None),
            }
        })
        .await
    }

    /// Focuses it and presses a key, given by its WebDriver code point.
    ///
    /// # Errors
    /// If it is missing.
    pub async fn key(&self, key: char) -> Result<()> {
        self.read().await?;
        self.tab.bring_to_front().await?;
        self.run("focus", "").await?;
        self.tab.press_key(key).await
    }

    async fn run(&self, action: &str, argument: &str) -> Result<Value> {
        let text = |text: &str| json!({ "type": "string", "value": text });
        let arguments = [
            text(action),
            text(self.role.word()),
            text(self.name),
            text(argument),
        ];
        self.tab.call(SCRIPT, &arguments).await
    }
}

impl std::fmt::Display for Control<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{} “{}” of {}",
            self.role.word(),
            self.name,
            self.tab.who()
        )
    }
}
