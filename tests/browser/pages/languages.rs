//! The page in another language than English.

use anyhow::{Result, ensure};
use tests::drive::{Person, Relay, Tab, until};

use crate::looks::look;
use crate::moves::END;

/// The WebDriver code of the key `Home`, which chooses the first of a list.
const HOME: char = '\u{E011}';

async fn is_in(tab: &Tab, language: &str, heading: &str) -> Result<()> {
    until(&format!("the page in {language}"), &[tab], async || {
        let lang = tab.eval("document.documentElement.lang").await?;
        let shown = "document.querySelector('main h1')?.textContent ?? ''";
        Ok((lang == language && tab.eval(shown).await? == heading).then_some(()))
    })
    .await
}

#[tokio::test]
async fn the_page_is_in_chinese_for_those_who_choose_it() -> Result<()> {
    let ann = Person::alone("Ann").await?;
    let mut relay = Relay::start().await?;
    let tab = ann.open(&relay.url()).await?;
    is_in(&tab, "en", "A blockchain in your browser tabs").await?;
    tab.field("Chain link").fill("typed before").await?;

    // One press, and what was typed stays.
    tab.button("简体中文").click().await?;
    is_in(&tab, "zh-Hans", "浏览器标签页里的区块链").await?;
    let link = tab.field("邀请链接").read().await?;
    ensure!(link.value == "typed before", "{link:?}");
    tab.field("邀请链接").fill("").await?;
    let shown = tab.page_text().await?;
    let english = ["Start a chain", "twelve words", "This device", "Your key"];
    let left = english.iter().find(|text| shown.contains(**text));
    ensure!(left.is_none(), "{left:?} in {shown}");
    look(&tab, "chinese-chains").await?;

    // The next visit is in Chinese before the program is there, and without a network, too.
    until("the page to be kept for offline use", &[&tab], async || {
        let ready = "navigator.serviceWorker.ready.then(all => all.active?.state)";
        Ok((tab.eval(ready).await? == "activated").then_some(()))
    })
    .await?;
    ann.relay_down(true);
    relay.kill().await?;
    tab.reload().await?;
    ensure!(tab.eval("document.documentElement.lang").await? == "zh-Hans");
    is_in(&tab, "zh-Hans", "浏览器标签页里的区块链").await?;

    tab.button("创建新链").click().await?;
    is_in(&tab, "zh-Hans", "挖矿").await?;
    tab.button("开始挖矿").click().await?;
    tab.output("高度")
        .when("to rise", |now| {
            now.text.parse::<u32>().is_ok_and(|it| it > 0)
        })
        .await?;
    tab.button("停止挖矿").click().await?;
    look(&tab, "chinese-mine").await?;
    for (page, name) in [
        ("wallet", "钱包"),
        ("blocks", "区块"),
        ("network", "网络"),
        ("proofs", "证明"),
    ] {
        tab.link(name).click().await?;
        is_in(&tab, "zh-Hans", name).await?;
        look(&tab, &format!("chinese-{page}")).await?;
    }

    // Back to English, by the list. Its first option follows the browser.
    tab.eval("location.hash = '#/chains'").await?;
    is_in(&tab, "zh-Hans", "浏览器标签页里的区块链").await?;
    tab.choice("语言").key(HOME).await?;
    is_in(&tab, "en", "A blockchain in your browser tabs").await?;
    tab.choice("Language").key(END).await?;
    is_in(&tab, "zh-Hans", "浏览器标签页里的区块链").await?;
    tab.button("English").click().await?;
    is_in(&tab, "en", "A blockchain in your browser tabs").await?;
    tab.reload().await?;
    is_in(&tab, "en", "A blockchain in your browser tabs").await?;
    ann.quiet()
}
