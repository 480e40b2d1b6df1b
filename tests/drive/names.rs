//! Things on a page, found by role and accessible name, and what a person does with them.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use super::{Tab, until};

/// Runs in the page; see its head.
const SCRIPT: &str = include_str!("names.js");

/// What a thing is to a screen reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Leads elsewhere.
    Link,
    /// Does something.
    Button,
    /// Takes or shows text.
    Textbox,
    /// Chooses a number.
    Slider,
    /// Chooses one of a few: HTML's `select`.
    Combobox,
    /// Shows a value that changes: HTML's `output`.
    Status,
    /// Rows and columns.
    Table,
    /// Items in order.
    List,
    /// A title.
    Heading,
    /// Has to be answered first: HTML's `dialog`.
    Dialog,
    /// Takes a file. ARIA has no word for it, so the browser's accessibility tree can't be asked
    /// for it.
    File,
}

impl Role {
    /// ARIA's word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Button => "button",
            Self::Textbox => "textbox",
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

/// The thing of this role and name on a page, whether or not it is there yet.
pub struct Control<'a> {
    tab: &'a Tab,
    role: Role,
    name: &'a str,
}

/// How a control is at one moment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Its text, blanks squeezed.
    pub text: String,
    /// Its value, where it is a field.
    pub value: String,
    /// It can be used.
    pub enabled: bool,
    /// It can be read and copied but not changed.
    pub read_only: bool,
    /// It is marked as wrong.
    pub invalid: bool,
    /// The alert tied to it by `aria-describedby`; empty without one.
    pub alert: String,
    /// The cells of its rows, where it is a table; its items, where it is a list.
    pub rows: Vec<Vec<String>>,
}

impl<'a> Control<'a> {
    pub(crate) fn new(tab: &'a Tab, role: Role, name: &'a str) -> Self {
        Self { tab, role, name }
    }

    /// How it is now; none while it is not shown.
    ///
    /// # Errors
    /// If several things have its role and name, or the page can't be asked.
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

    /// Waits until it is shown and tells how it is then.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn read(&self) -> Result<Reading> {
        self.when("to be shown", |_| true).await
    }

    /// Waits until it is as `wanted` says, in words too.
    ///
    /// # Errors
    /// If it never is.
    pub async fn when(&self, what: &str, wanted: impl Fn(&Reading) -> bool) -> Result<Reading> {
        until(&format!("{self} {what}"), &[self.tab], async || {
            Ok(self.look().await?.filter(&wanted))
        })
        .await
    }

    /// Its text, once it is shown.
    ///
    /// # Errors
    /// If it does not appear.
    pub async fn text(&self) -> Result<String> {
        Ok(self.read().await?.text)
    }

    /// The value of a field, once it is shown and not empty.
    ///
    /// # Errors
    /// If it stays empty.
    pub async fn value(&self) -> Result<String> {
        Ok(self
            .when("to have a value", |reading| !reading.value.is_empty())
            .await?
            .value)
    }

    /// Presses it with the mouse, once it can be pressed.
    ///
    /// # Errors
    /// If it stays away, disabled or covered.
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
            // It may go or move away between the two; then it is looked for again.
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

    /// Hands it a file, as choosing or dropping one does.
    ///
    /// # Errors
    /// If it stays away or takes none.
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

    /// Focuses it and presses a key, by its WebDriver code point.
    ///
    /// # Errors
    /// If it is not there.
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
