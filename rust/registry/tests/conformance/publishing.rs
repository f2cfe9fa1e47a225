//! Whose a certificate is, and whether it may be published.

use crate::support::made::{certificate, entry, entry_with, numbered_entry, twin};
use crate::support::{data, texts, TestRegistry};
use cscert_registry::error::{Error, Result};
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::keys::UserKey;
use cscert_registry::operations::publish::Published;
use cscert_registry::parse::bundle::read_bundle;
use cscert_registry::parse::x509::CertificateType;

/// Publishes every item of a refused file, as the console does; what its README expects.
fn publish(test: &TestRegistry, file: &str, identity: Option<&str>) -> Vec<Result<Published>> {
    let bytes = std::fs::read(data("certificates-refused").join(file)).unwrap();
    let items = read_bundle(&bytes).items;
    assert!(!items.is_empty(), "{}", file);
    items
        .into_iter()
        .map(|item| match item.content {
            Ok(der) => test.publish_for(&der, identity),
            Err(error) => Err(Error::InvalidCertificate { reason: error.to_string() }),
        })
        .collect()
}

fn publish_one(test: &TestRegistry, name: &str, identity: Option<&str>) -> Result<Published> {
    let mut results = publish(test, &format!("{}.cer", name), identity);
    assert_eq!(results.len(), 1, "{}", name);
    results.remove(0)
}

#[test]
fn who_is_named_by_nothing_a_stranger_may_choose() {
    let test = TestRegistry::demo();
    let before = test.everything();
    for name in [
        "nobody",
        "display-name",
        "account-name",
        "mailbox",
        "accent",
        "host-names",
        "names-contact",
        "email-in-subject",
    ] {
        let result = publish_one(&test, name, None);
        let nobody = |error: &Error| match name {
            "email-in-subject" => matches!(error, Error::CertificateNamesNobody { .. }),
            _ => matches!(error, Error::ManagementObjectNotFound { .. }),
        };
        assert!(result.as_ref().err().map_or(false, nobody), "{}: {:?}", name, result);
    }
    for name in ["truncated", "garbage", "empty"] {
        let result = publish_one(&test, name, None);
        assert!(matches!(result, Err(Error::InvalidCertificate { .. })), "{}: {:?}", name, result);
    }
    for file in ["text.pem", "no-end-line.pem"] {
        assert!(
            matches!(publish(&test, file, None)[..], [Err(Error::InvalidCertificate { .. })]),
            "{}",
            file
        );
    }
    assert_eq!(test.everything(), before);
}

#[test]
fn odd_certificates_of_ken_are_kens() {
    let test = TestRegistry::demo();
    let ken = test.key("Ken Myer");
    for name in [
        "dns-name-with-at",
        "empty-subject",
        "bmp-string",
        "t61-string",
        "two-common-names",
        "multi-valued",
        "sip-parameters",
        "not-yet-valid",
        "long-expired",
        "no-end",
        "end-before-start",
        "version1",
        "huge-serial",
        "other-issuer",
    ] {
        let published = publish_one(&test, name, None).unwrap_or_else(|error| panic!("{}: {}", name, error));
        assert_eq!((published.user_key, published.already), (ken, false), "{}", name);
        test.registry
            .certificate(ken, published.certificate_key, &mut |row| {
                assert_eq!(
                    row.details.certificate_type == CertificateType::Other,
                    name == "other-issuer",
                    "{}",
                    name
                );
            })
            .unwrap();
    }
    assert!(test.findings().is_empty());
}

#[test]
fn several_items_succeed_or_fail_alone() {
    let test = TestRegistry::demo();
    let (terri, toni) = (test.key("Terri Chudzik"), test.key("Toni Poe"));
    match publish(&test, "bad-block.pem", None).as_slice() {
        [Ok(first), Err(Error::InvalidCertificate { .. }), Ok(last)] => {
            assert_eq!((first.user_key, last.user_key), (terri, toni))
        }
        other => panic!("{:?}", other),
    }
    // DER files too may hold several: the bytes behind a whole certificate are an item of their own, and a bad one.
    let trailing = publish(&test, "trailing-bytes.cer", None);
    assert!(matches!(trailing[..], [Ok(_), Err(Error::InvalidCertificate { .. })]), "{:?}", trailing);

    let test = TestRegistry::demo();
    assert!(matches!(publish(&test, "with-private-key.pem", None)[..], [Ok(_)]));
    assert!(!test.everything().iter().any(|row| row.contains("PRIVATE KEY")));
    assert!(
        matches!(publish(&test, "remarks-crlf.pem", None)[..], [Ok(Published { user_key, .. })] if user_key == toni)
    );
}

