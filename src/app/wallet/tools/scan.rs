//! The page that reads a QR code with the camera: an address, a payment request or an invitation.

use core::cell::Cell;
use std::rc::Rc;

use api::command;
use futures_channel::oneshot;
use gloo::timers::callback::Timeout;
use primitives::BlockHash;
use web_sys::HtmlVideoElement;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::camera::{Camera, CameraError, Reader};
use crate::dom;
use crate::node::use_node;
use crate::reasons::sentence;
use crate::route::Route;
use crate::scanner::Gone;
use crate::state::{Action, Requested, use_session};
use crate::texts::wallet_tools as texts;
use crate::ui::alert::alert;
use crate::ui::heading::Heading;

/// The time between two looks at the picture.
const LOOK_MS: u32 = 200;

/// Properties of `Scan`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The genesis hash of the open chain; `None` if none is open, and an invitation is looked for.
    pub(super) genesis: Option<BlockHash>,
}

/// What the page shows.
#[derive(Clone, PartialEq)]
enum Stage {
    /// The browser asks the person.
    Asking,
    /// The camera is on.
    Looking,
    /// There is no camera.
    Failed(CameraError),
}

/// The picture of the camera. The camera is switched off when the person leaves the page, and when
/// a code was read.
#[component]
pub(super) fn Scan(props: &Props) -> Html {
    let stage = use_state(|| Stage::Asking);
    let refused = use_state(|| None::<AttrValue>);
    let video = use_node_ref();
    let onfound = use_found(props.genesis, &refused);
    {
        let (stage, video) = (stage.setter(), video.clone());
        use_effect_with((), move |()| {
            let is_shown = Rc::new(Cell::new(true));
            let shown = is_shown.clone();
            spawn_local(async move {
                match Camera::open().await {
                    Ok(camera) if shown.get() => {
                        stage.set(Stage::Looking);
                        if look(&camera, &video, &shown, &onfound).await.is_err() {
                            stage.set(Stage::Failed(CameraError::Unreadable));
                        }
                    }
                    Ok(_) => {}
                    Err(error) => stage.set(Stage::Failed(error)),
                }
            });
            move || is_shown.set(false)
        });
    }
    let (words, failed) = match &*stage {
        Stage::Asking => (texts::scan_asking(), None),
        Stage::Looking if props.genesis.is_none() => (texts::scan_invitation(), None),
        Stage::Looking => (texts::scan_looking(), None),
        Stage::Failed(error) => ("", Some(text_of(*error))),
    };
    let back = match props.genesis {
        Some(_) => Route::Wallet,
        None => Route::Chains,
    };
    html! {
        <>
            <Heading title={texts::scan_title()} />
            <section class="card" aria-label={texts::scan_title()}>
                <video ref={video} class="scan" muted=true playsinline=true aria-label={texts::scan_picture()}
                    hidden={failed.is_some()}></video>
                <p class="hint" role="status">{ words }</p>
                { alert(failed.map(AttrValue::from)) }
                { alert((*refused).clone()) }
                <div class="buttons">
                    <a class="button" href={back.href()}>{ texts::scan_stop() }</a>
                </div>
            </section>
        </>
    }
}

fn text_of(error: CameraError) -> &'static str {
    match error {
        CameraError::Insecure => texts::scan_insecure(),
        CameraError::Denied => texts::scan_denied(),
        CameraError::Missing => texts::scan_missing(),
        CameraError::Busy => texts::scan_busy(),
        CameraError::Unreadable => texts::scan_unreadable(),
    }
}

/// Looks at the pictures while the page is shown, and passes on each text once.
///
/// # Errors
/// If this browser can't read pictures.
async fn look(
    camera: &Camera,
    video: &NodeRef,
    is_shown: &Cell<bool>,
    onfound: &Callback<String>,
) -> Result<(), Gone> {
    let Some(video) = video.cast::<HtmlVideoElement>() else {
        return Ok(());
    };
    camera.show(&video).await;
    let mut reader = Reader::new();
    let mut last = None;
    while is_shown.get() {
        let found = reader.read(&video).await?;
        if found.is_some() && found != last && is_shown.get() {
            last.clone_from(&found);
            onfound.emit(found.unwrap_or_default());
        }
        pause().await;
    }
    Ok(())
}

async fn pause() {
    let (done, waiting) = oneshot::channel();
    let timeout = Timeout::new(LOOK_MS, || {
        // Nobody waits any more if the page has ended.
        let _ = done.send(());
    });
    let _ = waiting.await;
    drop(timeout);
}

/// Returns the callback for a text that was read. A link to a chain is opened like one in the
/// address bar. A payee fills in the form of the wallet, if a chain is open. Anything else is
/// refused with the reason.
#[hook]
fn use_found(
    genesis: Option<BlockHash>,
    refused: &UseStateHandle<Option<AttrValue>>,
) -> Callback<String> {
    let (node, session) = (use_node(), use_session());
    let refused = refused.setter();
    Callback::from(move |text: String| {
        if let Some((_, hash)) = text.split_once("#chain=") {
            dom::go(&format!("#chain={hash}"));
            return;
        }
        let (node, session, refused) = (node.clone(), session.clone(), refused.clone());
        let Some(genesis) = genesis else {
            return refused.set(Some(texts::scan_no_invitation().into()));
        };
        spawn_local(async move {
            match node.ask(command::ReadPayee { text }).await {
                Ok(request) => {
                    let genesis = genesis.to_string();
                    session.dispatch(Action::Requested(Requested { genesis, request }));
                    dom::go(&Route::Wallet.href());
                }
                Err(fault) => refused.set(Some(sentence(&fault.reason).into())),
            }
        });
    })
}
