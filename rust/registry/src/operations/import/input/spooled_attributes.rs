//! The attributes of a staged user. All values are in a few blocks of memory: an import has millions of
//! values, and each of them is staged by one thread and read back by another.

use std::io::{self, Read, Write};

use crate::parse::ranges::ranges;

use super::spool::{read_bytes, read_length, read_text, write_bytes, write_length};

/// The approximate length of an attribute name.
const ROOM_FOR_A_NAME: usize = 16;

/// Attributes, each with its values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct SpooledAttributes {
    names: String,
    values: Vec<u8>,
    ends: Vec<Ends>,
    /// The end of each value in `values`.
    value_ends: Vec<usize>,
}

/// The end of an attribute.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Ends {
    name: usize,
    /// In `value_ends`.
    values: usize,
}

/// One attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StagedAttribute<'u> {
    /// The attribute's name, options appended.
    pub name: &'u str,
    /// Its values; without any, it is cleared.
    pub values: Values<'u>,
}

/// The values of an attribute.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Values<'u> {
    bytes: &'u [u8],
    /// The start of the first.
    start: usize,
    ends: &'u [usize],
}

impl SpooledAttributes {
    /// Empty, with capacity for this many values of this many bytes.
    pub(crate) fn with_room(values: usize, bytes: usize) -> SpooledAttributes {
        SpooledAttributes {
            names: String::with_capacity(ROOM_FOR_A_NAME * values),
            values: Vec::with_capacity(bytes),
            ends: Vec::with_capacity(values),
            value_ends: Vec::with_capacity(values),
        }
    }

    /// Adds an attribute without values.
    pub(crate) fn add(&mut self, name: &str) {
        self.names.push_str(name);
        self.ends.push(Ends { name: self.names.len(), values: self.value_ends.len() });
    }

    /// Adds a value to the last attribute.
    pub(crate) fn add_value(&mut self, value: &[u8]) {
        if let Some(last) = self.ends.last_mut() {
            self.values.extend_from_slice(value);
            self.value_ends.push(self.values.len());
            last.values = self.value_ends.len();
        }
    }

    /// Iterates over the attributes.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = StagedAttribute<'_>> {
        ranges(&self.ends).map(move |(start, end)| self.attribute(start, end))
    }

    /// The values of the first attribute with that name, ignoring case.
    pub(crate) fn values_of(&self, name: &str) -> Option<Values<'_>> {
        // Most names already differ in length.
        ranges(&self.ends)
            .filter(|(start, end)| end.name - start.name == name.len())
            .map(|(start, end)| self.attribute(start, end))
            .find(|attribute| attribute.name.eq_ignore_ascii_case(name))
            .map(|attribute| attribute.values)
    }

    fn attribute(&self, start: Ends, end: Ends) -> StagedAttribute<'_> {
        let values = Values {
            bytes: &self.values,
            start: start.values.checked_sub(1).map_or(0, |before| self.value_ends[before]),
            ends: &self.value_ends[start.values..end.values],
        };
        StagedAttribute { name: &self.names[start.name..end.name], values }
    }

    /// The names, concatenated.
    pub(crate) fn names(&self) -> &str {
        &self.names
    }

    /// The bytes of all values.
    pub(crate) fn size_of_values(&self) -> usize {
        self.values.len()
    }

    pub(crate) fn write(&self, out: &mut impl Write) -> io::Result<()> {
        write_bytes(out, self.names.as_bytes())?;
        write_bytes(out, &self.values)?;
        write_length(out, self.ends.len())?;
        for end in &self.ends {
            write_length(out, end.name)?;
            write_length(out, end.values)?;
        }
        write_length(out, self.value_ends.len())?;
        self.value_ends.iter().try_for_each(|end| write_length(out, *end))
    }

    pub(crate) fn read(file: &mut impl Read) -> io::Result<SpooledAttributes> {
        let (names, values) = (read_text(file)?, read_bytes(file)?);
        let ends = (0..read_length(file)?)
            .map(|_| Ok(Ends { name: read_length(file)?, values: read_length(file)? }))
            .collect::<io::Result<_>>()?;
        let value_ends = (0..read_length(file)?).map(|_| read_length(file)).collect::<io::Result<_>>()?;
        let read = SpooledAttributes { names, values, ends, value_ends };
        if read.is_whole() {
            Ok(read)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "it is not what was written"))
        }
    }

    /// Whether the ends are in ascending order, and the last ones are the total lengths.
    fn is_whole(&self) -> bool {
        let mut last = Ends::default();
        let rise = self.ends.iter().all(|end| {
            let rises = end.name >= last.name && end.values >= last.values;
            last = *end;
            rises && self.names.is_char_boundary(end.name)
        });
        rise && self.value_ends.windows(2).all(|pair| pair[0] <= pair[1])
            && last == Ends { name: self.names.len(), values: self.value_ends.len() }
            && self.value_ends.last().copied().unwrap_or_default() == self.values.len()
    }
}

impl<'u> Values<'u> {
    /// The number of them.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The first.
    pub(crate) fn first(&self) -> Option<&'u [u8]> {
        self.iter().next()
    }

    /// Iterates over them.
    pub(crate) fn iter(&self) -> impl ExactSizeIterator<Item = &'u [u8]> {
        let (bytes, mut start) = (self.bytes, self.start);
        self.ends.iter().map(move |end| {
            let value = &bytes[start..*end];
            start = *end;
            value
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn attributes() -> SpooledAttributes {
        let mut attributes = SpooledAttributes::default();
        for (name, values) in [("é", &["a", "", "bc"][..]), ("title", &[]), ("cn", &["d"])] {
            attributes.add(name);
            values.iter().for_each(|value| attributes.add_value(value.as_bytes()));
        }
        attributes
    }

    #[test]
    fn each_attribute_has_its_values() {
        let attributes = attributes();
        let values = |name: &str| attributes.values_of(name).map(|values| values.iter().collect::<Vec<_>>());
        assert_eq!(values("é"), Some(vec![&b"a"[..], b"", b"bc"]));
        assert_eq!(values("TITLE"), Some(vec![]));
        assert_eq!(values("cn"), Some(vec![&b"d"[..]]));
        assert_eq!(values("tit"), None);
        let names: Vec<&str> = attributes.iter().map(|attribute| attribute.name).collect();
        assert_eq!(names, ["é", "title", "cn"]);
        assert_eq!(names.concat(), attributes.names());
    }

    #[test]
    fn what_was_damaged_is_an_error() {
        let mut written = Vec::new();
        attributes().write(&mut written).unwrap();
        assert_eq!(SpooledAttributes::read(&mut &written[..]).unwrap(), attributes());
        for at in 0..written.len() {
            let mut damaged = written.clone();
            damaged[at] ^= 1;
            // Everything that is accepted as complete can be read.
            if let Ok(read) = SpooledAttributes::read(&mut &damaged[..]) {
                let lengths = read.iter().flat_map(|attribute| attribute.values.iter()).map(<[u8]>::len);
                assert_eq!(lengths.sum::<usize>(), read.size_of_values());
            }
        }
    }
}
