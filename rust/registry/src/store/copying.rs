//! Copying: a registry as rows that every engine reads and writes alike, one after the other, in constant memory.

use std::hash::Hasher;

use siphasher::sip::SipHasher13;

use crate::error::{Error, Result};
use crate::model::audit::AuditEntry;

use super::index_sums::Sum;
use super::{Counts, Store};

/// The tables, in the order in which they are copied: a row refers to earlier ones only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Table {
    /// One row: the registry's id (null: the target keeps its own) and secret, the last key that a user was given and the last one of a
    /// certificate.
    Registry,
    Domains,
    Pools,
    HomeServers,
    AttributeNames,
    /// The first column is the sequence, which rows of other tables refer to.
    AuditEntries,
    Users,
    Names,
    Words,
    /// With their content.
    Certificates,
    Lookups,
    /// The key of a certificate that shares its issue with others, and the lookup hash of the issue.
    SharedIssues,
}

/// What a column holds, unless it is null.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Number,
    /// A number that is 0 or 1.
    Flag,
    Text,
    Bytes,
}

/// A value of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Value<'v> {
    Null,
    Number(i64),
    Text(&'v str),
    Bytes(&'v [u8]),
}

/// Whoever is told of rows.
pub(crate) type Visit<'v> = dyn FnMut(Table, &[Value<'_>]) -> Result<()> + 'v;

/// An empty registry that is being filled.
pub(crate) trait Filling {
    /// Adds a row; rows come in the order of the tables.
    fn put(&mut self, table: Table, row: &[Value<'_>]) -> Result<()>;
    /// After the last row: adds the entry that says so, if there is one. What is read from then on is what is committed.
    fn end(&mut self, entry: Option<AuditEntry>) -> Result<()>;
}

impl Table {
    pub(crate) const ALL: [Table; 12] = [
        Table::Registry,
        Table::Domains,
        Table::Pools,
        Table::HomeServers,
        Table::AttributeNames,
        Table::AuditEntries,
        Table::Users,
        Table::Names,
        Table::Words,
        Table::Certificates,
        Table::Lookups,
        Table::SharedIssues,
    ];

    /// The most columns that a table has.
    pub(crate) const MOST_COLUMNS: usize = 23;

    pub(crate) fn columns(self) -> &'static [Kind] {
        use Kind::{Bytes, Flag, Number, Text};
        match self {
            Table::Registry => &[Bytes, Bytes, Number, Number],
            // Key, DNS name, NetBIOS name, whether that is assumed.
            Table::Domains => &[Number, Text, Text, Flag],
            // Key, DNS name.
            Table::Pools => &[Text, Text],
            // Key, distinguished name, the pool's key and name.
            Table::HomeServers => &[Number, Text, Text, Text],
            // Folded, and as it was spelled first.
            Table::AttributeNames => &[Text, Text],
            // Sequence, time, operating system user, host, process, command, action, outcome, reason, the user's key and name,
            // certificates, detail, account, login user, remote caller, previous hash, hash.
            Table::AuditEntries => &[
                Number, Number, Text, Text, Text, Text, Text, Text, Text, Number, Text, Number, Text, Text,
                Text, Text, Bytes, Bytes,
            ],
            // Key, GUID, distinguished name, SIP address, user principal name, logon name, display name, common name, account control,
            // domain, home server, since when gone, the entry of that, enabled, option flags, created, changed, line URI, given name,
            // surname, department, title, attributes.
            Table::Users => &[
                Number, Bytes, Text, Text, Text, Text, Text, Text, Number, Number, Number, Number, Number,
                Flag, Number, Number, Number, Text, Text, Text, Text, Text, Text,
            ],
            // Hash, user.
            Table::Names => &[Number, Number],
            // Word, user.
            Table::Words => &[Text, Number],
            // Key, user, publication, not before, not after, revocation, its reason, the entries of publication and revocation, type,
            // device, SHA-1, serial number, subject, issuer, DER.
            Table::Certificates => &[
                Number, Number, Number, Number, Number, Number, Number, Number, Number, Number, Bytes, Bytes,
                Bytes, Text, Text, Bytes,
            ],
            // Hash, user, certificate.
            Table::Lookups => &[Number, Number, Number],
            Table::SharedIssues => &[Number, Number],
        }
    }

    /// What its rows are, in the middle of a sentence.
    fn name(self) -> &'static str {
        match self {
            Table::Registry => "secret and last keys",
            Table::Domains => "domains",
            Table::Pools => "pools",
            Table::HomeServers => "home servers",
            Table::AttributeNames => "names of attributes",
            Table::AuditEntries => "audit entries",
            Table::Users => "users",
            Table::Names => "names of users",
            Table::Words => "completion index",
            Table::Certificates => "certificates",
            Table::Lookups => "certificate index",
            Table::SharedIssues => "certificates with one issuer, serial number and public key",
        }
    }

    /// Whether a copy's progress is counted by its rows: their number is known beforehand.
    fn is_counted(self) -> bool {
        matches!(self, Table::Users | Table::Certificates | Table::AuditEntries)
    }
}

/// Sums over all rows, equal if the rows are, in any order.
#[derive(Default)]
struct Sums {
    tables: [Sum; Table::ALL.len()],
    last_entry: i64,
}

