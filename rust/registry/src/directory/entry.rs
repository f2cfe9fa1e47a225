//! One entry of a directory export.

/// One value of an attribute, as the export gave it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeValue {
    /// The attribute's name as the export spells it, without options.
    pub name: String,
    /// The options after the name (`binary`, `lang-de`, `range=0-1499`), in the order given.
    pub options: Vec<String>,
    /// The value's bytes: UTF-8 for text.
    pub value: Vec<u8>,
}

/// One entry: its distinguished name and its attribute values in the order given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The distinguished name as given.
    pub distinguished_name: String,
    /// The attribute values; a multi-valued attribute stands here once a value.
    pub attributes: Vec<AttributeValue>,
    /// The line of the source (from 1) at which the entry starts.
    pub line: u64,
}
