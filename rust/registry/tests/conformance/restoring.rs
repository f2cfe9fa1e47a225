//! Taking certificates off hold, and what cannot be: issue 21, point 2.3.

use crate::support::made::{certificate, lasting_certificate, numbered_entry};
use crate::support::TestRegistry;
use cscert_registry::error::{Error, Result};
use cscert_registry::model::audit::{AuditEntry, AuditSelection};
use cscert_registry::model::certificate::{CertificateRow, CertificateSelection};
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::model::keys::{CertificateKey, UserKey};
use cscert_registry::operations::check::{CheckResult, Presented};
use cscert_registry::operations::restore::Restored;

use RevocationReason::{CertificateHold, KeyCompromise, Superseded};

/// Within the validity of the certificates of these tests.
const NOW: i64 = 1_530_000_000_000_000;

fn all_of(user_key: UserKey, reason: RevocationReason) -> Revocation<'static> {
    Revocation { user_key, certificate_key: None, reason, reason_text: None }
}

fn revoke(test: &TestRegistry, revocations: &[Revocation<'_>]) -> Vec<u64> {
    let results = test.registry.revoke(revocations, false, &mut |_, _, _, _| Ok(())).unwrap();
    results.into_iter().map(|result| result.unwrap()).collect()
}

fn restore(test: &TestRegistry, restorations: &[Revocation<'_>]) -> Vec<Result<Restored>> {
    test.registry.restore(restorations, false, &mut |_, _, _, _| Ok(())).unwrap()
}

/// How many are restored, and how many stay revoked.
fn restore_user(test: &TestRegistry, user_key: UserKey) -> (u64, usize) {
    let result = restore(test, &[Revocation::off_hold(user_key, None)]).remove(0).unwrap();
    (result.certificates, result.refused.len())
}

fn check(test: &TestRegistry, der: &[u8]) -> CheckResult {
    test.registry.check_certificate(Presented::Der(der), NOW, &mut |_| ()).unwrap()
}

fn with_users(count: u32) -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&(1..=count).map(numbered_entry).collect::<String>());
    test
}

/// The certificates of a user, in the order of their publication, and whether they are revoked.
fn held_by(test: &TestRegistry, user: UserKey) -> Vec<(CertificateKey, bool)> {
    let all = CertificateSelection { include_revoked: true, ..CertificateSelection::default() };
    let mut found = Vec::new();
    let visit = &mut |row: &CertificateRow<'_>| {
        if row.owner.key == user {
            found.push((row.key, row.revocation_time.is_some()));
        }
        Ok(())
    };
    test.registry.certificates_after(&all, None, 1000, visit).unwrap();
    found.sort_unstable();
    found
}

fn entries(test: &TestRegistry, action: &str) -> Vec<AuditEntry> {
    test.audit(&AuditSelection { action: Some(action.to_owned()), ..AuditSelection::default() })
}

#[test]
fn what_is_on_hold_is_valid_again() {
    let test = TestRegistry::demo();
    let ken = test.key("Ken Myer");
    let before = held_by(&test, ken);
    assert_eq!(revoke(&test, &[all_of(ken, CertificateHold)]), [4]);
    assert_eq!(test.certificate_count("Ken Myer"), Ok(0));
    assert_eq!(restore_user(&test, ken), (4, 0));
    assert_eq!((test.certificate_count("Ken Myer"), held_by(&test, ken)), (Ok(4), before));
    let (held, restored) = (&entries(&test, "Revoke")[0], &entries(&test, "Restore")[0]);
    assert_eq!((restored.outcome.as_str(), restored.certificates), ("Succeeded", 4));
    assert_eq!((restored.user_key, &restored.user_name), (Some(ken), &held.user_name));
    assert_eq!(restored.reason.as_deref(), Some("RemoveFromCRL"));
    assert_eq!(restored.detail, held.detail);
    // A second time there is nothing to do.
    let all = test.everything();
    assert_eq!((restore_user(&test, ken), test.everything()), ((0, 0), all));
    // Held and restored again, and revoked.
    assert_eq!(revoke(&test, &[all_of(ken, CertificateHold)]), [4]);
    assert_eq!(restore_user(&test, ken), (4, 0));
    assert_eq!(revoke(&test, &[all_of(ken, KeyCompromise)]), [4]);
    assert_eq!(test.findings(), Vec::<String>::new());
}

