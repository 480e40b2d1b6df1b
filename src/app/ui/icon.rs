//! The icons of the page: strokes on a 24 × 24 grid in the colour of the surrounding text.

use yew::prelude::*;

/// The subject of an icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A pick.
    Mine,
    /// A purse.
    Wallet,
    /// Linked blocks.
    Blocks,
    /// Three linked nodes.
    Network,
    /// Two sheets.
    Copy,
    /// A tick.
    Done,
    /// A cross.
    Close,
    /// An incoming arrow.
    In,
    /// An outgoing arrow.
    Out,
    /// An arrow in a circle.
    Around,
    /// A magnifying glass.
    Search,
    /// A stamp.
    Stamp,
    /// An eye.
    Shown,
    /// An eye with a stroke through it.
    Hidden,
}

impl Shape {
    fn path(self) -> &'static str {
        match self {
            Self::Mine => {
                "M4 20 13.5 10.5M9 4.5c4.5-1.2 9 .6 10.5 4.5 .8 2 .6 4.2 0 6-1.2-3.6-3-6-6-8 -1.4-1-3-1.8-4.5-2.5z"
            }
            Self::Wallet => {
                "M4 7.5h14.5a1.5 1.5 0 0 1 1.5 1.5v9a1.5 1.5 0 0 1-1.5 1.5h-13A1.5 1.5 0 0 1 4 18zM4 7.5 16 4v3.5M15.5 13.5h1"
            }
            Self::Blocks => "M3 8.5h7v7H3zM14 8.5h7v7h-7zM10 12h4",
            Self::Network => {
                "M12 4.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM5.5 15.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM18.5 15.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4zM11 8.4 6.6 15.7M13 8.4l4.4 7.3M7.6 17.5h8.8"
            }
            Self::Copy => "M9 9h10v11H9zM15 9V4.5H5V16h4",
            Self::Done => "M5 12.5l4.5 4.5L19 7.5",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::In => "M12 4.5v14M6 12.5l6 6 6-6",
            Self::Out => "M12 19.5v-14M6 11.5l6-6 6 6",
            Self::Around => "M19 12a7 7 0 1 1-2.2-5.1M17.5 3.5v3.8h-3.8",
            Self::Stamp => {
                "M9.5 13.5c.6-1.7-1.5-3.2-1.5-5.5a4 4 0 0 1 8 0c0 2.3-2.1 3.8-1.5 5.5M5 17.5v-1.5a2.5 2.5 0 0 1 2.5-2.5h9a2.5 2.5 0 0 1 2.5 2.5v1.5zM5 20.5h14"
            }
            Self::Shown => {
                "M2.5 12c2-4 5.5-6.2 9.5-6.2s7.5 2.2 9.5 6.2c-2 4-5.5 6.2-9.5 6.2s-7.5-2.2-9.5-6.2zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6z"
            }
            Self::Hidden => {
                "M2.5 12c2-4 5.5-6.2 9.5-6.2s7.5 2.2 9.5 6.2c-2 4-5.5 6.2-9.5 6.2s-7.5-2.2-9.5-6.2zM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6zM4.500 19.5l15-15"
            }
            Self::Search => "M10.5 4.5a6 6 0 1 1 0 12 6 6 0 0 1 0-12zM15 15l5 5",
        }
    }
}

/// Renders an icon. It is hidden from screen readers, because the text next to it or its control's
/// name says the same.
pub(crate) fn icon(shape: Shape) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
            <path d={shape.path()} />
        </svg>
    }
}

/// The logo of Tabchain: a browser tab with two linked blocks.
pub(crate) fn logo() -> Html {
    html! {
        <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="logo-tab" d="M3 13.5a3 3 0 0 1 3-3h.5A2.5 2.5 0 0 0 9 8a3 3 0 0 1 3-3h7a3 3 0 0 1 3 3 2.5 2.5 0 0 0 2.5 2.5H26a3 3 0 0 1 3 3V25a3 3 0 0 1-3 3H6a3 3 0 0 1-3-3z" />
            <path class="logo-link" d="M13 19.5h6" />
            <rect class="logo-block logo-block-old" x="7" y="16" width="7" height="7" rx="2" />
            <rect class="logo-block" x="18" y="16" width="7" height="7" rx="2" />
        </svg>
    }
}