#[test]
fn an_identity_chooses_among_those_who_are_named_and_nobody_else() {
    let test = TestRegistry::demo();
    match publish_one(&test, "two-users", None) {
        Err(Error::AmbiguousIdentity { candidates, .. }) => assert_eq!(candidates.len(), 2),
        other => panic!("{:?}", other),
    }
    let mismatch = publish_one(&test, "two-users", Some("Chris Gray"));
    assert!(matches!(mismatch, Err(Error::AmbiguousIdentity { .. })), "{:?}", mismatch);
    let mismatch = publish_one(&test, "two-users", Some("Terri Chudzik"));
    assert!(matches!(mismatch, Err(Error::CertificateUserMismatch { .. })), "{:?}", mismatch);
    let pilar = test.key("Pilar Ackerman");
    let chosen = publish_one(&test, "two-users", Some("Pilar Ackerman")).unwrap();
    assert_eq!(chosen.user_key, pilar);
    // The same certificate for the other one of the two.
    let other = publish_one(&test, "two-users", Some("Ken Myer"));
    assert!(matches!(other, Err(Error::CertificateUserMismatch { .. })), "{:?}", other);

    assert!(matches!(publish_one(&test, "sip-and-upn-of-two", None), Err(Error::AmbiguousIdentity { .. })));
    let refused = publish_one(&test, "names-pilar", Some("Ken Myer"));
    assert!(matches!(refused, Err(Error::CertificateUserMismatch { .. })), "{:?}", refused);
    assert_eq!(publish_one(&test, "names-pilar", None).unwrap().user_key, pilar);

    // The refusals stand in the audit, under whom they were asked for.
    let ken = AuditSelection { user_key: Some(test.key("Ken Myer")), ..AuditSelection::default() };
    let refusals: Vec<_> = test.audit(&ken).into_iter().filter(|entry| entry.outcome == "Refused").collect();
    assert_eq!(refusals.len(), 2);
    assert!(refusals
        .iter()
        .all(|entry| entry.action == "Publish" && entry.user_name.as_deref() == Some("Ken Myer")));
    assert!(test.findings().is_empty());
}

#[test]
fn the_same_certificate_again_changes_nothing() {
    let test = TestRegistry::demo();
    let before = test.everything();
    for (file, der) in crate::support::certificates("certificates") {
        assert!(test.publish(&der).unwrap().already, "{}", file);
    }
    assert_eq!(test.everything(), before);
}

#[test]
fn revoked_stays_revoked_whoever_has_the_name_by_now() {
    let test = TestRegistry::demo();
    let der = std::fs::read(data("certificates/kenmyer-phone.pem")).unwrap();
    let der = read_bundle(&der).items.remove(0).content.unwrap();
    let ken = test.key("Ken Myer");
    assert_eq!(test.revoke("Ken Myer"), 4);
    for identity in [None, Some("Ken Myer"), Some("Pilar Ackerman")] {
        match test.publish_for(&der, identity) {
            Err(Error::CertificateRevoked { identity, .. }) => {
                assert_eq!(identity, "sip:ken.myer@litwareinc.com")
            }
            other => panic!("{:?}", other),
        }
    }
    // Nobody has the names any more.
    let ldif = std::fs::read_to_string(data("directory.ldif")).unwrap();
    test.import(&ldif.replace("ken.myer@litwareinc.com", "ken@litwareinc.com"));
    assert!(matches!(test.publish(&der), Err(Error::CertificateRevoked { .. })));
    let selection = AuditSelection { user_key: Some(ken), ..AuditSelection::default() };
    assert_eq!(test.audit(&selection).iter().filter(|entry| entry.outcome == "Refused").count(), 3);
    assert_eq!(test.certificate_count("Ken Myer"), Ok(0));
}

#[test]
fn gone_users_are_no_target_and_pools_are_not_asked_for() {
    let test = TestRegistry::empty();
    let ldif = std::fs::read_to_string(data("directory.ldif")).unwrap();
    test.import(&ldif);
    let without: Vec<&str> =
        ldif.split("\n\n").filter(|entry| !entry.contains("sAMAccountName: packerman\n")).collect();
    assert_eq!(test.prune(&(without.join("\n\n") + "\n")).unwrap().removed, 1);
    let result = publish_one(&test, "names-pilar", None);
    assert!(matches!(result, Err(Error::ManagementObjectNotFound { .. })), "{:?}", result);
    // Ben Smith has no pool, David Campbell is not enabled, Wendy Kahn has a user principal name only.
    for name in ["bsmith", "dcampbell", "wkahn"] {
        let der = std::fs::read(data("certificates").join(name.to_owned() + "-desktop.cer")).unwrap();
        assert!(test.publish(&der).is_ok(), "{}", name);
    }
}