#[test]
fn every_other_reason_is_final_and_says_so() {
    let test = with_users(1);
    let der = lasting_certificate(1, 1);
    test.publish(&der).unwrap();
    // An expired one is not spoken of unless it is asked for.
    test.publish(&certificate(1, 2, "170101000000Z", "180101000000Z")).unwrap();
    let user = test.key("User 0001");
    for reason in RevocationReason::ALL.iter().filter(|reason| **reason != CertificateHold) {
        revoke(&test, &[all_of(user, *reason)]);
    }
    let keys: Vec<CertificateKey> = held_by(&test, user).into_iter().map(|held| held.0).collect();
    let all = restore(&test, &[Revocation::off_hold(user, None)]).remove(0).unwrap();
    let one = |key: &CertificateKey| Revocation::off_hold(user, Some(*key));
    let each = restore(&test, &keys.iter().map(one).collect::<Vec<_>>());
    let refused: Vec<&Error> = each.iter().flatten().flat_map(|restored| &restored.refused).collect();
    assert_eq!((all.certificates, all.refused.len(), refused.len()), (0, 1, 2));
    assert_eq!(&all.refused[0], refused[0]);
    let text = refused[0].to_string();
    assert!(text.contains("stays revoked"), "{}", text);
    assert!(held_by(&test, user).iter().all(|held| held.1));
    let recorded = entries(&test, "Restore");
    assert_eq!(recorded.len(), 3);
    for entry in recorded {
        assert_eq!((entry.outcome.as_str(), entry.user_key, entry.certificates), ("Refused", Some(user), 0));
        assert!(entry.reason.unwrap().contains("stays revoked"));
    }
    assert_eq!(test.findings(), Vec::<String>::new());
}

#[test]
fn a_hold_ends_for_good_with_any_other_reason() {
    let test = TestRegistry::demo();
    let ken = test.key("Ken Myer");
    let one = |reason| Revocation { certificate_key: Some(held_by(&test, ken)[1].0), ..all_of(ken, reason) };
    assert_eq!(revoke(&test, &[all_of(ken, CertificateHold)]), [4]);
    assert_eq!(revoke(&test, &[all_of(ken, CertificateHold)]), [0]);
    assert_eq!(revoke(&test, &[one(Superseded)]), [1]);
    // Not back on hold, and not for another reason.
    assert_eq!(revoke(&test, &[one(CertificateHold), one(KeyCompromise)]), [0, 0]);
    let revoked = held_by(&test, ken).into_iter().filter(|held| held.1).count();
    assert_eq!((revoked, test.certificate_count("Ken Myer")), (4, Ok(0)));
    assert_eq!(restore_user(&test, ken).0, 3);
    assert_eq!(test.certificate_count("Ken Myer"), Ok(3));
    let counts: Vec<u64> = entries(&test, "Revoke").iter().map(|entry| entry.certificates).collect();
    assert_eq!(counts, [4, 1]);
    assert_eq!(test.findings(), Vec::<String>::new());
}

#[test]
fn one_batch_is_as_many_of_one() {
    let test = TestRegistry::demo();
    let (ken, jo) = (test.key("Ken Myer"), test.key("Jo Berry"));
    let batch = [
        all_of(ken, CertificateHold),
        all_of(jo, Superseded),
        all_of(ken, CertificateHold),
        all_of(ken, KeyCompromise),
        all_of(jo, CertificateHold),
        all_of(ken, Superseded),
    ];
    let mut visited = Vec::new();
    let results = test.registry.revoke(&batch, false, &mut |_, index, user, _| {
        visited.push((index, user));
        Ok(())
    });
    assert_eq!(results, Ok(vec![Ok(4), Ok(3), Ok(0), Ok(4), Ok(0), Ok(0)]));
    let expected = [(0, ken); 4].into_iter().chain([(1, jo); 3]).chain([(3, ken); 4]);
    assert_eq!(visited, expected.collect::<Vec<_>>());
    let recorded: Vec<_> =
        entries(&test, "Revoke").into_iter().map(|entry| (entry.user_key, entry.reason.unwrap())).collect();
    let expected = [(ken, "CertificateHold"), (jo, "Superseded"), (ken, "KeyCompromise")];
    assert_eq!(recorded, expected.map(|(user, reason)| (Some(user), reason.to_owned())));
    let restored: Vec<u64> = restore(&test, &[ken, jo].map(|user_key| Revocation::off_hold(user_key, None)))
        .into_iter()
        .map(|restored| restored.unwrap().certificates)
        .collect();
    assert_eq!(restored, [0, 0]);
    assert_eq!(test.findings(), Vec::<String>::new());
}

