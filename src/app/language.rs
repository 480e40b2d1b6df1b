//! The language that is shown: the one that was chosen on this device, or the first of the
//! browser's that the page has.
//!
//! English is in the program. The texts of another language are a file, which is loaded if that
//! language is chosen. Without it the page stays in English and says so.

use core::cell::{Cell, RefCell};

use js_sys::{Intl, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use crate::dom;
use crate::texts::{self, Texts};

/// The local-storage key of the choice; `www/before.js` reads it.
const KEY: &str = "tabchain/language";
/// The function of `www/before.js` that finds the language for a choice.
const FIND: &str = "findLanguage";
/// The function of `www/before.js` that loads the texts of a language.
const LOAD: &str = "loadTexts";
/// The global variable in which `www/before.js` leaves the texts of the language that was chosen,
/// which are loaded while the program is.
const STARTED: &str = "startedTexts";

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
    /// The texts of Chinese, once they are loaded.
    static CHINESE: Cell<Option<Texts>> = const { Cell::new(None) };
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

    /// The language that was chosen on this device; `None` if it follows the browser.
    pub(crate) fn chosen() -> Option<Self> {
        Self::tagged(&dom::device_text(KEY)?)
    }

    fn tagged(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.tag() == tag)
    }

    /// Stores a choice for all visits of this device, and shows its language. With `None` it
    /// follows the browser.
    pub(crate) async fn choose(choice: Option<Self>) -> Languages {
        dom::set_device_text(KEY, choice.map(Self::tag));
        let choice = choice.map_or(JsValue::NULL, |choice| choice.tag().into());
        let found = dom::call(FIND, &choice).and_then(|tag| tag.as_string());
        let language = found.and_then(|tag| Self::tagged(&tag));
        language.unwrap_or_default().show(None).await
    }

    /// Shows the language once its texts are loaded. `started` is the load, if it has begun.
    async fn show(self, started: Option<JsValue>) -> Languages {
        LANGUAGES.set(Languages {
            wanted: self,
            ..LANGUAGES.get()
        });
        let texts = match self {
            Self::English => None,
            Self::Chinese => match CHINESE.get() {
                None => load(self, started).await,
                loaded => loaded,
            },
        };
        CHINESE.set(texts.or(CHINESE.get()));
        // The person may have chosen another language while the texts were loaded.
        if LANGUAGES.get().wanted == self {
            let shown = texts.map_or_else(Self::default, |_| self);
            texts::show(texts);
            LANGUAGES.set(Languages {
                shown,
                wanted: self,
                is_missing: shown != self,
            });
            if let Some(root) = dom::document().document_element() {
                // Fails for a name that no attribute has.
                let _ = root.set_attribute("lang", shown.tag());
            }
        }
        LANGUAGES.get()
    }
}

/// Shows the language that `www/before.js` has found, before the page is rendered.
pub(crate) async fn begin() {
    let started = Reflect::get(&dom::window(), &STARTED.into()).unwrap_or_default();
    if started.is_truthy() {
        Language::Chinese.show(Some(started)).await;
    }
}

/// The language that is shown, and the one that should be.
pub(crate) fn languages() -> Languages {
    LANGUAGES.get()
}

/// Loads the texts of a language. `None` if they can't be loaded, or do not belong to this program.
async fn load(language: Language, started: Option<JsValue>) -> Option<Texts> {
    let load = started.or_else(|| dom::call(LOAD, &language.tag().into()))?;
    let file = JsFuture::from(load.dyn_into::<Promise>().ok()?)
        .await
        .ok()?;
    Texts::read(&file.as_string()?)
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
