//! Conversions for the browser's types of WebRTC.

use js_sys::Array;
use signal::IceServer;
use wasm_bindgen::JsValue;
use web_sys::{RtcConfiguration, RtcIceServer, RtcIceTransportPolicy};

/// The configuration of a connection.
pub(super) fn configuration(servers: &[IceServer], relayed_only: bool) -> RtcConfiguration {
    let list = Array::new();
    for server in servers {
        let entry = RtcIceServer::new();
        let urls: Array = server.urls.iter().map(JsValue::from).collect();
        entry.set_urls(&urls);
        if let Some(username) = &server.username {
            entry.set_username(username);
        }
        if let Some(credential) = &server.credential {
            entry.set_credential(credential);
        }
        list.push(&entry);
    }
    let configuration = RtcConfiguration::new();
    configuration.set_ice_servers(&list);
    if relayed_only {
        configuration.set_ice_transport_policy(RtcIceTransportPolicy::Relay);
    }
    configuration
}

/// An error code of STUN (RFC 8489: 300 to 699) or the browser's own 701, from a JavaScript number.
pub(super) fn to_code(code: f64) -> u16 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "bounded just before"
    )]
    let code = code.clamp(0.0, 999.0) as u16;
    code
}
