//! Listings: each row once and in its order, however many there are, and whoever reads them.

use std::sync::Arc;

use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::CertificateSelection;
use cscert_registry::model::user::UserSelection;
use cscert_registry::registry::Registry;
use cscert_registry::store::listing::{Keeps, Listing};

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::names::Names;
use crate::support::TestRegistry;

/// More than a few pages of 256 rows.
const USERS: u32 = 1300;

fn listed(registry: &Registry, mut listing: Listing<Names>) -> Vec<String> {
    let mut all = Vec::new();
    loop {
        let page = listing.next(registry).unwrap();
        if page.0.is_empty() {
            break;
        }
        assert!(page.0.len() <= 1024);
        all.append(&mut page.0);
    }
    assert!(listing.next(registry).unwrap().0.is_empty());
    all
}

fn users(registry: &Registry, keeps: Option<Keeps>, limit: u64) -> Vec<String> {
    listed(registry, Listing::users(UserSelection::default(), keeps, limit))
}

#[test]
fn every_row_comes_once_and_in_its_order() {
    let test = TestRegistry::empty();
    test.import(&(0..USERS).map(numbered_entry).collect::<String>());
    let all: Vec<String> = (0..USERS).map(|number| format!("User {:04}", number)).collect();
    for limit in [0, 1, 255, 256, 257, 512, 513, 1299, 1300, 1301, u64::MAX] {
        let expected = &all[..all.len().min(usize::try_from(limit).unwrap_or(usize::MAX))];
        assert_eq!(users(&test.registry, None, limit), expected, "{}", limit);
        let keeps: Keeps =
            Arc::new(|user| user.fields.display_name.map_or(false, |name| name.ends_with('7')));
        let kept: Vec<_> = all.iter().filter(|name| name.ends_with('7')).cloned().collect();
        let expected = &kept[..kept.len().min(usize::try_from(limit).unwrap_or(usize::MAX))];
        assert_eq!(users(&test.registry, Some(keeps), limit), expected, "{}", limit);
    }
    for number in [3, 600, 1299] {
        test.publish(&lasting_certificate(number, number.into())).unwrap();
    }
    for limit in [0, 1, 3, u64::MAX] {
        let all = CertificateSelection::default();
        let certificates = listed(&test.registry, Listing::certificates(all, limit));
        assert_eq!(certificates.len() as u64, limit.min(3));
        let entries = listed(&test.registry, Listing::audit(AuditSelection::default(), 0, limit));
        assert_eq!(
            entries,
            ["Import", "Publish", "Publish", "Publish"][..limit.min(4) as usize],
            "{}",
            limit
        );
    }
}

#[test]
fn a_listing_shows_how_far_it_is() {
    let test = TestRegistry::empty();
    test.import(&(0..USERS).map(numbered_entry).collect::<String>());
    for number in [3, 600, 1299] {
        test.publish(&lasting_certificate(number, number.into())).unwrap();
    }
    let progress = test.registry.progress();
    for (mut listing, total) in [
        (Listing::<Names>::users(UserSelection::default(), None, u64::MAX), u64::from(USERS)),
        (Listing::certificates(CertificateSelection::default(), u64::MAX), 3),
        (Listing::users(UserSelection::default(), None, u64::MAX), u64::from(USERS)),
    ] {
        while !listing.next(&test.registry).unwrap().0.is_empty() {
            assert_eq!(progress.known().1, total);
        }
        // Who reads ahead may tell of the last page before another one.
        let (done, _) = progress.known();
        assert!(done >= total / 2 && done <= total, "{} of {}", done, total);
    }
}
