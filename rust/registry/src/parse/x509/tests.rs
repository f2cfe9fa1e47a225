//! Whole certificates: openssl's, hand-made ones, damaged ones.

use proptest::prelude::*;

use crate::parse::der_builder::{
    alternative_names, attribute, common_name, element, extension, sequence, set, CertificateParts,
    COMMON_NAME, UTF8,
};
use crate::parse::identifier::Thumbprint;

use super::CertificateNameKind::{DnsName, Rfc822Name, SipUri, SubjectCommonName, UserPrincipalName};
use super::*;

/// Certificates that openssl made (fixtures/make.sh).
const FIXTURES: [(&str, &[u8]); 6] = [
    ("ocs", include_bytes!("../fixtures/ocs.der")),
    ("rsa-names", include_bytes!("../fixtures/rsa-names.der")),
    ("odd-subject", include_bytes!("../fixtures/odd-subject.der")),
    ("far-future", include_bytes!("../fixtures/far-future.der")),
    ("version-1", include_bytes!("../fixtures/version-1.der")),
    ("negative-serial", include_bytes!("../fixtures/negative-serial.der")),
];

fn fixture(name: &str) -> Certificate {
    let der = FIXTURES.iter().find(|fixture| fixture.0 == name).map(|fixture| fixture.1);
    Certificate::read(der.unwrap()).unwrap()
}

fn names(certificate: &Certificate) -> Vec<(CertificateNameKind, &str)> {
    certificate.names.iter().map(|name| (name.kind, name.text.as_str())).collect()
}

fn read_parts(change: impl FnOnce(&mut CertificateParts)) -> Result<Certificate, CertificateError> {
    let mut parts = CertificateParts::default();
    change(&mut parts);
    Certificate::read(&parts.der())
}

#[test]
fn fields_are_what_openssl_reads() {
    let expected = include_str!("../fixtures/expected.txt");
    assert_eq!(expected.lines().count(), FIXTURES.len());
    for line in expected.lines() {
        let columns: Vec<&str> = line.split('|').collect();
        let certificate = fixture(columns[0]);
        // openssl prints a negative number with a sign: -05 is FB.
        let serial = if columns[1] == "-05" { "FB" } else { columns[1] };
        assert_eq!(certificate.serial_number, SerialNumber::parse(serial).unwrap(), "{line}");
        assert_eq!(certificate.not_before, columns[2].parse::<i64>().unwrap() * 1_000_000, "{line}");
        assert_eq!(certificate.not_after, columns[3].parse::<i64>().unwrap() * 1_000_000, "{line}");
        assert_eq!(Thumbprint::Sha1(certificate.sha1).to_string(), columns[4]);
        assert_eq!(Thumbprint::Sha256(certificate.sha256).to_string(), columns[5]);
    }
}

/// What X509Certificate2 of .NET 10 on Linux printed for the same files (userId apart, which Windows does not know).
#[test]
fn texts_are_what_dot_net_prints() {
    for (name, subject, issuer, serial) in [
        ("ocs", "CN=steve.bush@x500.co.uk", "CN=Communications Server", "00A1B2C3D4E5F60718293A4B5C6D7E8F90"),
        (
            "rsa-names",
            "CN=sip:ken@litwareinc.com, OU=Users, DC=litwareinc, DC=com",
            "CN=Litware CA, DC=litwareinc, DC=com",
            "01",
        ),
        (
            "odd-subject",
            "OID.0.9.2342.19200300.100.1.1=uid1, PostalCode=12345, I=GS, SN=Sur, G=Given, T=Dr, SERIALNUMBER=12345, \
             E=ken@litwareinc.com, OU=with + CN=Zweiter, CN=\"first=eq\", STREET=\"Main <1>\", OU=\"quoted \"\"x\"\"\", \
             OU=\"a+b\", O=\"Acme, Inc.\", L=München, S=\"hash#tag;semi\", C=DE",
            "CN=Communications Server + O=Communications Server",
            "7F",
        ),
        (
            "far-future",
            "CN=ed@litwareinc.com",
            "CN=communications server",
            "00FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
        ),
        ("version-1", "CN=v1@litwareinc.com", "CN=v1@litwareinc.com", "0080"),
        ("negative-serial", "CN=negative@litwareinc.com", "CN=negative@litwareinc.com", "FB"),
    ] {
        let certificate = fixture(name);
        assert_eq!(certificate.subject, subject);
        assert_eq!(certificate.issuer, issuer);
        assert_eq!(certificate.serial_number.to_string(), serial);
    }
}

