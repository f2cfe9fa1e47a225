//! Operations that are made up.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use cscert_registry::model::certificate::RevocationReason;
use cscert_registry::model::guid::Guid;
use cscert_registry::model::time::parse_directory_time;

use crate::identity_model::DOMAINS;
use crate::model::{Certificate, Entry, Export, Place, Said};
use crate::support::made;

/// Few names for few users, so that they meet; some are one name to whoever ignores accents, case and kana.
pub const COMMON_NAMES: [&str; 4] = ["Ken Myer", "KEN MYER", "Kén Myer", "かとう"];
pub const UNITS: [&str; 2] = ["Sales", "IT"];
const VALUES: [&[&str]; 7] = [
    &["Ken Myer", "kén  myer", "カトウ", "ken", "u0000001@litwareinc.com", "LITWAREINC\\ken"],
    &["ken", "KEN", "kato", "Ken Myer"],
    &["u0000000@litwareinc.com", "u0000001@litwareinc.com", "ken@litwareinc.com"],
    &["sip:u0000000@litwareinc.com", "sip:u0000001@litwareinc.com", "sip:u0000002@litwareinc.com"],
    &["Boss", "boss", "Clerk"],
    &[
        "CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,CN=Pools,CN=RTC Service,CN=Services",
        "CN=LC Services,CN=Microsoft,CN=ocs01,CN=Computers,DC=litwareinc,DC=com",
    ],
    &["a@litwareinc.com", "b@litwareinc.com"],
];
/// Texts that may mean somebody, besides all of the above.
const TEXTS: [&str; 8] = [
    "sip:U0000001@LITWAREINC.COM",
    "litwareinc\\ken",
    "emea.litwareinc.com\\KATO",
    "kato@emea.litwareinc.com",
    "Ken*",
    "cn=ken myer , ou=sales, dc=litwareinc, dc=com",
    "CN=かとう,OU=IT,DC=emea,DC=litwareinc,DC=com",
    "nobody",
];
/// From when till when certificates are valid: long past, now, in years.
const TIMES: [(&str, &str); 3] = [
    ("170101000000Z", "180101000000Z"),
    ("180101000000Z", "491231235959Z"),
    ("480101000000Z", "491231235959Z"),
];
/// A moment within the second of them.
pub const NOW: i64 = 1_800_000_000_000_000;

#[derive(Clone, Debug)]
pub enum Operation {
    Import {
        export: Export,
        dry_run: bool,
    },
    /// The number of a certificate, and for whom.
    Publish {
        publications: Vec<(usize, Option<String>)>,
        dry_run: bool,
    },
    /// The places of a user and of a certificate among those that were ever made, and why.
    Revoke {
        revocations: Vec<((usize, Option<usize>), RevocationReason)>,
        dry_run: bool,
    },
    /// The same places.
    Restore {
        restorations: Vec<(usize, Option<usize>)>,
        dry_run: bool,
    },
    Reopen,
}

fn said(values: &'static [&'static str]) -> impl Strategy<Value = Said> {
    prop_oneof![
        2 => Just(Said::Nothing),
        1 => Just(Said::Empty),
        7 => select(values).prop_map(|value| Said::Value(value.to_owned())),
    ]
}

fn entry() -> impl Strategy<Value = Entry> {
    let place = (select(COMMON_NAMES.to_vec()), select(UNITS.to_vec()), 0..DOMAINS.len());
    let said: Vec<_> = VALUES.into_iter().map(said).collect();
    (option::weighted(0.8, 1..6_u8), place, 0..8_u8, any::<bool>(), said).prop_map(
        |(guid, (name, unit, domain), deleted, disabled, said)| Entry {
            guid,
            place: Place(name, unit, domain),
            deleted: guid.is_some() && deleted == 0,
            disabled,
            said,
        },
    )
}

/// No two entries of one user, or at one place.
fn export() -> impl Strategy<Value = Export> {
    let prune = option::weighted(0.4, select(vec![0, 1, 20]));
    (vec(entry(), 0..6), any::<bool>(), prune).prop_map(|(entries, ldif, prune)| {
        let mut kept: Vec<Entry> = Vec::new();
        for entry in entries {
            let is_same = |other: &Entry| {
                other.guid.is_some() && other.guid == entry.guid || other.place.key() == entry.place.key()
            };
            if !kept.iter().any(is_same) {
                kept.push(entry);
            }
        }
        Export { entries: kept, ldif, prune }
    })
}

pub fn operation() -> impl Strategy<Value = Operation> {
    let publication = (0..9_usize, option::weighted(0.2, select(texts())));
    let place = || (0..4_usize, option::weighted(0.4, 0..5_usize));
    let reason = prop_oneof![Just(RevocationReason::CertificateHold), select(RevocationReason::ALL.to_vec())];
    let dry_run = || proptest::bool::weighted(0.15);
    prop_oneof![
        8 => (export(), dry_run()).prop_map(|(export, dry_run)| Operation::Import { export, dry_run }),
        8 => (vec(publication, 1..5), dry_run())
            .prop_map(|(publications, dry_run)| Operation::Publish { publications, dry_run }),
        8 => (vec((place(), reason), 1..5), dry_run())
            .prop_map(|(revocations, dry_run)| Operation::Revoke { revocations, dry_run }),
        5 => (vec(place(), 1..5), dry_run())
            .prop_map(|(restorations, dry_run)| Operation::Restore { restorations, dry_run }),
        1 => Just(Operation::Reopen),
    ]
}

/// Whatever anybody may be called, and more.
pub fn texts() -> Vec<String> {
    let places = COMMON_NAMES.iter().flat_map(|name| UNITS.iter().map(move |unit| Place(name, unit, 0)));
    let named = VALUES[..4].iter().copied().flatten().chain(&TEXTS).map(|text| (*text).to_owned());
    named.chain(places.map(|place| place.distinguished_name())).collect()
}

/// Certificate `number`: whose address it names, and what it is.
pub fn certificate(number: usize) -> (String, Vec<u8>, Certificate) {
    let address = number % 2;
    let (not_before, not_after) = TIMES[number / 2 % TIMES.len()];
    let time = |text: &str| parse_directory_time(&format!("20{}", text)).unwrap();
    let certificate = Certificate {
        number,
        user: 0,
        not_before: time(not_before),
        not_after: time(not_after),
        // Not in the order of the numbers.
        published: (number as i64 * 7 % 12 - 6) * 1_000_000,
        revoked: None,
        revoked_at: 0,
    };
    let der = made::certificate(address as u32, number as u64, not_before, not_after);
    (format!("u{:07}@litwareinc.com", address), der, certificate)
}

pub fn object_guid(guid: u8) -> Guid {
    Guid::from_directory_bytes([guid; 16])
}
