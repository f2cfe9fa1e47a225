//! Notices about the input.

use crate::error::Error;
use crate::parse::text::without_zero;

use super::input::spool::SpooledUser;
use super::rejections::Rejections;
use super::{Notice, NoticeContent, Severity};

/// Pending notices, and the sources that they refer to.
#[derive(Default)]
pub(crate) struct Notices {
    sources: Vec<String>,
    waiting: Vec<Notice>,
    complaints: Rejections,
}

impl Notices {
    /// The names of the sources.
    pub(crate) fn sources(&self) -> &[String] {
        &self.sources
    }

    /// The index of a source's name. Entries of one source nearly always follow each other.
    pub(crate) fn source(&mut self, name: &str) -> u32 {
        let name = without_zero(name);
        let index = match self.sources.iter().rposition(|source| *source == name) {
            Some(index) => index,
            None => {
                self.sources.push(name.into_owned());
                self.sources.len() - 1
            }
        };
        index as u32
    }

    /// The name of the source of an entry.
    pub(crate) fn source_of(&self, staged: &SpooledUser) -> String {
        self.sources.get(staged.source as usize).cloned().unwrap_or_default()
    }

    /// A notice about a place in the input.
    pub(crate) fn of_place(
        &mut self,
        source: &str,
        position: u64,
        severity: Severity,
        content: NoticeContent,
    ) {
        self.waiting.push(Notice { severity, source: source.to_owned(), position, content });
    }

    /// A notice about the whole input.
    pub(crate) fn of_input(&mut self, severity: Severity, text: String) {
        self.of_place("", 0, severity, NoticeContent::Text(text));
    }

    /// An entry that was rejected.
    pub(crate) fn of_rejected(&mut self, source: &str, position: u64, reason: String) {
        if self.complaints.add(&reason) {
            self.of_place(source, position, Severity::Error, rejected(reason));
        }
    }

    /// Reports the numbers of suppressed rejections.
    pub(crate) fn tell_unreported(&mut self) {
        for reason in self.complaints.take_unreported() {
            self.of_place("", 0, Severity::Error, rejected(reason));
        }
    }

    pub(crate) fn take(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.waiting)
    }
}

fn rejected(reason: String) -> NoticeContent {
    NoticeContent::Error(Error::InvalidDirectoryEntry { reason })
}