#[test]
fn all_of_an_issue_is_restored_and_revoked_for_good_together() {
    let test = with_users(2);
    let ders = [
        certificate(1, 1, "180211144400Z", "491231235959Z"),
        certificate(2, 1, "180211144400Z", "481231235959Z"),
    ];
    for der in &ders {
        test.publish(der).unwrap();
    }
    let users = [test.key("User 0001"), test.key("User 0002")];
    for round in 1..=2 {
        assert_eq!(revoke(&test, &[all_of(users[0], CertificateHold)]), [1]);
        assert!(ders.iter().all(|der| check(&test, der) == CheckResult::Revoked));
        let mut changed = Vec::new();
        let wanted = [Revocation::off_hold(users[1], None)];
        test.registry
            .restore(&wanted, false, &mut |_, index, user, _| {
                changed.push((index, user));
                Ok(())
            })
            .unwrap();
        assert_eq!(changed, [(0, users[1]), (0, users[0])]);
        assert!(ders.iter().all(|der| check(&test, der) == CheckResult::Valid));
        let whose: Vec<_> = entries(&test, "Restore").iter().map(|entry| entry.user_key.unwrap()).collect();
        assert_eq!(whose, [users[1], users[0]].repeat(round));
    }
    assert_eq!(revoke(&test, &[all_of(users[1], CertificateHold)]), [1]);
    assert_eq!(revoke(&test, &[all_of(users[0], Superseded)]), [1]);
    assert_eq!(users.map(|user| restore_user(&test, user)), [(0, 1), (0, 1)]);
    assert!(ders.iter().all(|der| check(&test, der) == CheckResult::Revoked));
    assert_eq!(test.findings(), Vec::<String>::new());
}

#[test]
fn who_is_gone_and_what_is_expired_is_restored_as_well() {
    let test = with_users(2);
    test.publish(&certificate(1, 1, "170101000000Z", "180101000000Z")).unwrap();
    let user = test.key("User 0001");
    revoke(&test, &[all_of(user, CertificateHold)]);
    assert_eq!(test.prune(&numbered_entry(2)).unwrap().removed, 1);
    assert_eq!(restore_user(&test, user), (1, 0));
    assert!(!held_by(&test, user)[0].1);
    assert_eq!(test.findings(), Vec::<String>::new());
}

#[test]
fn a_dry_run_and_an_unknown_key_restore_nothing() {
    let test = TestRegistry::demo();
    let (ken, jo) = (test.key("Ken Myer"), test.key("Jo Berry"));
    revoke(&test, &[all_of(ken, CertificateHold), all_of(jo, Superseded)]);
    let before = test.everything();
    let wanted = [ken, jo, UserKey(4711)].map(|user_key| Revocation::off_hold(user_key, None));
    let mut visited = 0;
    let results = test.registry.restore(&wanted, true, &mut |registry, _, user, key| {
        visited += 1;
        registry.certificate(user, key, &mut |row| assert_eq!(row.revocation_time, None))
    });
    let results = results.unwrap();
    assert_eq!((visited, results[0].as_ref().unwrap().certificates), (4, 4));
    assert_eq!(results[1].as_ref().unwrap().certificates, 0);
    assert_eq!(results[2], Err(Error::ManagementObjectNotFound { identity: "4711".to_owned() }));
    assert_eq!(test.everything(), before);
}

#[test]
fn who_publishes_what_is_on_hold_is_told_the_way_back() {
    let test = with_users(1);
    let der = lasting_certificate(1, 1);
    test.publish(&der).unwrap();
    let user = test.key("User 0001");
    revoke(&test, &[all_of(user, CertificateHold)]);
    let refused = test.publish(&der).unwrap_err();
    assert!(refused.to_string().ends_with("Restore-CsClientCertificate takes it off hold."), "{}", refused);
    restore_user(&test, user);
    assert!(test.publish(&der).unwrap().already);
    revoke(&test, &[all_of(user, Superseded)]);
    let refused = test.publish(&der).unwrap_err();
    assert!(refused.to_string().ends_with("Issue the user a new certificate."), "{}", refused);
}

#[test]
fn nothing_is_revoked_with_the_reason_of_a_restoration() {
    let test = TestRegistry::demo();
    let wanted = [all_of(test.key("Ken Myer"), RevocationReason::RemoveFromCRL)];
    let before = test.everything();
    let refused = test.registry.revoke(&wanted, false, &mut |_, _, _, _| Ok(()));
    assert!(matches!(refused, Err(Error::InvalidArgument(_))), "{:?}", refused);
    assert_eq!((RevocationReason::from_code(8), test.everything()), (None, before));
}
