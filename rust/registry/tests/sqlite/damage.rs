//! Damage in a registry's tables is noticed by whoever works on what is damaged.

use cscert_registry::error::Error;
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::RevocationReason;
use cscert_registry::query::identity::Identity;

use crate::support::made::{certificate, entry_with, lasting_certificate, numbered_entry};
use crate::support::{certificates_of, dump, TestRegistry};

#[test]
fn damage_is_not_taken_for_what_is_known() {
    let test = TestRegistry::empty();
    let entry =
        |number: u32| entry_with(&numbered_entry(number), &[&lasting_certificate(number, number.into())]);
    let export: String = (1..400).map(entry).collect();
    test.import(&export);
    let changed = dump::connect(&test.file())
        .execute("UPDATE certificate_content SET seal = seal + 1 WHERE certificate_key = 300", [])
        .unwrap();
    assert_eq!(changed, 1);
    let refused = test.import_with(&export, Default::default());
    assert!(matches!(refused, Err(Error::RegistryCorrupt { .. })), "{:?}", refused);
}

#[test]
fn what_is_damaged_is_not_sealed_anew_by_revoking_it() {
    let reason = RevocationReason::Unspecified;
    for (sql, one) in [
        ("UPDATE certificate SET details = CAST(substr(details, 1, 5) || x'00' || substr(details, 7) AS BLOB)", false),
        ("UPDATE certificate SET details = CAST(substr(details, 1, 5) || x'00' || substr(details, 7) AS BLOB)", true),
        ("UPDATE certificate SET not_after = not_after + 1", false),
        ("UPDATE certificate SET publication_time = publication_time + 1", true),
        ("UPDATE user SET sip_address = 'sip:somebody.else@litwareinc.com' WHERE display_name = 'Ken Myer'", false),
    ] {
        let test = TestRegistry::demo();
        let ken = test.key("Ken Myer");
        let (_, certificates) = certificates_of(&test.registry, &Identity::text("Ken Myer")).unwrap();
        let certificate_key = one.then(|| certificates[0].key);
        dump::connect(&test.file()).execute_batch(sql).unwrap();
        let before = dump::everything(&test.file());
        let revoked = test.registry.revoke(&[Revocation { user_key: ken, certificate_key, reason, reason_text: None }], false, &mut |_, _, _, _| Ok(()));
        assert!(matches!(revoked, Err(Error::RegistryCorrupt { .. })), "{}: {:?}", sql, revoked);
        assert_eq!(dump::everything(&test.file()), before, "{}", sql);
    }
}

/// Their hashes are of 62 bits, of which one key leaves 31: an issuer that certifies it often enough hits some twice.
#[test]
fn a_hash_that_two_issues_have_by_chance_is_no_finding() {
    const FINDING: &str = "are not marked as having the issuer, serial number and public key of another";
    let found = |of_one_issue: bool| {
        let test = TestRegistry::empty();
        test.import(&(numbered_entry(1) + &numbered_entry(2)));
        let [first, second] = [
            certificate(1, 1, "180211144400Z", "491231235959Z"),
            if of_one_issue {
                certificate(2, 1, "180211144400Z", "481231235959Z")
            } else {
                certificate(2, 2, "180211144400Z", "491231235959Z")
            },
        ];
        test.publish(&first).unwrap();
        test.publish(&second).unwrap();
        let connection = dump::connect(&test.file());
        connection
            .execute_batch(
                "DELETE FROM shared_issue;
                UPDATE certificate_lookup SET lookup_hash = (SELECT min(lookup_hash) FROM certificate_lookup
                    WHERE lookup_hash BETWEEN -4611686018427387904 AND -1)
                WHERE lookup_hash BETWEEN -4611686018427387904 AND -1",
            )
            .unwrap();
        test.findings().iter().any(|finding| finding.contains(FINDING))
    };
    assert!(found(true));
    assert!(!found(false));
}