impl Sums {
    fn add(&mut self, table: Table, row: &[Value<'_>]) {
        if let (Table::AuditEntries, Some(Value::Number(sequence))) = (table, row.first()) {
            self.last_entry = self.last_entry.max(*sequence);
        }
        self.tables[table as usize].add(hash_of(row));
    }

    fn counts(&self) -> Counts {
        let of = |table: Table| self.tables[table as usize].entries();
        Counts {
            users: of(Table::Users),
            certificates: of(Table::Certificates),
            audit_entries: of(Table::AuditEntries),
        }
    }

    fn difference(&self, other: &Sums) -> Option<Table> {
        Table::ALL.iter().copied().find(|table| self.tables[*table as usize] != other.tables[*table as usize])
    }
}

fn hash_of(row: &[Value<'_>]) -> u64 {
    let mut hasher = SipHasher13::new();
    let mut bytes = |kind: u8, bytes: &[u8]| {
        hasher.write_u8(kind);
        hasher.write_usize(bytes.len());
        hasher.write(bytes);
    };
    for value in row {
        match value {
            Value::Null => bytes(0, &[]),
            Value::Number(number) => bytes(1, &number.to_be_bytes()),
            Value::Text(text) => bytes(2, text.as_bytes()),
            Value::Bytes(value) => bytes(3, value),
        }
    }
    hasher.finish()
}

/// Copies everything, as it is at one moment, into an empty registry, all or nothing. What the target holds in the end is read again and
/// compared. With `record`, which makes an entry when the numbers of rows are known, the copy becomes a registry of its own: it keeps the id
/// that it has, its audit log goes on with the entry, and it is checked. Without, it is the same registry as it was at that moment.
///
/// # Errors
/// `RegistryNotEmpty`; `RegistryCorrupt` where what was copied does not pass the check; whatever the stores report.
pub(crate) fn copy(
    source: &dyn Store,
    target: &dyn Store,
    record: Option<&dyn Fn(&Counts) -> AuditEntry>,
) -> Result<()> {
    let (estimated, ..) = source.describe()?;
    let progress = source.progress();
    target.fill(&mut |filling| {
        let Counts { users, certificates, audit_entries } = estimated;
        progress.begin(users.saturating_add(certificates).saturating_add(audit_entries));
        let mut expected = Sums::default();
        source.read_all(&mut |table, row| {
            if table.is_counted() {
                progress.advance(1);
            }
            with_id_if(record.is_none(), table, row, &mut |row| {
                expected.add(table, row);
                filling.put(table, row)
            })
        })?;
        filling.end(record.map(|record| record(&expected.counts())))?;
        let found = sums_of_copy(target, record.is_none(), expected.last_entry)?;
        if let Some(table) = expected.difference(&found) {
            return Err(Error::unavailable(
                target.facts().location,
                format!(
                    "the {} in it are not those of \"{}\"; nothing was copied",
                    table.name(),
                    source.facts().location
                ),
            ));
        }
        // It is asked for nothing any more, so that nobody else would hear it.
        if source.interrupter().is_interrupted() {
            return Err(Error::Interrupted);
        }
        let findings = if record.is_some() { target.check()? } else { Vec::new() };
        match findings.into_iter().next() {
            // What it has it has from there.
            Some(finding) => Err(source.damaged(format!("{}; nothing was copied", finding))),
            None => Ok(()),
        }
    })
}

/// The sums of what was copied: of entries up to the last one of the source.
fn sums_of_copy(target: &dyn Store, with_id: bool, last_entry: i64) -> Result<Sums> {
    let mut sums = Sums::default();
    target.read_all(&mut |table, row| match (table, row) {
        (Table::AuditEntries, [Value::Number(sequence), ..]) if *sequence > last_entry => Ok(()),
        _ => with_id_if(with_id, table, row, &mut |row| {
            sums.add(table, row);
            Ok(())
        }),
    })?;
    Ok(sums)
}

/// Tells of a row: of that of the registry without the id, unless it is to be the same registry.
fn with_id_if(
    is_same: bool,
    table: Table,
    row: &[Value<'_>],
    visit: &mut dyn FnMut(&[Value<'_>]) -> Result<()>,
) -> Result<()> {
    match row {
        [_, secret, user, certificate] if table == Table::Registry && !is_same => {
            visit(&[Value::Null, *secret, *user, *certificate])
        }
        _ => visit(row),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stand_in_their_order_and_no_row_is_too_long() {
        for (place, table) in Table::ALL.into_iter().enumerate() {
            assert_eq!(table as usize, place);
            assert!(table.columns().len() <= Table::MOST_COLUMNS);
        }
    }

    #[test]
    fn rows_that_differ_have_other_hashes() {
        use Value::{Bytes, Null, Number, Text};
        let rows: [&[Value<'_>]; 8] = [
            &[Null, Text("a")],
            &[Text("a"), Null],
            &[Text("a")],
            &[Bytes(b"a")],
            &[Text("")],
            &[Null],
            &[Number(0)],
            &[Text("a"), Text("")],
        ];
        for (place, row) in rows.iter().enumerate() {
            assert!(rows[..place].iter().all(|other| hash_of(other) != hash_of(row)), "{:?}", row);
        }
    }

    #[test]
    fn a_sum_does_not_know_the_order_and_knows_everything_else() {
        let sum = |rows: &[(Table, i64)]| {
            let mut sums = Sums::default();
            rows.iter().for_each(|(table, number)| sums.add(*table, &[Value::Number(*number)]));
            sums
        };
        let (users, names) = (Table::Users, Table::Names);
        let whole = sum(&[(users, 1), (users, 2), (names, 1)]);
        assert_eq!(whole.difference(&sum(&[(users, 2), (names, 1), (users, 1)])), None);
        assert_eq!(whole.difference(&sum(&[(users, 2), (users, 2), (names, 1)])), Some(users));
        assert_eq!(whole.difference(&sum(&[(users, 1), (users, 2)])), Some(names));
        assert_eq!((whole.counts().users, sum(&[(Table::AuditEntries, 7)]).last_entry), (2, 7));
    }
}
