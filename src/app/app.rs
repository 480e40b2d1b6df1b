//! The root component: starts the node, reads the address bar and selects the page.

use api::{Notice, command};
use browser::{Client, FromNode, Updates};
use gloo::events::EventListener;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::chains::join_dialog::JoinDialog;
use crate::chains::known_chains::OpenChain;
use crate::chains::steps::Steps;
use crate::device::activity::use_activity;
use crate::device::auto_lock::use_auto_lock;
use crate::device::notifications::use_notifications;
use crate::frame::Frame;
use crate::frame::ended::{Reload, ended};
use crate::frame::starting::starting;
use crate::node::Node;
use crate::on_demand::shown::{Content, Shown as PageShown};
use crate::on_demand::{OnDemand, Part};
use crate::persistence::use_persistence;
use crate::route::{Place, Route};
use crate::state::{Action, Invited, Page, PageProvider, Refused, State, use_page};
use crate::texts::frame as texts;
use crate::wake_lock::use_wake_lock;
use crate::wallet::send::open_request::OpenRequest;
use crate::wallet::unlock::Unlock;
use crate::{chains, dom, format};

/// The whole page.
#[component]
pub(crate) fn App() -> Html {
    let profile = use_memo((), |()| dom::profile());
    match &*profile {
        Ok(profile) => html! { <Root profile={profile.to_string()} /> },
        Err(error) => {
            let reason = texts::wrong_profile(error);
            html! { <main>{ ended(&reason.into(), Reload::Useless) }</main> }
        }
    }
}

#[derive(Properties, PartialEq)]
struct RootProps {
    profile: String,
}

/// Owns the state and the node, and provides both to all components below.
#[component]
fn Root(props: &RootProps) -> Html {
    let page = use_reducer(|| match Place::parse(&dom::hash()) {
        Place::Page(route) => State::new(route),
        Place::Invitation(_) => State::new(Route::default()),
    });
    let node = {
        let dispatcher = page.dispatcher();
        use_memo(props.profile.clone(), move |profile| {
            let listener = dispatcher.clone();
            let client = Client::start(profile, move |message| {
                listener.dispatch(match message {
                    FromNode::Snapshot(snapshot) => {
                        let at = format::now();
                        Action::Snapshot { snapshot, at }
                    }
                    FromNode::Notice(notice) => {
                        count_unseen(&notice, &listener);
                        Action::Notice(notice)
                    }
                    FromNode::Ended { reason } => Action::Ended(reason),
                });
            });
            match client {
                Ok(client) => Node::new(Some(client)),
                Err(error) => {
                    dispatcher.dispatch(Action::Ended(error.to_string()));
                    Node::new(None)
                }
            }
        })
    };
    {
        let (page, node) = (page.clone(), node.clone());
        use_effect_with((), move |()| {
            let follow = move || follow_address(&page, &node);
            follow();
            let listening = EventListener::new(&dom::window(), "hashchange", move |_| follow());
            move || drop(listening)
        });
    }
    use_device(&page);
    use_auto_lock(&page, &node);
    let updates = {
        let dispatcher = page.dispatcher();
        use_memo((), move |()| {
            Updates::watch(move || dispatcher.dispatch(Action::Newer))
        })
    };
    let on_update = use_callback((), move |(), ()| {
        if let Some(updates) = &*updates {
            updates.apply();
        }
    });
    html! {
        <PageProvider {page}>
            <ContextProvider<Node> context={(*node).clone()}>
                <Shown {on_update} />
                <Asked />
                <Unlock />
            </ContextProvider<Node>>
        </PageProvider>
    }
}

/// Counts a found block that the person does not see, since the page is out of view.
fn count_unseen(notice: &Notice, page: &UseReducerDispatcher<State>) {
    if matches!(notice, Notice::BlockFound { .. }) && !dom::is_visible() {
        page.dispatch(Action::FoundUnseen);
    }
}

/// Applies the page's state to the device: storage, wake lock, badge, notifications, and how the
/// next visit begins.
#[hook]
fn use_device(page: &Page) {
    let open = page.profile.is_some().then_some(page.chain.is_some());
    use_effect_with(open, |open| {
        if let Some(is_open) = *open {
            dom::set_had_chain(is_open);
        }
    });
    use_persistence(page);
    use_wake_lock(page);
    use_activity(page);
    use_notifications(page);
}

/// Shows the page that the address bar names, or a dialog for the invitation in it. The invitation
/// stays in the address bar until the person has answered.
fn follow_address(page: &Page, node: &Node) {
    let link = match Place::parse(&dom::hash()) {
        Place::Page(route) => return page.dispatch(Action::Moved(route)),
        Place::Invitation(link) => link,
    };
    let (page, node) = (page.dispatcher(), node.clone());
    spawn_local(async move {
        let command = command::Invitation { link: link.clone() };
        match node.ask(command).await {
            Ok(document) => {
                page.dispatch(Action::Invited(Invited { link, document }));
            }
            Err(fault) => {
                // The address is replaced without a history entry, so that “back” does not open the
                // invitation again.
                dom::replace_address(&Route::Chains.href());
                page.dispatch(Action::Refused(Refused { link, fault }));
            }
        }
    });
}

/// The dialog for an invitation that is not answered yet, in front of the page. A link that asks
/// for a payment on the open chain leads to the form instead.
#[component]
fn Asked() -> Html {
    let page = use_page();
    let (Some(invited), Some(_)) = (&page.invited, &page.profile) else {
        return Html::default();
    };
    let key = invited.link.clone();
    let open = page.chain.as_ref().map(|it| it.rules.genesis.to_string());
    match invited.requested() {
        Some(requested) if open.as_ref() == Some(&requested.genesis) => {
            html! { <OpenRequest {key} {requested} /> }
        }
        _ => html! { <JoinDialog {key} invited={invited.clone()} /> },
    }
}

#[derive(Properties, PartialEq)]
struct ShownProps {
    /// Loads a newer version of the page.
    on_update: Callback<()>,
}

/// The page that the state asks for: before the node runs, while it runs, or after it has ended.
#[component]
fn Shown(props: &ShownProps) -> Html {
    let page = use_page();
    let on_update = &props.on_update;
    if let Some(reason) = &page.ended {
        let storage = page.profile.as_ref().map(|it| &*it.storage);
        return html! { <Frame {on_update}>{ ended(reason, Reload::Helps(storage)) }</Frame> };
    }
    let Some(profile) = page.profile.clone() else {
        return html! { <Frame {on_update}>{ starting() }</Frame> };
    };
    let content = match Part::of(&page.route, page.chain.is_some()) {
        Some(part) => {
            let rates = (part == Part::Mine).then(|| page.rates.clone());
            let shown = PageShown {
                profile,
                chain: page.chain.clone(),
                requested: page.requested.clone(),
                rates,
                route: page.route.clone(),
            };
            html! { <OnDemand {part} content={Content::Page(Box::new(shown))} /> }
        }
        None => match profile.unreadable() {
            Some(reason) => chains::unreadable::unreadable(reason),
            None => {
                let open = page.chain.as_ref().map(OpenChain::of);
                html! { <chains::page::Chains {profile} {open} refused={page.refused.clone()} /> }
            }
        },
    };
    let has_steps = matches!(page.route, Route::Mine | Route::Wallet);
    html! {
        <Frame {on_update}>
            if let Some(chain) = page.chain.clone().filter(|_| has_steps) {
                <Steps {chain} />
            }
            { content }
        </Frame>
    }
}
