//! Distinguished names: parsing and the key under which two of them are equal.

mod attribute_type;
mod ber;
mod error;
mod mangling;
mod parser;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tests;
mod value;

use std::fmt;

use once_cell::sync::OnceCell;

use crate::parse::text::fold::{account_key, exact_key, name_key};

use attribute_type::AttributeType;
use value::Value;

pub use error::DnError;
pub use mangling::Mangling;

/// The maximum length of a distinguished name, in bytes.
pub const MAX_LENGTH: usize = 64 * 1024;

/// The largest number of components (relative distinguished names).
pub const MAX_RDNS: usize = 256;

/// A distinguished name, such as `CN=Ken Myer,OU=Redmond,DC=litwareinc,DC=com`.
///
/// Names compare by their [`key`](Self::key)s. There is no `==`, so that spellings are not compared by accident.
#[derive(Clone, Debug)]
pub struct DistinguishedName {
    /// From the object itself to the root of the directory, as in the text.
    rdns: Vec<Rdn>,
    /// Its key, computed on first use.
    key: OnceCell<String>,
}

/// One component: an attribute or, rarely, several whose order does not matter.
#[derive(Clone, Debug)]
struct Rdn {
    attributes: Vec<Attribute>,
}

/// `type=value`.
#[derive(Clone, Debug)]
struct Attribute {
    kind: AttributeType,
    value: Value,
}

impl DistinguishedName {
    /// Parses a distinguished name.
    ///
    /// RFC 4514, and what its predecessors allowed: blanks around separators, `;` between components, values in
    /// quotation marks, the prefix `OID.` (RFC 1779, RFC 2253). Escapes are `\` and a special character or `\` and two
    /// hexadecimal digits for each byte of UTF-8. `#` introduces a BER encoding; character strings among those are text
    /// like any other. The empty text is the name of the directory's root.
    ///
    /// # Errors
    /// [`DnError`], with the position; names over [`MAX_LENGTH`] or [`MAX_RDNS`] are refused.
    pub fn parse(text: &str) -> Result<Self, DnError> {
        parser::parse(text).map(Self::of)
    }

    fn of(rdns: Vec<Rdn>) -> Self {
        Self { rdns, key: OnceCell::new() }
    }

    /// The key for comparison: keys are equal if and only if the names are.
    ///
    /// It ignores the spelling (case and name of types, escapes, quotation, blanks, order within a component) and, in
    /// values, what [`name_key`] ignores. The key of an ancestor is the end of this key, after a comma.
    pub fn key(&self) -> &str {
        self.key.get_or_init(|| self.rdn_keys(name_key).join(","))
    }

    /// As [`key`](Self::key), but accents and kana are significant ([`exact_key`]).
    pub fn exact(&self) -> String {
        self.rdn_keys(exact_key).join(",")
    }

    /// The key from the root downwards, a comma after every component: `dc=com,dc=litwareinc,ou=redmond,`.
    ///
    /// A name is below another if and only if its path key starts with that of the other, so everything below an
    /// organizational unit is one range of an index.
    pub fn path_key(&self) -> String {
        let mut path = String::new();
        for rdn in self.rdns.iter().rev() {
            path.push_str(&rdn.key(name_key));
            path.push(',');
        }
        path
    }

    /// The value of the common name in the first component, if any.
    pub fn common_name(&self) -> Option<&str> {
        self.rdns.first()?.text_of("cn")
    }

    /// The name of the parent object; `None` for the root and the objects directly below it.
    pub fn parent(&self) -> Option<Self> {
        (self.rdns.len() > 1).then(|| Self::of(self.rdns[1..].to_vec()))
    }

    /// The name of the domain: the domain components at the end. `None` if the name ends in something else.
    pub fn domain(&self) -> Option<Self> {
        let count = self.rdns.iter().rev().take_while(|rdn| rdn.domain_label().is_some()).count();
        (count > 0).then(|| Self::of(self.rdns[self.rdns.len() - count..].to_vec()))
    }

    /// The DNS name of the [`domain`](Self::domain), folded as [`account_key`] does: `litwareinc.com`.
    ///
    /// Also `None` if a component is empty or contains a dot, which is not allowed in DNS labels: two domains would have the same name.
    pub fn dns_domain(&self) -> Option<String> {
        let labels: Vec<String> =
            self.domain()?.rdns.iter().filter_map(Rdn::domain_label).map(account_key).collect();
        labels.iter().all(|label| !label.is_empty() && !label.contains('.')).then(|| labels.join("."))
    }

    /// The value in the component directly before (below) the first one that is `attribute_type=value`.
    ///
    /// `rdn_before("CN", "Pools")` on the name of a home server is the pool. `None` if there is no such component,
    /// nothing is before it, or it has another type.
    pub fn rdn_before(&self, attribute_type: &str, value: &str) -> Option<&str> {
        let kind = AttributeType::parse(attribute_type)?;
        let wanted = Rdn { attributes: vec![Attribute { kind, value: Value::Text(value.to_owned()) }] };
        let wanted_key = wanted.key(name_key);
        let position = self.rdns.iter().position(|rdn| rdn.key(name_key) == wanted_key)?;
        self.rdns[position.checked_sub(1)?].text_of(wanted.attributes[0].kind.key())
    }

    fn rdn_keys(&self, fold: fn(&str) -> String) -> Vec<String> {
        self.rdns.iter().map(|rdn| rdn.key(fold)).collect()
    }
}

impl Rdn {
    /// `type=value` of every attribute, sorted, separated by `+`.
    fn key(&self, fold: fn(&str) -> String) -> String {
        let mut keys: Vec<String> = self.attributes.iter().map(|attribute| attribute.key(fold)).collect();
        keys.sort_unstable();
        keys.join("+")
    }

    /// The text of the attribute with this type key.
    fn text_of(&self, type_key: &str) -> Option<&str> {
        self.attributes.iter().find(|a| a.kind.key() == type_key).and_then(|a| a.value.text())
    }

    /// The text of the only attribute, if it is a domain component.
    fn domain_label(&self) -> Option<&str> {
        match &self.attributes[..] {
            [_] => self.text_of("dc"),
            _ => None,
        }
    }
}

impl Attribute {
    fn key(&self, fold: fn(&str) -> String) -> String {
        let mut key = format!("{}=", self.kind.key());
        self.value.push_key(&mut key, fold);
        key
    }
}

/// RFC 4514 text: known types by their short names, values escaped as needed.
impl fmt::Display for DistinguishedName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, rdn) in self.rdns.iter().enumerate() {
            for (j, attribute) in rdn.attributes.iter().enumerate() {
                let separator = match (i, j) {
                    (0, 0) => "",
                    (_, 0) => ",",
                    _ => "+",
                };
                write!(f, "{}{}={}", separator, attribute.kind.name(), attribute.value)?;
            }
        }
        Ok(())
    }
}
