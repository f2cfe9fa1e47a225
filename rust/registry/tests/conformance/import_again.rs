//! Exports that come again: what the registry has is looked for where it stood in the last one, and found wherever it is.

use std::collections::BTreeMap;

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::random::Random;
use crate::support::TestRegistry;

/// What is none of the service's is never published.
const NO_CERTIFICATE: &[u8] = b"no certificate";

#[derive(Clone)]
struct User {
    number: u32,
    title: u64,
    certificates: Vec<Vec<u8>>,
}

impl User {
    fn new(number: u32, certificates: u64) -> User {
        let certificates = (0..certificates).map(|serial| certificate(number, serial)).collect();
        User { number, title: 0, certificates }
    }

    fn ldif(&self) -> String {
        let mut text = numbered_entry(self.number);
        text.truncate(text.len() - 1);
        text += &format!("title: {}\n", self.title);
        for der in &self.certificates {
            text += &format!("userCertificate;binary:: {}\n", base64::encode(der));
        }
        text + "\n"
    }
}

fn certificate(number: u32, serial: u64) -> Vec<u8> {
    lasting_certificate(number, u64::from(number) << 32 | serial)
}

fn export(users: &[User]) -> String {
    users.iter().map(User::ldif).collect()
}

/// More users than are read ahead at any time.
fn directory() -> Vec<User> {
    (0..900).map(|number| User::new(number, u64::from(number % 4))).collect()
}

/// Changes one user, or puts a new one before it.
fn change(users: &mut Vec<User>, at: usize, serial: u64, random: &mut Random) {
    let user = &mut users[at];
    match random.below(6) {
        0 => user.certificates.reverse(),
        1 => drop(user.certificates.pop()),
        2 => {
            let place = random.below(user.certificates.len() + 1);
            user.certificates.insert(place, certificate(user.number, serial));
        }
        3 => user.title = serial,
        4 => user.certificates.insert(0, NO_CERTIFICATE.to_vec()),
        _ => users.insert(at, User::new(10_000 + serial as u32, 2)),
    }
}

#[test]
fn what_is_known_is_found_in_any_order_and_what_is_new_among_it() {
    let test = TestRegistry::empty();
    let mut users = directory();
    test.import(&export(&users));
    // All that was ever there: certificates that leave the directory stay.
    let mut ever: BTreeMap<u32, User> = users.iter().map(|user| (user.number, user.clone())).collect();
    let mut random = Random::new(5);
    let mut serial = 100;
    for round in 0..8 {
        // Nothing is changed in round 0, little in the next ones.
        for _ in 0..[0, 1, 3, 40, 400][round.min(4)] {
            serial += 1;
            let at = random.below(users.len());
            change(&mut users, at, serial, &mut random);
        }
        let (mut added, mut updated, mut published, mut skipped) = (0, 0, 0, 0);
        for user in &users {
            let known = ever.entry(user.number).or_insert_with(|| {
                added += 1;
                User { certificates: Vec::new(), ..user.clone() }
            });
            updated += u64::from(known.title != user.title);
            known.title = user.title;
            for der in &user.certificates {
                if der == NO_CERTIFICATE || known.certificates.contains(der) {
                    skipped += 1;
                } else {
                    known.certificates.push(der.clone());
                    published += 1;
                }
            }
        }
        if round % 3 == 2 {
            random.shuffle(&mut users);
        }
        let before = test.everything();
        let (summary, _) = test.import(&export(&users));
        assert_eq!(summary.rejected, 0);
        assert_eq!((summary.added, summary.updated), (added, updated));
        assert_eq!((summary.certificates_published, summary.certificates_skipped), (published, skipped));
        assert_eq!(summary.unchanged, users.len() as u64 - added - updated);
        assert_eq!(test.everything() == before, added + updated + published == 0);
    }
    assert!(test.findings().is_empty());
    let fresh = TestRegistry::empty();
    fresh.import(&ever.values().map(User::ldif).collect::<String>());
    assert_eq!(test.content(), fresh.content());
}
