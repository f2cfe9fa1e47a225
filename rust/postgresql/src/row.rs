//! Rows that are lent, and what is read from their columns, in PostgreSQL's binary form.

use std::ops::Range;

use crate::error::{Error, Result};

/// Where a row's values lie in it; nulls lie nowhere. Used again for each row.
pub(crate) type Places = Vec<Option<Range<usize>>>;

/// A row of an answer, while the visitor looks at it.
#[derive(Clone, Copy, Debug)]
pub struct Row<'r> {
    body: &'r [u8],
    places: &'r [Option<Range<usize>>],
}

impl<'r> Row<'r> {
    /// A row of a message's body.
    pub(crate) fn read(body: &'r [u8], places: &'r mut Places) -> Result<Row<'r>> {
        places.clear();
        let mut rest = Bytes { all: body, at: 0 };
        let mut read = || {
            for _ in 0..rest.number::<2>().map(u16::from_be_bytes)? {
                places.push(rest.value()?);
            }
            (rest.at == body.len()).then_some(())
        };
        read().ok_or_else(|| Error::protocol("a row with excess bytes"))?;
        Ok(Row { body, places })
    }

    /// What it was read from.
    pub(crate) fn body(&self) -> &'r [u8] {
        self.body
    }

    /// How many columns it has.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// A column's value: i64 (of any integer), i32, bool, text, bytes, Option of these, and arrays of all of them as Vec.
    ///
    /// # Errors
    /// `Protocol` where there is no such column or its value is of another kind.
    pub fn get<T: Column<'r>>(&self, at: usize) -> Result<T> {
        let place = self.places.get(at).ok_or_else(|| {
            Error::Protocol(format!(
                "a row of {} columns, where one numbered {} was expected",
                self.places.len(),
                at
            ))
        })?;
        let value = place.clone().map(|place| &self.body[place]);
        T::of(value).ok_or_else(|| {
            let what = value.map_or("null".to_owned(), |value| format!("{} bytes", value.len()));
            Error::Protocol(format!(
                "{} in column {}, which should be {}",
                what,
                at,
                std::any::type_name::<T>()
            ))
        })
    }
}

/// What a column can be read as, or an item of an array.
pub trait Column<'r>: Sized {
    /// Of the bytes, if it is not null; none where they are something else.
    #[doc(hidden)]
    fn of(value: Option<&'r [u8]>) -> Option<Self>;
}

macro_rules! column {
    ($type:ty, $(<const $n:ident: usize>,)? |$value:ident| $read:expr) => {
        impl<'r $(, const $n: usize)?> Column<'r> for $type {
            fn of(value: Option<&'r [u8]>) -> Option<Self> {
                let $value = value?;
                $read
            }
        }
    };
}

column!(i64, |value| match value.len() {
    8 => value.try_into().ok().map(i64::from_be_bytes),
    4 => value.try_into().ok().map(|value| i32::from_be_bytes(value).into()),
    2 => value.try_into().ok().map(|value| i16::from_be_bytes(value).into()),
    _ => None,
});
column!(i32, |value| i64::of(Some(value))
    .filter(|_| value.len() < 8)
    .and_then(|value| value.try_into().ok()));
column!(bool, |value| match value {
    [0] => Some(false),
    [1] => Some(true),
    _ => None,
});
column!(&'r str, |value| std::str::from_utf8(value).ok());
column!(String, |value| <&str>::of(Some(value)).map(str::to_owned));
column!(&'r [u8], |value| Some(value));
column!(Vec<u8>, |value| Some(value.to_vec()));
column!([u8; N], <const N: usize>, |value| value.try_into().ok());

impl<'r, T: Column<'r>> Column<'r> for Option<T> {
    fn of(value: Option<&'r [u8]>) -> Option<Option<T>> {
        match value {
            Some(_) => T::of(value).map(Some),
            None => Some(None),
        }
    }
}

impl<'r, T: Column<'r>> Column<'r> for Vec<T> {
    fn of(value: Option<&'r [u8]>) -> Option<Vec<T>> {
        let all = value?;
        let mut rest = Bytes { all, at: 0 };
        let dimensions = rest.int()?;
        // Whether there are nulls, and the items' type.
        rest.take(8)?;
        if dimensions == 0 {
            return (rest.at == all.len()).then(Vec::new);
        }
        if dimensions != 1 {
            return None;
        }
        let count = usize::try_from(rest.int()?).ok()?;
        // The first one's index.
        rest.take(4)?;
        // Each has a length at least: no room is made for what cannot be there.
        if count > (all.len() - rest.at) / 4 {
            return None;
        }
        let mut items = Vec::with_capacity(count);
        for _ in 0..count {
            items.push(T::of(rest.value()?.map(|place| &all[place]))?);
        }
        (rest.at == all.len()).then_some(items)
    }
}

