//! Domains: their DNS names come from distinguished names, their NetBIOS names from several sources.

use std::collections::HashMap;

use crate::parse::text::fold::account_key;

/// A domain of the directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Domain {
    /// Its key in the store, if it has one.
    pub key: Option<i64>,
    /// Its DNS name, folded.
    pub dns_name: String,
    /// Its NetBIOS name.
    pub netbios_name: String,
    /// Whether the NetBIOS name is only assumed: the first DNS label.
    pub assumed: bool,
}

/// The source of a NetBIOS name, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NetBiosSource {
    /// The `nETBIOSName` of a `crossRef` entry.
    CrossReference,
    /// The part before the backslash of a user's `msDS-PrincipalName`.
    PrincipalName,
    /// The -NetBiosName parameter.
    Parameter,
}

/// The NetBIOS names in the input of an import.
#[derive(Debug, Default)]
pub(crate) struct NetBiosNames {
    by_dns_name: HashMap<String, (NetBiosSource, String)>,
}

impl NetBiosNames {
    /// Adds a name; a stronger source replaces a weaker one, and of two equally strong ones, in whatever order, the
    /// alphabetically first is kept.
    pub(crate) fn add(&mut self, source: NetBiosSource, dns_name: &str, netbios_name: &str) {
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

    /// The folded DNS names of the domains.
    pub(crate) fn domains(&self) -> impl Iterator<Item = &str> {
        self.by_dns_name.keys().map(String::as_str)
    }

    /// The domain with that DNS name, given the stored one.
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
        names.add(NetBiosSource::PrincipalName, "emea.litwareinc.com", "EUROPE");
        names.add(NetBiosSource::CrossReference, "EMEA.litwareinc.com", "WRONG");
        let settled = names.settle("emea.litwareinc.com", None);
        assert_eq!((settled.netbios_name.as_str(), settled.assumed), ("EUROPE", false));
        names.add(NetBiosSource::Parameter, "emea.litwareinc.com", "SAID");
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
