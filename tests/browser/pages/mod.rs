//! Stories about the page itself: its layout, its controls, the keyboard, errors, speed, and other
//! sites around it.

mod beginning;
mod errors;
mod framing;
mod keyboard;
mod languages;
mod layout;
mod names;
mod responsive;
