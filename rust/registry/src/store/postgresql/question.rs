//! A statement with its values, which may be asked before its answer is wanted.

use cscert_postgresql::Parameter;

/// Values may be borrowed.
pub(super) struct Question<'v> {
    pub sql: String,
    pub values: Vec<Box<dyn Parameter + 'v>>,
}

impl Question<'_> {
    pub(super) fn parameters(&self) -> Vec<&dyn Parameter> {
        self.values.iter().map(|value| &**value as &dyn Parameter).collect()
    }
}
