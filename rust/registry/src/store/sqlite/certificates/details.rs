//! The constant fields of a certificate that are not searched: one value instead of six, because every value of a row costs time
//! whenever the row is read.
//!
//! The first byte is the number of the type, with bits for device and issuer; then SHA-1, the device, the serial
//! number and the subject, each preceded by its length, and the issuer up to the end.

use rusqlite::types::{FromSqlError, FromSqlResult};

use crate::model::certificate::{type_code, type_from_code, CertificateDetails, COMMUNICATIONS_SERVER};

/// In the first byte: there is a device id.
const HAS_DEVICE: u8 = 0x80;
/// In the first byte: the issuer is not the usual one, and is included.
const HAS_ISSUER: u8 = 0x40;

impl<'a> CertificateDetails<'a> {
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let issuer = Some(self.issuer).filter(|issuer| *issuer != COMMUNICATIONS_SERVER);
        let mut bytes = vec![
            type_code(self.certificate_type)
                | self.device_id.map_or(0, |_| HAS_DEVICE)
                | issuer.map_or(0, |_| HAS_ISSUER),
        ];
        bytes.extend_from_slice(&self.sha1);
        bytes.extend(self.device_id.into_iter().flatten());
        push_with_length(&mut bytes, self.serial_number);
        push_with_length(&mut bytes, self.subject.as_bytes());
        bytes.extend_from_slice(issuer.unwrap_or_default().as_bytes());
        bytes
    }

    /// # Errors
    /// The bytes are not valid output of `to_bytes`.
    pub(crate) fn read(bytes: &'a [u8]) -> FromSqlResult<CertificateDetails<'a>> {
        CertificateDetails::parse(bytes).ok_or(FromSqlError::InvalidType)
    }

    fn parse(bytes: &'a [u8]) -> Option<CertificateDetails<'a>> {
        let (&head, mut rest) = bytes.split_first()?;
        let sha1 = take(&mut rest, 20)?.try_into().ok()?;
        let device_id = match head & HAS_DEVICE {
            0 => None,
            _ => Some(take(&mut rest, 16)?.try_into().ok()?),
        };
        let serial_number = take_with_length(&mut rest)?;
        let subject = std::str::from_utf8(take_with_length(&mut rest)?).ok()?;
        let issuer = match head & HAS_ISSUER {
            0 if rest.is_empty() => COMMUNICATIONS_SERVER,
            0 => return None,
            _ => std::str::from_utf8(rest).ok()?,
        };
        Some(CertificateDetails {
            certificate_type: type_from_code(head & !(HAS_DEVICE | HAS_ISSUER))?,
            sha1,
            device_id,
            serial_number,
            subject,
            issuer,
        })
    }
}

/// Bytes preceded by their length: seven bits in each byte, the lowest first; all but the last with the highest bit set.
fn push_with_length(bytes: &mut Vec<u8>, part: &[u8]) {
    let mut length = part.len();
    while length > 0x7f {
        bytes.push(length as u8 | 0x80);
        length >>= 7;
    }
    bytes.push(length as u8);
    bytes.extend_from_slice(part);
}

fn take_with_length<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let mut length = 0;
    for shift in (0..usize::BITS).step_by(7) {
        let byte = take(rest, 1)?[0];
        length |= usize::from(byte & 0x7f).checked_shl(shift)?;
        if byte & 0x80 == 0 {
            return take(rest, length);
        }
    }
    None
}

fn take<'a>(rest: &mut &'a [u8], count: usize) -> Option<&'a [u8]> {
    let taken = rest.get(..count)?;
    *rest = &rest[count..];
    Some(taken)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::x509::CertificateType;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn details_are_read_as_they_were_written(
            other in any::<bool>(),
            sha1 in any::<[u8; 20]>(),
            device_id in any::<Option<[u8; 16]>>(),
            serial_number in proptest::collection::vec(any::<u8>(), 0..300),
            subject in ".{0,200}",
            issuer in "|CN=Communications Server|.{0,20}",
        ) {
            let certificate_type = if other { CertificateType::Other } else { CertificateType::OcsSigned };
            let details = CertificateDetails {
                certificate_type, sha1, device_id, serial_number: &serial_number, subject: &subject, issuer: &issuer,
            };
            let bytes = details.to_bytes();
            prop_assert_eq!(CertificateDetails::read(&bytes), Ok(details));
            // No prefix of them is accepted, unless only the issuer is truncated.
            for end in 0..bytes.len() {
                prop_assert_ne!(CertificateDetails::read(&bytes[..end]), Ok(details));
            }
        }

        #[test]
        fn nothing_is_too_strange_to_be_refused(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
            if let Ok(details) = CertificateDetails::read(&bytes) {
                let again = details.to_bytes();
                prop_assert_eq!(CertificateDetails::read(&again), Ok(details));
            }
        }
    }
}
