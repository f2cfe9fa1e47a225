//! The public interface of an import: first input, then applying it.

use crate::error::{Error, Result};
use crate::parse::ldif::LdifParser;
use crate::registry::Registry;

use super::apply::prune::PruneLimit;
use super::apply::Application;
use super::input::object_user;
use super::input::Input;
use super::{ImportOptions, ImportSummary, Notice};

/// An import: reads input, then applies it.
pub struct Import {
    stage: Stage,
    parser: Option<(String, LdifParser)>,
    /// The remaining notices about the input while it is applied.
    notices: Vec<Notice>,
}

enum Stage {
    Taking(Box<Input>),
    Applying(Box<Application>),
    /// It could not be started.
    Refused,
}

impl Import {
    /// Starts an import.
    pub fn new(options: ImportOptions) -> Import {
        Import { stage: Stage::Taking(Box::new(Input::new(options))), parser: None, notices: Vec::new() }
    }

    /// Sets how many users -Prune may mark as gone.
    ///
    /// # Errors
    /// `InvalidArgument` if the import accepts no more input.
    pub fn limit_prune(&mut self, limit: PruneLimit) -> Result<()> {
        self.input()?.options.prune_limit = limit;
        Ok(())
    }

    /// Reads a piece of an LDIF text. A new `source` name starts a new text; `last` ends the current one.
    pub fn ldif(&mut self, source: &str, bytes: &[u8], last: bool) -> Result<()> {
        self.input()?;
        if self.parser.as_ref().map_or(false, |(current, _)| current != source) {
            self.end_of_source()?;
        }
        let (name, mut parser) =
            self.parser.take().unwrap_or_else(|| (source.to_owned(), LdifParser::default()));
        let input = self.input()?;
        let mut failure = Ok(());
        parser.push(bytes, &mut |entry| {
            if failure.is_ok() {
                failure = input.take_ldif(&name, entry);
            }
        });
        self.parser = Some((name, parser));
        failure?;
        if last {
            self.end_of_source()?;
        }
        Ok(())
    }

    fn end_of_source(&mut self) -> Result<()> {
        let mut failure = Ok(());
        if let Some((name, mut parser)) = self.parser.take() {
            let input = self.input()?;
            let end = parser.finish(&mut |entry| {
                if failure.is_ok() {
                    failure = input.take_ldif(&name, entry);
                }
            });
            if let Some(doubt) = end {
                input.doubt_end(&name, doubt);
            }
        }
        failure
    }

    /// Reads an object: properties by attribute or friendly name, each with its values; without a value it is cleared.
    pub fn object(
        &mut self,
        source: &str,
        index: u64,
        properties: Vec<(String, Vec<Vec<u8>>)>,
    ) -> Result<()> {
        let input = self.input()?;
        let user = object_user::staged(input.notices.source(source), index, properties);
        input.stage(source, user)
    }

    /// Records that a source could not be read at all.
    pub fn unreadable(&mut self, source: &str) {
        if let Stage::Taking(input) = &mut self.stage {
            input.refuse_prune(format!("\"{}\" could not be read", source));
        }
    }

    /// The notices since the last call.
    pub fn take_notices(&mut self) -> Vec<Notice> {
        let mut notices = std::mem::take(&mut self.notices);
        match &mut self.stage {
            Stage::Taking(input) => notices.append(&mut input.notices.take()),
            Stage::Applying(application) => notices.append(&mut application.take_notices()),
            Stage::Refused => {}
        }
        notices
    }

    /// Applies at most `limit` users; the step that reports `finished` has ended the transaction: made it durable, or,
    /// with `dry_run`, rolled it back. Until then the registry's handle sees uncommitted changes.
    ///
    /// # Errors
    /// `PruneRefused` before anything is written; errors of the store. After an error the import cannot continue.
    pub fn apply(&mut self, registry: &Registry, limit: u64, dry_run: bool) -> Result<ImportSummary> {
        self.end_of_source()?;
        if let Stage::Taking(_) = self.stage {
            if let Stage::Taking(mut input) = std::mem::replace(&mut self.stage, Stage::Refused) {
                input.notices.tell_unreported();
                self.notices.append(&mut input.notices.take());
                self.stage = Stage::Applying(Box::new(Application::begin(registry, *input, dry_run)?));
            }
        }
        match &mut self.stage {
            Stage::Applying(application) => application.step(registry, limit),
            _ => Err(Error::InvalidArgument("the import has ended".to_owned())),
        }
    }

    /// Undoes what was applied, unless it was finished.
    pub fn abandon(&mut self, registry: &Registry) {
        if let Stage::Applying(application) = &mut self.stage {
            application.abandon(registry);
        }
    }

    fn input(&mut self) -> Result<&mut Input> {
        match &mut self.stage {
            Stage::Taking(input) => Ok(input),
            _ => Err(Error::InvalidArgument("the import accepts no more input".to_owned())),
        }
    }
}
