//! Whole files: openssl's, joined, damaged.

use proptest::prelude::*;

use crate::parse::der_builder::{element, sequence, set, CertificateParts};
use crate::parse::x509::{Certificate, CertificateError};

use super::*;

const DER: &[u8] = include_bytes!("../fixtures/ocs.der");
const WITH_TEXT: &str = include_str!("../fixtures/with-text.pem");
const TRUSTED: &str = include_str!("../fixtures/trusted.pem");
const PKCS7_TEXT: &str = include_str!("../fixtures/pkcs7.pem");
const PKCS7: &[u8] = include_bytes!("../fixtures/pkcs7.der");
const PKCS12: &[u8] = include_bytes!("../fixtures/pkcs12.pfx");
const KEY_TEXT: &str = include_str!("../fixtures/private-key.pem");
const KEY: &[u8] = include_bytes!("../fixtures/private-key.der");

fn pem(label: &str, der: &[u8]) -> String {
    let base64 = base64::encode(der);
    let lines: Vec<&str> =
        base64.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

fn contents(bytes: &[u8]) -> Vec<Result<Vec<u8>, BundleError>> {
    let bundle = read_bundle(bytes);
    for (place, item) in bundle.items.iter().enumerate() {
        assert_eq!(item.index, place + 1);
    }
    bundle.items.into_iter().map(|item| item.content).collect()
}

fn good() -> Result<Vec<u8>, BundleError> {
    Ok(DER.to_vec())
}

#[test]
fn a_certificate_is_read_from_every_kind_of_file() {
    let block = pem("CERTIFICATE", DER);
    let utf16 =
        |text: &str, unit: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(unit).collect() };
    for bytes in [
        DER.to_vec(),
        WITH_TEXT.as_bytes().to_vec(),
        block.clone().into_bytes(),
        block.trim_end().as_bytes().to_vec(),
        block.replace('\n', "\r\n").into_bytes(),
        block.replace('\n', "\r").into_bytes(),
        block.replace('\n', "").into_bytes(),
        block.replace('\n', "\n  ").into_bytes(),
        format!("\u{feff}{block}").into_bytes(),
        [&b"J\xfcrgen's certificate\n"[..], block.as_bytes()].concat(),
        utf16(&format!("\u{feff}M\u{fc}ller\r\n{block}"), u16::to_le_bytes),
        utf16(&format!("\u{feff}{block}"), u16::to_be_bytes),
        utf16(&block, u16::to_le_bytes),
        pem("X509 CERTIFICATE", DER).into_bytes(),
    ] {
        assert_eq!(contents(&bytes), [good()]);
    }
    let item = &read_bundle(WITH_TEXT.as_bytes()).items[0];
    let before = WITH_TEXT.lines().take_while(|line| !line.starts_with("-----BEGIN")).count() as u64;
    assert_eq!(item.line, Some(before + 1));
}

#[test]
fn many_certificates_are_read_in_their_order() {
    let other = CertificateParts::default().der();
    assert_eq!(contents(&[DER, &other, DER].concat()), [good(), Ok(other.clone()), good()]);
    let text = pem("CERTIFICATE", DER) + "comment\n" + &pem("CERTIFICATE", &other);
    let lines: Vec<_> = read_bundle(text.as_bytes()).items.iter().map(|item| item.line).collect();
    let second = pem("CERTIFICATE", DER).lines().count() as u64 + 2;
    assert_eq!(lines, [Some(1), Some(second)]);
    assert_eq!(contents(text.as_bytes()), [good(), Ok(other)]);
}