/// Bytes that are read from the front.
struct Bytes<'b> {
    all: &'b [u8],
    at: usize,
}

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let taken = self.all.get(self.at..self.at.checked_add(count)?)?;
        self.at += count;
        Some(taken)
    }

    fn number<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }

    fn int(&mut self) -> Option<i32> {
        self.number().map(i32::from_be_bytes)
    }

    /// The place of a value behind its length, which is -1 for null.
    fn value(&mut self) -> Option<Option<Range<usize>>> {
        let length = self.int()?;
        if length == -1 {
            return Some(None);
        }
        let start = self.at;
        self.take(usize::try_from(length).ok()?)?;
        Some(Some(start..self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(values: &[Option<&[u8]>]) -> Vec<u8> {
        let mut body = (values.len() as u16).to_be_bytes().to_vec();
        for value in values {
            body.extend((value.map_or(-1, |value| value.len() as i32)).to_be_bytes());
            body.extend(value.unwrap_or(&[]));
        }
        body
    }

    #[test]
    fn values() {
        let body = row(&[
            Some(&[0, 0, 0, 0, 0, 0, 1, 0]),
            Some(&[255, 255, 255, 255]),
            None,
            Some("ä".as_bytes()),
            Some(&[1]),
        ]);
        let mut places = Places::new();
        let row = Row::read(&body, &mut places).unwrap();
        assert_eq!(row.len(), 5);
        assert_eq!(row.get::<i64>(0).unwrap(), 256);
        assert_eq!((row.get::<i32>(1).unwrap(), row.get::<i64>(1).unwrap()), (-1, -1));
        assert_eq!(row.get::<Option<i64>>(2).unwrap(), None);
        assert_eq!(row.get::<&str>(3).unwrap(), "ä");
        assert_eq!(row.get::<Option<String>>(3).unwrap().as_deref(), Some("ä"));
        assert_eq!(row.get::<[u8; 2]>(3).unwrap(), [0xc3, 0xa4]);
        assert!(row.get::<bool>(4).unwrap());
    }

    #[test]
    fn values_of_another_kind_are_errors_that_name_the_column() {
        let body = row(&[Some(&[1, 2, 3]), None, Some(&[0xff]), Some(&[2])]);
        let mut places = Places::new();
        let row = Row::read(&body, &mut places).unwrap();
        let text = |error: Error| error.to_string();
        assert!(text(row.get::<i64>(0).unwrap_err()).contains("3 bytes in column 0"));
        assert!(text(row.get::<i64>(1).unwrap_err()).contains("null in column 1"));
        assert!(text(row.get::<&str>(2).unwrap_err()).contains("column 2"));
        assert!(row.get::<bool>(3).is_err());
        assert!(row.get::<[u8; 2]>(0).is_err());
        assert!(row.get::<Vec<i64>>(0).is_err());
        assert!(text(row.get::<i64>(4).unwrap_err()).contains("4 columns"));
    }

    #[test]
    fn rows_that_lie_about_their_lengths() {
        let good = row(&[Some(b"abc"), None]);
        let mut places = Places::new();
        assert!(Row::read(&good, &mut places).is_ok());
        for cut in 0..good.len() {
            assert!(Row::read(&good[..cut], &mut places).is_err(), "{}", cut);
        }
        for at in 0..good.len() {
            let mut bad = good.clone();
            bad[at] ^= 0x80;
            if !(6..9).contains(&at) {
                assert!(Row::read(&bad, &mut places).is_err(), "{}", at);
            }
        }
    }

    #[test]
    fn arrays() {
        let array = |count: i32, items: &[u8]| {
            let mut value = [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 20].to_vec();
            value.extend(count.to_be_bytes());
            value.extend([0, 0, 0, 1]);
            value.extend(items);
            value
        };
        let two = array(2, &[0, 0, 0, 2, 0, 7, 255, 255, 255, 255]);
        assert_eq!(<Vec<Option<i64>>>::of(Some(&two)), Some(vec![Some(7), None]));
        assert_eq!(<Vec<i64>>::of(Some(&two)), None);
        assert_eq!(<Vec<Option<&[u8]>>>::of(Some(&two)), Some(vec![Some(&[0, 7][..]), None]));
        assert_eq!(<Option<Vec<i64>>>::of(None), Some(None));
        assert_eq!(<Vec<i64>>::of(Some(&[0; 12])), Some(vec![]));
        for bad in [
            array(i32::MAX, &[]),
            array(-1, &[]),
            array(1, &[0, 0, 0, 9, 0]),
            array(0, &[0]),
            vec![0, 0, 0, 2],
        ] {
            assert_eq!(<Vec<i64>>::of(Some(&bad)), None, "{:?}", bad);
        }
    }
}
