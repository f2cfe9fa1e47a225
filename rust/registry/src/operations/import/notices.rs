//! Notices about the input while it is applied.

use crate::error::Error;

use super::input::spool::SpooledUser;
use super::rejections::Rejections;
use super::{Notice, NoticeContent, Severity};

/// Pending notices, and the sources that they refer to.
pub(crate) struct Notices {
    sources: Vec<String>,
    waiting: Vec<Notice>,
    complaints: Rejections,
}

impl Notices {
    pub(crate) fn new(sources: Vec<String>, waiting: Vec<Notice>) -> Notices {
        Notices { sources, waiting, complaints: Rejections::default() }
    }

    /// The names of the sources.
    pub(crate) fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The position of an entry.
    pub(crate) fn source_of(&self, staged: &SpooledUser) -> String {
        self.sources.get(staged.source as usize).cloned().unwrap_or_default()
    }

    /// A notice about one entry.
    pub(crate) fn of_entry(&mut self, staged: &SpooledUser, severity: Severity, content: NoticeContent) {
        let source = self.source_of(staged);
        self.waiting.push(Notice { severity, source, position: staged.position, content });
    }

    /// A notice about the whole input.
    pub(crate) fn of_input(&mut self, severity: Severity, text: String) {
        let content = NoticeContent::Text(text);
        self.waiting.push(Notice { severity, source: String::new(), position: 0, content });
    }

    /// An entry that was rejected.
    pub(crate) fn of_rejected(&mut self, staged: &SpooledUser, reason: String) {
        if self.complaints.add(&reason) {
            let content = NoticeContent::Error(Error::InvalidDirectoryEntry { reason });
            self.of_entry(staged, Severity::Error, content);
        }
    }

    /// Reports the numbers of suppressed rejections.
    pub(crate) fn tell_unreported(&mut self) {
        self.waiting.append(&mut self.complaints.take_unreported());
    }

    pub(crate) fn take(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.waiting)
    }
}