#[test]
fn identifying_names_and_no_others_are_read() {
    assert_eq!(names(&fixture("ocs")), [(SubjectCommonName, "steve.bush@x500.co.uk")]);
    assert_eq!(
        names(&fixture("rsa-names")),
        [
            (SubjectCommonName, "sip:ken@litwareinc.com"),
            (Rfc822Name, "Ken.Myer@litwareinc.com"),
            (UserPrincipalName, "ken@corp.litwareinc.com"),
            (SipUri, "sip:kenm@litwareinc.com;transport=tls"),
            (DnsName, "ken.dns@litwareinc.com"),
        ]
    );
    // The mail address of the subject is no identifying name.
    assert_eq!(
        names(&fixture("odd-subject")),
        [(SubjectCommonName, "first=eq"), (SubjectCommonName, "Zweiter")]
    );
}

#[test]
fn the_issuer_alone_decides_on_the_type() {
    assert_eq!(fixture("ocs").certificate_type, CertificateType::OcsSigned);
    assert_eq!(fixture("far-future").certificate_type, CertificateType::OcsSigned);
    for name in ["rsa-names", "odd-subject", "version-1"] {
        assert_eq!(fixture(name).certificate_type, CertificateType::Other, "{name}");
    }
}

#[test]
fn a_truncated_certificate_says_so() {
    for (name, der) in FIXTURES {
        for present in 0..der.len() {
            let error = Certificate::read(&der[..present]).unwrap_err();
            match present {
                0 => assert_eq!(error, CertificateError::Empty),
                1..=3 => assert_eq!(error, CertificateError::CutOffAtStart { present }),
                _ => {
                    let expected = der.len() as u64;
                    assert_eq!(error, CertificateError::CutOff { present, expected }, "{name}");
                }
            }
        }
    }
    let message = CertificateError::CutOff { present: 412, expected: 853 }.to_string();
    assert_eq!(message, "the certificate is truncated: it has 412 of 853 bytes");
}

#[test]
fn bytes_around_the_certificate_are_refused() {
    let der = CertificateParts::default().der();
    let with_newline = [&der[..], b"\n"].concat();
    assert_eq!(Certificate::read(&with_newline), Err(CertificateError::TrailingBytes { extra: 1 }));
    assert_eq!(Certificate::read(b"-----BEGIN"), Err(CertificateError::NotDer));
    assert_eq!(Certificate::read(b"\x30\x80\x00\x00"), Err(CertificateError::NotDer));
    assert_eq!(Certificate::read(b"\x30\x85\0\0\0\0\0"), Err(CertificateError::NotDer));
    let trailing_inside = sequence(&[der[4..].to_vec(), element(0x05, b"")]);
    let error = Certificate::read(&trailing_inside).unwrap_err();
    assert!(matches!(error, CertificateError::Damaged { part: "structure", .. }), "{error}");
}

#[test]
fn the_size_limit_is_exact() {
    let of_filler = |filler: usize| {
        read_parts(|parts| parts.extensions = vec![extension(b"\x2a\x03", None, &vec![0; filler])])
    };
    let overhead = {
        let extensions = vec![extension(b"\x2a\x03", None, &vec![0; 60_000])];
        CertificateParts { extensions, ..CertificateParts::default() }.der().len() - 60_000
    };
    assert!(of_filler(MAX_CERTIFICATE_BYTES - overhead).is_ok());
    let error = of_filler(MAX_CERTIFICATE_BYTES - overhead + 1).unwrap_err();
    assert!(matches!(error, CertificateError::TooLarge { .. }), "{error}");
    assert_eq!(
        Certificate::read(b"\x30\x84\xff\xff\xff\xff"),
        Err(CertificateError::TooLarge { bytes: 6 + u64::from(u32::MAX) })
    );
}

