//! The open chain's settings as a file.

use api::command;
use yew::prelude::*;

use crate::node::{Query, use_query};
use crate::state::ChainVersion;
use crate::texts::network as texts;

/// Properties of `SaveSettings`.
#[derive(Properties, PartialEq)]
pub(crate) struct Props {
    /// The chain's name.
    pub(crate) name: AttrValue,
    /// The chain's version.
    pub(crate) version: ChainVersion,
}

/// A link that saves the settings file.
#[component]
pub(crate) fn SaveSettings(props: &Props) -> Html {
    let Query::Found(json) = use_query(command::Settings, props.version) else {
        return Html::default();
    };
    let data = String::from(js_sys::encode_uri_component(&json));
    html! {
        <>
            <div class="buttons">
                <a class="button" download={file_name(&props.name)}
                    href={format!("data:application/json;charset=utf-8,{data}")}>{ texts::settings_save() }</a>
            </div>
            <p class="hint">
                { texts::settings_hint() }
            </p>
        </>
    }
}

/// The name of the file: the chain's name, in which `-` replaces every ASCII character that is not
/// a letter or a digit, because file systems reserve some of them.
fn file_name(name: &str) -> String {
    let plain = name.replace(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric(), "-");
    format!("{plain}.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_has_no_paths_in_it() {
        assert_eq!(file_name("Our chain"), "Our-chain.json");
        assert_eq!(file_name("../a:b"), "---a-b.json");
        assert_eq!(file_name("Übung 1"), "Übung-1.json");
    }
}
