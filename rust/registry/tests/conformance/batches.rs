//! Batches: each of a batch succeeds or fails alone, after those before it, and no number of them is special.

use cscert_registry::error::Error;
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::{CertificateSelection, RevocationReason};
use cscert_registry::model::keys::UserKey;
use cscert_registry::model::user::UserSelection;
use cscert_registry::operations::publish::{Publication, Published};
use cscert_registry::query::identity::Identity;

use crate::support::made::{certificate, entry, lasting_certificate, numbered_entry, twin};
use crate::support::{user_keys, TestRegistry};

/// What may be asked for in one statement somewhere.
const SIZES: [u32; 4] = [1, 255, 256, 257];

fn all_of(user_key: UserKey) -> Revocation<'static> {
    let reason = RevocationReason::Superseded;
    Revocation { user_key, certificate_key: None, reason, reason_text: None }
}

fn publication<'p>(der: &'p [u8], identity: Option<&'p str>) -> Publication<'p> {
    Publication { der, identity: identity.map(Identity::text), device_id: None, publication_time: 1 }
}

fn publish(test: &TestRegistry, publications: &[Publication<'_>]) -> Vec<Result<Published, Error>> {
    test.registry.publish(publications, false, &mut |_, _, _| Ok(())).unwrap()
}

fn revoke(test: &TestRegistry, revocations: &[Revocation<'_>]) -> Vec<Result<u64, Error>> {
    test.registry.revoke(revocations, false, &mut |_, _, _, _| Ok(())).unwrap()
}

#[test]
fn a_user_may_be_in_a_batch_twice() {
    let test = TestRegistry::demo();
    let (ken, jo) = (test.key("Ken Myer"), test.key("Jo Berry"));
    let before = test.audit(&AuditSelection::default()).len();
    assert_eq!(revoke(&test, &[all_of(ken), all_of(jo), all_of(ken)]), [Ok(4), Ok(3), Ok(0)]);
    let entries = test.audit(&AuditSelection::default());
    let users: Vec<_> = entries[before..].iter().map(|entry| (entry.user_key, entry.certificates)).collect();
    assert_eq!(users, [(Some(ken), 4), (Some(jo), 3)]);
    assert!(test.findings().is_empty());
}

#[test]
fn a_certificate_may_be_in_a_batch_twice() {
    let test = TestRegistry::empty();
    test.import(&(numbered_entry(1) + &numbered_entry(2)));
    let (der, other) = (lasting_certificate(1, 1), lasting_certificate(1, 2));
    let ders = [&der[..], &twin(&der), &other, &der];
    let publications: Vec<_> = ders.iter().map(|der| publication(der, None)).collect();
    let published: Vec<Published> = publish(&test, &publications).into_iter().map(Result::unwrap).collect();
    let already: Vec<bool> = published.iter().map(|published| published.already).collect();
    assert_eq!(already, [false, true, false, true]);
    assert!(published[0].certificate_key == published[1].certificate_key);
    assert!(published[0].certificate_key == published[3].certificate_key);
    let audited = test.audit(&AuditSelection { action: Some("Publish".to_owned()), ..Default::default() });
    assert_eq!(audited.len(), 2);
    assert_eq!(test.certificate_count("User 0001"), Ok(2));
}

#[test]
fn a_batch_of_publications_is_published_one_after_the_other() {
    let test = TestRegistry::empty();
    test.import(&(numbered_entry(1) + &numbered_entry(2)));
    let revoked = lasting_certificate(1, 9);
    test.publish(&revoked).unwrap();
    test.revoke("User 0001");
    let before = test.audit(&AuditSelection::default()).len();
    let first = certificate(1, 1, "180211144400Z", "491231235959Z");
    // Of the issue of the first.
    let second = certificate(2, 1, "180211144400Z", "481231235959Z");
    let ders = [&first[..], &revoked, &second, &lasting_certificate(2, 3), &revoked, &first];
    let publications: Vec<_> = ders.iter().map(|der| publication(der, None)).collect();

    let mut visited = Vec::new();
    let results = test.registry.publish(&publications, false, &mut |registry, index, published| {
        registry.certificate(published.user_key, published.certificate_key, &mut |row| {
            visited.push((index, row.owner.key, row.key));
        })
    });

    let results = results.unwrap();
    let expected: Vec<_> = results
        .iter()
        .enumerate()
        .filter_map(|(index, result)| {
            result.as_ref().ok().map(|published| (index, published.user_key, published.certificate_key))
        })
        .collect();
    assert_eq!(visited, expected);
    assert_eq!(visited.iter().map(|(index, ..)| *index).collect::<Vec<_>>(), [0, 2, 3, 5]);
    let entries: Vec<_> = test.audit(&AuditSelection::default())[before..]
        .iter()
        .map(|entry| (entry.outcome.clone(), entry.user_key))
        .collect();
    let (one, two) = (Some(test.key("User 0001")), Some(test.key("User 0002")));
    let succeeded = |user| ("Succeeded".to_owned(), user);
    assert_eq!(entries, [succeeded(one), ("Refused".to_owned(), one), succeeded(two), succeeded(two)]);
    // Who revokes one of an issue revokes all of it.
    test.revoke("User 0001");
    assert_eq!(test.certificate_count("User 0002"), Ok(1));
    assert!(test.findings().is_empty());
}

#[test]
fn who_is_ambiguous_and_who_is_unknown_stop_nobody_else() {
    let test = TestRegistry::empty();
    let same = |guid, name| entry(guid, name, &[("displayName", "Same")]);
    test.import(&(same(1, "CN=A,DC=x") + &same(2, "CN=B,DC=x") + &numbered_entry(1) + &numbered_entry(2)));
    let ders: Vec<Vec<u8>> = (1..=4).map(|serial| lasting_certificate(1, serial)).collect();
    let of_nobody = lasting_certificate(999, 5);
    let results = publish(
        &test,
        &[
            publication(&ders[0], Some("Same")),
            publication(&ders[1], Some("Nobody")),
            publication(&ders[2], Some("User 0002")),
            publication(&of_nobody, None),
            publication(b"no certificate", None),
            publication(&ders[3], Some("User 0001")),
        ],
    );
    assert!(matches!(results[0], Err(Error::AmbiguousIdentity { .. })), "{:?}", results[0]);
    assert!(matches!(results[1], Err(Error::ManagementObjectNotFound { .. })), "{:?}", results[1]);
    assert!(matches!(results[2], Err(Error::CertificateUserMismatch { .. })), "{:?}", results[2]);
    assert!(matches!(results[3], Err(Error::ManagementObjectNotFound { .. })), "{:?}", results[3]);
    assert!(matches!(results[4], Err(Error::InvalidCertificate { .. })), "{:?}", results[4]);
    assert!(results[5].is_ok());
    assert_eq!(test.certificate_count("User 0001"), Ok(1));
    let (user, unknown) = (test.key("User 0001"), UserKey(4711));
    let results = revoke(&test, &[all_of(unknown), all_of(user), all_of(UserKey(0))]);
    assert!(results[0].is_err() && results[2].is_err(), "{:?}", results);
    assert_eq!(results[1], Ok(1));
    // The refusal of the wrong user, the publication, the revocation; who is not found is told and not recorded.
    let outcomes: Vec<_> = test
        .audit(&AuditSelection::default())
        .into_iter()
        .skip(1)
        .map(|entry| (entry.action, entry.outcome))
        .collect();
    let expected = [("Publish", "Refused"), ("Publish", "Succeeded"), ("Revoke", "Succeeded")];
    assert_eq!(outcomes, expected.map(|(action, outcome)| (action.to_owned(), outcome.to_owned())));
}

#[test]
fn no_number_is_special() {
    for size in SIZES {
        let test = TestRegistry::empty();
        test.import(&(1..=size).map(numbered_entry).collect::<String>());
        let ders: Vec<Vec<u8>> =
            (1..=size).map(|number| lasting_certificate(number, number.into())).collect();
        let publications: Vec<_> = ders.iter().map(|der| publication(der, None)).collect();
        assert!(publish(&test, &publications).iter().all(Result::is_ok));
        let UserKey(last) = *user_keys(&test.registry).last().unwrap();
        for limit in SIZES {
            let limit = limit as usize;
            let (mut users, mut after) = (0, UserKey::default());
            while let Some(last) = test
                .registry
                .users_after(&UserSelection::default(), after, limit, &mut |_| {
                    users += 1;
                    Ok(())
                })
                .unwrap()
            {
                after = last;
            }
            let (mut certificates, mut place) = (0, None);
            loop {
                place = test
                    .registry
                    .certificates_after(&CertificateSelection::default(), place, limit, &mut |_| {
                        certificates += 1;
                        Ok(())
                    })
                    .unwrap();
                if place.is_none() {
                    break;
                }
            }
            let (mut entries, mut sequence) = (0, 0);
            while let Some(last) = test
                .registry
                .audit_after(&AuditSelection::default(), sequence, limit, &mut |_| {
                    entries += 1;
                    Ok(())
                })
                .unwrap()
            {
                sequence = last;
            }
            assert_eq!((users, certificates, entries), (size, size, size + 1), "{}", limit);
        }
        let revocations: Vec<_> = (1..=last).map(UserKey).map(all_of).collect();
        assert_eq!(revoke(&test, &revocations), vec![Ok(1); size as usize]);
        assert_eq!(test.audit(&AuditSelection::default()).len(), 2 * size as usize + 1);
        assert!(test.findings().is_empty());
    }
}
