//! The illustration on the first page: browser tabs that together hold one chain of blocks.

use yew::prelude::*;

use crate::format::class;

/// Three windows with the blocks that link them.
pub(crate) fn illustration() -> Html {
    let windows = [(8, 58), (150, 16), (292, 58)].into_iter().map(|(x, y)| {
        html! {
            <g transform={format!("translate({x} {y})")}>
                <path class="art-window" d="M0 22a8 8 0 0 1 8-8h2a6 6 0 0 0 6-6 8 8 0 0 1 8-8h34a8 8 0 0 1 8 8 6 6 0 0 0 6 6h40a8 8 0 0 1 8 8v66a8 8 0 0 1-8 8H8a8 8 0 0 1-8-8z" />
                <path class="art-bar" d="M12 30h96" />
                <circle class="art-dot" cx="34" cy="8" r="3" />
                <path class="art-bar art-bar-short" d="M42 8h14" />
            </g>
        }
    });
    // The chain passes through all three windows: everyone holds the same blocks.
    let blocks = [(30, 108), (80, 108), (172, 66), (222, 66), (314, 108), (364, 108)]
        .into_iter()
        .enumerate()
        .map(|(place, (x, y))| {
            let newest = (place == 5).then_some("art-block-new");
            html! {
                <rect class={class("art-block", newest)} x={x.to_string()} y={y.to_string()} width="26" height="26" rx="6" />
            }
        });
    html! {
        <svg class="illustration" viewBox="0 0 420 172" aria-hidden="true" focusable="false">
            { for windows }
            <path class="art-link" d="M56 121h24M106 121c36 0 30-42 66-42M198 79h24M248 79c36 0 30 42 66 42M340 121h24" />
            { for blocks }
        </svg>
    }
}
