//! QR codes.

use core::fmt::Write;
use yew::prelude::*;

use qrcodegen::{QrCode, QrCodeEcc};

use crate::texts::ui as texts;

/// Width of the light margin around the code that scanners need, in modules (ISO/IEC 18004).
const QUIET: i32 = 4;

/// Maximum length of a code's text in bytes (version 40 at the lowest level of error correction).
pub(crate) const MAX_TEXT: usize = 2_953;

/// Properties of `Qr`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The text to encode.
    pub(crate) text: AttrValue,
    /// The accessible name.
    pub(crate) label: AttrValue,
}

/// A QR code as one SVG path. It is dark on light in every theme, as scanners expect. If the text
/// is longer than [`MAX_TEXT`], a message says so instead.
#[component]
pub(crate) fn Qr(props: &Props) -> Html {
    let drawn = use_memo(props.text.clone(), |text| draw(text));
    let Some((size, path)) = &*drawn else {
        let length = props.text.len() as u64;
        return html! {
            <p class="hint">
                { texts::qr_too_long(length, MAX_TEXT as u64) }
            </p>
        };
    };
    let side = size + 2 * QUIET;
    html! {
        <svg class="qr" role="img" aria-label={&props.label} viewBox={format!("0 0 {side} {side}")}
            shape-rendering="crispEdges">
            <rect width={side.to_string()} height={side.to_string()} fill="#fff" />
            <path d={path.clone()} fill="#000" />
        </svg>
    }
}

/// Returns the number of modules on a side and a path of the dark modules. `None` if the text is
/// too long.
fn draw(text: &str) -> Option<(i32, String)> {
    let code = QrCode::encode_text(text, QrCodeEcc::Low).ok()?;
    let mut path = String::new();
    for row in 0..code.size() {
        let mut column = 0;
        while column < code.size() {
            let start = column;
            while code.get_module(column, row) {
                column += 1;
            }
            if column > start {
                let (x, y, run) = (start + QUIET, row + QUIET, column - start);
                // Writing to a string cannot fail.
                let _ = write!(path, "M{x} {y}h{run}v1h-{run}z");
            }
            column += 1;
        }
    }
    Some((code.size(), path))
}

#[cfg(test)]
mod tests {
    use super::draw;

    #[test]
    fn a_code_begins_with_its_finder_pattern() {
        let (size, path) = draw("tabchain").expect("short text fits");
        assert_eq!(size, 21);
        assert!(path.starts_with("M4 4h7v1h-7z"), "{path}");
        assert!(draw(&"x".repeat(super::MAX_TEXT)).is_some());
        assert!(draw(&"x".repeat(super::MAX_TEXT + 1)).is_none());
    }
}
