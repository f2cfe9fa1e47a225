//! Domains: their DNS names come from distinguished names, their NetBIOS names from wherever they are said.

use std::collections::HashMap;

use crate::parse::text::fold::account_key;

/// A domain of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Domain {
    /// Its key in the store, once it has one.
    pub key: Option<i64>,
    /// Its DNS name, folded.
    pub dns_name: String,
    /// Its NetBIOS name.
    pub netbios_name: String,
    /// Whether the NetBIOS name is only the first DNS label, for want of anything better.
    pub assumed: bool,
}

/// Where a NetBIOS name was said, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NetBiosSource {
    /// The `nETBIOSName` of a `crossRef` entry.
    CrossReference,
    /// The part before the backslash of a user's `msDS-PrincipalName`.
    PrincipalName,
    /// The -NetBiosName parameter.
    Parameter,
}

/// The NetBIOS names that an import has heard of.
#[derive(Debug, Default)]
pub(crate) struct NetBiosNames {
    by_dns_name: HashMap<String, (NetBiosSource, String)>,
}

impl NetBiosNames {
    /// Hears a name; a stronger source replaces a weaker one, and of two equally strong ones, whichever came first, the
    /// first in the alphabet stands.
    pub(crate) fn hear(&mut self, source: NetBiosSource, dns_name: &str, netbios_name: &str) {
        let netbios_name = netbios_name.trim();
        if netbios_name.is_empty() {
            return;
        }
        let entry = self.by_dns_name.entry(account_key(dns_name));
        let known = entry.or_insert_with(|| (source, netbios_name.to_owned()));
        if source > known.0 || source == known.0 && netbios_name < known.1.as_str() {
            *known = (source, netbios_name.to_owned());
        }
    }

    /// The DNS names, folded, of the domains that were heard of.
    pub(crate) fn domains(&self) -> impl Iterator<Item = &str> {
        self.by_dns_name.keys().map(String::as_str)
    }

    /// What the domain of that DNS name should be called, given what the store calls it now.
    pub(crate) fn settle(&self, dns_name: &str, stored: Option<Domain>) -> Domain {
        let dns_name = account_key(dns_name);
        match (self.by_dns_name.get(&dns_name), stored) {
            (Some((_, said)), stored) => Domain {
                key: stored.and_then(|domain| domain.key),
                dns_name,
                netbios_name: said.clone(),
                assumed: false,
            },
            (None, Some(stored)) => stored,
            (None, None) => {
                let label = dns_name.split('.').next().unwrap_or_default().to_uppercase();
                Domain { key: None, dns_name, netbios_name: label, assumed: true }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stronger_sources_win_and_guesses_never_replace_knowledge() {
        let mut names = NetBiosNames::default();
        assert_eq!(names.settle("emea.Litwareinc.com", None).netbios_name, "EMEA");
        assert!(names.settle("emea.litwareinc.com", None).assumed);
        names.hear(NetBiosSource::PrincipalName, "emea.litwareinc.com", "EUROPE");
        names.hear(NetBiosSource::CrossReference, "EMEA.litwareinc.com", "WRONG");
        let settled = names.settle("emea.litwareinc.com", None);
        assert_eq!((settled.netbios_name.as_str(), settled.assumed), ("EUROPE", false));
        names.hear(NetBiosSource::Parameter, "emea.litwareinc.com", "SAID");
        assert_eq!(names.settle("emea.litwareinc.com", None).netbios_name, "SAID");
        let stored = Domain {
            key: Some(3),
            dns_name: "other.example".to_owned(),
            netbios_name: "KNOWN".to_owned(),
            assumed: false,
        };
        assert_eq!(names.settle("other.example", Some(stored.clone())), stored);
    }
}
