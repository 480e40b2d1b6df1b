//! Two friends: one starts a chain and mines, the other joins by its link. They pay each other,
//! lose the relay, and recover from a crash. Each story stands alone.

use anyhow::{Context as _, Result, ensure};
use tests::drive::{Person, Relay, Role, Tab, report};
use tokio::time::Instant;

use crate::moves::{
    END, FIRST_COINS, address, amount, balance, height, in_history, invitation, join, mine,
    mine_to, pay, peers, pending, reach, same_tip, says, start_chain, start_mining, stop_mining,
    tip, words,
};

/// Two people with linked nodes: Ann has a chain with coins that can be spent, and Bob has joined
/// it.
struct Friends {
    ann: Person,
    bob: Person,
    relay: Relay,
    a: Tab,
    b: Tab,
}

/// Starts a chain, mines until there are coins, and lets a friend join by the link.
async fn befriend() -> Result<Friends> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    mine_to(&a, FIRST_COINS).await?;
    let b = join(&bob, &invitation(&a).await?).await?;
    same_tip(&a, &b).await?;
    peers(&a, 1).await?;
    peers(&b, 1).await?;
    Ok(Friends {
        ann,
        bob,
        relay,
        a,
        b,
    })
}

impl Friends {
    /// Checks that no browser has printed an error.
    fn quiet(self) -> Result<()> {
        self.ann.quiet()?;
        self.bob.quiet()
    }
}

#[tokio::test]
async fn a_chain_is_started_mined_and_joined_by_its_link() -> Result<()> {
    let [ann, bob] = Person::two().await?;
    let relay = Relay::start().await?;
    let a = ann.open(&relay.url()).await?;
    start_chain(&a).await?;
    let clicked = Instant::now();
    start_mining(&a).await?;
    reach(&a, 1).await?;
    report("click on Start mining to first block", seconds(clicked));
    reach(&a, FIRST_COINS).await?;
    report(
        "click on Start mining to first coins that can be spent",
        seconds(clicked),
    );
    stop_mining(&a).await?;
    ensure!(height(&a).await? >= 3, "three blocks at least");

    let link = invitation(&a).await?;
    let opened = Instant::now();
    let b = join(&bob, &link).await?;
    ensure!(same_tip(&a, &b).await? == tip(&a).await?);
    report("link opened to same tip, a few blocks", seconds(opened));
    peers(&a, 1).await?;
    peers(&b, 1).await?;
    tell_a_name(&a, &b).await?;
    ann.quiet()?;
    bob.quiet()
}

/// Ann gives herself a name: Bob sees it with the picture of her key, and in her next block.
async fn tell_a_name(a: &Tab, b: &Tab) -> Result<()> {
    a.link("Network").click().await?;
    b.link("Network").click().await?;
    a.field("Name").fill("Ann").await?;
    a.button("Save name").click().await?;
    b.link("Ann").read().await?;
    let own = "document.querySelector('#own-name-title svg').innerHTML";
    let hers = "document.querySelector('td:has(a.person) svg').innerHTML";
    ensure!(
        b.eval(hers).await? == a.eval(own).await?,
        "the picture beside her name is that of her key"
    );
    // A reload makes another link and another visit, and the same name.
    a.reload().await?;
    peers(b, 1).await?;
    b.link("Network").click().await?;
    b.link("Ann").read().await?;

    a.link("Network").click().await?;
    a.control(Role::Checkbox, "Write my name into the blocks I mine")
        .click()
        .await?;
    mine(a, 1).await?;
    same_tip(a, b).await?;
    b.link("Blocks").click().await?;
    says(b, "Ann").await
}