#[test]
fn times_follow_rfc_5280() {
    let year = |year: i64| {
        // Days before the year, by the rule of the Gregorian calendar.
        let years = year - 1;
        let days = years * 365 + years / 4 - years / 100 + years / 400;
        (days - 719_162) * 86_400 * 1_000_000
    };
    let start = |identifier, text: &[u8]| {
        read_parts(|parts| parts.not_before = element(identifier, text))
            .map(|certificate| certificate.not_before)
    };
    assert_eq!(start(0x17, b"700101000000Z"), Ok(0));
    assert_eq!(start(0x17, b"500101000000Z"), Ok(year(1950)));
    assert_eq!(start(0x17, b"491231235959Z"), Ok(year(2050) - 1_000_000));
    assert_eq!(start(0x17, b"991231235959Z"), Ok(year(2000) - 1_000_000));
    assert_eq!(start(0x17, b"000101000000Z"), Ok(year(2000)));
    assert_eq!(start(0x18, b"20500101000000Z"), Ok(year(2050)));
    assert_eq!(start(0x18, b"20180101000000Z"), Ok(year(2018)));
    assert_eq!(start(0x18, b"00010101000000Z"), Ok(year(1)));
    assert_eq!(start(0x18, b"99991231235959Z"), Ok(year(10_000) - 1_000_000));
    assert_eq!(start(0x17, b"000229000000Z"), Ok(year(2000) + 59 * 86_400_000_000));
    for (identifier, text) in [
        (0x17, &b"1801010000Z"[..]),
        (0x17, b"180101000000"),
        (0x17, b"180101000000+0100"),
        (0x17, b"180229000000Z"),
        (0x17, b"181301000000Z"),
        (0x17, b"180100000000Z"),
        (0x17, b"180101240000Z"),
        (0x17, b"180101000060Z"),
        (0x17, b""),
        (0x18, b"20180101000000.5Z"),
        (0x18, b"180101000000Z"),
        (0x18, b"20180101000000"),
        (0x16, b"180101000000Z"),
    ] {
        let error = start(identifier, text).unwrap_err();
        assert!(matches!(error, CertificateError::Damaged { part: "period of validity", .. }), "{error}");
    }
}

#[test]
fn serial_numbers_of_every_size_are_read() {
    let serial = |content: &[u8]| {
        read_parts(|parts| parts.serial = element(0x02, content))
            .map(|certificate| certificate.serial_number.to_string())
    };
    assert_eq!(serial(b"\x00").as_deref(), Ok("00"));
    assert_eq!(serial(b"\x80").as_deref(), Ok("80"));
    assert_eq!(serial(&[0x7f; 40]), Ok("7F".repeat(40)));
    for not_minimal in [&b""[..], b"\x00\x01", b"\xff\x80"] {
        let error = serial(not_minimal).unwrap_err();
        assert!(matches!(error, CertificateError::Damaged { part: "serial number", .. }), "{error}");
    }
    let message = serial(b"").unwrap_err().to_string();
    assert_eq!(
        message,
        "the certificate is damaged, or is not a certificate: its serial number cannot be read (invalid value)"
    );
}

