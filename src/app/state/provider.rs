//! The state as the context of the components below the root.

use core::ops::Deref;

use yew::prelude::*;

use super::contacts::Contacts;
use super::{Action, Activity, Page, Session, State};

/// The session, with the means to change the state.
#[derive(Clone, PartialEq)]
pub(crate) struct SessionHandle {
    session: Session,
    chain_name: Option<AttrValue>,
    activity: Activity,
    dispatcher: UseReducerDispatcher<State>,
}

impl SessionHandle {
    /// The name of the open chain; `None` if no chain is open.
    pub(crate) fn chain_name(&self) -> Option<AttrValue> {
        self.chain_name.clone()
    }

    /// The miner's state that the browser's tab shows.
    pub(crate) fn activity(&self) -> Activity {
        self.activity
    }

    /// Changes the state.
    pub(crate) fn dispatch(&self, action: Action) {
        self.dispatcher.dispatch(action);
    }
}

impl Deref for SessionHandle {
    type Target = Session;

    fn deref(&self) -> &Session {
        &self.session
    }
}

/// Properties of `PageProvider`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The state.
    pub(crate) page: Page,
    /// The components that may use it.
    pub(crate) children: Html,
}

/// Gives the state to all components below: the whole state to those that call [`use_page`], the
/// session only to those that call [`use_session`], and the contacts only to those that call
/// [`use_contacts`](super::use_contacts).
#[component]
pub(crate) fn PageProvider(props: &Props) -> Html {
    let page = &props.page;
    let session = SessionHandle {
        session: page.session,
        chain_name: page.chain.as_ref().map(|chain| chain.rules.name.clone()),
        activity: page.activity(),
        dispatcher: page.dispatcher(),
    };
    let contacts = page.chain.as_ref().map(|chain| chain.contacts.clone());
    let nobody = use_memo((), |()| Contacts::none());
    let contacts = contacts.unwrap_or_else(|| Contacts::clone(&nobody));
    html! {
        <ContextProvider<Page> context={page.clone()}>
            <ContextProvider<SessionHandle> context={session}>
                <ContextProvider<Contacts> context={contacts}>
                    { props.children.clone() }
                </ContextProvider<Contacts>>
            </ContextProvider<SessionHandle>>
        </ContextProvider<Page>>
    }
}

/// Returns the session, for a component below the root.
#[hook]
pub(crate) fn use_session() -> SessionHandle {
    use_context().expect("the root gives every component the session")
}

/// Returns the whole state, for a component below the root. The component renders again at every
/// change, several times a second while the node mines.
#[hook]
pub(crate) fn use_page() -> Page {
    use_context().expect("the root gives every component the state")
}
