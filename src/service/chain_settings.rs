//! The settings of a chain: the form that starts a chain, and the file that holds its settings.

mod file;
mod form;
mod key_name;
mod utc;

pub use file::{MAX_SETTINGS, SettingsError, from_json, to_json};
pub use form::{measured, new_spec};

pub use key_name::KeyNameError;
