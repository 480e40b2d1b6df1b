//! Reading the chain that an argument names: an invitation link or a settings file.

use std::fs;
use std::path::Path;

use chain::Spec;
use service::{Invitation, MAX_SETTINGS, Setup, from_json};

use crate::failure::{Exit, Failure};

/// Reads a chain from a link or from a file that holds its settings or its link.
///
/// # Errors
///
/// [`Failure`], which names the argument and the file.
pub(crate) fn read(text: &str, argument: &str) -> Result<Setup, Failure> {
    let path = Path::new(text);
    let is_link = text.contains("#chain=") || text.starts_with("chain=");
    if is_link && !path.exists() {
        return invitation(text, argument, "");
    }
    let fail = |message: String| {
        Failure::of(
            argument,
            Exit::Settings,
            format!("{}: {message}", path.display()),
        )
    };
    let length = fs::metadata(path)
        .map_err(|error| {
            fail(format!(
                "{error}; a chain is an invitation link or a settings file"
            ))
        })?
        .len();
    if length > MAX_SETTINGS as u64 {
        return Err(fail(format!(
            "the file has {length} bytes, settings have at most {MAX_SETTINGS}"
        )));
    }
    let content = fs::read_to_string(path).map_err(|error| fail(error.to_string()))?;
    if content.contains("chain=") && !content.trim_start().starts_with('{') {
        return invitation(&content, argument, &format!("{}: ", path.display()));
    }
    let spec: Spec = from_json(&content).map_err(|error| fail(error.to_string()))?;
    Ok(Setup::new(spec, ""))
}

fn invitation(text: &str, argument: &str, head: &str) -> Result<Setup, Failure> {
    let invitation = Invitation::parse(text)
        .map_err(|error| Failure::of(argument, Exit::Settings, format!("{head}{error}")))?;
    let mut setup = Setup::new(invitation.spec, &invitation.relay);
    // A chain uses relays and direct endpoints alike.
    setup.relays.extend(invitation.endpoints);
    Ok(setup)
}
