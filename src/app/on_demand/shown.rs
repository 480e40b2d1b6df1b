//! The data from which a page that is loaded on demand is drawn.

use yew::Html;

use crate::route::Route;
use crate::state::{Chain, Profile, Requested};

/// The data that the pages show.
#[derive(Clone, PartialEq)]
pub(crate) struct Shown {
    /// The profile.
    pub(crate) profile: Profile,
    /// The open chain; `None` if no chain is open.
    pub(crate) chain: Option<Chain>,
    /// The payment request that the person has opened; `None` if there is none.
    pub(crate) requested: Option<Requested>,
    /// The page.
    pub(crate) route: Route,
}

/// Renders the pages of a part. It is called for routes of that part only.
pub(crate) type View = fn(&Shown) -> Html;
