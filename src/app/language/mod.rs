//! The language that is shown, and what the browser writes in it.

pub(crate) mod choice;

use core::cell::{Cell, RefCell};

use js_sys::{Intl, Reflect};

/// A language of the page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Language {
    /// English.
    #[default]
    English,
    /// Chinese in simplified characters.
    Chinese,
}

/// The language that is shown, and the one that should be.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Languages {
    /// The language that is shown.
    pub(crate) shown: Language,
    /// The language that was chosen.
    pub(crate) wanted: Language,
    /// Whether the texts of that language could not be loaded.
    pub(crate) is_missing: bool,
}

thread_local! {
    static LANGUAGES: Cell<Languages> = Cell::default();
}

impl Language {
    /// All languages, in the order of the choice.
    pub(crate) const ALL: [Self; 2] = [Self::English, Self::Chinese];

    /// Its BCP 47 tag.
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Chinese => "zh-Hans",
        }
    }

    /// Its name in itself.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Chinese => "简体中文",
        }
    }
}

/// The language that is shown, and the one that should be.
pub(crate) fn languages() -> Languages {
    LANGUAGES.get()
}

/// Changes what [`languages`] returns. The texts that are shown must be changed with it.
fn set_languages(languages: Languages) {
    LANGUAGES.set(languages);
}

/// A formatter of the browser, constructed for the language that is shown. Constructing one is
/// slow; using it is fast.
pub(crate) struct Formatter<T>(RefCell<Option<(Language, T)>>);

impl<T> Formatter<T> {
    /// A formatter that is constructed when it is first used.
    pub(crate) const fn new() -> Self {
        Self(RefCell::new(None))
    }

    /// Uses the formatter, which is constructed by `construct` if there is none for this language.
    pub(crate) fn with<A>(&self, construct: impl Fn(Language) -> T, usage: impl Fn(&T) -> A) -> A {
        let shown = LANGUAGES.get().shown;
        let mut kept = self.0.borrow_mut();
        match &*kept {
            Some((language, formatter)) if *language == shown => usage(formatter),
            _ => usage(&kept.insert((shown, construct(shown))).1),
        }
    }
}

/// The locale of dates: the browser's if it is of this language, otherwise this language with the
/// browser's region.
pub(crate) fn date_locale(language: Language) -> String {
    let options = Intl::DateTimeFormat::default().resolved_options();
    let own = Reflect::get(&options, &"locale".into());
    let own = own.ok().and_then(|own| own.as_string()).unwrap_or_default();
    in_region(language.tag(), &own)
}

/// `own` if it is of the same language as `tag`, otherwise `tag` with the region of `own`.
fn in_region(tag: &str, own: &str) -> String {
    let language = |tag: &str| tag.split('-').next().map(str::to_owned);
    if language(tag) == language(own) {
        return own.to_owned();
    }
    // A single letter begins the extensions, which have no region.
    let mut parts = own.split('-').skip(1).take_while(|part| part.len() > 1);
    let region = parts.find(|part| match part.len() {
        2 => true,
        3 => part.bytes().all(|digit| digit.is_ascii_digit()),
        _ => false,
    });
    match region {
        Some(region) => format!("{tag}-{region}"),
        None => tag.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_of_the_language_that_is_shown_and_of_the_browsers_region() {
        for (tag, own, wanted) in [
            ("en", "en-GB", "en-GB"),
            ("en", "de-CH", "en-CH"),
            ("en", "", "en"),
            ("zh-Hans", "en-US", "zh-Hans-US"),
            ("zh-Hans", "zh-CN", "zh-CN"),
            ("zh-Hans", "es-419", "zh-Hans-419"),
            ("zh-Hans", "sr-Latn-RS-u-nu-latn", "zh-Hans-RS"),
            ("zh-Hans", "ar-u-nu-latn", "zh-Hans"),
        ] {
            assert_eq!(in_region(tag, own), wanted, "{tag} {own}");
        }
    }
}
