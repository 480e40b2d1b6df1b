//! Saving contacts and private notes as a file, and reading such a file of another wallet.

use api::{Field as Input, LabelsImport, command};
use web_sys::File;
use yew::platform::spawn_local;
use yew::prelude::*;

use crate::dom;
use crate::node::use_asking;
use crate::texts::wallet_tools as texts;
use crate::ui::alert::alert;
use crate::ui::file_field::FileField;

/// Properties of `LabelFiles`.
#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// The coin's symbol, for the name of the file.
    pub(super) symbol: AttrValue,
}

/// The button that saves the file, and the field that reads one.
#[component]
pub(super) fn LabelFiles(props: &Props) -> Html {
    let read = use_state(|| None::<LabelsImport>);
    let saving = {
        let name = format!("{}-labels.jsonl", props.symbol);
        use_asking(Callback::from(move |file: String| {
            dom::save(&name, file.as_bytes());
        }))
    };
    let reading = {
        let read = read.setter();
        use_asking(Callback::from(move |found| read.set(Some(found))))
    };
    let onsave = {
        let ask = saving.ask.clone();
        Callback::from(move |_: MouseEvent| ask.emit(command::ExportLabels))
    };
    let onfile = {
        let (ask, forgive, read) = (reading.ask.clone(), reading.forgive.clone(), read.setter());
        Callback::from(move |file: Option<File>| {
            read.set(None);
            forgive.emit(());
            let Some(file) = file else {
                return;
            };
            let ask = ask.clone();
            spawn_local(async move {
                // A file that can't be read counts as a text without labels, which the node
                // refuses.
                let text = dom::file_text(&file).await;
                let text = text.unwrap_or_else(|| "?".to_owned());
                ask.emit(command::ImportLabels { text });
            });
        })
    };
    html! {
        <section class="card" aria-labelledby="label-files">
            <h2 id="label-files">{ texts::labels_title() }</h2>
            <p class="hint">{ texts::labels_text() }</p>
            <div class="buttons">
                <button type="button" class="button" disabled={saving.busy} onclick={onsave}>{ texts::labels_save() }</button>
            </div>
            <FileField id="labels-file" label={texts::labels_open()} hint={texts::labels_open_hint()}
                fault={reading.fault_of(Input::LabelsFile)} {onfile} />
            { alert(reading.fault_beside(&[Input::LabelsFile])) }
            <p role="status">
                { for read.iter().map(|read| result(*read)) }
            </p>
        </section>
    }
}

fn result(read: LabelsImport) -> String {
    match read.left_out {
        0 => texts::labels_read(read.added.into()),
        left_out => texts::labels_read_some(read.added.into(), left_out.into()),
    }
}
