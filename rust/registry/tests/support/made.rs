//! Made-up users and certificates, where the demo's do not do.

/// An LDIF entry of a user. The GUID is sixteen times the same byte; 0 means none.
pub fn entry(guid: u8, distinguished_name: &str, attributes: &[(&str, &str)]) -> String {
    let mut text = format!("dn:: {}\nobjectClass: user\n", base64::encode(distinguished_name));
    if guid != 0 {
        text += &format!("objectGUID:: {}\n", base64::encode([guid; 16]));
    }
    for (name, value) in attributes {
        text += &format!("{}:: {}\n", name, base64::encode(value));
    }
    text + "\n"
}

/// A user with a pool whose certificates `certificate` makes for the same number.
pub fn numbered_entry(number: u32) -> String {
    let name = format!("User {:04}", number);
    let mut guid = [7; 16];
    guid[..4].copy_from_slice(&number.to_be_bytes());
    let sip = format!("sip:u{:07}@litwareinc.com", number);
    let mut text = entry(
        0,
        &format!("CN={},OU=People,DC=litwareinc,DC=com", name),
        &[
            ("displayName", &name),
            ("msRTCSIP-PrimaryUserAddress", &sip),
            (
                "msRTCSIP-PrimaryHomeServer",
                "CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,CN=Pools,CN=RTC Service,CN=Services",
            ),
        ],
    );
    text.truncate(text.len() - 1);
    text + &format!("objectGUID:: {}\n\n", base64::encode(guid))
}

/// A certificate of Communications Server for `u0000042@litwareinc.com`: one of the demo's with other bytes in the places
/// of serial number, times and subject. Nobody verifies its signature. Times are UTCTimes, `180211144400Z`.
pub fn certificate(number: u32, serial: u64, not_before: &str, not_after: &str) -> Vec<u8> {
    let mut der = std::fs::read(super::data("certificates/kenmyer-mobile.cer")).unwrap();
    let mut put = |old: &[u8], new: &[u8]| {
        assert_eq!(old.len(), new.len());
        let place = der.windows(old.len()).position(|window| window == old).unwrap();
        der[place..place + new.len()].copy_from_slice(new);
    };
    let old_serial = [0x4C, 0x4D, 0xB0, 0x15, 0x35, 0xDF, 0x21, 0x05, 0x19, 0x00];
    let mut new_serial = old_serial;
    new_serial[2..].copy_from_slice(&serial.to_be_bytes());
    put(b"KEN.MYER@LITWAREINC.COM", format!("u{:07}@litwareinc.com", number).as_bytes());
    put(b"180430160541Z", not_before.as_bytes());
    put(b"181027160541Z", not_after.as_bytes());
    put(&old_serial, &new_serial);
    der
}

/// A certificate that is in force until 2049.
pub fn lasting_certificate(number: u32, serial: u64) -> Vec<u8> {
    certificate(number, serial, "180211144400Z", "491231235959Z")
}

/// The same certificate with another signature, which is as good as the first to everybody who verifies none.
pub fn twin(der: &[u8]) -> Vec<u8> {
    let mut twin = der.to_vec();
    *twin.last_mut().unwrap() ^= 1;
    twin
}

/// An entry that has certificates.
pub fn entry_with(entry: &str, certificates: &[&[u8]]) -> String {
    let values: String = certificates
        .iter()
        .map(|der| format!("userCertificate;binary:: {}\n", base64::encode(der)))
        .collect();
    entry.trim_end().to_owned() + "\n" + &values + "\n"
}

/// `certificate` with a serial number of any length and times of four-digit years, `99991231235959Z`.
pub fn certificate_of(number: u32, serial: &[u8], not_before: &str, not_after: &str) -> Vec<u8> {
    let der = lasting_certificate(number, 1);
    let whole: Vec<&[u8]> = elements(content(&der));
    let mut signed: Vec<Vec<u8>> = elements(content(whole[0])).into_iter().map(<[u8]>::to_vec).collect();
    signed[1] = element(0x02, serial);
    let times = [not_before, not_after].map(|time| element(0x18, time.as_bytes()));
    signed[4] = element(0x30, &times.concat());
    element(0x30, &[&element(0x30, &signed.concat())[..], whole[1], whole[2]].concat())
}

/// The DER of an element.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let zeros = length.iter().take_while(|byte| **byte == 0).count();
    let mut der = vec![tag];
    match content.len() {
        short @ 0..=0x7F => der.push(short as u8),
        _ => {
            der.push(0x80 | (length.len() - zeros) as u8);
            der.extend(&length[zeros..]);
        }
    }
    der.extend(content);
    der
}

/// Where an element's content begins and ends.
fn extent(der: &[u8]) -> (usize, usize) {
    match der[1] {
        short @ 0..=0x7F => (2, 2 + usize::from(short)),
        long => {
            let digits = &der[2..2 + usize::from(long & 0x7F)];
            let length = digits.iter().fold(0, |length, digit| length << 8 | usize::from(*digit));
            (2 + digits.len(), 2 + digits.len() + length)
        }
    }
}

fn content(der: &[u8]) -> &[u8] {
    let (start, end) = extent(der);
    &der[start..end]
}

/// Elements that follow each other.
fn elements(mut der: &[u8]) -> Vec<&[u8]> {
    let mut elements = Vec::new();
    while !der.is_empty() {
        let (element, rest) = der.split_at(extent(der).1);
        elements.push(element);
        der = rest;
    }
    elements
}
