//! Finding certificates across all users: issue 4, point 5.

use cscert_registry::model::keys::{CertificateKey, UserKey};
use std::collections::HashSet;

use crate::support::made::{certificate, numbered_entry};
use crate::support::{certificates_of, TestRegistry};
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::{CertificateRow, CertificateSelection, RevocationReason};
use cscert_registry::operations::find::Lookup;
use cscert_registry::operations::publish::Publication;
use cscert_registry::parse::identifier::{SerialNumber, Thumbprint};
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;

const USERS: u32 = 40;
const SECOND: i64 = 1_000_000;

/// A certificate's order in the answer: time, user, key.
type Place = (i64, UserKey, CertificateKey);

fn publish(registry: &Registry, number: u32, serial: u64, time: i64) {
    // Few different ends, so that many are equal.
    let end = format!("30{:02}15120000Z", 1 + serial % 12);
    let der = certificate(number % USERS, serial, "180101000000Z", &end);
    let publication = Publication { der: &der, identity: None, device_id: None, publication_time: time };
    registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap().remove(0).unwrap();
}

fn many() -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&(0..USERS).map(numbered_entry).collect::<String>());
    let certificates: Vec<Vec<u8>> = (0..400_u64)
        .map(|n| certificate((n % 40) as u32, n, "180101000000Z", &format!("30{:02}15120000Z", 1 + n % 12)))
        .collect();
    let publications: Vec<Publication<'_>> = certificates
        .iter()
        .enumerate()
        .map(|(n, der)| Publication {
            der,
            identity: None,
            device_id: Some([(n % 5) as u8; 16]),
            publication_time: (n as i64 % 7) * SECOND,
        })
        .collect();
    let results = test.registry.publish(&publications, false, &mut |_, _, _| Ok(())).unwrap();
    assert!(results.iter().all(Result::is_ok));
    test
}

/// Reads page by page; `between` runs after every page.
fn pages(
    registry: &Registry,
    selection: &CertificateSelection,
    by_publication: bool,
    mut between: impl FnMut(usize),
) -> Vec<Place> {
    let (mut places, mut after, mut page) = (Vec::new(), None, 0);
    loop {
        let last = registry
            .certificates_after(selection, after, 37, &mut |row| {
                let time = if by_publication { row.publication_time } else { row.not_after };
                places.push((time, row.owner.key, row.key));
                Ok(())
            })
            .unwrap();
        if last.is_none() {
            return places;
        }
        after = last;
        between(page);
        page += 1;
    }
}

#[test]
fn pages_hold_every_row_once_in_order() {
    let test = many();
    let everything = CertificateSelection::default();
    let published = CertificateSelection { published_after: Some(2 * SECOND), ..everything.clone() };
    for (selection, by_publication, count) in [(everything, false, 400), (published, true, 228)] {
        let places = pages(&test.registry, &selection, by_publication, |_| ());
        assert_eq!(places.len(), count);
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
    }
    let bounded = CertificateSelection {
        not_after_from: Some(0),
        not_after_before: Some(i64::MAX),
        ..Default::default()
    };
    assert_eq!(pages(&test.registry, &bounded, false, |_| ()).len(), 400);
}

#[test]
fn what_changes_between_pages_neither_repeats_nor_hides_other_rows() {
    for by_publication in [false, true] {
        let test = many();
        let another = test.another();
        let other = another.as_ref().unwrap_or(&test.registry);
        let published_after = by_publication.then_some(-1);
        let selection = CertificateSelection { published_after, ..CertificateSelection::default() };
        let before: HashSet<Place> =
            pages(&test.registry, &selection, by_publication, |_| ()).into_iter().collect();
        let mut revoked = HashSet::new();
        let places = pages(&test.registry, &selection, by_publication, |page| {
            let number = page as u32;
            publish(other, number, 10_000 + page as u64, (page as i64 % 7) * SECOND);
            let user_key = UserKey(i64::from(number) + 20);
            revoked.insert(user_key);
            let reason = cscert_registry::model::certificate::RevocationReason::Unspecified;
            let revocation = cscert_registry::model::certificate::Revocation {
                user_key,
                certificate_key: None,
                reason,
                reason_text: None,
            };
            assert!(other.revoke(&[revocation], false, &mut |_, _, _, _| Ok(())).unwrap()[0].is_ok());
        });
        let seen: HashSet<Place> = places.iter().copied().collect();
        assert_eq!(seen.len(), places.len());
        assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
        let lost: Vec<_> = before.difference(&seen).filter(|place| !revoked.contains(&place.1)).collect();
        assert!(lost.is_empty(), "{:?}", lost);
    }
}

