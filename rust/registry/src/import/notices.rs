//! What is to be said of the input while it is applied.

use crate::error::Error;

use super::complaints::Complaints;
use super::staged::StagedUser;
use super::{Notice, NoticeContent, Severity};

/// Notices that wait to be taken, and the sources they speak of.
pub(super) struct Notices {
    sources: Vec<String>,
    waiting: Vec<Notice>,
    complaints: Complaints,
}

impl Notices {
    pub(super) fn new(sources: Vec<String>, waiting: Vec<Notice>) -> Notices {
        Notices { sources, waiting, complaints: Complaints::default() }
    }

    /// What the input's sources are called.
    pub(super) fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Where an entry came from.
    pub(super) fn source_of(&self, staged: &StagedUser) -> String {
        self.sources.get(staged.source as usize).cloned().unwrap_or_default()
    }

    /// Something of one entry.
    pub(super) fn of_entry(&mut self, staged: &StagedUser, severity: Severity, content: NoticeContent) {
        let source = self.source_of(staged);
        self.waiting.push(Notice { severity, source, position: staged.position, content });
    }

    /// Something of the input as a whole.
    pub(super) fn of_input(&mut self, severity: Severity, text: String) {
        let content = NoticeContent::Text(text);
        self.waiting.push(Notice { severity, source: String::new(), position: 0, content });
    }

    /// An entry that was rejected.
    pub(super) fn of_rejected(&mut self, staged: &StagedUser, reason: String) {
        if self.complaints.hear(&reason) {
            let content = NoticeContent::Error(Error::InvalidDirectoryEntry { reason });
            self.of_entry(staged, Severity::Error, content);
        }
    }

    /// Tells the numbers of what was not told.
    pub(super) fn tell_untold(&mut self) {
        self.waiting.append(&mut self.complaints.take_untold());
    }

    pub(super) fn take(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.waiting)
    }
}
