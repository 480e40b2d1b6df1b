//! Requests to a node's API over HTTP.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64ct::{Base64, Encoding as _};
use clap::Args;
use ureq::Agent;
use ureq::http::header::{AUTHORIZATION, CONTENT_TYPE};
use zeroize::Zeroizing;

use crate::data_folder;
use crate::failure::{Exit, Failure};
use crate::passphrase::first_line;

/// The maximum length of an answer in bytes: more than a block in hexadecimal.
const MAX_ANSWER: u64 = 64 << 20;
/// The time limit for an answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(60);

/// The options that name a node and the user's login there.
#[derive(Clone, Debug, Args)]
pub(crate) struct NodeAccess {
    /// The URL of the node's API
    #[arg(
        long,
        global = true,
        value_name = "URL",
        env = "TABCHAIN_NODE",
        default_value = "http://127.0.0.1:18443"
    )]
    pub(crate) node: String,
    /// The node's cookie file, which is in its data folder
    /// [default: .cookie in the default data folder]
    #[arg(long, global = true, value_name = "FILE", env = "TABCHAIN_COOKIE")]
    pub(crate) cookie: Option<PathBuf>,
    /// The name of a user of the node's API, instead of the cookie
    #[arg(
        long,
        global = true,
        value_name = "NAME",
        env = "TABCHAIN_USER",
        requires = "password_file"
    )]
    pub(crate) user: Option<String>,
    /// A file whose first line is the password of --user
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        env = "TABCHAIN_PASSWORD_FILE",
        requires = "user"
    )]
    pub(crate) password_file: Option<PathBuf>,
}

/// A node's API.
#[derive(Clone)]
pub(crate) struct NodeClient {
    agent: Agent,
    /// Without a slash at its end.
    url: String,
    authorization: Option<Zeroizing<String>>,
}

/// An answer of a node.
pub(crate) struct Answer {
    /// The HTTP status.
    pub(crate) status: u16,
    /// The body.
    pub(crate) body: Vec<u8>,
}

/// Why a request has no answer.
#[derive(Debug, thiserror::Error)]
#[error("{url}: {error}")]
pub(crate) struct NoAnswer {
    url: String,
    error: Box<ureq::Error>,
}

impl NoAnswer {
    /// Whether the node could not be reached, so that the request was not sent.
    pub(crate) fn is_unreached(&self) -> bool {
        matches!(
            *self.error,
            ureq::Error::ConnectionFailed | ureq::Error::Io(_)
        )
    }
}

impl From<NoAnswer> for Failure {
    fn from(error: NoAnswer) -> Self {
        Self::of(
            "--node",
            Exit::Node,
            format!("the node does not answer: {error}"),
        )
    }
}

impl NodeClient {
    /// A client of this node.
    ///
    /// # Errors
    ///
    /// [`Failure`] if the URL is invalid, or if a file with a secret can't be read. The cookie of
    /// the default data folder may be missing, since some nodes answer without.
    pub(crate) fn new(access: &NodeAccess) -> Result<Self, Failure> {
        let url = access.node.trim_end_matches('/').to_owned();
        let rest = url
            .strip_prefix("http://")
            .or_else(|| url.strip_prefix("https://"));
        let host = rest.map(|rest| rest.split('/').next().unwrap_or_default());
        match host {
            Some(host) if host.contains('@') => {
                let message = "a URL may end up in a log, so it must not hold a password; use --user and --password-file";
                return Err(Failure::of("--node", Exit::Usage, message));
            }
            Some(host) if !host.is_empty() => {}
            _ => {
                let message = format!("{url:?} is not an http:// or https:// URL");
                return Err(Failure::of("--node", Exit::Usage, message));
            }
        }
        let config = Agent::config_builder()
            .timeout_global(Some(ANSWER_WITHIN))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(None)
            .build();
        Ok(Self {
            agent: config.into(),
            url,
            authorization: authorization(access)?,
        })
    }

    /// Reads a path, which begins with a slash.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`].
    pub(crate) fn get(&self, path: &str) -> Result<Answer, NoAnswer> {
        let request = self.agent.get(self.address(path));
        let request = match &self.authorization {
            Some(value) => request.header(AUTHORIZATION, value.as_str()),
            None => request,
        };
        self.answer(path, request.call())
    }

    /// Posts to a path, which begins with a slash.
    ///
    /// # Errors
    ///
    /// [`NoAnswer`].
    pub(crate) fn post(&self, path: &str, kind: &str, body: &[u8]) -> Result<Answer, NoAnswer> {
        let request = self
            .agent
            .post(self.address(path))
            .header(CONTENT_TYPE, kind);
        let request = match &self.authorization {
            Some(value) => request.header(AUTHORIZATION, value.as_str()),
            None => request,
        };
        self.answer(path, request.send(body))
    }

    /// The node's URL.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    fn address(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    fn answer(
        &self,
        path: &str,
        answer: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer, NoAnswer> {
        let read = answer.and_then(|mut answer| {
            let status = answer.status().as_u16();
            let body = answer
                .body_mut()
                .with_config()
                .limit(MAX_ANSWER)
                .read_to_vec()?;
            Ok(Answer { status, body })
        });
        read.map_err(|error| NoAnswer {
            url: self.address(path),
            error: Box::new(error),
        })
    }
}

impl Answer {
    /// The body as text.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).trim().to_owned()
    }
}

/// The value of the header `Authorization`; `None` if there is no cookie in the default data
/// folder.
fn authorization(access: &NodeAccess) -> Result<Option<Zeroizing<String>>, Failure> {
    let credentials = match (&access.user, &access.password_file, &access.cookie) {
        (Some(user), Some(file), _) => {
            let password = first_line(file, "--password-file")?;
            Zeroizing::new(format!("{user}:{}", *password))
        }
        (_, _, Some(cookie)) => read_cookie(cookie).map_err(|error| {
            let message = format!("can't read {}: {error}", cookie.display());
            Failure::of("--cookie", Exit::Node, message)
        })?,
        _ => match read_cookie(&data_folder::default().join(".cookie")) {
            Ok(cookie) => cookie,
            Err(_) => return Ok(None),
        },
    };
    let encoded = Zeroizing::new(Base64::encode_string(credentials.trim().as_bytes()));
    Ok(Some(Zeroizing::new(format!("Basic {}", *encoded))))
}

fn read_cookie(path: &Path) -> std::io::Result<Zeroizing<String>> {
    fs::read_to_string(path).map(Zeroizing::new)
}
