//! Rejected entries, reported one by one up to a limit: nobody reads a million errors of one kind.

use std::collections::BTreeMap;

/// The number of rejections of one kind that are reported individually.
const REPORTED: u64 = 20;
/// The number of kinds that are counted separately; all others count as one.
const KINDS: usize = 200;

/// Rejections, counted by kind.
#[derive(Debug, Default)]
pub(crate) struct Rejections {
    kinds: BTreeMap<String, u64>,
}

impl Rejections {
    /// Counts a rejection; returns whether to report it individually.
    pub(crate) fn add(&mut self, reason: &str) -> bool {
        let mut kind = kind_of(reason);
        if self.kinds.len() >= KINDS && !self.kinds.contains_key(&kind) {
            kind = "of other kinds".to_owned();
        }
        let count = self.kinds.entry(kind).or_default();
        *count += 1;
        *count <= REPORTED
    }

    /// The numbers of suppressed rejections.
    pub(crate) fn take_unreported(&mut self) -> Vec<String> {
        let unreported = |(kind, count): (String, u64)| {
            let unreported = count.checked_sub(REPORTED).filter(|unreported| *unreported > 0)?;
            Some(format!("{} more like this, which are not listed: {}", unreported, kind))
        };
        std::mem::take(&mut self.kinds).into_iter().filter_map(unreported).collect()
    }
}

/// A reason without the parts that differ between entries: values in quotation marks, and numbers.
fn kind_of(reason: &str) -> String {
    let mut kind = String::new();
    for (place, part) in reason.split('"').enumerate() {
        if place % 2 == 0 {
            kind.extend(part.chars().filter(|c| !c.is_ascii_digit()));
        } else {
            kind.push('…');
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twenty_of_a_kind_are_told_and_the_rest_is_counted() {
        let mut complaints = Rejections::default();
        let told =
            (0..1000).filter(|n| complaints.add(&format!("its title is \"{}\", not {}", n, n))).count();
        assert_eq!(told, 20);
        assert!(complaints.add("its name is not UTF-8"));
        let unreported = complaints.take_unreported();
        assert_eq!(unreported, ["980 more like this, which are not listed: its title is …, not "]);
        assert!(complaints.take_unreported().is_empty());
    }

    #[test]
    fn kinds_take_little_memory_whatever_the_input_says() {
        let mut complaints = Rejections::default();
        for n in 0..10_000_u32 {
            let letters: String = n.to_string().bytes().map(|digit| char::from(digit + 49)).collect();
            complaints.add(&format!("the value of {} is not base64", letters));
        }
        assert!(complaints.kinds.len() <= KINDS + 1);
        assert_eq!(complaints.kinds.values().sum::<u64>(), 10_000);
    }
}