#[test]
fn private_keys_are_counted_and_never_kept() {
    let certificate = pem("CERTIFICATE", DER);
    for (label, legacy) in [
        ("PRIVATE KEY", ""),
        ("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"),
        ("EC PRIVATE KEY", ""),
        ("ENCRYPTED PRIVATE KEY", ""),
        ("OPENSSH PRIVATE KEY", ""),
    ] {
        let key = format!("-----BEGIN {label}-----\n{legacy}MA==\n-----END {label}-----\n");
        for text in [key.clone() + &certificate, certificate.clone() + &key] {
            let bundle = read_bundle(text.as_bytes());
            assert_eq!((bundle.items.len(), bundle.private_keys), (1, 1), "{label}");
            assert_eq!(bundle.items[0].content, good());
        }
        assert_eq!(contents(key.as_bytes()), [Err(BundleError::PrivateKeyOnly)]);
    }
    // A key whose END is missing, a key under a false label, and keys in DER.
    let unterminated = KEY_TEXT.replace("-----END PRIVATE KEY-----", "") + &certificate;
    let bundle = read_bundle(unterminated.as_bytes());
    assert_eq!((contents(unterminated.as_bytes()), bundle.private_keys), (vec![good()], 1));
    let mislabelled = read_bundle(pem("CERTIFICATE", KEY).as_bytes());
    assert_eq!(mislabelled.private_keys, 1);
    assert_eq!(mislabelled.items[0].content, Err(BundleError::PrivateKeyOnly));
    // Ed25519 in DER is so short that its length is of the short form.
    for bytes in [[KEY, DER].concat(), [DER, KEY].concat()] {
        let bundle = read_bundle(&bytes);
        assert_eq!((contents(&bytes), bundle.private_keys), (vec![good()], 1));
    }
    assert_eq!(contents(KEY), [Err(BundleError::PrivateKeyOnly)]);
}

