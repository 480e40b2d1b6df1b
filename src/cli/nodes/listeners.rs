//! The addresses of the programs that keep running: page and relay, API, miners.

use daemon::{Handle, Running};
use ipnet::IpNet;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::api::Api;
use super::entry::{self, Base};
use super::site::{Site, proxies};
use super::stratum::Stratum;
use super::{NodeOptions, ServeOptions};
use crate::failure::{Exit, Failure};
use crate::output::Output;

/// The listening addresses, before anybody is served.
pub(crate) struct Listeners {
    site: Option<Site>,
    proxies: Vec<IpNet>,
    api: Option<Api>,
    stratum: Option<Stratum>,
}

impl Listeners {
    /// Listens on all addresses of the options. Without a chain there is no API.
    ///
    /// # Errors
    ///
    /// [`Failure`], which names the option.
    pub(crate) async fn open(
        page: Option<&ServeOptions>,
        options: &NodeOptions,
        has_chain: bool,
    ) -> Result<Self, Failure> {
        let site = match page {
            Some(page) => Some(Site::new(page, options).await?),
            None => None,
        };
        let proxies = proxies(&options.trusted_proxy)?;
        let api = match has_chain {
            true => Some(Api::new(options, options.data_folder(), proxies.clone()).await?),
            false => None,
        };
        let stratum = match options.stratum {
            Some(_) if !has_chain => {
                let message = "there is no chain to mine: name one by --chain";
                return Err(Failure::of("--stratum", Exit::Usage, message));
            }
            Some(address) => Some(Stratum::new(address).await?),
            None => None,
        };
        Ok(Self {
            site,
            proxies,
            api,
            stratum,
        })
    }

    /// The URL at which others find the page of this program; `None` if this program serves no
    /// page.
    pub(crate) fn base(&self, page: Option<&Base>) -> Option<Base> {
        self.site.as_ref().map(|site| site.base(page))
    }

    /// Serves on all addresses until `shutting` becomes true, and prints them. Miners mine for the
    /// first node.
    ///
    /// # Errors
    ///
    /// [`Failure`] if standard output is closed.
    pub(crate) fn serve(
        self,
        nodes: &[Running],
        shutting: &watch::Receiver<bool>,
        output: Output,
    ) -> Result<JoinSet<Result<(), Failure>>, Failure> {
        let mut servers = JoinSet::new();
        let handles: Vec<Handle> = nodes.iter().map(|node| node.handle.clone()).collect();
        let entries = entry::routes(nodes, self.proxies);
        if let Some(site) = self.site {
            site.announce(output)?;
            servers.spawn(site.serve(handles.clone(), entries.clone(), shutting.clone()));
        }
        if let Some(api) = self.api {
            // A program that reads this line may log in at once, so the cookie is written first.
            let api = api.prepare(handles.clone(), entries)?;
            api.announce(output)?;
            servers.spawn(api.serve(shutting.clone()));
        }
        if let Some((stratum, first)) = self.stratum.zip(handles.first()) {
            stratum.announce(output)?;
            servers.spawn(stratum.serve(first.clone(), shutting.clone()));
        }
        Ok(servers)
    }
}
