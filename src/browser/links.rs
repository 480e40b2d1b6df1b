//! The page's side of the network: the `RTCPeerConnection`s, which exist in windows only.
//!
//! A [`Links`] carries out the node worker's orders and reports events to it. The data channel of
//! each connection is transferred to the worker in the same task in which it was created or
//! received, as browsers require. After that, the page sees none of its data. If a browser can't
//! transfer the channel, the page passes the frames on.

mod configuration;
mod relayed;

use core::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Reflect};
use litemap::LiteMap;
use signal::Body;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    Event, MessageEvent, RtcConfiguration, RtcDataChannel, RtcDataChannelEvent,
    RtcIceCandidateInit, RtcPeerConnection, RtcPeerConnectionIceEvent, RtcPeerConnectionState,
    RtcSdpType, RtcSessionDescriptionInit,
};

use crate::js_error::describe;
use crate::threads::message::{LinkEvent, LinkId, LinkOrder, ToNode};
use crate::threads::port::Port;
use configuration::{configuration, to_code};

/// The name of the one data channel of a connection: ordered and reliable.
const LABEL: &str = "tabchain";
/// Maximum number of candidates that wait for the session description they belong to. Real peers
/// have a handful.
const MAX_CANDIDATES: usize = 64;

/// All connections of a page. Copies share them.
#[derive(Clone)]
pub struct Links {
    node: Port<ToNode>,
    open: Rc<RefCell<LiteMap<LinkId, Rc<Link>>>>,
}

struct Link {
    connection: RtcPeerConnection,
    /// Candidates that came before the session description they belong to. `None` once the
    /// description is set.
    early: RefCell<Option<Vec<RtcIceCandidateInit>>>,
    /// The channel, if it could not be transferred.
    relayed: RefCell<Option<Relayed>>,
    listeners: RefCell<Vec<Listener>>,
}

/// A listener of an event without data.
type PlainListener = Closure<dyn FnMut(Event)>;

/// A closure that the connection or its channel calls, kept alive with the link.
#[expect(dead_code, reason = "held for their lives, not to be read")]
enum Listener {
    Plain(PlainListener),
    Candidate(Closure<dyn FnMut(RtcPeerConnectionIceEvent)>),
    Channel(Closure<dyn FnMut(RtcDataChannelEvent)>),
    Message(Closure<dyn FnMut(MessageEvent)>),
}

/// A channel that stays in the page.
struct Relayed {
    channel: RtcDataChannel,
    /// Frames that wait for room; the worker's credit bounds them.
    queue: VecDeque<ArrayBuffer>,
}

impl Links {
    /// Starts without connections. Their events are reported to this worker.
    pub fn new(node: Port<ToNode>) -> Self {
        let open = Rc::default();
        Self { node, open }
    }

    /// Carries out an order. `transferred` is the object that came with it.
    pub fn handle(&self, id: LinkId, order: LinkOrder, transferred: &JsValue) {
        match order {
            LinkOrder::Call {
                servers,
                relayed_only,
            } => self.call(id, &configuration(&servers, relayed_only)),
            LinkOrder::Answer {
                servers,
                relayed_only,
                sdp,
            } => self.answer(id, &configuration(&servers, relayed_only), sdp),
            LinkOrder::Signal(body) => self.signal(id, body),
            LinkOrder::Frame => self.frame(id, transferred),
            LinkOrder::Close => self.close(id),
        }
    }

    /// Closes all connections and reports each as ended. Called when the page is left or its node
    /// has ended, so that the peers notice it at once.
    pub fn close_all(&self) {
        let ids: Vec<_> = self.open.borrow().keys().copied().collect();
        for id in ids {
            self.end(id, "the page was left");
        }
    }

    fn call(&self, id: LinkId, configuration: &RtcConfiguration) {
        let Some(link) = self.connect(id, configuration) else {
            return;
        };
        let connection = link.connection.clone();
        let channel = connection.create_data_channel(LABEL);
        self.hand_over(id, &link, channel);
        self.spawn(id, async move |links| {
            let offer = JsFuture::from(connection.create_offer()).await?;
            let offer = offer.unchecked_into::<RtcSessionDescriptionInit>();
            JsFuture::from(connection.set_local_description(&offer)).await?;
            let sdp = offer.get_sdp().unwrap_or_default();
            links.report(id, LinkEvent::Signal(Body::Offer { sdp }));
            Ok(())
        });
    }

