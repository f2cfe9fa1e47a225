//! Importing a directory export: input is staged, then applied in one transaction, all or nothing.

mod apply;
mod input;
mod notices;
mod rejections;
mod session;
mod unread_values;

pub use apply::prune::PruneLimit;
pub use session::Import;

use crate::error::Error;

/// The options of an import.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Mark users as gone who are no longer in the input, in the domains that it contains.
    pub prune: bool,
    /// The maximum number of them.
    pub prune_limit: PruneLimit,
    /// NetBIOS names by DNS domain name, from the administrator.
    pub netbios_names: Vec<(String, String)>,
}

/// The severity of a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Severity {
    /// Shown only on request.
    Verbose = 0,
    /// Valid but surprising.
    Warning = 1,
    /// Something was not imported.
    Error = 2,
}

/// A notice about the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The severity.
    pub severity: Severity,
    /// The file, or another name of the input.
    pub source: String,
    /// The line of a text or the index of an object; 0 if there is none.
    pub position: u64,
    /// The content; for a rejected entry an `InvalidDirectoryEntry`.
    pub content: NoticeContent,
}

/// The content of a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeContent {
    /// An error of the registry.
    Error(Error),
    /// Plain text.
    Text(String),
}

/// What an import did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportSummary {
    /// Whether everything was applied and the transaction ended.
    pub finished: bool,
    /// Staged users applied so far.
    pub processed: u64,
    /// The total number of staged users.
    pub total: u64,
    /// Users added.
    pub added: u64,
    /// Users changed.
    pub updated: u64,
    /// Users left unchanged.
    pub unchanged: u64,
    /// Users marked as gone: pruned, deleted, or replaced by a new account at their distinguished name.
    pub removed: u64,
    /// Entries that were rejected.
    pub rejected: u64,
    /// Entries that are not users: other objects, and deleted ones that were not users or are already gone.
    pub ignored_entries: u64,
    /// Certificates published from `userCertificate`.
    pub certificates_published: u64,
    /// Values of `userCertificate` that were not published: other issuers, other users, revoked ones.
    pub certificates_skipped: u64,
}
