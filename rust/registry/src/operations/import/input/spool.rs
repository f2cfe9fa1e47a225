//! The staging area: in memory while it is small, in a temporary file that only the owner can access when it is large.

use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

use tempfile::SpooledTempFile;

use crate::model::attribute::USER_CERTIFICATE;

use super::entry_kind::EntryKind;
use super::spooled_attributes::SpooledAttributes;

/// Staged input up to this many bytes stays in memory.
const IN_MEMORY: usize = 64 << 20;
const BUFFER: usize = 1 << 20;

/// The meaning of an attribute that an entry does not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SourceKind {
    /// LDIF: absent means cleared, if any entry of the input has the attribute.
    Ldif,
    /// Objects: absent means unknown.
    Object,
}

/// One user of the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SpooledUser {
    /// The source: an index into the import's list.
    pub source: u32,
    /// The line or index within the source.
    pub position: u64,
    /// The meaning of an absent attribute.
    pub kind: SourceKind,
    /// The kind of entry.
    pub entry_kind: EntryKind,
    /// The distinguished name; empty if an object has none.
    pub distinguished_name: String,
    /// Its attributes.
    pub attributes: SpooledAttributes,
}

impl SpooledUser {
    /// Its approximate size in bytes.
    pub(crate) fn size(&self) -> usize {
        self.distinguished_name.len() + self.attributes.size_of_values()
    }

    /// Its values of `userCertificate`.
    pub(crate) fn certificates(&self) -> impl Iterator<Item = &[u8]> {
        self.attributes.values_of(USER_CERTIFICATE).into_iter().flat_map(|values| values.iter())
    }
}

/// The staging area: written once, then read once.
pub(crate) struct Spool {
    file: BufWriter<SpooledTempFile>,
    count: u64,
}

impl Default for Spool {
    fn default() -> Spool {
        Spool { file: BufWriter::with_capacity(BUFFER, tempfile::spooled_tempfile(IN_MEMORY)), count: 0 }
    }
}

impl Spool {
    /// The number of staged users.
    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    /// Adds a user.
    pub(crate) fn push(&mut self, user: &SpooledUser) -> io::Result<()> {
        let out = &mut self.file;
        out.write_all(&user.source.to_le_bytes())?;
        out.write_all(&user.position.to_le_bytes())?;
        out.write_all(&[u8::from(user.kind == SourceKind::Object), user.entry_kind.code()])?;
        write_bytes(out, user.distinguished_name.as_bytes())?;
        user.attributes.write(out)?;
        self.count += 1;
        Ok(())
    }

    /// Finishes writing.
    pub(crate) fn into_reader(self) -> io::Result<StagedReader> {
        let mut file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(StagedReader { file: BufReader::with_capacity(BUFFER, file), left: self.count })
    }
}

/// Reads the staged users back.
pub(crate) struct StagedReader {
    file: BufReader<SpooledTempFile>,
    left: u64,
}

impl StagedReader {
    /// The next user; `None` at the end.
    pub(crate) fn next_user(&mut self) -> io::Result<Option<SpooledUser>> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let file = &mut self.file;
        let source = u32::from_le_bytes(read_array(file)?);
        let position = u64::from_le_bytes(read_array(file)?);
        let [object, code] = read_array(file)?;
        let entry_kind =
            EntryKind::of_code(code).ok_or_else(|| io::Error::from(io::ErrorKind::InvalidData))?;
        let distinguished_name = read_text(file)?;
        let attributes = SpooledAttributes::read(file)?;
        let kind = if object == 1 { SourceKind::Object } else { SourceKind::Ldif };
        Ok(Some(SpooledUser { source, position, kind, entry_kind, distinguished_name, attributes }))
    }
}

pub(crate) fn write_length(out: &mut impl Write, length: usize) -> io::Result<()> {
    let length =
        u32::try_from(length).map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "too long"))?;
    out.write_all(&length.to_le_bytes())
}

pub(crate) fn write_bytes(out: &mut impl Write, bytes: &[u8]) -> io::Result<()> {
    write_length(out, bytes.len())?;
    out.write_all(bytes)
}

fn read_array<const N: usize>(file: &mut impl Read) -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

pub(crate) fn read_length(file: &mut impl Read) -> io::Result<usize> {
    Ok(u32::from_le_bytes(read_array(file)?) as usize)
}

pub(crate) fn read_bytes(file: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; read_length(file)?];
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

pub(crate) fn read_text(file: &mut impl Read) -> io::Result<String> {
    String::from_utf8(read_bytes(file)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out() {
        let user = |n: u64| {
            let mut attributes = SpooledAttributes::default();
            attributes.add("cn");
            attributes.add_value(b"x");
            attributes.add_value(&[0, 255]);
            attributes.add("title");
            SpooledUser {
                source: 3,
                position: n,
                kind: if n % 2 == 0 { SourceKind::Ldif } else { SourceKind::Object },
                entry_kind: if n % 3 == 0 { EntryKind::Deleted } else { EntryKind::Person },
                distinguished_name: format!("CN=User {},DC=example", n),
                attributes,
            }
        };
        let mut staging = Spool::default();
        for n in 0..100 {
            staging.push(&user(n)).unwrap();
        }
        assert_eq!(staging.count(), 100);
        let mut reader = staging.into_reader().unwrap();
        for n in 0..100 {
            assert_eq!(reader.next_user().unwrap(), Some(user(n)));
        }
        assert_eq!(reader.next_user().unwrap(), None);
    }
}
