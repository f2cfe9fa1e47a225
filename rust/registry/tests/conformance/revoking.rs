//! Taking certificates away, and the account of it: issue 4, points 1, 2 and 4.

use cscert_registry::model::keys::{CertificateKey, UserKey};
use std::collections::BTreeMap;

use crate::support::{certificates_of, TestRegistry};
use cscert_registry::error::Error;
use cscert_registry::model::audit::{Action, AuditSelection};
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::{CertificateSelection, RevocationReason};
use cscert_registry::model::hex;
use cscert_registry::query::identity::Identity;

const REASON: RevocationReason = RevocationReason::CessationOfOperation;

fn all_of(user_key: UserKey) -> Revocation<'static> {
    Revocation { user_key, certificate_key: None, reason: REASON, reason_text: None }
}

#[test]
fn all_of_a_users_certificates_go_at_once_and_stay_on_record() {
    let test = TestRegistry::demo();
    let ken = test.key("Ken Myer");
    assert_eq!(test.registry.revoke(&[all_of(ken)], false, &mut |_, _, _, _| Ok(())).unwrap(), [Ok(4)]);
    assert_eq!(test.certificate_count("Ken Myer"), Ok(0));
    let selection = CertificateSelection { include_revoked: true, ..CertificateSelection::default() };
    let mut revoked = Vec::new();
    test.registry
        .certificates_after(&selection, None, 1000, &mut |row| {
            if row.owner.key == ken {
                revoked.push((row.revocation_reason, row.revocation_time, row.revoked_by.map(str::to_owned)));
            }
            Ok(())
        })
        .unwrap();
    let entry = test.audit(&AuditSelection { user_key: Some(ken), ..Default::default() }).pop().unwrap();
    assert_eq!(revoked.len(), 4);
    let expected = (Some(REASON as u32), Some(entry.time), Some(entry.operating_system_user.clone()));
    assert!(revoked.iter().all(|one| *one == expected), "{:?}", revoked);
    assert_eq!((entry.action.as_str(), entry.certificates), ("Revoke", 4));
    assert_eq!(entry.user_name.as_deref(), Some("sip:ken.myer@litwareinc.com"));
    assert_eq!(entry.reason.as_deref(), Some("CessationOfOperation"));
    assert_eq!(entry.detail.unwrap().matches(',').count(), 3);
}

#[test]
fn a_second_time_is_silent_and_so_is_a_user_without_any() {
    let test = TestRegistry::demo();
    assert_eq!(test.revoke("Ken Myer"), 4);
    let before = test.everything();
    assert_eq!((test.revoke("Ken Myer"), test.revoke("Terri Chudzik")), (0, 0));
    assert_eq!(test.everything(), before);
}

#[test]
fn one_certificate_of_several() {
    let test = TestRegistry::demo();
    let (ken, jo) = (test.key("Ken Myer"), test.key("Jo Berry"));
    let (_, certificates) = certificates_of(&test.registry, &Identity::text("Ken Myer")).unwrap();
    let keys: Vec<CertificateKey> = certificates.iter().map(|certificate| certificate.key).collect();
    let one = |user_key, key| Revocation { certificate_key: Some(key), ..all_of(user_key) };
    // Another user's certificate, and one that nobody has, are not there to be revoked.
    let wanted = [one(jo, keys[0]), one(ken, CertificateKey(9999)), one(ken, keys[1]), one(ken, keys[1])];
    let counts = test.registry.revoke(&wanted, false, &mut |_, _, _, _| Ok(())).unwrap();
    assert_eq!(counts, [Ok(0), Ok(0), Ok(1), Ok(0)]);
    assert_eq!((test.certificate_count("Ken Myer"), test.certificate_count("Jo Berry")), (Ok(3), Ok(3)));
}

fn thumbprints(test: &TestRegistry, user_key: UserKey) -> BTreeMap<CertificateKey, String> {
    let mut thumbprints = BTreeMap::new();
    let selection = CertificateSelection { include_revoked: true, ..CertificateSelection::default() };
    test.registry
        .certificates_after(&selection, None, 1000, &mut |row| {
            if row.owner.key == user_key {
                thumbprints.insert(row.key, hex::upper(&row.details.sha1));
            }
            Ok(())
        })
        .unwrap();
    thumbprints
}

