//! Object identifiers in certificates (X.690 8.19).

use std::fmt;

use asn1::{ObjectIdentifier, ParseError, ParseErrorKind, ParseResult, SimpleAsn1Readable, Tag};

/// An object identifier, borrowed from the certificate.
///
/// The library's own type refuses arcs of more than 28 bits; UUID-based arcs (X.667) have 128.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Oid<'a>(&'a [u8]);

/// `id-at-commonName` (RFC 5280 appendix A.1).
pub(super) const COMMON_NAME: Oid<'static> = Oid(b"\x55\x04\x03");
/// `id-ce-subjectAltName` (RFC 5280 4.2.1.6).
pub(super) const SUBJECT_ALTERNATIVE_NAME: Oid<'static> = Oid(b"\x55\x1d\x11");
/// `szOID_NT_PRINCIPAL_NAME`, 1.3.6.1.4.1.311.20.2.3: Microsoft's user principal name as an otherName.
pub(super) const USER_PRINCIPAL_NAME: Oid<'static> = Oid(b"\x2b\x06\x01\x04\x01\x82\x37\x14\x02\x03");

impl<'a> Oid<'a> {
    /// The values of the arcs; the first one combines the first two arcs. `None` for an arc of more than 128 bits.
    fn arcs(self) -> impl Iterator<Item = Option<u128>> + 'a {
        self.0.split_inclusive(|octet| octet & 0x80 == 0).map(|octets| {
            octets.iter().try_fold(0u128, |sum, octet| Some(sum.checked_mul(128)? + u128::from(octet & 0x7f)))
        })
    }
}

impl<'a> SimpleAsn1Readable<'a> for Oid<'a> {
    const TAG: Tag = <ObjectIdentifier as SimpleAsn1Readable<'a>>::TAG;

    fn parse_data(data: &'a [u8]) -> ParseResult<Oid<'a>> {
        let ends = data.last().map_or(false, |octet| octet & 0x80 == 0);
        // An arc that starts with 0x80 has a leading zero, and is another encoding of a shorter one.
        let minimal = data.split_inclusive(|octet| octet & 0x80 == 0).all(|arc| arc[0] != 0x80);
        if ends && minimal && Oid(data).arcs().all(|arc| arc.is_some()) {
            Ok(Oid(data))
        } else {
            Err(ParseError::new(ParseErrorKind::InvalidValue))
        }
    }
}

impl fmt::Display for Oid<'_> {
    /// Dotted form, `2.5.4.3`.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, arc) in self.arcs().flatten().enumerate() {
            match (index, arc) {
                (0, 0..=79) => write!(formatter, "{}.{}", arc / 40, arc % 40)?,
                (0, _) => write!(formatter, "2.{}", arc - 80)?,
                _ => write!(formatter, ".{arc}")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::der_builder::element;

    fn read(content: &[u8]) -> Option<String> {
        asn1::parse_single::<Oid<'_>>(&element(0x06, content)).ok().map(|oid| oid.to_string())
    }

    #[test]
    fn prints_dotted_form() {
        assert_eq!(COMMON_NAME.to_string(), "2.5.4.3");
        assert_eq!(SUBJECT_ALTERNATIVE_NAME.to_string(), "2.5.29.17");
        assert_eq!(USER_PRINCIPAL_NAME.to_string(), "1.3.6.1.4.1.311.20.2.3");
        assert_eq!(read(b"\x00").as_deref(), Some("0.0"));
        assert_eq!(read(b"\x88\x37").as_deref(), Some("2.999"));
        // 2.25 and the largest UUID.
        let uuid = [&b"\x69\x83"[..], &[0xff; 17], b"\x7f"].concat();
        assert_eq!(read(&uuid), Some(format!("2.25.{}", u128::MAX)));
    }

    #[test]
    fn refuses_what_der_forbids() {
        let too_large = [&b"\x69\x84"[..], &[0x80; 17], b"\x00"].concat();
        for content in [&b""[..], b"\x80", b"\x55\x80\x01", b"\x55\x84", &too_large] {
            assert_eq!(read(content), None, "{content:?}");
        }
    }
}
