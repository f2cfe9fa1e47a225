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

/// How an import is to be done.
#[derive(Clone, Debug, Default)]
pub struct ImportOptions {
    /// Mark users that the input no longer holds as gone, in the domains that the input contains.
    pub prune: bool,
    /// How many of them there may be.
    pub prune_limit: PruneLimit,
    /// NetBIOS names by DNS domain name, from the administrator.
    pub netbios_names: Vec<(String, String)>,
}

/// How loud a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Severity {
    /// For those who ask.
    Verbose = 0,
    /// Legal and surprising.
    Warning = 1,
    /// Something was not taken.
    Error = 2,
}

/// Something to be said about the input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How loud.
    pub severity: Severity,
    /// The file, or whatever the input was called.
    pub source: String,
    /// Line of a text, index of an object; 0 where there is no place.
    pub position: u64,
    /// What; of a rejected entry an `InvalidDirectoryEntry`.
    pub content: NoticeContent,
}

/// What a notice says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoticeContent {
    /// An error of the registry's table.
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
    /// Staged users in all.
    pub total: u64,
    /// Users that were not there.
    pub added: u64,
    /// Users of which something changed.
    pub updated: u64,
    /// Users of which nothing changed.
    pub unchanged: u64,
    /// Users marked as gone: pruned, deleted, or replaced by a new account at their distinguished name.
    pub removed: u64,
    /// Entries that could not be taken.
    pub rejected: u64,
    /// Entries that are no users: other objects, and deleted ones that were none or are gone already.
    pub ignored_entries: u64,
    /// Certificates published from `userCertificate`.
    pub certificates_published: u64,
    /// Values of `userCertificate` that were not published: other issuers, other users, revoked ones.
    pub certificates_skipped: u64,
}