fn look_up(test: &TestRegistry, lookups: &[Lookup], selection: &CertificateSelection) -> usize {
    let mut count = 0;
    let counted = &mut |_: &cscert_registry::model::certificate::CertificateRow<'_>| {
        count += 1;
        Ok(())
    };
    test.registry.look_up_certificates(lookups, selection, counted).unwrap();
    count
}

#[test]
fn lookups_find_by_every_identifier_and_all_of_several() {
    let test = many();
    let any = CertificateSelection::default();
    let mut found = None;
    test.registry
        .certificates_after(&any, None, 1, &mut |row| {
            found = Some((
                row.details.sha1,
                row.details.serial_number.to_vec(),
                row.key,
                row.details.device_id.unwrap(),
            ));
            Ok(())
        })
        .unwrap();
    let (sha1, serial, key, device) = found.unwrap();
    let der = test.registry.certificate_content(key).unwrap();
    let sha256: [u8; 32] = <sha2::Sha256 as sha2::Digest>::digest(&der).into();
    let by_sha1 = Lookup::Thumbprint(Thumbprint::Sha1(sha1));
    let by_serial = Lookup::SerialNumber(SerialNumber::from_encoded(&serial));
    for lookup in [by_sha1.clone(), Lookup::Thumbprint(Thumbprint::Sha256(sha256)), by_serial.clone()] {
        assert_eq!(look_up(&test, &[lookup], &any), 1);
    }
    assert_eq!(look_up(&test, &[Lookup::DeviceId(device)], &any), 80);
    assert_eq!(look_up(&test, &[Lookup::DeviceId(device), by_serial, by_sha1.clone()], &any), 1);
    assert_eq!(look_up(&test, &[Lookup::DeviceId([99; 16])], &any), 0);
    assert_eq!(look_up(&test, &[by_sha1.clone(), Lookup::DeviceId([99; 16])], &any), 0);
    // The selection holds for lookups too.
    let ended = CertificateSelection { not_after_before: Some(0), ..any.clone() };
    assert_eq!(look_up(&test, std::slice::from_ref(&by_sha1), &ended), 0);
    for number in 0..USERS {
        test.revoke(&format!("User {:04}", number));
    }
    assert_eq!(look_up(&test, std::slice::from_ref(&by_sha1), &any), 0);
    let revoked_too = CertificateSelection { include_revoked: true, ..any };
    assert_eq!(look_up(&test, &[by_sha1], &revoked_too), 1);
}

/// What the selection says, in other words.
fn is_selected(row: &CertificateRow<'_>, selection: &CertificateSelection) -> bool {
    let valid =
        row.revocation_time.is_none() && row.not_before <= selection.now && selection.now <= row.not_after;
    (selection.include_revoked || row.revocation_time.is_none())
        && (!selection.account_disabled || (valid && (row.owner.account_disabled || row.owner.gone)))
        && selection.not_after_from.map_or(true, |from| from <= row.not_after)
        && selection.not_after_before.map_or(true, |before| row.not_after < before)
        && selection.published_after.map_or(true, |after| after < row.publication_time)
}

