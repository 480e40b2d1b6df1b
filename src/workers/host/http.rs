//! HTTP requests to this tab.

use browser::http::{HttpRequest, HttpResponse};
use primitives::Time;

use super::Host;
use crate::platform::Platform;
use crate::tab_api::{Answering, Asked};

impl<P: Platform> Host<P> {
    /// Whether this tab answers a request: it has an open chain, and no other tab owns the profile.
    /// If the browser stores nothing, each tab has a chain of its own, and answers its own page
    /// only.
    pub(super) fn can_answer(&self, request: &HttpRequest) -> bool {
        let is_only_one = self.storage.is_owned() || request.is_own;
        self.open.is_some() && !self.storage.is_other_tabs() && is_only_one
    }

    /// Answers an HTTP request. `None` if this tab does not answer it any more.
    pub(super) fn respond(
        &mut self,
        now: Time,
        request: &HttpRequest,
        answer: Answering,
    ) -> Option<HttpResponse> {
        if !self.can_answer(request) {
            return None;
        }
        let uptime = self.platform.ticks();
        let asked = Asked {
            service: self.open.as_mut()?.service(),
            now,
            uptime,
        };
        Some(answer(asked, request))
    }
}
