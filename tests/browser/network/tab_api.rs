//! The tab's own API: programs of its site read the chain, and nobody else does.

use std::fs;

use anyhow::{Result, ensure};
use tempfile::TempDir;
use tests::drive::{Host, Person, Role, Tab, until};

use crate::moves::{height, mine, says, start_chain, tip};
use crate::page_copy::copy_page;

/// The WebDriver code of the key that goes up.
const UP: char = '\u{E013}';

/// A page of the same site that is not Tabchain.
const READER: &str = "<!doctype html><html lang=\"en\"><title>Reader</title><p>A reader</p></html>";

/// Asks below the page's own path, and returns the status and the body.
async fn fetch(tab: &Tab, path: &str, options: &str) -> Result<(u16, String)> {
    let call = format!(
        "fetch('tab/api/{path}', {options}).then(async it => it.status + ' ' + await it.text())"
    );
    let answer = tab.eval(&call).await?;
    let (status, body) = answer.split_once(' ').unwrap_or_default();
    Ok((status.parse()?, body.to_owned()))
}

/// Waits until the service worker of this page answers for it.
async fn is_controlled(tab: &Tab) -> Result<()> {
    until("the service worker to take over", &[tab], async || {
        let controller = "navigator.serviceWorker.controller?.state";
        Ok((tab.eval(controller).await? == "activated").then_some(()))
    })
    .await
}

/// Serves the page below a path, with another page beside it, and mines two blocks there.
async fn mined_below(path: &str) -> Result<(Person, TempDir, Host, Tab)> {
    let ann = Person::alone("Ann").await?;
    // The host is not a relay.
    ann.relay_down(true);
    let folder = tempfile::tempdir()?;
    let below = folder.path().join(path);
    fs::create_dir_all(&below)?;
    copy_page(&below)?;
    fs::write(below.join("reader.html"), READER)?;
    let host = Host::start(folder.path()).await?;
    let tab = ann.open(&format!("{}{path}", host.url())).await?;
    start_chain(&tab).await?;
    mine(&tab, 2).await?;
    is_controlled(&tab).await?;
    Ok((ann, folder, host, tab))
}

#[tokio::test]
async fn a_second_page_reads_the_chain_of_the_tab() -> Result<()> {
    for path in ["", "some/path/"] {
        let (ann, _folder, host, tab) = mined_below(path).await?;
        let base = format!("{}{path}", host.url());
        // A tab of the same page does not have the profile, and another page has no node at all.
        for page in ["", "reader.html"] {
            let other = ann.open(&format!("{base}{page}")).await?;
            is_controlled(&other).await?;
            let (status, body) = fetch(&other, "block?index=1", "{}").await?;
            ensure!(status == 200, "{status}: {body}");
            let field = format!("({body}).height");
            ensure!(other.eval(&field).await? == "1", "{body}");
            let (_, length) = fetch(&other, "chainlength", "{}").await?;
            let blocks = height(&tab).await? + 1;
            ensure!(length == format!("{{\"length\":{blocks}}}"), "{length}");
            let (_, running) = fetch(&other, "running", "{}").await?;
            ensure!(running.contains(&tip(&tab).await?), "{running}");
            let (status, problem) = fetch(&other, "block?index=x", "{}").await?;
            ensure!(status == 400 && problem.contains("index"), "{problem}");
            if page == "reader.html" {
                // Nobody has the profile any more.
                tab.goto("about:blank").await?;
                let (status, body) = fetch(&other, "block?index=1", "{}").await?;
                ensure!(status == 503, "{status}: {body}");
                break;
            }
            other.close().await?;
        }
    }
    Ok(())
}

#[tokio::test]
async fn each_page_reads_the_chain_of_its_own_profile() -> Result<()> {
    let (ann, _folder, host, tab) = mined_below("").await?;
    let bob = ann.open(&format!("{}?profile=bob", host.url())).await?;
    start_chain(&bob).await?;
    mine(&bob, 1).await?;
    let tips = [tip(&tab).await?, tip(&bob).await?];
    ensure!(tips[0] != tips[1], "one chain");
    for (page, own) in [("reader.html", 0), ("reader.html?profile=bob", 1)] {
        let reader = ann.open(&format!("{}{page}", host.url())).await?;
        is_controlled(&reader).await?;
        for _ in 0..20 {
            let (status, running) = fetch(&reader, "running", "{}").await?;
            ensure!(
                status == 200 && running.contains(&tips[own]),
                "{page}: {running}"
            );
        }
        reader.close().await?;
    }
    // A profile without a tab is nobody's.
    let reader = ann
        .open(&format!("{}reader.html?profile=carol", host.url()))
        .await?;
    is_controlled(&reader).await?;
    let (status, body) = fetch(&reader, "running", "{}").await?;
    ensure!(status == 503, "{status}: {body}");
    Ok(())
}

