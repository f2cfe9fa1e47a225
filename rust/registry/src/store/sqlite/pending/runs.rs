//! Index entries in sorted runs: sorting one run at a time and merging them at the end has no long pauses, and needs no memory
//! besides the entries.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// The number of entries in a run.
const ENTRIES_A_RUN: usize = 1 << 16;

/// Entries of one size; all runs except the last are sorted.
pub(crate) struct Runs<T> {
    runs: Vec<Vec<T>>,
}

/// Words and their users.
#[derive(Default)]
pub(crate) struct WordRuns {
    runs: Vec<WordRun>,
}

#[derive(Default)]
struct WordRun {
    text: String,
    entries: Vec<WordEntry>,
}

/// The position of a word in the text of its run. The prefix decides most comparisons.
#[derive(Clone, Copy)]
struct WordEntry {
    beginning: u64,
    user: i64,
    start: u32,
    length: u32,
}

impl<T> Default for Runs<T> {
    fn default() -> Runs<T> {
        Runs { runs: Vec::new() }
    }
}

impl<T: Copy + Ord> Runs<T> {
    pub(crate) fn push(&mut self, entry: T) {
        match self.runs.last_mut() {
            Some(run) if run.len() < ENTRIES_A_RUN => run.push(entry),
            full => {
                if let Some(run) = full {
                    run.sort_unstable();
                }
                self.runs.push(vec![entry]);
            }
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.runs.iter().flatten()
    }

    /// Their memory, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.runs.iter().map(|run| run.capacity() * std::mem::size_of::<T>()).sum()
    }

    /// All of them, sorted.
    pub(crate) fn sorted(&mut self) -> impl Iterator<Item = T> + '_ {
        if let Some(run) = self.runs.last_mut() {
            run.sort_unstable();
        }
        merged(self.runs.iter().map(|run| run.iter().copied()).collect())
    }
}

impl WordRuns {
    pub(crate) fn push(&mut self, word: &str, user: i64) {
        match self.runs.last_mut() {
            Some(run) if run.entries.len() < ENTRIES_A_RUN => run.push(word, user),
            full => {
                if let Some(run) = full {
                    run.sort();
                }
                let mut run = WordRun::default();
                run.push(word, user);
                self.runs.push(run);
            }
        }
    }

    /// Their memory, in bytes.
    pub(crate) fn size(&self) -> usize {
        self.runs.iter().map(WordRun::size).sum()
    }

    /// All of them, sorted.
    pub(crate) fn sorted(&mut self) -> impl Iterator<Item = (&str, i64)> + '_ {
        if let Some(run) = self.runs.last_mut() {
            run.sort();
        }
        merged(self.runs.iter().map(|run| run.entries.iter().map(move |entry| run.read(entry))).collect())
    }
}

impl WordRun {
    fn push(&mut self, word: &str, user: i64) {
        let mut beginning = [0; 8];
        let bytes = word.len().min(8);
        beginning[..bytes].copy_from_slice(&word.as_bytes()[..bytes]);
        // A run of short words is far below the maximum.
        let (start, length) = (self.text.len() as u32, word.len() as u32);
        self.text.push_str(word);
        self.entries.push(WordEntry { beginning: u64::from_be_bytes(beginning), user, start, length });
    }

    fn sort(&mut self) {
        let text = &self.text;
        self.entries.sort_unstable_by(|one, other| {
            one.beginning
                .cmp(&other.beginning)
                .then_with(|| one.word(text).cmp(other.word(text)))
                .then(one.user.cmp(&other.user))
        });
    }

    fn read(&self, entry: &WordEntry) -> (&str, i64) {
        (entry.word(&self.text), entry.user)
    }

    fn size(&self) -> usize {
        self.text.capacity() + self.entries.capacity() * std::mem::size_of::<WordEntry>()
    }
}

impl WordEntry {
    fn word<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..(self.start + self.length) as usize]
    }
}

/// The merged entries of sorted runs.
fn merged<T: Ord, I: Iterator<Item = T>>(mut runs: Vec<I>) -> impl Iterator<Item = T> {
    let mut firsts: BinaryHeap<Reverse<(T, usize)>> = runs
        .iter_mut()
        .enumerate()
        .filter_map(|(run, entries)| entries.next().map(|first| Reverse((first, run))))
        .collect();
    std::iter::from_fn(move || {
        let mut least = firsts.peek_mut()?;
        let run = least.0 .1;
        match runs[run].next() {
            Some(next) => Some(std::mem::replace(&mut *least, Reverse((next, run))).0 .0),
            None => Some(std::collections::binary_heap::PeekMut::pop(least).0 .0),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_come_out_sorted_and_whole() {
        for count in [0, 1, ENTRIES_A_RUN as i64, 3 * ENTRIES_A_RUN as i64 + 7] {
            let mut runs = Runs::default();
            let mut words = WordRuns::default();
            for n in 0..count {
                let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as i64);
                runs.push((mixed, n));
                words.push(&format!("0{}", mixed % 1000), n);
            }
            let expected: Vec<_> = runs.iter().copied().collect();
            let sorted: Vec<_> = runs.sorted().collect();
            assert!(sorted.windows(2).all(|two| two[0] < two[1]));
            assert_eq!(sorted.len(), count as usize);
            assert!(expected.iter().all(|entry| sorted.binary_search(entry).is_ok()));
            let sorted: Vec<_> = words.sorted().collect();
            assert!(sorted.windows(2).all(|two| two[0] < two[1]));
            assert_eq!(sorted.len(), count as usize);
        }
    }

    #[test]
    fn words_are_sorted_as_texts_are() {
        let texts =
            ["0é", "0", "0abcdefgh", "0abcdefghi", "0abcdefg", "0abcdefg\u{0}", "1", "", "\u{10FFFF}"];
        let mut words = WordRuns::default();
        texts.iter().for_each(|text| words.push(text, 1));
        let mut expected = texts.to_vec();
        expected.sort_unstable();
        assert_eq!(words.sorted().map(|(word, _)| word).collect::<Vec<_>>(), expected);
    }
}