#[tokio::test]
async fn friends_pay_each_other_and_the_relay_hears_nothing_of_it() -> Result<()> {
    let friends = befriend().await?;
    let (a, b) = (&friends.a, &friends.b);
    // A block that both have shows that the introduction is over.
    mine(a, 1).await?;
    same_tip(a, b).await?;
    // From here on the relay receives nothing from them, whatever they exchange.
    let introduced = friends.relay.bytes_heard().await?;

    // Ann pays Bob: he sees the payment unconfirmed, then confirmed.
    let before = balance(a).await?;
    let to_bob = address(b).await?;
    pay(a, &to_bob, "12.5").await?;
    ensure!(
        balance(a).await? < before,
        "what was sent has left the balance at once"
    );
    pending(b, "12.5").await?;
    ensure!(
        balance(b).await? == amount("0")?,
        "a pending payment does not count in the balance yet"
    );
    mine(a, 1).await?;
    in_history(b, &["Received", "+12.5"], true).await?;
    in_history(a, &["Sent", "12.5"], true).await?;
    ensure!(balance(b).await? == amount("12.5")?);
    ensure!(
        address(b).await? != to_bob,
        "a fresh address for the next payment"
    );

    // Bob sends part of it back, and sees its risk fall with the next block.
    pay(b, &address(a).await?, "5").await?;
    pending(a, "5").await?;
    b.link("See the payment").click().await?;
    ensure!(risk(b).await? == 100.0, "no block protects it yet");
    mine(a, 1).await?;
    risk_when(b, "to fall with a block", |risk| risk < 50.0).await?;
    b.slider("Attacker’s share").key(END).await?;
    risk_when(b, "to rise with the attacker's share", |risk| risk > 90.0).await?;
    in_history(a, &["Received", "+5"], true).await?;
    let left = balance(b).await?;
    ensure!(
        left < amount("7.5")? && left > amount("7.4")?,
        "12.5 less 5 and a small fee, not {left}"
    );

    let heard = friends.relay.bytes_heard().await? - introduced;
    report(
        "bytes heard by the relay before introductions were over",
        introduced,
    );
    report(
        "bytes heard by the relay while blocks and payments passed",
        heard,
    );
    ensure!(heard == 0, "blocks and payments pass between the two alone");
    friends.quiet()
}

#[tokio::test]
async fn without_the_relay_blocks_and_payments_pass_both_ways() -> Result<()> {
    let mut friends = befriend().await?;
    friends.ann.relay_down(true);
    friends.bob.relay_down(true);
    friends.relay.kill().await?;
    let (a, b) = (&friends.a, &friends.b);
    pay(a, &address(b).await?, "1.25").await?;
    pending(b, "1.25").await?;
    mine(b, 2).await?;
    same_tip(a, b).await?;
    in_history(a, &["Sent", "1.25"], true).await?;
    in_history(b, &["Received", "+1.25"], true).await?;
    friends.quiet()
}

#[tokio::test]
async fn a_browser_that_was_killed_goes_on_where_it_was() -> Result<()> {
    let mut friends = befriend().await?;
    let a = &friends.a;
    let kept = (words(a).await?, balance(a).await?, tip(a).await?);
    friends.ann.kill()?;
    friends.ann.start().await?;
    let restarted = Instant::now();
    let (a, b) = (friends.ann.open(&friends.relay.url()).await?, &friends.b);
    a.output("Tip").read().await?;
    report(
        "page opened to node running, on a kept profile",
        seconds(restarted),
    );
    ensure!(
        kept == (words(&a).await?, balance(&a).await?, tip(&a).await?),
        "not as it was left"
    );

    peers(&a, 1).await?;
    mine_to(b, height(b).await? + 2).await?;
    same_tip(&a, b).await?;
    pay(&a, &address(b).await?, "0.5").await?;
    pending(b, "0.5").await?;
    friends.quiet()
}

/// The risk on the page of a payment, in per cent.
async fn risk(tab: &Tab) -> Result<f64> {
    let shown = tab.output("Risk").text().await?;
    percent(&shown).with_context(|| format!("the risk “{shown}”"))
}

/// Waits until the page of a payment shows a risk that `wanted` accepts.
async fn risk_when(tab: &Tab, what: &str, wanted: impl Fn(f64) -> bool) -> Result<()> {
    tab.output("Risk")
        .when(what, |now| percent(&now.text).is_some_and(&wanted))
        .await?;
    Ok(())
}

/// Parses the percentage in “1 in 5 (20 %)”.
fn percent(text: &str) -> Option<f64> {
    let (_, percent) = text.rsplit_once('(')?;
    percent.strip_suffix(" %)")?.parse().ok()
}

fn seconds(since: Instant) -> String {
    format!("{:.2} s", since.elapsed().as_secs_f64())
}
