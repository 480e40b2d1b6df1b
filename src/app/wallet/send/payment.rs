//! A payment as it is typed.

use api::command::{ChosenCoin, FurtherPayee};
use api::{Fault, Field as Input, Pace, PaymentRequest, command};

use crate::state::Contacts;
use crate::ui::form::Values;

/// The texts of the form, and the request that filled them in.
pub(super) struct Payment {
    pub(super) to: String,
    pub(super) amount: String,
    pub(super) note: String,
    /// How soon the payment should be in a block.
    pub(super) pace: Pace,
    /// Further payees.
    pub(super) more: Vec<FurtherPayee>,
    /// The coins that it spends; empty if the node selects them.
    pub(super) coins: Vec<ChosenCoin>,
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
            more: Vec::new(),
            coins: Vec::new(),
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
            Input::MoreTo(row) => Some(&mut self.more.get_mut(row as usize)?.to),
            Input::MoreAmount(row) => Some(&mut self.more.get_mut(row as usize)?.amount),
            _ => None,
        }
    }
}

/// The amounts of a payment in plain decimal notation, one for each payee.
#[derive(Clone)]
pub(super) struct Amounts {
    pub(super) first: String,
    pub(super) more: Vec<String>,
}

impl Payment {
    /// Converts the typed amounts with `read`.
    ///
    /// # Errors
    /// The first error, with the field that it is about.
    pub(super) fn amounts(
        &self,
        read: impl Fn(&str) -> Result<String, String>,
    ) -> Result<Amounts, Fault> {
        let wrong = |field: Input| move |question: String| Fault::of(field, question);
        let further = (0..)
            .zip(&self.more)
            .map(|(row, payee)| read(&payee.amount).map_err(wrong(Input::MoreAmount(row))));
        Ok(Amounts {
            first: read(&self.amount).map_err(wrong(Input::Amount))?,
            more: further.collect::<Result<_, _>>()?,
        })
    }

    /// The command that reviews a payment with these amounts to the typed payees with the typed
    /// note. A contact's name stands for the contact's address.
    pub(super) fn question(&self, amounts: Amounts, contacts: &Contacts) -> command::Review {
        let address = |to: &str| {
            let to = to.trim();
            contacts.address(to).unwrap_or(to).to_owned()
        };
        let more = self.more.iter().zip(amounts.more);
        let more = more.map(|(payee, amount)| FurtherPayee {
            to: address(&payee.to),
            amount,
        });
        command::Review {
            to: address(&self.to),
            amount: amounts.first,
            more: more.collect(),
            note: self.note.trim().to_owned(),
            pace: self.pace,
            coins: self.coins.clone(),
        }
    }

    /// Fills in the payment that a request asks for. A typed amount stays if the request has none.
    pub(super) fn fill(&mut self, request: PaymentRequest) {
        self.to.clone_from(&request.to);
        if let Some(amount) = request.amount {
            self.amount = amount.to_string();
        }
        let says_something = !request.label.is_empty() || !request.message.is_empty();
        self.request = Some(request).filter(|_| says_something);
    }

    /// The request that filled in the payee; `None` if the person has changed the payee since, or
    /// if the request has neither name nor purpose.
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
