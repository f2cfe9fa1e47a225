//! What is to be said of the input while it is applied.

use crate::error::Error;

use super::input::spool::SpooledUser;
use super::rejections::Rejections;
use super::{Notice, NoticeContent, Severity};

/// Notices that wait to be taken, and the sources they speak of.
pub(crate) struct Notices {
    sources: Vec<String>,
    waiting: Vec<Notice>,
    complaints: Rejections,
}

impl Notices {
    pub(crate) fn new(sources: Vec<String>, waiting: Vec<Notice>) -> Notices {
        Notices { sources, waiting, complaints: Rejections::default() }
    }

    /// What the input's sources are called.
    pub(crate) fn sources(&self) -> &[String] {
        &self.sources
    }

    /// Where an entry came from.
    pub(crate) fn source_of(&self, staged: &SpooledUser) -> String {
        self.sources.get(staged.source as usize).cloned().unwrap_or_default()
    }

    /// Something of one entry.
    pub(crate) fn of_entry(&mut self, staged: &SpooledUser, severity: Severity, content: NoticeContent) {
        let source = self.source_of(staged);
        self.waiting.push(Notice { severity, source, position: staged.position, content });
    }

    /// Something of the input as a whole.
    pub(crate) fn of_input(&mut self, severity: Severity, text: String) {
        let content = NoticeContent::Text(text);
        self.waiting.push(Notice { severity, source: String::new(), position: 0, content });
    }

    /// An entry that was rejected.
    pub(crate) fn of_rejected(&mut self, staged: &SpooledUser, reason: String) {
        if self.complaints.hear(&reason) {
            let content = NoticeContent::Error(Error::InvalidDirectoryEntry { reason });
            self.of_entry(staged, Severity::Error, content);
        }
    }

    /// Tells the numbers of what was not told.
    pub(crate) fn tell_untold(&mut self) {
        self.waiting.append(&mut self.complaints.take_untold());
    }

    pub(crate) fn take(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.waiting)
    }
}