#[test]
fn a_dry_run_lends_what_would_be_and_writes_nothing() {
    let test = TestRegistry::demo();
    let before = test.everything();
    let der = std::fs::read(data("certificates-refused/names-pilar.cer")).unwrap();
    let publication = cscert_registry::operations::publish::Publication {
        der: &der,
        identity: None,
        device_id: Some([7; 16]),
        publication_time: 1,
    };
    let mut seen = None;
    let results = test.registry.publish(&[publication], true, &mut |registry, _, published| {
        registry.certificate(published.user_key, published.certificate_key, &mut |row| {
            seen = row.details.device_id
        })
    });
    assert!(results.unwrap().remove(0).is_ok());
    assert_eq!(seen, Some([7; 16]));
    assert_eq!(test.everything(), before);
    assert!(test.findings().is_empty());
}

/// Users 1 and 2, of whom the second calls itself by the first one's SIP address; certificate 1 names both.
fn two_of_a_name() -> (String, String, Vec<u8>) {
    let first = numbered_entry(1);
    let second = entry(
        9,
        "CN=Mallory,OU=People,DC=litwareinc,DC=com",
        &[
            ("msRTCSIP-PrimaryUserAddress", "sip:mallory@litwareinc.com"),
            ("userPrincipalName", "u0000001@litwareinc.com"),
        ],
    );
    (first, second, certificate(1, 1, "180211144400Z", "491231235959Z"))
}

#[test]
fn an_import_gives_nobody_what_publish_refuses_to_give() {
    let (first, second, der) = two_of_a_name();
    let with = entry_with(&second, &[&der, &certificate(7, 7, "180211144400Z", "491231235959Z")]);
    // Whichever comes first, and whether they come together or one after the other.
    let inputs = [
        vec![first.clone() + &with],
        vec![with.clone() + &first],
        vec![first.clone(), with.clone()],
        vec![first.clone() + &second, entry_with(&first, &[&der])],
        vec![first.clone() + &entry_with(&second, &[&der, &twin(&der)]) + &numbered_entry(3)],
    ];
    for input in inputs {
        let test = TestRegistry::empty();
        let mut last = None;
        for ldif in &input {
            last = Some(test.import(ldif));
        }
        let (summary, notices) = last.unwrap();
        assert_eq!((summary.certificates_published, summary.rejected), (0, 0), "{:?}", input);
        let texts = texts(&notices);
        let warning = texts.iter().find(|text| text.contains("identifies several users"));
        let warning = warning.unwrap_or_else(|| panic!("{:?}", texts));
        assert!(warning.contains("CN=Mallory,") && warning.contains("CN=User 0001,"), "{}", warning);
        assert!(matches!(test.publish(&der), Err(Error::AmbiguousIdentity { .. })));
        assert_eq!(test.findings(), Vec::<String>::new());
        assert_eq!(test.registry.describe(false).unwrap().counts.certificates, 0);
    }
}

#[test]
fn a_skipped_certificate_hinders_nothing_else() {
    let (first, second, der) = two_of_a_name();
    let own = certificate(3, 3, "180211144400Z", "491231235959Z");
    let test = TestRegistry::empty();
    test.import(&numbered_entry(5));
    let ldif = first + &entry_with(&second, &[&der]) + &entry_with(&numbered_entry(3), &[&own]);
    let summary = test.prune(&ldif).unwrap();
    assert_eq!((summary.certificates_published, summary.certificates_skipped), (1, 1));
    assert_eq!((summary.added, summary.removed, summary.rejected), (3, 1, 0));
    assert_eq!(test.certificate_count("User 0003"), Ok(1));
    assert_eq!(test.findings(), Vec::<String>::new());
}

#[test]
fn who_is_about_to_be_gone_has_no_name_any_more() {
    let (first, second, der) = two_of_a_name();
    let test = TestRegistry::empty();
    test.import(&(first + &second));
    let summary = test.prune(&entry_with(&second, &[&der])).unwrap();
    assert_eq!((summary.certificates_published, summary.removed), (1, 1));
    assert!(test.findings().is_empty());
}

