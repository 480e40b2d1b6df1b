//! Where contenders run: in dedicated workers of a page, and in programs that take commands line by
//! line.

use std::ffi::OsStr;
use std::process::Stdio;

use anyhow::{Context as _, Result, bail};
use tests::drive::Tab;
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

use super::Plan;

/// All places of one run.
pub(super) struct Places<'a> {
    tab: &'a Tab,
    /// Two processes of the program `tabchain`.
    native: [Program; 2],
    /// The contenders of others, and their names.
    others: (Program, &'a [String]),
    node: Option<Program>,
}

struct Program {
    _child: Child,
    questions: ChildStdin,
    answers: Lines<BufReader<ChildStdout>>,
}

impl<'a> Places<'a> {
    /// Starts the programs. The tab must show the page of the benchmark.
    pub(super) fn open(tab: &'a Tab, plan: &'a Plan) -> Result<Self> {
        let node = plan.node.as_ref();
        let node = node.map(|node| Program::start(node, &[plan.site.join("node.js").as_os_str()]));
        let ours = || Program::start(&plan.program, &["bench".as_ref()]);
        Ok(Self {
            tab,
            native: [ours()?, ours()?],
            others: (Program::start(&plan.native, &[])?, &plan.others),
            node: node.transpose()?,
        })
    }

    /// Runs a contender for this many milliseconds in one of the places. Returns the pieces of work
    /// done and the milliseconds they took.
    pub(super) async fn slice(
        &mut self,
        place: &str,
        name: &str,
        milliseconds: u32,
    ) -> Result<(f64, f64)> {
        let answer = match place {
            "chromium" => self.in_workers("1", name, milliseconds).await?,
            "two workers" => self.in_workers("2", name, milliseconds).await?,
            "native" if self.others.1.iter().any(|other| other == name) => {
                self.others.0.ask(name, milliseconds).await?
            }
            "native" => self.native[0].ask(name, milliseconds).await?,
            "two processes" => return self.in_both(name, milliseconds).await,
            "node" => {
                let node = self.node.as_mut().context("Node is not there")?;
                node.ask(name, milliseconds).await?
            }
            _ => bail!("there is no such place"),
        };
        figures(&answer)
    }

    /// Runs a contender in both native programs at once. Returns the pieces that both together do
    /// in `milliseconds`, computed from their rates, and `milliseconds`.
    async fn in_both(&mut self, name: &str, milliseconds: u32) -> Result<(f64, f64)> {
        let [one, other] = &mut self.native;
        let (one, other) =
            tokio::try_join!(one.ask(name, milliseconds), other.ask(name, milliseconds))?;
        let (one, other) = (figures(&one)?, figures(&other)?);
        let rate = one.0 / one.1 + other.0 / other.1;
        Ok((rate * f64::from(milliseconds), milliseconds.into()))
    }

    async fn in_workers(&self, count: &str, name: &str, milliseconds: u32) -> Result<String> {
        let call =
            "(count, name, milliseconds) => slice(Number(count), name, Number(milliseconds))";
        let milliseconds = milliseconds.to_string();
        self.tab.run(call, &[count, name, &milliseconds]).await
    }
}

/// Parses the pieces of work and the milliseconds.
fn figures(answer: &str) -> Result<(f64, f64)> {
    let (pieces, spent) = answer
        .split_once(' ')
        .filter(|_| !answer.starts_with("error"))
        .with_context(|| answer.to_owned())?;
    Ok((pieces.parse()?, spent.parse()?))
}

impl Program {
    fn start(program: impl AsRef<OsStr>, arguments: &[&OsStr]) -> Result<Self> {
        let mut child = Command::new(program.as_ref())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("starting {}", program.as_ref().display()))?;
        Ok(Self {
            questions: child.stdin.take().context("no input")?,
            answers: BufReader::new(child.stdout.take().context("no output")?).lines(),
            _child: child,
        })
    }

    async fn ask(&mut self, name: &str, milliseconds: u32) -> Result<String> {
        let question = format!("{name} {milliseconds}\n");
        self.questions.write_all(question.as_bytes()).await?;
        let answer = self.answers.next_line().await?;
        answer.context("the program ended")
    }
}
