//! Values that go with a statement, in PostgreSQL's binary form.

use bytes::{BufMut, BytesMut};
use postgres_protocol::{IsNull, Oid};

pub(crate) type Written = Result<IsNull, Box<dyn std::error::Error + Sync + Send>>;

/// A value for a statement's `$1`, `$2`, …: i64 (bigint), i32 (integer), bool, text, bytes (bytea), Option of these, and arrays of all of
/// them, with nulls where their items are Options. The type goes with the statement when it is prepared.
pub trait Parameter {
    /// Its type.
    #[doc(hidden)]
    fn oid(&self) -> Oid;

    /// Its bytes, without their length.
    #[doc(hidden)]
    fn write(&self, out: &mut BytesMut) -> Written;
}

/// What may be in an array: a value by itself, or perhaps one.
pub trait Element {
    /// Its type.
    const OID: Oid;
    /// The type of an array of it.
    const ARRAY: Oid;

    /// Its bytes, if it is not null.
    #[doc(hidden)]
    fn put(&self, out: &mut BytesMut) -> IsNull;
}

macro_rules! scalar {
    ($type:ty, $oid:literal, $array:literal, $(<const $n:ident: usize>,)? |$value:ident, $out:ident| $put:expr) => {
        impl $(<const $n: usize>)? Element for $type {
            const OID: Oid = $oid;
            const ARRAY: Oid = $array;

            fn put(&self, $out: &mut BytesMut) -> IsNull {
                let $value = self;
                $put;
                IsNull::No
            }
        }

        impl $(<const $n: usize>)? Parameter for $type {
            fn oid(&self) -> Oid {
                $oid
            }

            fn write(&self, out: &mut BytesMut) -> Written {
                Ok(self.put(out))
            }
        }
    };
}

// The numbers are those of pg_type, which never change.
scalar!(bool, 16, 1000, |value, out| out.put_u8((*value).into()));
scalar!(i64, 20, 1016, |value, out| out.put_i64(*value));
scalar!(i32, 23, 1007, |value, out| out.put_i32(*value));
scalar!(str, 25, 1009, |value, out| out.put_slice(value.as_bytes()));
scalar!(String, 25, 1009, |value, out| out.put_slice(value.as_bytes()));
scalar!([u8], 17, 1001, |value, out| out.put_slice(value));
scalar!(Vec<u8>, 17, 1001, |value, out| out.put_slice(value));
scalar!([u8; N], 17, 1001, <const N: usize>, |value, out| out.put_slice(value));

impl<T: Element + ?Sized> Element for &T {
    const OID: Oid = T::OID;
    const ARRAY: Oid = T::ARRAY;

    fn put(&self, out: &mut BytesMut) -> IsNull {
        T::put(self, out)
    }
}

impl<T: Element> Element for Option<T> {
    const OID: Oid = T::OID;
    const ARRAY: Oid = T::ARRAY;

    fn put(&self, out: &mut BytesMut) -> IsNull {
        match self {
            Some(value) => value.put(out),
            None => IsNull::Yes,
        }
    }
}

impl<P: Parameter + ?Sized> Parameter for &P {
    fn oid(&self) -> Oid {
        P::oid(self)
    }

    fn write(&self, out: &mut BytesMut) -> Written {
        P::write(self, out)
    }
}

impl<T: Element> Parameter for Option<T> {
    fn oid(&self) -> Oid {
        T::OID
    }

    fn write(&self, out: &mut BytesMut) -> Written {
        Ok(self.put(out))
    }
}

impl<E: Element> Parameter for [E] {
    fn oid(&self) -> Oid {
        E::ARRAY
    }

    fn write(&self, out: &mut BytesMut) -> Written {
        // Dimensions, whether nulls may come, the items' type, how many, the first one's index.
        out.put_i32(1);
        out.put_i32(1);
        out.put_u32(E::OID);
        out.put_i32(i32::try_from(self.len())?);
        out.put_i32(1);
        for element in self {
            let start = out.len();
            out.put_i32(-1);
            if let IsNull::No = element.put(out) {
                let length = i32::try_from(out.len() - start - 4)?;
                out[start..start + 4].copy_from_slice(&length.to_be_bytes());
            }
        }
        Ok(IsNull::No)
    }
}

impl<E: Element> Parameter for Vec<E> {
    fn oid(&self) -> Oid {
        E::ARRAY
    }

    fn write(&self, out: &mut BytesMut) -> Written {
        self.as_slice().write(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(parameter: &dyn Parameter) -> (Oid, Vec<u8>, bool) {
        let mut out = BytesMut::new();
        let null = matches!(parameter.write(&mut out).unwrap(), IsNull::Yes);
        (parameter.oid(), out.to_vec(), null)
    }

    #[test]
    fn scalars() {
        assert_eq!(written(&-2i64), (20, vec![255, 255, 255, 255, 255, 255, 255, 254], false));
        assert_eq!(written(&7i32), (23, vec![0, 0, 0, 7], false));
        assert_eq!(written(&true), (16, vec![1], false));
        assert_eq!(written(&"ä"), (25, vec![0xc3, 0xa4], false));
        assert_eq!(written(&[1u8, 2][..].to_vec()), (17, vec![1, 2], false));
        assert_eq!(written(&[1u8; 3]), (17, vec![1, 1, 1], false));
        assert_eq!(written(&None::<i64>), (20, vec![], true));
        assert_eq!(written(&Some("x")), (25, vec![b'x'], false));
    }

    #[test]
    fn arrays() {
        let header = |oid: u8, count: u8| [0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, oid, 0, 0, 0, count, 0, 0, 0, 1];
        let mut expected = header(20, 2).to_vec();
        expected.extend([0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 5, 255, 255, 255, 255]);
        assert_eq!(written(&vec![Some(5i64), None]), (1016, expected, false));
        let mut expected = header(17, 1).to_vec();
        expected.extend([0, 0, 0, 2, 9, 9]);
        assert_eq!(written(&&[&[9u8, 9][..]][..]), (1001, expected.clone(), false));
        assert_eq!(written(&vec![[9u8, 9]]), (1001, expected, false));
        assert_eq!(written(&Vec::<&str>::new()), (1009, header(25, 0).to_vec(), false));
    }
}