#[test]
fn versions_have_the_fields_they_may_have() {
    let key_usage = || extension(b"\x55\x1d\x0f", Some(true), &element(0x03, &[7, 0x80]));
    let version = |number: u8| element(0xa0, &element(0x02, &[number]));
    assert!(read_parts(|parts| parts.version.clear()).is_ok());
    // Version 1 spelt out and `critical` false spelt out: breaches of DER that .NET lets pass.
    assert!(read_parts(|parts| parts.version = version(0)).is_ok());
    assert!(read_parts(|parts| parts.extensions = vec![extension(b"\x55\x1d\x0f", Some(false), b"")]).is_ok());
    assert!(read_parts(|parts| parts.extensions = vec![key_usage()]).is_ok());
    assert_eq!(
        read_parts(|parts| parts.version = version(3)).unwrap_err().to_string(),
        "the certificate has the unknown version 4"
    );
    assert_eq!(
        read_parts(|parts| {
            parts.version = version(1);
            parts.extensions = vec![key_usage()];
        })
        .unwrap_err()
        .to_string(),
        "the certificate has version 2 but also extensions"
    );
    assert_eq!(
        read_parts(|parts| parts.extensions = vec![key_usage(), key_usage()]).unwrap_err().to_string(),
        "the certificate has the extension 2.5.29.15 twice"
    );
}

#[test]
fn a_name_with_a_nul_identifies_nobody() {
    let certificate = read_parts(|parts| {
        parts.subject = common_name("ken@litwareinc.com\0.evil.com");
        parts.extensions = vec![alternative_names(&[element(0x81, b"ken@litwareinc.com\0.evil.com")])];
    })
    .unwrap();
    assert_eq!(certificate.names, []);
    assert_eq!(certificate.subject, "CN=ken@litwareinc.com\u{fffd}.evil.com");
}

#[test]
fn a_bad_alternative_name_is_skipped_and_a_bad_list_is_ignored() {
    let alternative = |value: &[Vec<u8>]| {
        let certificate = read_parts(|parts| parts.extensions = vec![alternative_names(value)]).unwrap();
        certificate.names.into_iter().skip(1).map(|name| name.text).collect::<Vec<_>>()
    };
    let good = element(0x81, b"ken@corp");
    assert_eq!(alternative(&[element(0x81, b"\xff@corp"), good.clone()]), ["ken@corp"]);
    assert_eq!(alternative(&[good, vec![0x81, 0x40]]), [""; 0]);
}

#[test]
fn an_empty_subject_is_read() {
    let certificate = read_parts(|parts| parts.subject = sequence(&[])).unwrap();
    assert_eq!(certificate.subject, "");
    assert_eq!(certificate.names, []);
}

#[test]
fn names_are_counted_and_never_cut() {
    let with_names = |count: usize| {
        read_parts(|parts| {
            let rdns: Vec<_> = (0..count).map(|_| set(&[attribute(COMMON_NAME, UTF8, b"k")])).collect();
            parts.subject = sequence(&rdns);
        })
    };
    assert_eq!(with_names(MAX_NAMES).unwrap().names.len(), MAX_NAMES);
    let names = MAX_NAMES + 1;
    assert_eq!(with_names(names), Err(CertificateError::TooManyNames { names }));
    // Names of machines are not looked up and so not counted.
    let machines = vec![element(0x82, b"pc.litwareinc.com"); 1000];
    assert!(read_parts(|parts| parts.extensions = vec![alternative_names(&machines)]).is_ok());
}

proptest! {
    #[test]
    fn arbitrary_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..2048)) {
        let _ = Certificate::read(&bytes);
    }

    /// With the outermost length put right, so that the bytes get past the first check.
    #[test]
    fn arbitrary_content_is_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..512)) {
        let _ = Certificate::read(&sequence(&[bytes]));
    }

    #[test]
    fn mutated_certificates_are_read_or_refused(
        index in 0..FIXTURES.len(),
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut der = FIXTURES[index].1.to_vec();
        for (place, byte) in changes {
            let place = place.index(der.len());
            der[place] = byte;
        }
        if let Ok(certificate) = Certificate::read(&der) {
            for name in &certificate.names {
                prop_assert!(!name.address().is_empty() && !name.text.contains(char::is_control));
            }
            prop_assert!(!certificate.subject.contains(char::is_control));
        }
    }
}
