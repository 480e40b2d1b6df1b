//! The choice of a language: the one that was chosen on this device, or the first of the browser's
//! that the page has.
//!
//! English is in the program. The texts of another language are a file, which is loaded if that
//! language is chosen. Without it the page stays in English and says so.

use core::cell::Cell;

use js_sys::{Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{Language, Languages, languages, set_languages};
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

thread_local! {
    /// The texts of Chinese, once they are loaded.
    static CHINESE: Cell<Option<Texts>> = const { Cell::new(None) };
}

impl Language {
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
        set_languages(Languages {
            wanted: self,
            ..languages()
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
        if languages().wanted == self {
            let shown = texts.map_or_else(Self::default, |_| self);
            texts::show(texts);
            set_languages(Languages {
                shown,
                wanted: self,
                is_missing: shown != self,
            });
            if let Some(root) = dom::document().document_element() {
                // Fails for a name that no attribute has.
                let _ = root.set_attribute("lang", shown.tag());
            }
        }
        languages()
    }
}

/// Shows the language that `www/before.js` has found, before the page is rendered.
pub(crate) async fn begin() {
    let started = Reflect::get(&dom::window(), &STARTED.into()).unwrap_or_default();
    if started.is_truthy() {
        Language::Chinese.show(Some(started)).await;
    }
}

/// Loads the texts of a language. `None` if they can't be loaded, or do not belong to this program.
async fn load(language: Language, started: Option<JsValue>) -> Option<Texts> {
    let load = started.or_else(|| dom::call(LOAD, &language.tag().into()))?;
    let file = JsFuture::from(load.dyn_into::<Promise>().ok()?)
        .await
        .ok()?;
    Texts::read(&file.as_string()?)
}