#[test]
fn a_certificate_is_there_whatever_its_holder_is_called_by_now() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    let der = certificate(1, 1, "180211144400Z", "491231235959Z");
    let first = test.publish(&der).unwrap();
    test.import(&numbered_entry(1).replace(
        &base64::encode("sip:u0000001@litwareinc.com"),
        &base64::encode("sip:renamed@litwareinc.com"),
    ));
    for identity in [None, Some("sip:renamed@litwareinc.com")] {
        let again = test.publish_for(&der, identity).unwrap();
        assert_eq!(
            (again.certificate_key, again.user_key, again.already),
            (first.certificate_key, UserKey(1), true)
        );
    }
    // Somebody else has the name by now, or is asked for.
    test.import(&numbered_entry(2).replace(
        &base64::encode("sip:u0000002@litwareinc.com"),
        &base64::encode("sip:u0000001@litwareinc.com"),
    ));
    for identity in [None, Some("User 0002")] {
        let refused = test.publish_for(&der, identity);
        assert!(matches!(refused, Err(Error::CertificateUserMismatch { .. })), "{:?}", refused);
    }
}

#[test]
fn a_refusal_stands_in_the_audit_once_a_day_and_account() {
    let test = TestRegistry::empty();
    test.import(&(numbered_entry(1) + &numbered_entry(2)));
    let ders = [1, 2].map(|serial| certificate(1, serial, "180211144400Z", "491231235959Z"));
    ders.iter().for_each(|der| assert!(!test.publish(der).unwrap().already));
    test.revoke("User 0001");
    let refusals =
        || test.audit(&AuditSelection::default()).iter().filter(|e| e.outcome == "Refused").count();
    let ask = |registry: &cscert_registry::registry::Registry, der: &[u8], identity: Option<&str>| {
        let publication = cscert_registry::operations::publish::Publication {
            der,
            identity: identity.map(cscert_registry::query::identity::Identity::text),
            device_id: None,
            publication_time: 1,
        };
        assert!(registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap()[0].is_err());
    };
    // Midnight may come in between, once.
    let day =
        || std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs() / 86_400;
    let today = day();
    for _ in 0..3 {
        ask(&test.registry, &ders[0], None);
    }
    let other = cscert_registry::platform::caller::Caller {
        operating_system_user: "LITWAREINC\\somebody".to_owned(),
        ..cscert_registry::platform::caller::Caller::current("Test")
    };
    let others = match test.another_of(other) {
        Some(others) => others,
        None => return crate::support::skip("this engine has one connection, and with it one caller"),
    };
    if day() == today {
        assert_eq!(refusals(), 1);
    }
    // Another account, another certificate, and another user are something else.
    for count in 2..=4 {
        let before = refusals();
        match count {
            2 => ask(&others, &ders[0], None),
            3 => ask(&test.registry, &ders[1], None),
            _ => ask(&test.registry, &ders[0], Some("User 0002")),
        }
        assert_eq!(refusals(), before + 1);
    }
}

#[test]
fn who_publishes_stands_in_the_audit_with_the_user() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    test.publish(&certificate(1, 1, "180211144400Z", "491231235959Z")).unwrap();
    let of_user = AuditSelection { user_key: Some(UserKey(1)), ..AuditSelection::default() };
    let entries = test.audit(&of_user);
    assert_eq!(entries.len(), 1);
    assert_eq!((entries[0].action.as_str(), entries[0].certificates), ("Publish", 1));
}

#[test]
fn a_refusal_says_whom_the_certificate_names() {
    let test = TestRegistry::demo();
    let reason = |name: &str| match publish_one(&test, name, Some("Ken Myer")) {
        Err(error @ Error::CertificateUserMismatch { .. }) => error.to_string(),
        other => panic!("{}: {:?}", name, other),
    };
    assert!(
        reason("names-pilar").contains("it names pilar.ackerman@litwareinc.com"),
        "{}",
        reason("names-pilar")
    );
    let nobody = std::fs::read(data("certificates-refused/no-name.cer")).unwrap();
    match test.publish(&nobody) {
        Err(error @ Error::CertificateNamesNobody { .. }) => {
            assert!(error.to_string().contains("identifies no user"), "{}", error)
        }
        other => panic!("{:?}", other),
    }
    assert!(reason("no-name").contains("it identifies no user"), "{}", reason("no-name"));
}
