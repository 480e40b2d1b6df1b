//! A note that no block has arrived for a long time. Without it, a person may wait for a block
//! although nobody mines.

use api::{AuthorityView, SyncView};
use primitives::Timestamp;
use yew::prelude::*;

use crate::format;
use crate::identity::Same;
use crate::route::Route;
use crate::state::Chain;
use crate::texts::blocks as texts;
use crate::texts::common;
use crate::ui::moment::use_now;

/// How often the age of the last block is checked.
const TICK_MS: u32 = 1_000;
/// Number of intervals without a block after which probably nobody mines. By chance only one block
/// in 400 takes so long.
const INTERVALS: u32 = 6;
/// Minimum silence that is reported, in seconds.
const LEAST_SECONDS: u32 = 30;

/// The wait for a block of another node.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct BlockWait {
    /// The time of the last block.
    since: Timestamp,
    /// The intended seconds between blocks.
    interval: u32,
}

/// Properties of `Stalled`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The wait for a block; `None` if this node waits for none.
    pub(crate) wait: Option<BlockWait>,
    /// The authors; `None` if everybody may make blocks.
    pub(crate) authority: Option<Same<AuthorityView>>,
}

/// The note with a link to the miner; renders nothing while blocks arrive.
#[component]
pub(crate) fn Stalled(props: &Props) -> Html {
    let now = use_now(TICK_MS);
    let Some(silence) = silence(props.wait, now) else {
        return Html::default();
    };
    let silence = format::short_span(silence);
    let (words, button) = match &props.authority {
        None => (texts::stalled_mining(&silence), Some(texts::stalled_mine())),
        Some(authority) => (
            texts::stalled_authors(&silence),
            authority.mine.map(|_| texts::stalled_make()),
        ),
    };
    html! {
        <p class="note note-warning stalled" role="status">
            <span>{ words }{ common::gap() }</span>
            if let Some(button) = button {
                <a class="button" href={Route::Mine.href()}>{ button }</a>
            }
        </p>
    }
}

/// The wait for a block. `None` if this node mines itself, or is still synchronising.
pub(crate) fn block_wait(chain: &Chain) -> Option<BlockWait> {
    let last = chain.head.blocks.first()?;
    let waits = !chain.is_mining() && chain.sync == SyncView::Ready;
    waits.then_some(BlockWait {
        since: last.time,
        interval: chain.rules.interval,
    })
}

/// Seconds since the last block. `None` if that is not unusually long, or if this node waits for no
/// block.
pub(crate) fn silence(wait: Option<BlockWait>, now: f64) -> Option<f64> {
    let BlockWait { since, interval } = wait?;
    too_long(now / 1_000.0 - f64::from(since.seconds()), interval)
}

fn too_long(seconds: f64, interval: u32) -> Option<f64> {
    let limit = interval.saturating_mul(INTERVALS).max(LEAST_SECONDS);
    (seconds >= f64::from(limit)).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_silence_is_told_once_it_is_no_chance() {
        for (seconds, interval, told) in [
            (12.0, 10, false),
            (59.0, 10, false),
            (72.0, 10, true),
            (20.0, 1, false),
            (31.0, 1, true),
            (3_000.0, 600, false),
            (3_600.0, 600, true),
            (-600.0, 10, false),
        ] {
            let found = too_long(seconds, interval).is_some();
            assert_eq!(found, told, "{seconds} s at {interval} s");
        }
    }
}
