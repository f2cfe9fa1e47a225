//! One certificate, whatever its signature's bytes; and one issue, all of which is revoked with one of it.

use crate::support::made::{certificate, entry_with, numbered_entry, twin};
use crate::support::{certificates_of, TestRegistry};
use cscert_registry::error::Error;
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::{CertificateSelection, RevocationReason};
use cscert_registry::model::keys::UserKey;
use cscert_registry::operations::check::{CheckResult, Presented};
use cscert_registry::operations::find::Lookup;
use cscert_registry::operations::import::ImportSummary;
use cscert_registry::parse::identifier::SerialNumber;
use cscert_registry::query::identity::Identity;

const NOW: i64 = 1_530_000_000_000_000;

fn check(test: &TestRegistry, der: &[u8]) -> (CheckResult, Option<UserKey>) {
    let mut user = None;
    let result =
        test.registry.check_certificate(Presented::Der(der), NOW, &mut |row| user = Some(row.owner.key));
    (result.unwrap(), user)
}

/// Certificates of one issue: the same serial number, another time, and another user where the number is another.
fn of_issue(user: u32, end: &str) -> Vec<u8> {
    certificate(user, 1, "180211144400Z", end)
}

/// The frame of the certificate with a length that DER would write shorter, as verifiers of BER let it pass.
fn with_long_length(der: &[u8]) -> Vec<u8> {
    assert_eq!(der[..2], [0x30, 0x82]);
    [&[0x30, 0x83, 0][..], &der[2..]].concat()
}

fn with_users(count: u32) -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&(1..=count).map(numbered_entry).collect::<String>());
    test
}

fn import(test: &TestRegistry, user: u32, certificates: &[&[u8]]) -> ImportSummary {
    let summary = test.import(&entry_with(&numbered_entry(user), certificates)).0;
    assert_eq!(summary.rejected, 0);
    summary
}

fn revokes(test: &TestRegistry) -> Vec<(Option<String>, u64, Option<String>)> {
    let selection = AuditSelection { action: Some("Revoke".to_owned()), ..AuditSelection::default() };
    test.audit(&selection)
        .into_iter()
        .map(|entry| (entry.user_name, entry.certificates, entry.detail))
        .collect()
}

#[test]
fn a_twin_is_the_certificate() {
    let test = with_users(1);
    let der = of_issue(1, "491231235959Z");
    let published = test.publish(&der).unwrap();
    for twin in [twin(&der), with_long_length(&der)] {
        assert_eq!(check(&test, &twin), (CheckResult::Valid, Some(UserKey(1))));
    }
    let again = test.publish(&twin(&der)).unwrap();
    assert_eq!((again.certificate_key, again.already), (published.certificate_key, true));
    let summary = import(&test, 1, &[&twin(&der)]);
    assert_eq!((summary.certificates_published, summary.certificates_skipped), (0, 1));
    assert_eq!(test.certificate_count("User 0001"), Ok(1));
    assert!(test.findings().is_empty());
}

#[test]
fn a_twin_of_a_revoked_one_does_not_come_back() {
    let test = with_users(1);
    let der = of_issue(1, "491231235959Z");
    test.publish(&der).unwrap();
    assert_eq!(test.revoke("User 0001"), 1);
    match (test.publish(&der), test.publish(&twin(&der))) {
        (
            Err(Error::CertificateRevoked { original: None, thumbprint, .. }),
            Err(Error::CertificateRevoked { original: Some(original), identity, .. }),
        ) => assert_eq!((thumbprint, identity), (original, "sip:u0000001@litwareinc.com".to_owned())),
        other => panic!("{:?}", other),
    }
    let summary = import(&test, 1, &[&twin(&der)]);
    assert_eq!((summary.certificates_published, summary.certificates_skipped), (0, 1));
    for twin in [twin(&der), with_long_length(&der)] {
        assert_eq!(check(&test, &twin), (CheckResult::Revoked, Some(UserKey(1))));
    }
    assert_eq!(test.certificate_count("User 0001"), Ok(0));
}

