//! The data from which a page that is loaded on demand is drawn.

use api::NewChain;
use yew::{AttrValue, Callback, Html};

use crate::identity::Same;
use crate::route::Route;
use crate::state::{Chain, Profile, Rates, Requested};
use crate::ui::form::FormHandle;

/// The data that the pages show.
#[derive(Clone, PartialEq)]
pub(crate) struct Shown {
    /// The profile.
    pub(crate) profile: Profile,
    /// The open chain; `None` if no chain is open.
    pub(crate) chain: Option<Chain>,
    /// The payment request that the person has opened; `None` if there is none.
    pub(crate) requested: Option<Requested>,
    /// The hash rate of the last minutes; `None` if the page is not the miner's. The others would
    /// render again whenever it changes.
    pub(crate) rates: Option<Same<Rates>>,
    /// The page.
    pub(crate) route: Route,
}

/// The forms that the first page shows when a person unfolds them.
#[derive(Clone, PartialEq)]
pub(crate) enum Unfolded {
    /// The settings of a new chain.
    Settings(SettingsForm),
    /// The form that restores a wallet.
    Restore(Profile),
}

/// The data of the form with the settings of a new chain.
#[derive(Clone, PartialEq)]
pub(crate) struct SettingsForm {
    /// The settings.
    pub(crate) form: FormHandle<NewChain>,
    /// The public key of the person; `None` if it is not known.
    pub(crate) own_key: Option<AttrValue>,
    /// Whether a command is pending.
    pub(crate) busy: bool,
    /// Called with the text of a settings file; empty if it can't be read.
    pub(crate) onfile: Callback<String>,
}

/// The content that a part renders.
#[derive(Clone, PartialEq)]
pub(crate) enum Content {
    /// A page.
    Page(Box<Shown>),
    /// A form of the first page.
    Unfolded(Unfolded),
}

impl Content {
    /// Renders a page; nothing if the content is not one.
    pub(super) fn page(&self, view: impl FnOnce(&Shown) -> Html) -> Html {
        match self {
            Self::Page(shown) => view(shown),
            Self::Unfolded(_) => Html::default(),
        }
    }
}

/// Renders the content of a part. It is called for content of that part only.
pub(crate) type View = fn(&Content) -> Html;
