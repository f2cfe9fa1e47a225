//! The memory of lent rows: one buffer for the texts of a batch, reused for the next batch.

use std::mem::MaybeUninit;

use crate::interface::text::cscert_text;

/// A row of the C interface whose texts are in an arena.
pub(crate) trait Row {
    /// Calls `each` with every text of the row.
    fn texts(&mut self, each: &mut dyn FnMut(&mut cscert_text));
}

impl Row for cscert_text {
    fn texts(&mut self, each: &mut dyn FnMut(&mut cscert_text)) {
        each(self);
    }
}

impl Batch<cscert_text> {
    /// These texts instead of those before.
    pub fn fill(&mut self, texts: &[String]) {
        self.clear();
        for text in texts {
            let row = self.text(Some(text));
            self.rows.push(row);
        }
    }
}

/// Implements `Row` for a structure, given its texts.
macro_rules! texts {
    ($row:ty: $($text:ident),+ $(,)?) => {
        impl $crate::interface::arena::Row for $row {
            fn texts(&mut self, each: &mut dyn FnMut(&mut $crate::interface::text::cscert_text)) {
                $(each(&mut self.$text);)+
            }
        }
    };
}
pub(crate) use texts;

/// Lets a store fill batches of that row, which `push` takes.
macro_rules! page {
    ($row:ty: $takes:ident($taken:ty)) => {
        impl ::cscert_registry::store::page::Page for $crate::interface::arena::Batch<$row> {
            fn clear(&mut self) {
                $crate::interface::arena::Batch::clear(self);
            }

            fn count(&self) -> usize {
                self.rows.len()
            }

            fn $takes(&mut self, row: &$taken) {
                self.push(row);
            }

            fn finish(&mut self) {
                $crate::interface::arena::Batch::finish(self);
            }

            fn as_any(&mut self) -> &mut dyn std::any::Any {
                self
            }
        }
    };
}
pub(crate) use page;

/// A bit of the flags of a row, if it is set.
pub(crate) fn flag(set: bool, bit: u32) -> u32 {
    if set {
        bit
    } else {
        0
    }
}

/// A batch of rows and the bytes they point to.
pub(crate) struct Batch<R> {
    pub rows: Vec<R>,
    bytes: Vec<u8>,
    finished: bool,
}

impl<R> Default for Batch<R> {
    fn default() -> Batch<R> {
        Batch { rows: Vec::new(), bytes: Vec::new(), finished: false }
    }
}

// SAFETY: the pointers in `rows` point into `bytes`, which moves with them, or into another batch of the same handle; nothing else
// is shared.
unsafe impl<R> Send for Batch<R> {}

impl<R: Row> Batch<R> {
    pub fn clear(&mut self) {
        self.rows.clear();
        self.bytes.clear();
        self.finished = false;
    }

    /// The position of the next text.
    pub fn mark(&self) -> usize {
        self.bytes.len()
    }

    /// Stores bytes. Until `finish`, `data` of the text is its offset in the buffer plus one, because the buffer can still move.
    pub fn store(&mut self, bytes: Option<&[u8]>) -> cscert_text {
        match bytes {
            None => cscert_text::ABSENT,
            Some(bytes) => {
                let place = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Batch::<R>::placed(place, bytes.len())
            }
        }
    }

    /// Stores a text.
    pub fn text(&mut self, text: Option<&str>) -> cscert_text {
        self.store(text.map(str::as_bytes))
    }

    /// Stores a text, or reuses `earlier` if it is equal. Both must be of this batch.
    pub fn shared_text(&mut self, text: Option<&str>, earlier: cscert_text) -> cscert_text {
        match text {
            Some(text) if self.stored(earlier) == Some(text.as_bytes()) => earlier,
            text => self.text(text),
        }
    }

    /// The bytes of a text stored since `clear`.
    pub fn stored(&self, text: cscert_text) -> Option<&[u8]> {
        if self.finished || text.data.is_null() {
            return None;
        }
        let place = text.data as usize - 1;
        self.bytes.get(place..place + text.length)
    }

    /// Everything stored since `mark`, as one text.
    pub fn since(&self, mark: usize) -> cscert_text {
        Batch::<R>::placed(mark, self.bytes.len() - mark)
    }

    fn placed(place: usize, length: usize) -> cscert_text {
        cscert_text { data: (place + 1) as *const u8, length }
    }

    /// Finishes the batch and lends its rows.
    pub fn lend(&mut self, rows: &mut MaybeUninit<*const R>, count: &mut MaybeUninit<usize>) {
        self.finish();
        rows.write(self.rows.as_ptr());
        count.write(self.rows.len());
    }

    /// Converts offsets to pointers, once. After this nothing may be stored until `clear`.
    pub fn finish(&mut self) {
        if std::mem::replace(&mut self.finished, true) {
            return;
        }
        let Batch { rows, bytes, .. } = self;
        for row in rows {
            row.texts(&mut |text| {
                if !text.data.is_null() {
                    let place = text.data as usize - 1;
                    *text = cscert_text::borrowing(&bytes[place..place + text.length]);
                }
            });
        }
    }
}