#[tokio::test]
async fn the_tab_is_only_read_and_only_by_its_own_site() -> Result<()> {
    let (ann, _folder, host, tab) = mined_below("").await?;
    for (path, options, refusal) in [
        ("pushtx", "{ method: 'POST', body: '00' }", 405),
        ("register?url=wss://x.example/", "{}", 404),
        ("create-and-send", "{}", 404),
        ("block?index=1", "{ mode: 'no-cors' }", 403),
    ] {
        let (status, body) = fetch(&tab, path, options).await?;
        ensure!(status == refusal, "{path}: {status} {body}");
        ensure!(!body.contains("merkle"), "{body}");
    }
    let api = format!("{}tab/api/block?index=1", host.url());
    // A link from elsewhere, as a person follows it.
    let other = ann.open(&api).await?;
    says(&other, "Only programs of this site").await?;
    // A frame and a request of another site.
    let outside = TempDir::new()?;
    let html = format!("<!doctype html><title>Elsewhere</title><iframe src=\"{api}\"></iframe>");
    fs::write(outside.path().join("index.html"), html)?;
    let site = Host::start(outside.path()).await?;
    other.goto(site.url()).await?;
    let asked = format!("fetch('{api}').then(it => it.text()).catch(() => 'refused')");
    ensure!(other.eval(&asked).await? == "refused");
    let framed = other.frame().await?.page_text().await?;
    ensure!(!framed.contains("merkle"), "{framed}");
    Ok(())
}

#[tokio::test]
async fn requests_beyond_the_bound_are_told_to_come_back_by_the_tab() -> Result<()> {
    let (_ann, _folder, host, tab) = mined_below("").await?;
    tab.goto(&format!("{}reader.html", host.url())).await?;
    is_controlled(&tab).await?;
    // No tab has a node now, so each request waits until its time is over.
    let asked = "Promise.all(Array.from({ length: 40 }, () => fetch('tab/api/running')
        .then(async it => [it.status, it.headers.has('Retry-After'), await it.text()])))
        .then(all => [all.every(it => it[0] === 503 && it[1]),
            all.filter(it => it[2].includes('Too many')).length].join())";
    let answered = tab.eval(asked).await?;
    ensure!(answered == "true,8", "{answered}");
    Ok(())
}

#[tokio::test]
async fn events_tell_of_blocks_and_their_streams_are_bounded() -> Result<()> {
    let (ann, _folder, host, tab) = mined_below("").await?;
    let reader = ann.open(&format!("{}reader.html", host.url())).await?;
    is_controlled(&reader).await?;
    let listen = "(() => {
        self.told = [];
        const all = Array.from({ length: 9 }, () => new EventSource('tab/api/events'));
        for (const one of all) one.addEventListener('block', it => self.told.push(it.data));
        self.refused = () => all.filter(it => it.readyState === EventSource.CLOSED).length;
        self.end = () => all.forEach(it => it.close());
    })()";
    reader.eval(listen).await?;
    let told = async |wanted: String| {
        until("the reader to be told", &[&reader, &tab], async || {
            let all = reader.eval("self.told.join(' ')").await?;
            Ok((all.matches(&wanted).count() == 8).then_some(()))
        })
        .await
    };
    let tip_now = tip(&tab).await?;
    told(tip_now.clone()).await?;
    // A browser does not try again after a refusal.
    ensure!(reader.eval("self.refused()").await? == "1");
    mine(&tab, 1).await?;
    let next = tip(&tab).await?;
    ensure!(next != tip_now);
    told(next).await?;
    reader.eval("self.end()").await?;
    until("a stream to be served again", &[&reader], async || {
        let again = "fetch('tab/api/events').then(it => it.body.cancel().then(() => it.status))";
        Ok((reader.eval(again).await? == "200").then_some(()))
    })
    .await?;
    // A stream that begins anew, as after an end of the service worker, repeats no tip.
    let seen = tip(&tab).await?;
    let again = format!(
        "void (self.first = fetch('tab/api/events', {{ headers: {{ 'Last-Event-ID': '{seen}' }} }})
            .then(it => it.body.getReader().read())
            .then(it => new TextDecoder().decode(it.value)))"
    );
    reader.eval(&again).await?;
    mine(&tab, 1).await?;
    let first = reader.eval("self.first").await?;
    ensure!(first.contains("\nid: "), "{first}");
    ensure!(!first.contains(&seen), "{first}");
    Ok(())
}

#[tokio::test]
async fn a_person_asks_in_the_console() -> Result<()> {
    let (ann, _folder, _host, tab) = mined_below("").await?;
    tab.link("Network").click().await?;
    tab.link("Console").click().await?;
    let question = tab.field("Method and arguments");
    question.fill("block index=1").await?;
    let offered = "[...document.querySelectorAll('datalist option')].map(it => it.value)";
    let offered = tab.eval(offered).await?;
    ensure!(offered.contains("block from="), "{offered}");
    tab.button("Ask").click().await?;
    says(&tab, "\"height\": 1").await?;
    question
        .when("to be empty", |now| now.value.is_empty())
        .await?;
    question.key(UP).await?;
    question
        .when("to be asked again", |now| now.value == "block index=1")
        .await?;
    question.fill("block 1").await?;
    tab.button("Ask").click().await?;
    says(&tab, "Write each argument as name=value").await?;
    question.fill("pushtx transaction=00").await?;
    tab.button("Ask").click().await?;
    says(&tab, "Status 40").await?;
    tab.control(Role::Heading, "Console").read().await?;
    ann.quiet()
}
