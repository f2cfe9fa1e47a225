//! What a server asks at sign-in: issue 4, point 3.

use crate::support::made::{certificate, numbered_entry};
use crate::support::TestRegistry;
use cscert_registry::operations::check::{CheckResult, Presented};
use cscert_registry::parse::identifier::Thumbprint;
use sha2::Digest;

const SECOND: i64 = 1_000_000;
/// 2018-02-11T14:44:00Z and 2018-08-10T14:44:00Z.
const FROM: i64 = 1_518_360_240 * SECOND;
const TO: i64 = 1_533_912_240 * SECOND;

/// The answer by DER and by both thumbprints, announced and not, which must be the same.
fn check(test: &TestRegistry, der: &[u8], now: i64) -> (CheckResult, Option<(bool, bool)>) {
    let sha1 = Thumbprint::Sha1(sha1::Sha1::digest(der).into());
    let sha256 = Thumbprint::Sha256(sha2::Sha256::digest(der).into());
    let presented = [Presented::Der(der), Presented::Thumbprint(sha1), Presented::Thumbprint(sha256)];
    let answers: Vec<_> = [&presented[..0], &presented, &presented[..1]]
        .iter()
        .flat_map(|announced| {
            test.registry.ask_ahead(&[], announced).unwrap();
            test.registry.take_answers().unwrap();
            presented
        })
        .map(|presented| {
            let mut user = None;
            let result = test.registry.check_certificate(presented, now, &mut |row| {
                user = Some((row.owner.account_disabled, row.owner.gone));
            });
            (result.unwrap(), user)
        })
        .collect();
    assert!(answers.iter().all(|answer| *answer == answers[0]), "{:?}", answers);
    answers[0]
}

#[test]
fn the_first_that_applies_is_the_answer() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    let der = certificate(1, 1, "180211144400Z", "180810144400Z");
    assert_eq!(check(&test, &der, FROM), (CheckResult::Unknown, None));
    test.publish(&der).unwrap();
    let known = Some((false, false));
    for (now, expected) in [
        (FROM - 1, CheckResult::NotYetValid),
        (FROM, CheckResult::Valid),
        (TO, CheckResult::Valid),
        (TO + 1, CheckResult::Expired),
        (i64::MIN, CheckResult::NotYetValid),
        (i64::MAX, CheckResult::Expired),
    ] {
        assert_eq!(check(&test, &der, now), (expected, known), "{}", now);
    }
    // Another certificate of the same user, and the same one with a byte more.
    assert_eq!(
        check(&test, &certificate(1, 2, "180211144400Z", "180810144400Z"), FROM).0,
        CheckResult::Unknown
    );
    assert_eq!(check(&test, &[der.as_slice(), &[0]].concat(), FROM).0, CheckResult::Unknown);
    // Its end lies before its beginning.
    let reversed = certificate(1, 3, "180810144400Z", "180211144400Z");
    test.publish(&reversed).unwrap();
    assert_eq!(check(&test, &reversed, FROM + SECOND).0, CheckResult::Expired);
    test.revoke("User 0001");
    for now in [FROM - 1, FROM, TO + 1] {
        assert_eq!(check(&test, &der, now), (CheckResult::Revoked, known));
    }
}

#[test]
fn whose_account_is_disabled_or_gone_is_said_beside_the_answer() {
    let test = TestRegistry::demo();
    let now = 1_600_000_000 * SECOND;
    let der = |file| std::fs::read(crate::support::data("certificates").join(file)).unwrap();
    assert_eq!(check(&test, &der("jberry-desktop.cer"), now).1, Some((true, false)));
    assert_eq!(check(&test, &der("wkahn-desktop.cer"), now), (CheckResult::Valid, Some((false, false))));
    let ldif = std::fs::read_to_string(crate::support::data("directory.ldif")).unwrap();
    let without: Vec<&str> =
        ldif.split("\n\n").filter(|entry| !entry.contains("sAMAccountName: wkahn\n")).collect();
    test.prune(&(without.join("\n\n") + "\n")).unwrap();
    assert_eq!(check(&test, &der("wkahn-desktop.cer"), now), (CheckResult::Valid, Some((false, true))));
}

#[test]
fn a_service_that_stays_open_hears_of_revocations() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    let der = certificate(1, 1, "180211144400Z", "180810144400Z");
    test.publish(&der).unwrap();
    let another = test.another();
    let service = another.as_ref().unwrap_or(&test.registry);
    let ask = || service.check_certificate(Presented::Der(&der), FROM, &mut |_| ());
    assert_eq!(ask(), Ok(CheckResult::Valid));
    test.revoke("User 0001");
    assert_eq!(ask(), Ok(CheckResult::Revoked));
}
