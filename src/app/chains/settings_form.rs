//! The form with the settings of a new chain, which is loaded on demand.

use yew::prelude::*;

use super::chain_settings::chain_settings;
use super::open_settings::OpenSettings;
use crate::on_demand::shown::SettingsForm;

/// The fields, and a field for a settings file.
pub(crate) fn view(it: &SettingsForm) -> Html {
    html! {
        <>
            { chain_settings(&it.form, it.own_key.as_ref()) }
            <OpenSettings busy={it.busy} onfile={it.onfile.clone()} />
        </>
    }
}
