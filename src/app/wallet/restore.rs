//! Restoring a wallet from its twelve words or from a backup file.

use api::command::{MAX_BACKUP_BYTES, WalletSource};
use api::{Field as Input, FileBytes, Holding, Restoration, command};
use browser::{file, typed};
use web_sys::File;
use yew::platform::spawn_local;
use yew::prelude::*;

use super::replace_dialog::ReplaceDialog;
use super::replaced::Replaced;
use super::saved_words::remember_words_saved;
use crate::node::{Asking, typing, use_asking};
use crate::state::Profile;
use crate::texts::wallet as texts;
use crate::ui::alert::alert;
use crate::ui::area::area;
use crate::ui::field::Field;
use crate::ui::file_field::FileField;

/// The result of the last restoration.
#[derive(Clone, Copy, PartialEq)]
enum Done {
    Restored,
    Unchanged,
}

impl Done {
    fn text(self) -> &'static str {
        match self {
            Self::Restored => texts::restored(),
            Self::Unchanged => texts::restored_unchanged(),
        }
    }
}

/// The typed text of the form, the chosen file, and the result.
#[derive(Clone)]
struct Entry {
    words: UseStateHandle<String>,
    /// The content of the backup file; `None` if no file is chosen.
    file: UseStateHandle<Option<FileBytes>>,
    /// How often the field of the file was emptied.
    emptied: UseStateHandle<u32>,
    passphrase: UseStateHandle<String>,
    /// The coins of the present wallet, while the person is asked whether to replace it.
    holdings: UseStateHandle<Option<Vec<Holding>>>,
    done: UseStateHandle<Option<Done>>,
}

#[hook]
fn use_entry() -> Entry {
    Entry {
        words: use_state(String::new),
        file: use_state(|| None),
        emptied: use_state(|| 0),
        passphrase: use_state(String::new),
        holdings: use_state(|| None),
        done: use_state(|| None),
    }
}

impl Entry {
    /// The command that restores the wallet. `agreed` says whether the person has agreed to replace
    /// the present wallet, and `present` is the passphrase of that wallet.
    fn command(&self, agreed: bool, present: Option<&str>) -> command::Restore {
        let new = Some(self.passphrase.as_str()).filter(|new| !new.is_empty());
        let source = match &*self.file {
            Some(file) => WalletSource::Backup(file.clone()),
            None => WalletSource::Words(typed::secret(self.words.trim())),
        };
        command::Restore {
            source,
            passphrase: new.map(typed::secret),
            agreed,
            present: present.map(typed::secret),
        }
    }

    /// Returns the callback that takes the node's answer. After a restoration it empties the form.
    /// If the present wallet would be replaced, it asks the person. It holds none of the typed
    /// text, because it lives until the node answers.
    fn taking(&self, onsaved: Callback<()>) -> Callback<Restoration> {
        let (words, passphrase) = (self.words.setter(), self.passphrase.setter());
        let (file, emptied) = (self.file.setter(), self.emptied.setter());
        let (next, has_words) = (*self.emptied + 1, self.file.is_none());
        let (asked, done) = (self.holdings.setter(), self.done.setter());
        Callback::from(move |outcome| match outcome {
            Restoration::Replaces { holdings } => asked.set(Some(holdings)),
            Restoration::Restored { key, unchanged } => {
                words.set(String::new());
                passphrase.set(String::new());
                file.set(None);
                emptied.set(next);
                asked.set(None);
                done.set(Some(match unchanged {
                    true => Done::Unchanged,
                    false => Done::Restored,
                }));
                if has_words {
                    remember_words_saved(&key);
                    onsaved.emit(());
                }
            }
        })
    }

    /// Returns the callback that reads a chosen file. It reads at most one byte more than a backup
    /// may have, so that the node refuses a file that is too long. A file that can't be read counts
    /// as empty, which the node refuses, too.
    fn reading(&self, forgive: &Callback<()>) -> Callback<Option<File>> {
        let (file, forgive) = (self.file.setter(), forgive.clone());
        Callback::from(move |chosen: Option<File>| {
            forgive.emit(());
            let file = file.clone();
            spawn_local(async move {
                file.set(match chosen {
                    Some(chosen) => {
                        let read = file::beginning(&chosen, MAX_BACKUP_BYTES + 1).await;
                        Some(FileBytes(read.unwrap_or_default()))
                    }
                    None => None,
                });
            });
        })
    }
}