    fn answer(&self, id: LinkId, configuration: &RtcConfiguration, sdp: String) {
        let Some(link) = self.connect(id, configuration) else {
            return;
        };
        let connection = link.connection.clone();
        let links = self.clone();
        let owner = Rc::downgrade(&link);
        let on_channel = Closure::<dyn FnMut(_)>::new(move |event: RtcDataChannelEvent| {
            let Some(link) = owner.upgrade() else {
                return;
            };
            // One channel per connection: any further one that a peer opens is closed.
            if links.takes_channel(&link) {
                links.hand_over(id, &link, event.channel());
            } else {
                event.channel().close();
            }
        });
        connection.set_ondatachannel(Some(on_channel.as_ref().unchecked_ref()));
        link.listeners
            .borrow_mut()
            .push(Listener::Channel(on_channel));
        self.spawn(id, async move |links| {
            let offer = RtcSessionDescriptionInit::new(RtcSdpType::Offer);
            offer.set_sdp(&sdp);
            JsFuture::from(connection.set_remote_description(&offer)).await?;
            links.add_early(&link);
            let answer = JsFuture::from(connection.create_answer()).await?;
            let answer = answer.unchecked_into::<RtcSessionDescriptionInit>();
            JsFuture::from(connection.set_local_description(&answer)).await?;
            let sdp = answer.get_sdp().unwrap_or_default();
            links.report(id, LinkEvent::Signal(Body::Answer { sdp }));
            Ok(())
        });
    }

    fn signal(&self, id: LinkId, body: Body) {
        let Some(link) = self.link(id) else {
            return;
        };
        match body {
            Body::Answer { sdp } => self.spawn(id, async move |links| {
                let answer = RtcSessionDescriptionInit::new(RtcSdpType::Answer);
                answer.set_sdp(&sdp);
                JsFuture::from(link.connection.set_remote_description(&answer)).await?;
                links.add_early(&link);
                Ok(())
            }),
            Body::Candidate {
                candidate,
                sdp_mid,
                sdp_m_line_index,
            } => {
                let init = RtcIceCandidateInit::new(&candidate);
                init.set_sdp_mid(sdp_mid.as_deref());
                init.set_sdp_m_line_index(sdp_m_line_index);
                match &mut *link.early.borrow_mut() {
                    Some(early) if early.len() < MAX_CANDIDATES => early.push(init),
                    Some(_) => {}
                    None => add_candidate(&link.connection, init),
                }
            }
            // These two create and end links, so the node worker handles them itself.
            Body::Offer { .. } | Body::Decline => {}
        }
    }

    /// Creates a connection and listens to its events. `None` if the browser refuses, which is
    /// reported.
    fn connect(&self, id: LinkId, configuration: &RtcConfiguration) -> Option<Rc<Link>> {
        let connection = match RtcPeerConnection::new_with_configuration(configuration) {
            Ok(connection) => connection,
            Err(error) => {
                self.report_end(id, describe(&error));
                return None;
            }
        };
        let links = self.clone();
        let candidate = Closure::<dyn FnMut(_)>::new(move |event: RtcPeerConnectionIceEvent| {
            // The end of candidates is an event without a candidate, or with an empty one.
            let found = event
                .candidate()
                .filter(|found| !found.candidate().is_empty());
            if let Some(found) = found {
                let body = Body::Candidate {
                    candidate: found.candidate(),
                    sdp_mid: found.sdp_mid(),
                    sdp_m_line_index: found.sdp_m_line_index(),
                };
                links.report(id, LinkEvent::Signal(body));
            }
        });
        connection.set_onicecandidate(Some(candidate.as_ref().unchecked_ref()));
        let links = self.clone();
        let watched = connection.clone();
        let state = Closure::<dyn FnMut(Event)>::new(move |_| {
            // A connection may recover from "disconnected", but not from "failed".
            match watched.connection_state() {
                RtcPeerConnectionState::Failed => links.end(id, "no way to the peer was found"),
                RtcPeerConnectionState::Closed => links.end(id, "the connection closed"),
                _ => {}
            }
        });
        connection.set_onconnectionstatechange(Some(state.as_ref().unchecked_ref()));
        let (ice, server) = self.listen_for_diagnosis(id, &connection);
        let listeners = vec![
            Listener::Candidate(candidate),
            Listener::Plain(state),
            Listener::Plain(ice),
            Listener::Plain(server),
        ];
        let link = Rc::new(Link {
            connection,
            early: RefCell::new(Some(Vec::new())),
            relayed: RefCell::default(),
            listeners: RefCell::new(listeners),
        });
        self.open.borrow_mut().insert(id, Rc::clone(&link));
        Some(link)
    }

