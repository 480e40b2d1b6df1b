//! A payment as it is typed.

use api::{Field as Input, Pace, PaymentRequest, command};

use crate::state::Contacts;
use crate::ui::form::Values;

/// The texts of the form, and the request that filled them in.
pub(super) struct Payment {
    pub(super) to: String,
    pub(super) amount: String,
    pub(super) note: String,
    /// How soon the payment should be in a block.
    pub(super) pace: Pace,
    request: Option<PaymentRequest>,
}

impl Default for Payment {
    /// An empty form. People expect a payment to arrive soon, and the next block seldom costs more.
    fn default() -> Self {
        Self {
            to: String::new(),
            amount: String::new(),
            note: String::new(),
            pace: Pace::NextBlock,
            request: None,
        }
    }
}

impl Values for Payment {
    fn text(&mut self, name: Input) -> Option<&mut String> {
        match name {
            Input::To => Some(&mut self.to),
            Input::Amount => Some(&mut self.amount),
            Input::Note => Some(&mut self.note),
            _ => None,
        }
    }
}

impl Payment {
    /// The command that reviews a payment of `amount` to the typed payee with the typed note. A
    /// contact's name stands for the contact's address.
    pub(super) fn question(&self, amount: String, contacts: &Contacts) -> command::Review {
        let to = self.to.trim();
        command::Review {
            to: contacts.address(to).unwrap_or(to).to_owned(),
            amount,
            note: self.note.trim().to_owned(),
            pace: self.pace,
        }
    }

    /// Fills in what a request asks for. A typed amount stays if the request has none.
    pub(super) fn fill(&mut self, request: PaymentRequest) {
        self.to.clone_from(&request.to);
        if let Some(amount) = request.amount {
            self.amount = amount.to_string();
        }
        let says_something = !request.label.is_empty() || !request.message.is_empty();
        self.request = Some(request).filter(|_| says_something);
    }

    /// The request that filled in the payee; `None` if the person has changed the payee since, or
    /// the request has neither name nor purpose.
    pub(super) fn request(&self) -> Option<&PaymentRequest> {
        let request = self.request.as_ref();
        request.filter(|request| request.to == self.to.trim())
    }
}

/// The private note on a payment that a request asked for: name and purpose.
pub(super) fn note_of(request: &PaymentRequest) -> String {
    match (request.label.as_str(), request.message.as_str()) {
        (label, "") => label.to_owned(),
        ("", message) => message.to_owned(),
        (label, message) => {
            let both = format!("{label}: {message}");
            // The node takes at most 256 bytes; the purpose alone fits.
            if both.len() > 256 {
                message.to_owned()
            } else {
                both
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(label: &str, message: &str) -> PaymentRequest {
        PaymentRequest {
            to: "tab1q".into(),
            amount: None,
            label: label.into(),
            message: message.into(),
        }
    }

    #[test]
    fn a_request_belongs_to_its_payee() {
        let mut payment = Payment::default();
        payment.fill(request("Ann", ""));
        assert_eq!(payment.request(), Some(&request("Ann", "")));
        "tab1p".clone_into(&mut payment.to);
        assert_eq!(payment.request(), None);
        payment.fill(request("", ""));
        assert_eq!(payment.request(), None, "an address says nothing more");
    }

    #[test]
    fn a_note_has_name_and_purpose() {
        for (label, message, note) in [
            ("Ann", "", "Ann"),
            ("", "Lunch", "Lunch"),
            ("Ann", "Lunch", "Ann: Lunch"),
        ] {
            assert_eq!(note_of(&request(label, message)), note);
        }
        let long = "x".repeat(256);
        assert_eq!(note_of(&request("Ann", &long)), long);
    }
}