#[test]
fn a_selection_means_the_same_in_a_list_and_under_an_identifier() {
    let test = TestRegistry::empty();
    let times = [("200101000000Z", "210101000000Z"), ("200601000000Z", "210601000000Z")];
    let mut entries = String::new();
    for number in 0..3 {
        let entry = numbered_entry(number);
        // The second account is disabled, the third will be gone.
        entries +=
            &if number == 1 { entry.trim_end().to_owned() + "\nuserAccountControl: 514\n\n" } else { entry };
    }
    test.import(&entries);
    const DEVICE: [u8; 16] = [5; 16];
    for number in 0..3 {
        for (serial, (from, to)) in times.iter().enumerate() {
            let der = certificate(number, u64::from(number) * 10 + serial as u64, from, to);
            let publication_time = 7 * SECOND * (1 + serial as i64);
            let publication =
                Publication { der: &der, identity: None, device_id: Some(DEVICE), publication_time };
            test.registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap().remove(0).unwrap();
        }
    }
    let (user_key, certificates) = certificates_of(&test.registry, &Identity::text("User 0001")).unwrap();
    let more = certificate(1, 99, times[0].0, times[1].1);
    test.publish(&more).unwrap();
    let one = Revocation {
        user_key,
        certificate_key: Some(certificates[0].key),
        reason: RevocationReason::Unspecified,
        reason_text: None,
    };
    test.registry.revoke(&[one], false, &mut |_, _, _, _| Ok(())).unwrap();
    test.prune(&(numbered_entry(0) + &numbered_entry(1))).unwrap();

    let mut everything = Vec::new();
    let all = CertificateSelection { include_revoked: true, ..CertificateSelection::default() };
    test.registry
        .certificates_after(&all, None, 100, &mut |row| {
            everything.push((row.not_before, row.not_after, row.publication_time));
            Ok(())
        })
        .unwrap();
    assert_eq!(everything.len(), 7);
    // At each border, and beside it.
    let near = |of: fn(&(i64, i64, i64)) -> i64| -> Vec<i64> {
        let mut near: Vec<i64> =
            everything.iter().map(of).flat_map(|time| [time - 1, time, time + 1]).collect();
        near.sort_unstable();
        near.dedup();
        near
    };
    let optional = |times: Vec<i64>| -> Vec<Option<i64>> {
        std::iter::once(None).chain(times.into_iter().map(Some)).collect()
    };
    let (ends, published) = (optional(near(|row| row.1)), optional(near(|row| row.2)));
    let nows: Vec<i64> = near(|row| row.0).into_iter().chain(near(|row| row.1)).collect();
    let mut counts = HashSet::new();
    for bits in 0..4 {
        for number in 0..ends.len() * ends.len() * 2 {
            let selection = CertificateSelection {
                include_revoked: bits & 1 != 0,
                account_disabled: bits & 2 != 0,
                now: nows[number % nows.len()],
                not_after_from: ends[number % ends.len()],
                not_after_before: ends[number / ends.len() % ends.len()],
                published_after: published[number % published.len()],
            };
            let mut expected = Vec::new();
            test.registry
                .certificates_after(&all, None, 100, &mut |row| {
                    if is_selected(row, &selection) {
                        expected.push(row.key);
                    }
                    Ok(())
                })
                .unwrap();
            let (mut listed, mut found) = (Vec::new(), Vec::new());
            let list = &mut |row: &CertificateRow<'_>| {
                listed.push(row.key);
                Ok(())
            };
            test.registry.certificates_after(&selection, None, 100, list).unwrap();
            let find = &mut |row: &CertificateRow<'_>| {
                found.push(row.key);
                Ok(())
            };
            test.registry.look_up_certificates(&[Lookup::DeviceId(DEVICE)], &selection, find).unwrap();
            [&mut expected, &mut listed, &mut found].into_iter().for_each(|keys| keys.sort_unstable());
            assert_eq!(listed, expected, "{:?}", selection);
            // The one without a device is not under it.
            expected.retain(|key| *key != CertificateKey(7));
            assert_eq!(found, expected, "{:?}", selection);
            counts.insert((bits, found.len()));
        }
    }
    // Of each kind of selection some keep nothing and some keep something.
    assert!((0..4).all(
        |bits| counts.contains(&(bits, 0)) && counts.iter().any(|(of, count)| *of == bits && *count > 0)
    ));
}

#[test]
fn a_leavers_certificates_that_still_sign_in() {
    let test = TestRegistry::demo();
    let now = 1_600_000_000 * SECOND;
    let selection = CertificateSelection { account_disabled: true, now, ..CertificateSelection::default() };
    let leavers = |selection: &CertificateSelection| {
        let mut names = Vec::new();
        test.registry
            .certificates_after(selection, None, 100, &mut |row| {
                assert!(row.owner.account_disabled || row.owner.gone);
                names.push(row.owner.distinguished_name.to_owned());
                Ok(())
            })
            .unwrap();
        names.sort();
        names
    };
    let names = leavers(&selection);
    assert_eq!(names.len(), 3, "{:?}", names);
    assert!(names.iter().all(|name| name.contains("Jo Berry") || name.contains("Franz Kohl")));
    let ldif = std::fs::read_to_string(crate::support::data("directory.ldif")).unwrap();
    let without: Vec<&str> =
        ldif.split("\n\n").filter(|entry| !entry.contains("sAMAccountName: wkahn\n")).collect();
    test.prune(&(without.join("\n\n") + "\n")).unwrap();
    assert_eq!(leavers(&selection).len(), 4);
    test.revoke("Jo Berry");
    let both = CertificateSelection { include_revoked: true, ..selection };
    assert_eq!(leavers(&both).len(), 2);
}
