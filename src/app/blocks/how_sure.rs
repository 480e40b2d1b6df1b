//! The finality of a payment: the risk that an attacker reverts it, and how long to wait.

use api::risk::{attacker_success, confirmations_for};
use yew::prelude::*;

use super::odds;
use super::risk_bars::RiskBars;
use super::stalled::{BlockWait, silence};
use crate::format::class;
use crate::identity::Same;
use crate::state::{Action, MAX_ATTACKER_PERCENT, Rules, use_session};
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::moment::use_now;
use crate::{dom, format};

/// The risk that counts as small enough, as in the list of the Bitcoin paper.
const SMALL: f64 = 0.001;
/// How often the age of the last block is checked.
const TICK_MS: u32 = 5_000;
/// Minimum number of confirmations in the picture, as in the paper's table.
const SHOWN: u32 = 10;

/// Properties of `HowSure`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's rules.
    pub(crate) rules: Same<Rules>,
    /// The wait for a block; `None` if this node waits for none.
    pub(crate) wait: Option<BlockWait>,
    /// The payment's confirmations.
    pub(crate) confirmations: u32,
    /// Whether the payment stamps a file and so pays nobody.
    pub(crate) stamp: bool,
}

/// A card about a payment that is not final yet. A card that was shown once stays, so that its
/// slider does not disappear while a person moves it.
#[component]
pub(crate) fn HowSure(props: &Props) -> Html {
    let (rules, confirmations) = (&props.rules, props.confirmations);
    let session = use_session();
    let shown = use_mut_ref(|| false);
    let now = use_now(TICK_MS);
    let percent = session.attacker;
    let share = f64::from(percent) / 100.0;
    let wanted = use_memo(percent, |_| confirmations_for(share, SMALL));
    if !*shown.borrow() && confirmations >= rules.confirmations {
        return html! {};
    }
    shown.replace(true);
    let risk = attacker_success(share, confirmations);
    let is_silent = silence(props.wait, now).is_some();
    let attacker = match props.stamp {
        true => texts::explain_stamp(),
        false => texts::explain_payment(),
    };
    let oninput = Callback::from(move |event: InputEvent| {
        if let Ok(percent) = dom::input_text(&event).parse() {
            session.dispatch(Action::Attacker(percent));
        }
    });
    html! {
        <section class="card sure" aria-labelledby="sure-title">
            <h2 id="sure-title">{ texts::sure_title() }</h2>
            <div class="sure-words">
                <div class={class("risk", (risk < SMALL).then_some("is-small"))}>
                    <p class="hint" aria-hidden="true">{ texts::sure_risk_hint() }</p>
                    <output class="risk-value" for="attacker" aria-label={texts::sure_risk()}>
                        <span class="risk-odds">{ in_words(risk, confirmations) }</span>
                        <span class="risk-percent">{ format!(" ({})", odds::percent(risk)) }</span>
                    </output>
                </div>
                <div class="field">
                    <label for="attacker">{ texts::sure_share() }</label>
                    <div class="field-row">
                        <input id="attacker" type="range" min="1" max={MAX_ATTACKER_PERCENT.to_string()} step="1"
                            value={percent.to_string()} aria-valuetext={format!("{percent} %")}
                            aria-describedby="attacker-hint" {oninput} />
                        <span class="numbers attacker-percent" aria-hidden="true">{ format!("{percent} %") }</span>
                    </div>
                    <p class="hint" id="attacker-hint">
                        { texts::sure_share_hint() }
                    </p>
                </div>
                <p class="sure-advice">{ advice(percent, *wanted, confirmations, rules.interval, is_silent) }</p>
            </div>
            <figure class="sure-picture">
                <figcaption>{ texts::sure_picture() }</figcaption>
                <RiskBars {percent} {confirmations} last={rules.confirmations.max(confirmations).max(SHOWN)} />
            </figure>
            <details class="explain">
                <summary>{ texts::explain_title() }</summary>
                <p>
                    { texts::explain(&attacker) }
                </p>
                <p>
                    { texts::explain_source(html! { <cite>{ texts::explain_paper() }</cite> }) }
                </p>
            </details>
        </section>
    }
}

/// The risk as odds. Without a confirmation there are no meaningful odds, because the sender can
/// still replace the payment.
fn in_words(risk: f64, confirmations: u32) -> String {
    match confirmations {
        0 => texts::sure_unprotected().to_owned(),
        _ => odds::odds(risk),
    }
}

/// States how many confirmations to wait for, and how many of them are missing.
fn advice(
    percent: u32,
    wanted: Option<u32>,
    confirmations: u32,
    interval: u32,
    is_silent: bool,
) -> String {
    let percent = percent.into();
    let Some(wanted) = wanted else {
        return texts::sure_never(percent);
    };
    let wait = common::confirmations(wanted.into());
    let small = odds::percent(SMALL);
    let left = wanted.saturating_sub(confirmations);
    if left == 0 {
        return texts::sure_enough(percent, &wait, &small);
    }
    if is_silent {
        return texts::sure_silent(percent, &wait, &small, left.into());
    }
    let time = format::span(f64::from(left) * f64::from(interval));
    texts::sure_left(percent, &wait, &small, left.into(), &time)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_advice_counts_down() {
        let wait = "With 10 %, wait for 5 confirmations for a risk below 0.1 %.";
        for (confirmations, then) in [
            (0, "5 to go: about 50 seconds."),
            (4, "1 to go: about 10 seconds."),
            (5, "This one has enough."),
            (9, "This one has enough."),
        ] {
            let wanted = confirmations_for(0.1, SMALL);
            assert_eq!(
                advice(10, wanted, confirmations, 10, false),
                format!("{wait} {then}")
            );
        }
        let nobody = advice(10, confirmations_for(0.1, SMALL), 0, 10, true);
        assert_eq!(nobody, format!("{wait} 5 to go, once somebody mines."));
    }

    #[test]
    fn every_share_of_the_slider_has_an_advice() {
        for percent in 1..=MAX_ATTACKER_PERCENT {
            let wanted = confirmations_for(f64::from(percent) / 100.0, SMALL);
            assert!(wanted.is_some(), "{percent}");
        }
        assert_eq!(
            advice(50, None, 3, 10, false),
            "With 50 %, no waiting makes it final."
        );
    }

    #[test]
    fn without_a_block_there_are_no_odds() {
        assert_eq!(in_words(1.0, 0), "Not protected yet");
        assert_eq!(in_words(attacker_success(0.1, 5), 5), "1 in 1,100");
    }
}