/// Properties of `Restore`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The profile.
    pub(crate) profile: Profile,
    /// Called when typed words have been remembered as written down.
    #[prop_or_default]
    pub(crate) onsaved: Callback<()>,
}

/// The form. If the present wallet is in use, a dialog asks before another one replaces it. Typed
/// words count as written down, because the person has them.
#[component]
pub(crate) fn Restore(props: &Props) -> Html {
    let profile = &props.profile;
    let entry = use_entry();
    let asking = use_asking(entry.taking(props.onsaved.clone()));
    let restore = {
        let (ask, entry) = (asking.ask.clone(), entry.clone());
        Callback::from(move |(agreed, present): (bool, Option<String>)| {
            entry.done.set(None);
            ask.emit(entry.command(agreed, present.as_deref()));
        })
    };
    let onsubmit = {
        let restore = restore.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            restore.emit((false, None));
        })
    };
    let agree = Callback::from(move |present| restore.emit((true, present)));
    let keep = {
        let (holdings, forgive) = (entry.holdings.setter(), asking.forgive.clone());
        Callback::from(move |()| {
            holdings.set(None);
            forgive.emit(());
        })
    };
    // An error that is about none of these inputs is shown in the dialog while that is open,
    // otherwise in the form.
    let fault = asking.fault_beside(&[
        Input::Words,
        Input::Backup,
        Input::Passphrase,
        Input::PresentPassphrase,
    ]);
    let (holdings, done) = (&entry.holdings, &entry.done);
    let is_empty = entry.file.is_none() && entry.words.trim().is_empty();
    html! {
        <>
            <form class="safety-body" {onsubmit}>
                <p>{ texts::restore_text() }</p>
                { inputs(&entry, &asking) }
                if holdings.is_none() {
                    { alert(fault.clone()) }
                }
                <div class="buttons">
                    <button type="submit" class="button" disabled={asking.busy || is_empty}>
                        { texts::restore_button() }
                    </button>
                    <span role="status">{ done.map_or("", Done::text) }</span>
                </div>
            </form>
            if let Some(protection) = profile.replaced {
                <Replaced {protection} />
            }
            if let Some(holdings) = &**holdings {
                <ReplaceDialog profile={profile.clone()} holdings={holdings.clone()} busy={asking.busy} {agree} {keep}
                    wrong={asking.fault_of(Input::PresentPassphrase).or(fault)} forgive={asking.forgive.clone()} />
            }
        </>
    }
}

/// The words or the file, and the passphrase. Once a file is chosen, the words are not asked for.
fn inputs(entry: &Entry, asking: &Asking<Restoration>) -> Html {
    let Entry {
        words, passphrase, ..
    } = entry;
    let is_file = entry.file.is_some();
    let (label, hint) = match is_file {
        true => (
            texts::restore_file_passphrase(),
            texts::restore_file_passphrase_hint(),
        ),
        false => (
            texts::restore_passphrase(),
            texts::restore_passphrase_hint(),
        ),
    };
    let onfile = entry.reading(&asking.forgive);
    html! {
        <>
            if !is_file {
                { area("restore-words", texts::restore_words(), words, asking.fault_of(Input::Words),
                    texts::restore_words_hint(), typing(words, &asking.forgive)) }
            }
            <FileField id="restore-file" label={texts::restore_file()} hint={texts::restore_file_hint()}
                fault={asking.fault_of(Input::Backup)} {onfile} emptied={*entry.emptied} />
            <Field id="restore-passphrase" {label} kind="password" autocomplete="new-password"
                value={(**passphrase).clone()} oninput={typing(passphrase, &asking.forgive)}
                fault={asking.fault_of(Input::Passphrase)} {hint} />
        </>
    }
}
