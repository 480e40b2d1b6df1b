//! HTTP requests to this tab.

use browser::http::{HttpRequest, HttpResponse};
use primitives::Time;

use super::Host;
use crate::platform::Platform;
use crate::tab_api::{Answering, Asked};

impl<P: Platform> Host<P> {
    /// Answers an HTTP request. `None` if another tab owns the profile, or if no chain is open.
    pub(super) fn respond(
        &mut self,
        now: Time,
        request: &HttpRequest,
        answer: Answering,
    ) -> Option<HttpResponse> {
        if self.storage.is_other_tabs() {
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
