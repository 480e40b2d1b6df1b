//! Profile names, which also name the profile's folder and its Web Lock.

use core::fmt;
use core::str::FromStr;

/// The name of a profile: 1 to 32 ASCII letters, digits, `-` and `_`. With these characters a name
/// from a link can't lead to another folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProfileName(String);

/// Longest name, in characters.
const MAX: usize = 32;

/// Why a text is not a profile name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProfileNameError {
    /// It is empty.
    #[error("the profile name is empty")]
    Empty,
    /// It has this many characters, which are too many.
    #[error("the profile name has {0} characters, at most {MAX} are allowed")]
    TooLong(usize),
    /// It has this character, which is not allowed.
    #[error("the profile name has the character {0:?}; letters, digits, - and _ are allowed")]
    Character(char),
}

impl ProfileName {
    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the next profile: `bob-2` after `bob`, `bob-3` after `bob-2`, and so on. The
    /// part before the number is shortened if the name would be too long.
    #[must_use]
    pub fn next(&self) -> Self {
        let numbered = self.0.rsplit_once('-').and_then(|(base, number)| {
            let number: u32 = number.parse().ok()?;
            Some((base, number.checked_add(1)?))
        });
        let (base, number) = numbered.unwrap_or((&self.0, 2));
        let end = format!("-{number}");
        // A name is ASCII, so every byte is a character.
        let base = &base[..base.len().min(MAX - end.len())];
        Self(format!("{base}{end}"))
    }
}

impl Default for ProfileName {
    /// The profile if neither the address nor this device's storage names one.
    fn default() -> Self {
        Self("default".into())
    }
}

impl fmt::Display for ProfileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ProfileName {
    type Err = ProfileNameError;

    fn from_str(text: &str) -> Result<Self, ProfileNameError> {
        let length = text.chars().count();
        if length == 0 {
            return Err(ProfileNameError::Empty);
        }
        if length > MAX {
            return Err(ProfileNameError::TooLong(length));
        }
        let allowed = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        match text.chars().find(|c| !allowed(c)) {
            Some(other) => Err(ProfileNameError::Character(other)),
            None => Ok(Self(text.into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_letters_digits_dashes_and_underscores() {
        for name in ["default", "A", "alice_2", "b-1", &"x".repeat(32)] {
            assert_eq!(name.parse::<ProfileName>().unwrap().as_str(), name);
        }
        let cases = [
            (String::new(), ProfileNameError::Empty),
            ("x".repeat(33), ProfileNameError::TooLong(33)),
            ("../up".into(), ProfileNameError::Character('.')),
            ("a/b".into(), ProfileNameError::Character('/')),
            ("é".into(), ProfileNameError::Character('é')),
        ];
        for (name, error) in cases {
            assert_eq!(name.parse::<ProfileName>(), Err(error));
        }
    }

    #[test]
    fn the_next_name_is_numbered_and_valid() {
        for (name, next) in [
            ("default", "default-2"),
            ("default-2", "default-3"),
            ("bob-x", "bob-x-2"),
            ("-", "--2"),
            ("b-4294967295", "b-4294967295-2"),
            (&"x".repeat(32), &format!("{}-2", "x".repeat(30))),
        ] {
            let name: ProfileName = name.parse().unwrap();
            assert_eq!(name.next().as_str(), next);
            assert_eq!(name.next().as_str().parse(), Ok(name.next()));
        }
    }
}
