//! Stories about the page itself: its layout, its controls, the keyboard, errors and speed.

mod errors;
mod keyboard;
mod layout;
mod names;
mod responsive;