#[test]
fn who_revokes_one_of_an_issue_revokes_all_of_it() {
    for revoked in [1, 2] {
        let test = with_users(2);
        let (first, second, third) =
            (of_issue(1, "491231235959Z"), of_issue(2, "481231235959Z"), of_issue(1, "471231235959Z"));
        for der in [&first, &second, &third] {
            assert!(!test.publish(der).unwrap().already);
            assert_eq!(check(&test, der).0, CheckResult::Valid);
        }
        // One that is no issue of theirs, and one of it that the registry does not have.
        let apart = certificate(2, 2, "180211144400Z", "491231235959Z");
        test.publish(&apart).unwrap();
        let unknown = of_issue(2, "461231235959Z");
        assert_eq!(check(&test, &unknown), (CheckResult::Unknown, None));
        assert!(test.findings().is_empty());

        let name = format!("User {:04}", revoked);
        let own = certificates_of(&test.registry, &Identity::text(&name)).unwrap().1[0].key;
        let one = Revocation {
            user_key: test.key(&name),
            certificate_key: Some(own),
            reason: RevocationReason::KeyCompromise,
            reason_text: None,
        };
        let results = test.registry.revoke(&[one], false, &mut |_, _, _, _| Ok(())).unwrap();
        assert_eq!(results, [Ok(if revoked == 1 { 2 } else { 1 })]);
        for (der, is_there) in [(&first, true), (&second, true), (&third, true), (&unknown, false)] {
            assert_eq!(check(&test, der).0, CheckResult::Revoked);
            // The refusal names another certificate only where the registry does not have this one.
            match test.publish(der) {
                Err(Error::CertificateRevoked { original, .. }) => assert_eq!(original.is_none(), is_there),
                other => panic!("{:?}", other),
            }
        }
        assert_eq!(check(&test, &apart).0, CheckResult::Valid);
        let summary = import(&test, 2, &[&unknown]);
        assert_eq!((summary.certificates_published, summary.certificates_skipped), (0, 1));

        // Each user's stand in the audit under the user.
        let of = |user: u32| {
            revokes(&test)
                .into_iter()
                .find(|entry| entry.0 == Some(format!("sip:u{:07}@litwareinc.com", user)))
        };
        for (user, count) in [(1, 2), (2, 1)] {
            let (_, certificates, detail) = of(user).unwrap();
            assert_eq!((certificates, detail.unwrap().matches('"').count()), (count, 2 + 2 * count as usize));
        }
        assert_eq!(
            (test.certificate_count("User 0001"), test.certificate_count("User 0002")),
            (Ok(0), Ok(1))
        );
        assert!(test.findings().is_empty(), "{:?}", test.findings());
    }
}

#[test]
fn all_of_a_users_take_those_of_their_issues_along_once() {
    let test = with_users(3);
    for der in [of_issue(1, "491231235959Z"), of_issue(1, "481231235959Z"), of_issue(3, "471231235959Z")] {
        test.publish(&der).unwrap();
    }
    assert_eq!((test.revoke("User 0001"), test.revoke("User 0003")), (2, 0));
    let counts: Vec<u64> = revokes(&test).into_iter().map(|entry| entry.1).collect();
    assert_eq!(counts, [2, 1]);
    assert!(test.findings().is_empty());
}

#[test]
fn an_import_knows_twins_and_issues_among_its_own() {
    for again in [false, true] {
        let test = TestRegistry::empty();
        if again {
            import(&test, 3, &[&certificate(3, 9, "180211144400Z", "491231235959Z")]);
        }
        let (first, second) = (of_issue(1, "491231235959Z"), of_issue(2, "481231235959Z"));
        let ldif = entry_with(&numbered_entry(1), &[&first, &twin(&first)])
            + &entry_with(&numbered_entry(2), &[&second]);
        let summary = test.import(&ldif).0;
        assert_eq!((summary.certificates_published, summary.certificates_skipped), (2, 1));
        assert!(test.findings().is_empty());
        assert_eq!(test.revoke("User 0002"), 1);
        assert_eq!(check(&test, &first), (CheckResult::Revoked, Some(test.key("User 0001"))));
        let summary = test.import(&ldif).0;
        assert_eq!((summary.certificates_published, summary.certificates_skipped), (0, 3));
    }
}

#[test]
fn a_serial_number_finds_every_issuer_and_key() {
    let test = with_users(2);
    let other_issuer = {
        let der = of_issue(2, "491231235959Z");
        let place = der.windows(21).position(|window| window == b"Communications Server").unwrap();
        let mut der = der;
        der[place] = b'X';
        der
    };
    let ders = [of_issue(1, "491231235959Z"), of_issue(1, "481231235959Z"), other_issuer];
    for der in &ders {
        test.publish(der).unwrap();
    }
    let mut found = 0;
    let lookup = Lookup::SerialNumber(SerialNumber::parse("4C4D0000000000000001").unwrap());
    test.registry
        .look_up_certificates(&[lookup], &CertificateSelection::default(), &mut |_| {
            found += 1;
            Ok(())
        })
        .unwrap();
    assert_eq!(found, 3);
    assert_eq!(test.revoke("User 0001"), 2);
    assert_eq!(check(&test, &ders[2]).0, CheckResult::Valid);
}
