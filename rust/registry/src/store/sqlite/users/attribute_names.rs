//! The names of all attributes ever imported. They decide which names a filter can have, so each row has a seal.

use crate::error::Result;
use crate::store::sqlite::columns::Columns;
use crate::store::sqlite::error::At;
use crate::store::sqlite::SqliteStore;

const ALL: &str = "SELECT folded_name, spelled_name, seal FROM attribute_name";
const SEALED: [usize; 2] = [0, 1];
const SEAL: usize = 2;

impl SqliteStore {
    pub(crate) fn read_attribute_names(&self, visit: &mut dyn FnMut(&str)) -> Result<()> {
        let mut statement = self.connection.prepare_cached(ALL).at(&self.location)?;
        let mut rows = statement.query([]).at(&self.location)?;
        while let Some(row) = rows.next().at(&self.location)? {
            let columns = Columns::<3>::read(row).at(&self.location)?;
            columns.verify(&self.identity.get().hash_secret, &SEALED, SEAL).at(&self.location)?;
            visit(columns.text(1).at(&self.location)?);
        }
        Ok(())
    }

    /// Adds those names that are not stored, ignoring case.
    pub(crate) fn write_attribute_names(&self, names: &mut dyn Iterator<Item = &str>) -> Result<()> {
        let mut statement = self
            .connection
            .prepare_cached(
                "INSERT INTO attribute_name (folded_name, spelled_name, seal) VALUES (?1, ?2, seal(?1, ?2))
                 ON CONFLICT (folded_name) DO NOTHING",
            )
            .at(&self.location)?;
        for name in names {
            let added = statement.execute((name.to_ascii_lowercase(), name)).at_writing(&self.location)?;
            (0..added).for_each(|_| self.count_row("attribute_name"));
        }
        Ok(())
    }
}
