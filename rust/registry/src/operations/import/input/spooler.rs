//! A thread that writes users to the staging area while others are read, and detects contradictions.

use std::io;
use std::sync::mpsc::{channel, sync_channel, Receiver, Sender, SyncSender};
use std::thread::{self, JoinHandle};

use crate::error::{Error, Result};
use crate::model::guid::Guid;
use crate::operations::import::apply::read_ahead::{BYTES_A_BATCH, ITEMS_A_BATCH, WAITING};
use crate::parse::distinguished_name::DistinguishedName;

use super::contradictions::{Contradictions, EntryState};
use super::entry_kind::EntryKind;
use super::spool::{Spool, SpooledUser};

/// The staged entries.
#[derive(Default)]
pub(crate) struct Spools {
    /// Users with an `objectGUID`; applied first, so that the order of the input does not matter.
    pub with_guid: Spool,
    /// Users with a distinguished name only.
    pub without_guid: Spool,
    /// Deleted objects: applied before all others, which can have their names now.
    pub deleted: Spool,
    /// Entries that are not accounts but can match stored users: applied last.
    pub traces: Spool,
    pub contradictions: Contradictions,
}

/// A user to be staged.
pub(crate) struct IdentifiedUser {
    pub guid: Option<Guid>,
    pub name: Option<DistinguishedName>,
    pub user: SpooledUser,
}

/// Writes users to the staging area. Dropping it waits for its thread, which first finishes what was queued.
#[derive(Default)]
pub(crate) struct Spooler {
    batch: Vec<IdentifiedUser>,
    bytes: usize,
    work: Option<Work>,
}

struct Work {
    users: SyncSender<Vec<IdentifiedUser>>,
    /// Staged users come back, to be freed by the thread that allocated them.
    done_with: Receiver<Vec<IdentifiedUser>>,
    thread: JoinHandle<io::Result<Spools>>,
}

impl Spooler {
    /// Stages a user.
    ///
    /// # Errors
    /// `RegistryUnavailable` if the staging area cannot be written, reported for this user or a later one.
    pub(crate) fn push(&mut self, user: IdentifiedUser) -> Result<()> {
        self.bytes += user.user.size();
        self.batch.push(user);
        if self.batch.len() < ITEMS_A_BATCH && self.bytes < BYTES_A_BATCH {
            return Ok(());
        }
        self.send()
    }

    /// Ends the staging.
    ///
    /// # Errors
    /// As for `push`; `Internal` if the thread has panicked.
    pub(crate) fn finish(&mut self) -> Result<Spools> {
        if !self.batch.is_empty() {
            self.send()?;
        }
        match self.work.take() {
            Some(work) => work.end(),
            None => Ok(Spools::default()),
        }
    }

    fn send(&mut self) -> Result<()> {
        self.bytes = 0;
        let batch = std::mem::take(&mut self.batch);
        let work = match self.work.take() {
            Some(work) => work,
            None => Work::begin()?,
        };
        work.done_with.try_iter().for_each(drop);
        if work.users.send(batch).is_ok() {
            self.work = Some(work);
            return Ok(());
        }
        // It has ended early, and reports why.
        work.end().and_then(|_| Err(Error::Internal("the staging ended too early".to_owned())))
    }
}

impl Drop for Spooler {
    fn drop(&mut self) {
        // The staged entries are not needed.
        let _ = self.work.take().map(Work::end);
    }
}

impl Work {
    fn begin() -> Result<Work> {
        let (users, taken) = sync_channel(WAITING);
        let (give_back, done_with) = channel();
        let thread = thread::Builder::new()
            .name("cscert-staging".to_owned())
            .spawn(move || stage(&taken, &give_back))
            .map_err(|error| Error::Internal(format!("no thread can be started ({})", error)))?;
        Ok(Work { users, done_with, thread })
    }

    fn end(self) -> Result<Spools> {
        drop(self.users);
        let panicked = |_| Error::Internal("the thread that stages has panicked".to_owned());
        self.thread.join().map_err(panicked)?.map_err(|error| {
            Error::unavailable(
                std::env::temp_dir().display().to_string(),
                format!("the input could not be staged there ({})", error),
            )
        })
    }
}

fn stage(
    batches: &Receiver<Vec<IdentifiedUser>>,
    give_back: &Sender<Vec<IdentifiedUser>>,
) -> io::Result<Spools> {
    let mut staged = Spools::default();
    for batch in batches {
        for IdentifiedUser { guid, name, user } in &batch {
            let staging = match user.entry_kind {
                EntryKind::Trace(_) => {
                    staged.traces.push(user)?;
                    continue;
                }
                EntryKind::Deleted => &mut staged.deleted,
                EntryKind::Person if guid.is_some() => &mut staged.with_guid,
                EntryKind::Person => &mut staged.without_guid,
            };
            if staged.contradictions.add(*guid, name.as_ref(), user) == EntryState::ToApply {
                staging.push(user)?;
            }
        }
        // At the end there is no receiver.
        let _ = give_back.send(batch);
    }
    Ok(staged)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operations::import::input::spool::SourceKind;
    use crate::operations::import::input::spooled_attributes::SpooledAttributes;

    fn user(n: u8) -> IdentifiedUser {
        let distinguished_name = format!("CN=User {},DC=example", n);
        let mut attributes = SpooledAttributes::default();
        attributes.add("title");
        attributes.add_value(&[n; 100]);
        IdentifiedUser {
            guid: (n % 2 == 0).then(|| Guid::from_directory_bytes([n; 16])),
            name: DistinguishedName::parse(&distinguished_name).ok(),
            user: SpooledUser {
                source: 0,
                position: n.into(),
                kind: SourceKind::Ldif,
                entry_kind: EntryKind::Person,
                distinguished_name,
                attributes,
            },
        }
    }

    #[test]
    fn users_are_staged_in_their_order_and_once() {
        let mut spooler = Spooler::default();
        for n in (0..200).chain(0..200) {
            spooler.push(user(n)).unwrap();
        }
        let staged = spooler.finish().unwrap();
        for (staging, rest) in [(staged.with_guid, 0), (staged.without_guid, 1)] {
            let mut reader = staging.into_reader().unwrap();
            for n in (0..200).filter(|n| n % 2 == rest) {
                assert_eq!(reader.next_user().unwrap(), Some(user(n).user));
            }
            assert_eq!(reader.next_user().unwrap(), None);
        }
    }

    #[test]
    fn nothing_is_staged_without_users() {
        let staged = Spooler::default().finish().unwrap();
        assert_eq!(staged.with_guid.count() + staged.without_guid.count(), 0);
    }

    #[test]
    fn a_thread_that_has_ended_says_why() {
        // The receiver is gone.
        let (users, _) = sync_channel(WAITING);
        let thread = thread::spawn(|| Err(io::Error::new(io::ErrorKind::Other, "no room")));
        let mut spooler = Spooler::default();
        spooler.work = Some(Work { users, done_with: channel().1, thread });
        let refused = (0..200).map(|n| spooler.push(user(n))).find(Result::is_err);
        match refused {
            Some(Err(Error::RegistryUnavailable { reason, .. })) => assert!(reason.contains("no room")),
            other => panic!("{:?}", other),
        }
    }

    #[test]
    fn a_panic_becomes_an_error() {
        let (users, _) = sync_channel(WAITING);
        let thread = thread::spawn(|| panic!("a panic on purpose"));
        let mut spooler = Spooler::default();
        spooler.work = Some(Work { users, done_with: channel().1, thread });
        assert!(matches!(spooler.finish(), Err(Error::Internal(_))));
    }
}