    /// Reports events that may explain later why a link did not open: the ICE state, and the errors
    /// of STUN and TURN servers.
    fn listen_for_diagnosis(
        &self,
        id: LinkId,
        connection: &RtcPeerConnection,
    ) -> (PlainListener, PlainListener) {
        let (links, watched) = (self.clone(), connection.clone());
        let ice = Closure::<dyn FnMut(Event)>::new(move |_| {
            let state = JsValue::from(watched.ice_connection_state());
            links.report(id, LinkEvent::Ice(state.as_string().unwrap_or_default()));
        });
        connection.set_oniceconnectionstatechange(Some(ice.as_ref().unchecked_ref()));
        let links = self.clone();
        let server = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            let code = Reflect::get(&event, &"errorCode".into()).ok();
            if let Some(code) = code.and_then(|code| code.as_f64()) {
                links.report(id, LinkEvent::ServerFailed(to_code(code)));
            }
        });
        // The bindings lack this attribute.
        set_server_listener(connection, server.as_ref());
        (ice, server)
    }

    /// Returns whether this is the first channel on this link, and notes that there is one now.
    fn takes_channel(&self, link: &Link) -> bool {
        let first = link.connection.ondatachannel().is_some();
        link.connection.set_ondatachannel(None);
        first
    }

    /// Transfers the channel to the worker, synchronously.
    fn hand_over(&self, id: LinkId, link: &Link, channel: RtcDataChannel) {
        let event = LinkEvent::Channel;
        let given = self
            .node
            .send_with(&ToNode::Link { link: id, event }, &channel);
        if given.is_err() {
            self.relay(id, link, channel);
        }
    }

    /// Runs the steps of a negotiation. A step that fails ends the link.
    fn spawn<F>(&self, id: LinkId, steps: impl FnOnce(Self) -> F + 'static)
    where
        F: Future<Output = Result<(), JsValue>> + 'static,
    {
        let links = self.clone();
        let steps = steps(self.clone());
        spawn_local(async move {
            if let Err(error) = steps.await {
                links.end(id, &describe(&error));
            }
        });
    }

    fn add_early(&self, link: &Link) {
        for candidate in link.early.take().into_iter().flatten() {
            add_candidate(&link.connection, candidate);
        }
    }

    /// Closes a link and reports its end, unless it is closed already.
    fn end(&self, id: LinkId, reason: &str) {
        if self.link(id).is_some() {
            self.close(id);
            self.report_end(id, reason.into());
        }
    }

    fn close(&self, id: LinkId) {
        let link = self.open.borrow_mut().remove(&id);
        if let Some(link) = link {
            link.close();
        }
    }

    fn link(&self, id: LinkId) -> Option<Rc<Link>> {
        self.open.borrow().get(&id).cloned()
    }

    fn report_end(&self, id: LinkId, reason: String) {
        self.report(id, LinkEvent::Ended { reason });
    }

    fn report(&self, link: LinkId, event: LinkEvent) {
        self.node.send(&ToNode::Link { link, event });
    }
}

impl Link {
    fn close(&self) {
        self.connection.set_onicecandidate(None);
        self.connection.set_onconnectionstatechange(None);
        self.connection.set_oniceconnectionstatechange(None);
        set_server_listener(&self.connection, &JsValue::NULL);
        self.connection.set_ondatachannel(None);
        if let Some(Relayed { channel, .. }) = self.relayed.take() {
            channel.set_onopen(None);
            channel.set_onbufferedamountlow(None);
            channel.set_onclose(None);
            channel.set_onmessage(None);
        }
        self.connection.close();
    }
}

/// Sets the listener for errors of STUN and TURN servers.
fn set_server_listener(connection: &RtcPeerConnection, listener: &JsValue) {
    // Setting an event handler attribute does not throw.
    let _ = Reflect::set(connection, &"onicecandidateerror".into(), listener);
}

fn add_candidate(connection: &RtcPeerConnection, candidate: RtcIceCandidateInit) {
    let added = connection.add_ice_candidate_with_opt_rtc_ice_candidate_init(Some(&candidate));
    spawn_local(async move {
        // A candidate may not fit, for example because it is from an abandoned call. Then the
        // connection only has one path less to try.
        let _ = JsFuture::from(added).await;
    });
}
