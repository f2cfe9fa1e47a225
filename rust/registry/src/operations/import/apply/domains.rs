//! The domains of the applied users, each looked up or added at its first use.

use std::collections::HashMap;

use crate::error::Result;
use crate::model::domain::{Domain, NetBiosNames};
use crate::operations::import::notices::Notices;
use crate::operations::import::Severity;
use crate::parse::text::fold::account_key;
use crate::registry::Registry;

/// The domains of an import.
pub(crate) struct Domains {
    netbios_names: NetBiosNames,
    /// Domains of users, by folded DNS name.
    used: HashMap<String, Used>,
    changed: bool,
    renamed: Vec<RenamedDomain>,
}

/// A domain whose NetBIOS name has changed.
pub(crate) struct RenamedDomain {
    pub dns_name: String,
    pub from: String,
    pub to: String,
}

struct Used {
    domain: Domain,
    by_users: bool,
}

/// Whether an entry shows that the input contains the users of its domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InUse {
    /// A user's.
    Yes,
    /// For a trace: it can occur in an export of something else.
    No,
}

impl Domains {
    pub(crate) fn new(netbios_names: NetBiosNames) -> Domains {
        Domains { netbios_names, used: HashMap::new(), changed: false, renamed: Vec::new() }
    }

    /// Whether one was added or renamed.
    pub(crate) fn changed(&self) -> bool {
        self.changed
    }

    /// The renamed ones, in the order of their names.
    pub(crate) fn renamed(&self) -> &[RenamedDomain] {
        &self.renamed
    }

    /// The keys of the domains of users in the input.
    pub(crate) fn keys_in_use(&self) -> impl Iterator<Item = i64> + '_ {
        self.used.values().filter(|used| used.by_users).filter_map(|used| used.domain.key)
    }

    /// Adds or updates all named domains: an export of the domains alone has no user that refers to them.
    pub(crate) fn settle_all(&mut self, registry: &Registry) -> Result<()> {
        let dns_names: Vec<String> = self.netbios_names.domains().map(str::to_owned).collect();
        for dns_name in dns_names {
            self.settled(registry, &dns_name)?;
        }
        Ok(())
    }

    /// The domain with this folded DNS name, added or renamed at its first use; `None` without a name.
    pub(crate) fn with_name(
        &mut self,
        registry: &Registry,
        dns_name: Option<&str>,
        in_use: InUse,
        notices: &mut Notices,
    ) -> Result<Option<&Domain>> {
        let dns_name = match dns_name {
            Some(dns_name) => dns_name,
            None => return Ok(None),
        };
        if !self.used.contains_key(dns_name) {
            let domain = self.at_first_use(registry, dns_name, notices)?;
            self.used.insert(dns_name.to_owned(), Used { domain, by_users: false });
        }
        Ok(self.used.get_mut(dns_name).map(|used| {
            used.by_users |= in_use == InUse::Yes;
            &used.domain
        }))
    }

    fn at_first_use(&mut self, registry: &Registry, dns_name: &str, notices: &mut Notices) -> Result<Domain> {
        let domain = self.settled(registry, dns_name)?;
        if domain.assumed {
            let text = format!(
                "The NetBIOS name of {} is not known; {} is assumed. Specify it with -NetBiosName.",
                domain.dns_name, domain.netbios_name
            );
            notices.of_input(Severity::Verbose, text);
        }
        Ok(domain)
    }

    /// The domain from the registry and the input; written if it changed.
    fn settled(&mut self, registry: &Registry, dns_name: &str) -> Result<Domain> {
        let stored = registry.store().import().domain(&account_key(dns_name))?;
        let mut domain = self.netbios_names.settle(dns_name, stored.clone());
        if stored.as_ref() != Some(&domain) {
            domain.key = Some(registry.store().import().put_domain(&domain)?);
            self.changed = true;
            if let Some(stored) = stored.filter(|stored| stored.netbios_name != domain.netbios_name) {
                self.renamed.push(RenamedDomain {
                    dns_name: domain.dns_name.clone(),
                    from: stored.netbios_name,
                    to: domain.netbios_name.clone(),
                });
                self.renamed.sort_by(|one, other| one.dns_name.cmp(&other.dns_name));
            }
        }
        Ok(domain)
    }
}
