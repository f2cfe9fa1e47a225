//! Listings: from the third page on, other threads read the next pages while the caller is busy with the previous one.

use std::collections::VecDeque;

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::store::listing::{Course, Rest, What, ALL, PAGE};
use crate::store::page::{NewPage, Page};
use crate::store::sqlite::SqliteStore;

use super::background_reader::BackgroundReader;

/// The number of pages after which a listing is long.
const SHORT: u32 = 2;
/// The maximum number of users of a page, as a range of keys.
const RANGE: i64 = PAGE as i64;

/// The number of pages read, and the reader of the next ones.
#[derive(Default)]
struct Ahead {
    pages: u32,
    /// The readers in turn; none at the end. Initially the caller reads the pages itself.
    readers: Option<VecDeque<Reader>>,
}

/// The reader of the next page.
enum Reader {
    /// The caller.
    Caller(Share),
    /// A background reader: empty pages are sent to it and come back full.
    Background(BackgroundReader<Box<dyn Page>, Reading>),
}

struct Reading {
    page: Box<dyn Page>,
    /// Whether it is the last one.
    done: Result<bool>,
}

/// The part of a listing for one reader.
#[derive(Clone)]
struct Share {
    rest: Rest,
    /// The distance of its key ranges: two readers alternate, each skipping the ranges of the other.
    stride: Option<i64>,
}

impl SqliteStore {
    pub(crate) fn read_next_page(&self, course: &mut Course) -> Result<()> {
        let Course { rest, pages } = course;
        let (page, new_page, ahead) = pages.with_kept::<Ahead>()?;
        let Ahead { pages, readers } = ahead;
        let readers = readers.get_or_insert_with(|| {
            VecDeque::from(vec![Reader::Caller(Share { rest: rest.clone(), stride: None })])
        });
        page.clear();
        while page.count() == 0 {
            let is_last = match readers.front_mut() {
                Some(reader) => reader.next(self, page)?,
                None => break,
            };
            if is_last {
                readers.pop_front();
            } else {
                readers.rotate_left(1);
            }
            *pages = pages.saturating_add(1);
            if *pages == SHORT {
                self.delegate(readers, new_page);
            }
        }
        Ok(())
    }

    /// Background readers take over.
    fn delegate(&self, readers: &mut VecDeque<Reader>, new_page: NewPage) {
        if let Some(Reader::Caller(mut share)) = readers.pop_front() {
            let other = share.split();
            readers.push_back(Reader::of(share, self, new_page));
            readers.extend(other.map(|other| Reader::of(other, self, new_page)));
        }
    }

    /// The length of a listing of certificates is known only if it reads all of them.
    fn begin_certificates(&self, what: &What) -> Result<()> {
        if let What::Certificates { selection, after: None } = what {
            let certificates =
                if selection.lists_all() { self.last_keys()?.certificates.0.unsigned_abs() } else { 0 };
            self.progress.begin(certificates);
        }
        Ok(())
    }
}

impl Reader {
    /// A background reader, if available.
    fn of(share: Share, store: &SqliteStore, new_page: NewPage) -> Reader {
        let mut own = share.clone();
        let read = move |store: &SqliteStore, mut page: Box<dyn Page>| {
            let done = own.read(store, &mut *page);
            Reading { page, done }
        };
        match BackgroundReader::of(store, read) {
            Some(companion) => {
                // One to fill, and another to fill while the first is used.
                companion.ask(new_page());
                companion.ask(new_page());
                Reader::Background(companion)
            }
            None => Reader::Caller(share),
        }
    }

    /// Replaces a page by the next one; returns whether it is the last one.
    fn next(&mut self, store: &SqliteStore, page: &mut Box<dyn Page>) -> Result<bool> {
        match self {
            Reader::Caller(share) => share.read(store, &mut **page),
            Reader::Background(companion) => {
                let mut reading = companion.answer()?;
                std::mem::swap(page, &mut reading.page);
                companion.ask(reading.page);
                reading.done
            }
        }
    }
}

impl Share {
    /// Reads the next page; returns whether it is the last one.
    fn read(&mut self, store: &SqliteStore, page: &mut dyn Page) -> Result<bool> {
        page.clear();
        store.begin_certificates(&self.rest.what)?;
        match self.stride {
            Some(stride) => self.read_range(store, stride, page)?,
            None => self.rest.read(store, page)?,
        }
        if let What::Certificates { .. } = &self.rest.what {
            store.progress.advance(page.count() as u64);
        }
        Ok(self.rest.left == 0)
    }

    fn read_range(&mut self, store: &SqliteStore, stride: i64, page: &mut dyn Page) -> Result<()> {
        if self.rest.left == 0 {
            return Ok(());
        }
        let mut next = UserKey(i64::MAX);
        if let What::Users { selection, after, .. } = &mut self.rest.what {
            selection.last_key = Some(UserKey(after.0.saturating_add(RANGE)));
            next = UserKey(after.0.saturating_add(stride));
        }
        self.rest.what.read(store, PAGE, page)?;
        page.finish();
        if let What::Users { after, .. } = &mut self.rest.what {
            *after = next;
        }
        if next.0 >= store.last_key("user")? {
            self.rest.left = 0;
        }
        Ok(())
    }

    /// Divides the rest: the next pages are alternately those of `self` and of the returned part, some of them empty. All
    /// users, or nearly all, can be divided by their keys. In a search for few users, most ranges would be empty.
    fn split(&mut self) -> Option<Share> {
        match &self.rest.what {
            What::Users { selection, .. }
                if self.rest.left == ALL && selection.filter.is_none() && selection.user_key.is_none() => {}
            _ => return None,
        }
        self.stride = Some(2 * RANGE);
        let mut other = self.clone();
        if let What::Users { after, .. } = &mut other.rest.what {
            *after = UserKey(after.0.saturating_add(RANGE));
        }
        Some(other)
    }
}
