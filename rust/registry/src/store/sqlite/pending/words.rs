//! Words that wait to be inserted in the order of their index.

/// Words and their users.
#[derive(Default)]
pub(super) struct Words {
    text: String,
    entries: Vec<WordEntry>,
}

/// The position of a word in the text. The beginning decides most comparisons.
#[derive(Clone, Copy)]
struct WordEntry {
    beginning: u64,
    user: i64,
    start: u32,
    length: u32,
}

impl Words {
    pub(super) fn push(&mut self, word: &str, user: i64) {
        let mut beginning = [0; 8];
        let bytes = word.len().min(8);
        beginning[..bytes].copy_from_slice(&word.as_bytes()[..bytes]);
        // They are written long before the text has 4 GB.
        let (start, length) = (self.text.len() as u32, word.len() as u32);
        self.text.push_str(word);
        self.entries.push(WordEntry { beginning: u64::from_be_bytes(beginning), user, start, length });
    }

    /// Their memory, in bytes.
    pub(super) fn size(&self) -> usize {
        self.text.capacity() + self.entries.capacity() * std::mem::size_of::<WordEntry>()
    }

    /// All of them, sorted.
    pub(super) fn sorted(&mut self) -> impl Iterator<Item = (&str, i64)> + '_ {
        let text = &self.text;
        self.entries.sort_unstable_by(|one, other| {
            one.beginning
                .cmp(&other.beginning)
                .then_with(|| one.word(text).cmp(other.word(text)))
                .then(one.user.cmp(&other.user))
        });
        self.entries.iter().map(move |entry| (entry.word(text), entry.user))
    }
}

impl WordEntry {
    fn word<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..(self.start + self.length) as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_sorted_as_texts_are() {
        let texts =
            ["0é", "0", "0abcdefgh", "0abcdefghi", "0abcdefg", "0abcdefg\u{0}", "1", "", "\u{10FFFF}"];
        let mut words = Words::default();
        for user in [2, 1] {
            texts.iter().for_each(|text| words.push(text, user));
        }
        let mut expected: Vec<_> = texts.iter().flat_map(|text| [(*text, 1), (*text, 2)]).collect();
        expected.sort_unstable();
        assert_eq!(words.sorted().collect::<Vec<_>>(), expected);
    }
}