#[test]
fn the_audit_names_those_that_were_revoked_and_no_other() {
    let test = TestRegistry::demo();
    let ken = test.key("Ken Myer");
    let known = thumbprints(&test, ken);
    let keys: Vec<CertificateKey> = known.keys().copied().collect();
    let detail = |keys: &[CertificateKey]| {
        let named: Vec<String> = keys.iter().map(|key| format!("\"{}\"", known[key])).collect();
        Some(format!("{{\"thumbprints\":[{}]}}", named.join(",")))
    };
    let second = Revocation { certificate_key: Some(keys[1]), ..all_of(ken) };
    test.registry.revoke(&[second], false, &mut |_, _, _, _| Ok(())).unwrap()[0].as_ref().unwrap();
    test.registry.revoke(&[all_of(ken)], false, &mut |_, _, _, _| Ok(())).unwrap()[0].as_ref().unwrap();
    let revoke = AuditSelection { action: Some("Revoke".to_owned()), ..Default::default() };
    let entries: Vec<_> =
        test.audit(&revoke).into_iter().map(|entry| (entry.user_key, entry.detail)).collect();
    assert_eq!(
        entries,
        [(Some(ken), detail(&keys[1..2])), (Some(ken), detail(&[keys[0], keys[2], keys[3]]))]
    );
}

#[test]
fn every_state_of_a_user_allows_it() {
    let test = TestRegistry::demo();
    for (user, count) in [
        ("David Campbell", 2),
        ("Cecil Allison", 1),
        ("Ben Smith", 2),
        ("Heidi Steen", 1),
        ("Wendy Kahn", 1),
        ("Jo Berry", 3),
    ] {
        assert_eq!(test.revoke(user), count, "{}", user);
    }
    let key = test.key("Eric Gruber");
    let ldif = std::fs::read_to_string(crate::support::data("directory.ldif")).unwrap();
    let without: Vec<&str> =
        ldif.split("\n\n").filter(|entry| !entry.contains("sAMAccountName: egruber\n")).collect();
    assert_eq!(test.prune(&(without.join("\n\n") + "\n")).unwrap().removed, 1);
    assert_eq!(test.revoke("Eric Gruber"), 2);
    let entries = test.audit(&AuditSelection { user_key: Some(key), ..Default::default() });
    let actions: Vec<&str> = entries.iter().map(|entry| entry.action.as_str()).collect();
    assert_eq!(actions, ["Publish", "Publish", "Prune", "Revoke"]);
    assert!(test.findings().is_empty());
}

#[test]
fn a_dry_run_and_an_unknown_key_change_nothing() {
    let test = TestRegistry::demo();
    let before = test.everything();
    let wanted = [all_of(test.key("Ken Myer")), all_of(UserKey(4711))];
    let results = test.registry.revoke(&wanted, true, &mut |_, _, _, _| Ok(())).unwrap();
    assert_eq!(results[0], Ok(4));
    assert_eq!(results[1], Err(Error::ManagementObjectNotFound { identity: "4711".to_owned() }));
    assert_eq!(test.everything(), before);
}

#[test]
fn refusals_are_recorded_and_the_audit_is_selected_by_action_and_time() {
    let test = TestRegistry::demo();
    let refusal = test.find("Nobody Here").unwrap_err();
    test.registry.record_refusal(Action::Revoke, None, Some("Nobody Here"), &refusal).unwrap();
    let revokes = test.audit(&AuditSelection { action: Some("revoke".to_owned()), ..Default::default() });
    assert_eq!(revokes.len(), 1);
    let entry = &revokes[0];
    assert_eq!((entry.outcome.as_str(), entry.user_name.as_deref()), ("Refused", Some("Nobody Here")));
    assert_eq!(entry.reason.as_deref(), Some("Management object not found for identity \"Nobody Here\"."));
    let all = test.audit(&AuditSelection::default());
    let (first, last) = (all[0].time, all[all.len() - 1].time);
    let count = |after, before| test.audit(&AuditSelection { after, before, ..Default::default() }).len();
    assert_eq!(count(Some(first), None), all.iter().filter(|entry| entry.time > first).count());
    assert_eq!(count(None, Some(last)), all.iter().filter(|entry| entry.time < last).count());
    assert_eq!(count(Some(last), None), 0);
    assert!(test.findings().is_empty());
}

#[test]
fn what_nobody_can_be_called_is_not_looked_up_and_little_of_it_is_recorded() {
    let test = TestRegistry::demo();
    let most = "x".repeat(64 << 10);
    assert!(
        matches!(test.find(&most), Err(Error::ManagementObjectNotFound { identity }) if identity == most)
    );
    for more in [most.clone() + "x", format!("CN={},DC=x", "é".repeat(1 << 20))] {
        let error = test.find(&more).map(|found| found.key).unwrap_err();
        match &error {
            Error::ManagementObjectNotFound { identity } => {
                assert!(identity.len() < 1024 && identity.contains("at most 65536"), "{}", identity);
            }
            other => panic!("{:?}", other),
        }
        test.registry.record_refusal_text(Action::Revoke, None, Some(&more), &more).unwrap();
        let entry = test.audit(&Default::default()).pop().unwrap();
        let (name, reason) = (entry.user_name.unwrap(), entry.reason.unwrap());
        assert!(name.len() <= 1024 && name.ends_with('…') && more.starts_with(name.trim_end_matches('…')));
        assert!(reason.len() <= 1024 && reason.ends_with('…'));
    }
}
