//! Which names a filter may have, and which ones are nearest to one that it may not have.

use std::collections::BTreeMap;

use crate::model::attribute as names;

use super::property::{Property, PROPERTIES, WITHOUT_ATTRIBUTE};
use super::Field;

/// Every user has them, whatever was imported.
const OF_EVERY_USER: [&str; 2] = [names::DISTINGUISHED_NAME, names::COMMON_NAME];
/// How many names are offered.
const OFFERED: usize = 3;
/// Longer names are no slips of the pen.
const LONGEST_COMPARED: usize = 64;

/// The attributes that imports ever brought to a registry.
#[derive(Clone, Debug, Default)]
pub struct KnownAttributes {
    /// How they are spelled, by their names in lower case.
    spelled: BTreeMap<String, String>,
}

impl KnownAttributes {
    /// Those with these names.
    pub fn new(spelled: impl IntoIterator<Item = String>) -> KnownAttributes {
        let by_name = |name: String| (name.to_ascii_lowercase(), name);
        KnownAttributes { spelled: spelled.into_iter().map(by_name).collect() }
    }

    /// Whether any import brought the attribute with that name, in any case.
    pub fn holds(&self, attribute: &str) -> bool {
        OF_EVERY_USER.iter().any(|name| name.eq_ignore_ascii_case(attribute))
            || self.spelled.contains_key(&attribute.to_ascii_lowercase())
    }

    /// A question for the names nearest to one that nothing has, or nothing where none is near.
    pub(super) fn did_you_mean(&self, name: &str) -> String {
        let nearest = self.nearest(name);
        match nearest.split_last() {
            None => String::new(),
            Some((only, [])) => format!("Did you mean {}?", only),
            Some((last, others)) => format!("Did you mean {} or {}?", others.join(", "), last),
        }
    }

    /// The names of properties and attributes that are nearest to that one, the nearest first.
    fn nearest(&self, name: &str) -> Vec<&str> {
        let wanted: Vec<char> = name.to_lowercase().chars().take(LONGEST_COMPARED + 1).collect();
        if wanted.len() > LONGEST_COMPARED {
            return Vec::new();
        }
        let most = (wanted.len() / 3).max(1);
        let fields =
            Field::ALL.iter().flat_map(|field| field.properties().iter().copied().chain(field.attribute()));
        let properties =
            PROPERTIES.iter().flat_map(|property: &Property| [property.name, property.attribute]);
        let attributes = self.spelled.values().map(String::as_str);
        let all = fields.chain(properties).chain(WITHOUT_ATTRIBUTE).chain(attributes);
        let mut near: Vec<(usize, &str)> = all
            .filter(|other| other.len() <= LONGEST_COMPARED)
            .filter_map(|other| {
                let letters: Vec<char> = other.to_lowercase().chars().collect();
                let holds = wanted.len() > 3 && letters.windows(wanted.len()).any(|part| part == wanted);
                // A name that holds the other whole comes after those that are only spelled otherwise.
                let distance = distance(&wanted, &letters);
                if distance <= most {
                    Some((distance, other))
                } else {
                    holds.then_some((LONGEST_COMPARED + letters.len(), other))
                }
            })
            .collect();
        // A property comes before the attribute of the same name.
        near.sort_by_key(|(distance, name)| (*distance, name.to_ascii_lowercase()));
        near.dedup_by_key(|(_, name)| name.to_ascii_lowercase());
        let nearest = near.first().map_or(0, |(distance, _)| *distance);
        near.retain(|(distance, _)| *distance <= 2 * nearest);
        near.into_iter().take(OFFERED).map(|(_, name)| name).collect()
    }
}

/// How many letters must be changed, put in, left out, or swapped with the next one.
fn distance(one: &[char], other: &[char]) -> usize {
    let (mut before, mut last): (Vec<usize>, Vec<usize>) = (Vec::new(), (0..=other.len()).collect());
    for (i, letter) in one.iter().enumerate() {
        let mut next = vec![i + 1];
        for (j, own) in other.iter().enumerate() {
            let mut least = (last[j] + usize::from(letter != own)).min(last[j + 1] + 1).min(next[j] + 1);
            if i > 0 && j > 0 && one[i - 1] == *own && other[j - 1] == *letter {
                least = least.min(before[j - 1] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut last, next);
    }
    last[other.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_brought_is_known_in_any_case() {
        let known = KnownAttributes::new(["extensionAttribute9".to_owned()]);
        for name in ["extensionattribute9", "DistinguishedName", "CN"] {
            assert!(known.holds(name), "{}", name);
        }
        assert!(!known.holds("title"));
    }

    #[test]
    fn the_nearest_names_are_offered() {
        let known = KnownAttributes::new(["extensionAttribute9".to_owned(), "employeeType".to_owned()]);
        for (name, offered) in [
            ("DisplayNme", "Did you mean DisplayName?"),
            ("Departmnet", "Did you mean Department?"),
            ("hostingprovidr", "Did you mean HostingProvider?"),
            ("emploeeType", "Did you mean employeeType?"),
            ("extensionAttribute8", "Did you mean extensionAttribute9?"),
            ("VoicPolicy", "Did you mean VoicePolicy?"),
            ("Provider", "Did you mean HostingProvider?"),
            ("EnabledForFed", "Did you mean EnabledForFederation?"),
            ("qqqqqq", ""),
            ("x", ""),
        ] {
            assert_eq!(known.did_you_mean(name), offered, "{}", name);
        }
        assert_eq!(known.did_you_mean(&"x".repeat(100_000)), "");
    }

    #[test]
    fn distances_are_those_of_slips_of_the_pen() {
        let of = |one: &str, other: &str| {
            distance(&one.chars().collect::<Vec<_>>(), &other.chars().collect::<Vec<_>>())
        };
        for (one, other, expected) in [
            ("", "", 0),
            ("a", "", 1),
            ("", "ab", 2),
            ("abc", "abc", 0),
            ("acb", "abc", 1),
            ("abcd", "xbc", 2),
        ] {
            assert_eq!(of(one, other), expected, "{} {}", one, other);
            assert_eq!(of(other, one), expected, "{} {}", other, one);
        }
    }
}
