//! Rows that are written in one go, as arrays of their columns.

use cscert_postgresql::Parameter;

use crate::store::copying::{Kind, Table, Value};

/// So many rows, or so many bytes, are written together.
const MOST_ROWS: usize = 2000;
const MOST_BYTES: usize = 4 << 20;

/// Rows of one table.
pub(super) struct Rows {
    table: Table,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

enum Column {
    Numbers(Vec<Option<i64>>),
    Flags(Vec<Option<bool>>),
    Texts(Vec<Option<String>>),
    Bytes(Vec<Option<Vec<u8>>>),
}

impl Rows {
    pub(super) fn of(table: Table) -> Rows {
        let column = |kind: &Kind| match kind {
            Kind::Number => Column::Numbers(Vec::new()),
            Kind::Flag => Column::Flags(Vec::new()),
            Kind::Text => Column::Texts(Vec::new()),
            Kind::Bytes => Column::Bytes(Vec::new()),
        };
        Rows { table, columns: table.columns().iter().map(column).collect(), rows: 0, bytes: 0 }
    }

    pub(super) fn table(&self) -> Table {
        self.table
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0
    }

    pub(super) fn is_full(&self) -> bool {
        self.rows >= MOST_ROWS || self.bytes >= MOST_BYTES
    }

    /// Adds a row; a value that is not of its column's kind becomes null, which the comparison at the end finds.
    pub(super) fn push(&mut self, row: &[Value<'_>]) {
        self.rows += 1;
        for (column, value) in self.columns.iter_mut().zip(row) {
            self.bytes += match value {
                Value::Text(text) => text.len(),
                Value::Bytes(bytes) => bytes.len(),
                Value::Null | Value::Number(_) => 8,
            };
            match (column, *value) {
                (Column::Numbers(column), Value::Number(number)) => column.push(Some(number)),
                (Column::Numbers(column), _) => column.push(None),
                (Column::Flags(column), Value::Number(flag)) => column.push(Some(flag != 0)),
                (Column::Flags(column), _) => column.push(None),
                (Column::Texts(column), Value::Text(text)) => column.push(Some(text.to_owned())),
                (Column::Texts(column), _) => column.push(None),
                (Column::Bytes(column), Value::Bytes(bytes)) => column.push(Some(bytes.to_vec())),
                (Column::Bytes(column), _) => column.push(None),
            }
        }
    }

    pub(super) fn parameters(&self) -> Vec<&dyn Parameter> {
        self.columns
            .iter()
            .map(|column| match column {
                Column::Numbers(values) => values as &dyn Parameter,
                Column::Flags(values) => values,
                Column::Texts(values) => values,
                Column::Bytes(values) => values,
            })
            .collect()
    }
}