#[test]
fn other_formats_are_named() {
    assert_eq!(contents(PKCS12), [Err(BundleError::Pkcs12)]);
    assert_eq!(contents(pem("CERTIFICATE", PKCS12).as_bytes()), [Err(BundleError::Pkcs12)]);
    assert_eq!(contents(TRUSTED.as_bytes()), [Err(BundleError::TrustedCertificate)]);
    assert_eq!(contents(b"\x30\x80\x02\x01\x03\x30\x80"), [Err(BundleError::Pkcs12)]);
    for (error, words) in [
        (BundleError::Pkcs7, "openssl pkcs7 -print_certs"),
        (BundleError::Pkcs12, "openssl pkcs12 -in FILE -nokeys"),
        (BundleError::TrustedCertificate, "openssl x509 -in FILE"),
    ] {
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn a_file_without_certificates_says_what_it_holds() {
    assert_eq!(contents(b""), [Err(BundleError::Empty)]);
    for bytes in [&b"\n"[..], b"hello", b"0", b"0 s:CN=x", b"\xff\xfe", b"\x30\x03\x02\x01\x05", b"MIIBCg=="]
    {
        assert_eq!(contents(bytes), [Err(BundleError::NoCertificate)], "{bytes:?}");
    }
    let label = "CERTIFICATE REQUEST".to_owned();
    assert_eq!(contents(pem(&label, DER).as_bytes()), [Err(BundleError::OtherBlock { label })]);
    let beside = pem("EC PARAMETERS", b"x") + &pem("CERTIFICATE", DER) + &pem("X509 CRL", b"x");
    assert_eq!(contents(beside.as_bytes()), [good()]);
}

#[test]
fn a_bad_block_does_not_stop_the_others() {
    let block = pem("CERTIFICATE", DER);
    let not_base64 = block.replacen("MII", "M*I", 1);
    let unterminated = block.replace("-----END CERTIFICATE-----", "");
    let label = "CERTIFICATE".to_owned();
    let headers = block.replacen('\n', "\nComment: x\n\n", 1);
    let empty = "-----BEGIN CERTIFICATE-----\n\n-----END CERTIFICATE-----\n";
    for (bad, error) in [
        (not_base64.as_str(), BundleError::NotBase64),
        (&unterminated, BundleError::Unterminated { label }),
        (&headers, BundleError::NotBase64),
        (empty, BundleError::EmptyBlock),
        (TRUSTED, BundleError::TrustedCertificate),
    ] {
        let text = [&block, bad, &block].concat();
        assert_eq!(contents(text.as_bytes()), [good(), Err(error), good()]);
    }
}

#[test]
fn a_cut_off_file_gives_its_whole_certificates() {
    for end in 2..DER.len() {
        let joined = contents(&[DER, &DER[..end]].concat());
        assert_eq!(joined, [good(), Ok(DER[..end].to_vec())]);
        assert!(Certificate::read(&DER[..end]).is_err());
    }
    assert_eq!(
        contents(&[DER, b"\r\n"].concat()),
        [good(), Err(BundleError::StrayBytes { offset: DER.len(), count: 2 })]
    );
    let cut = contents(&DER[..412.min(DER.len() - 1)]);
    let error = Certificate::read(cut[0].as_ref().unwrap()).unwrap_err();
    assert_eq!(error, CertificateError::CutOff { present: 412, expected: DER.len() as u64 });
}

#[test]
fn a_cut_off_pem_file_never_gives_another_certificate() {
    let block = pem("CERTIFICATE", DER);
    for end in 0..block.trim_end().len() {
        for content in contents(&block.as_bytes()[..end]) {
            assert!(content.is_err(), "{end}");
        }
    }
}

#[test]
fn files_and_items_are_bounded() {
    let bytes = MAX_FILE_BYTES + 1;
    assert_eq!(contents(&vec![0x30; bytes]), [Err(BundleError::FileTooLarge { bytes })]);
    let block = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
    assert_eq!(contents(block.repeat(MAX_ITEMS).as_bytes()).len(), MAX_ITEMS);
    let over = read_bundle(block.repeat(MAX_ITEMS + 5).as_bytes());
    assert_eq!(over.items.len(), MAX_ITEMS + 1);
    let last = &over.items[MAX_ITEMS];
    assert_eq!((&last.content, last.line), (&Err(BundleError::TooManyItems), Some(MAX_ITEMS as u64 * 3 + 1)));
    let elements = b"\x30\x81\x00".repeat(MAX_ITEMS + 5);
    assert_eq!(contents(&elements).last(), Some(&Err(BundleError::TooManyItems)));
}

/// A collection as Windows exports it: the type of its content, and the certificates.
fn pkcs7(content_type: u8, certificates: &[&[u8]]) -> Vec<u8> {
    let oid = |last: u8| element(0x06, &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x07, last]);
    let signed = sequence(&[
        element(0x02, &[1]),
        set(&[]),
        sequence(&[oid(1)]),
        element(0xa0, &certificates.concat()),
        element(0xa1, &[]),
        set(&[]),
    ]);
    sequence(&[oid(content_type), element(0xa0, &signed)])
}

#[test]
fn collections_of_pkcs7_are_read() {
    for bytes in [PKCS7, PKCS7_TEXT.as_bytes(), pem("CERTIFICATE", PKCS7).as_bytes()] {
        assert_eq!(contents(bytes), [good()]);
    }
    let other = CertificateParts::default().der();
    let several = pkcs7(2, &[&other, &element(0xa1, &[]), DER]);
    assert_eq!(contents(&several), [Ok(other.clone()), good()]);
    let beside = pem("CERTIFICATE", DER) + &pem("PKCS #7 SIGNED DATA", &several) + &pem("CERTIFICATE", DER);
    assert_eq!(contents(beside.as_bytes()), [good(), Ok(other), good(), good()]);
    assert_eq!(contents(&pkcs7(2, &[])), [Err(BundleError::EmptyPkcs7)]);
    assert_eq!(contents(&pkcs7(3, &[DER])), [Err(BundleError::Pkcs7)]);
    assert_eq!(
        contents(b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80"),
        [Err(BundleError::Pkcs7)]
    );
    for end in 20..PKCS7.len() {
        assert_eq!(contents(&PKCS7[..end]), [Err(BundleError::Pkcs7)], "{end}");
    }
    let many = pkcs7(2, &vec![&b"\x30\x00"[..]; 2 * MAX_ITEMS]);
    let items = contents(&many);
    assert_eq!((items.len(), items.last()), (MAX_ITEMS + 1, Some(&Err(BundleError::TooManyItems))));
}

/// The same in BER's indefinite form, except the certificates and other elements at that depth.
fn without_lengths(der: &[u8], levels: usize) -> Vec<u8> {
    let mut ber = Vec::new();
    let mut rest = der;
    while !rest.is_empty() {
        let (header, total) = match element_length(rest) {
            ElementLength::Bytes { header, total } => (header, total as usize),
            other => panic!("{other:?}"),
        };
        if rest[0] & 0x20 == 0 || levels == 0 {
            ber.extend_from_slice(&rest[..total]);
        } else {
            ber.extend([rest[0], 0x80]);
            ber.extend(without_lengths(&rest[header..total], levels - 1));
            ber.extend([0, 0]);
        }
        rest = &rest[total..];
    }
    ber
}

#[test]
fn collections_without_lengths_are_read() {
    let other = CertificateParts::default().der();
    let several = pkcs7(2, &[&other, DER]);
    for levels in 1..=4 {
        let ber = without_lengths(&several, levels);
        let wanted = [Ok(other.clone()), good()];
        assert_eq!(contents(&ber), wanted);
        assert_eq!(contents(pem("PKCS7", &ber).as_bytes()), wanted);
        assert_eq!(contents(&[&ber, DER].concat()), [Ok(other.clone()), good(), good()]);
        for end in 20..ber.len() {
            assert_eq!(contents(&ber[..end]), [Err(BundleError::Pkcs7)], "{end}");
        }
    }
    assert_eq!(contents(&without_lengths(PKCS7, 4)), [good()]);
    assert_eq!(contents(&without_lengths(&pkcs7(2, &[]), 4)), [Err(BundleError::EmptyPkcs7)]);
}

/// With any text before, between and after: each certificate is read, or an error has its line.
#[test]
fn nothing_is_lost_in_silence() {
    let block = pem("CERTIFICATE", DER);
    let lines = block.lines().count() as u64;
    let wide = |text: &str, unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
    let second_taken: [Vec<u8>; 8] = [
        format!("\u{feff}{block}").into_bytes(),
        wide(&block, u16::to_le_bytes),
        wide(&format!("\u{feff}{block}"), u16::to_le_bytes),
        wide(&block, u16::to_be_bytes),
        format!("   {block}").into_bytes(),
        format!("\"{}\"\n", block.trim_end()).into_bytes(),
        format!("Ken: {block}").into_bytes(),
        pem("PKCS7", PKCS7).into_bytes(),
    ];
    for second in &second_taken {
        for first in [block.clone().into_bytes(), wide(&format!("\u{feff}{block}"), u16::to_le_bytes)] {
            assert_eq!(contents(&[first.as_slice(), second].concat()), [good(), good()], "{second:?}");
        }
    }
    let base64: String = block.lines().filter(|line| !line.starts_with('-')).collect::<Vec<_>>().join("\n");
    let unread: [Vec<u8>; 11] = [
        block.replace("-----", "\u{2013}\u{2013}\u{2013}").into_bytes(),
        block.replace("-----", "\u{2014}").into_bytes(),
        block.replace("-----", "----").into_bytes(),
        block.to_lowercase().into_bytes(),
        block.replace("BEGIN CERTIFICATE", "Begin Certificate").into_bytes(),
        block.replace("CERTIFICATE", " CERTIFICATE").into_bytes(),
        wide(&block.to_lowercase(), u16::to_be_bytes),
        base64.clone().into_bytes(),
        format!("\"{}\",\n", base64.replace('\n', "")).into_bytes(),
        [b"\n", DER].concat(),
        DER.to_vec(),
    ];
    for second in &unread {
        let bytes = [block.as_bytes(), second].concat();
        let items = read_bundle(&bytes).items;
        assert_eq!(items[0].content, good());
        assert!(items.len() == 2, "{items:?}");
        assert!(matches!(items[1].content, Err(BundleError::Unread { .. })), "{items:?}");
        assert!((lines + 1..=lines + 2).contains(&items[1].line.unwrap()), "{items:?}");
        // And before the others.
        if !second.starts_with(DER) {
            let items = contents(&[second.as_slice(), b"\n", block.as_bytes()].concat());
            assert_eq!((items.len(), items.last()), (2, Some(&good())), "{items:?}");
        }
    }
    // Text is text.
    let text = format!("Let us begin. Certificates are below\n-----BEGIN CERTIFICATE REQUEST-----\nMA==\n-----END CERTIFICATE REQUEST-----\n{block}MII\n");
    assert_eq!(contents(text.as_bytes()), [good()]);
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        prop_assert!(!read_bundle(&bytes).items.is_empty());
    }

    #[test]
    fn mutated_files_are_read_or_refused(
        which in 0usize..5,
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let joined = [WITH_TEXT, TRUSTED, KEY_TEXT, PKCS7_TEXT].concat();
        let files: [&[u8]; 5] = [DER, PKCS7, PKCS12, KEY, joined.as_bytes()];
        let mut bytes = files[which].to_vec();
        for (place, byte) in changes {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        for item in read_bundle(&bytes).items {
            let _ = item.content.map(|der| Certificate::read(&der));
        }
    }
}
