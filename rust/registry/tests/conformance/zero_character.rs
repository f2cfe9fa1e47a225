//! U+0000, which not every store can keep: the value that holds it is refused, and nothing else.

use cscert_registry::model::audit::{Action, AuditSelection};
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::RevocationReason;
use cscert_registry::model::keys::UserKey;
use cscert_registry::model::user::UserSelection;
use cscert_registry::operations::import::{
    Import, ImportOptions, ImportSummary, Notice, PruneLimit, Severity,
};
use cscert_registry::operations::publish::Publication;
use cscert_registry::query::identity::Identity;

use crate::support::made::{entry, lasting_certificate, numbered_entry};
use crate::support::{is_not_found, texts, TestRegistry};

const A: &str = "OU=A,OU=One,DC=litwareinc,DC=com";
const B: &str = "CN=B,OU=One,DC=litwareinc,DC=com";
const POOL: &str = "CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,CN=Pools,CN=RTC Service,CN=Services";

/// Attributes with a field, and what stands in them.
const FIELDS: [(&str, &str); 16] = [
    ("cn", "Common"),
    ("displayName", "Display"),
    ("sAMAccountName", "account"),
    ("userPrincipalName", "principal@litwareinc.com"),
    ("msRTCSIP-PrimaryUserAddress", "sip:sip@litwareinc.com"),
    ("msRTCSIP-PrimaryHomeServer", POOL),
    ("msRTCSIP-UserEnabled", "TRUE"),
    ("userAccountControl", "512"),
    ("msRTCSIP-OptionFlags", "256"),
    ("msRTCSIP-Line", "tel:+1"),
    ("givenName", "Given"),
    ("sn", "Surname"),
    ("department", "Department"),
    ("title", "Title"),
    ("whenCreated", "20180211144400.0Z"),
    ("whenChanged", "20180211144400.0Z"),
];

fn warnings(notices: &[Notice]) -> Vec<String> {
    let warnings: Vec<Notice> =
        notices.iter().filter(|notice| notice.severity != Severity::Verbose).cloned().collect();
    texts(&warnings)
}

/// Imports an entry as LDIF or as an object, without the other user.
fn prune(test: &TestRegistry, ldif: bool, attributes: &[(&str, &str)]) -> (ImportSummary, Vec<String>) {
    let options =
        ImportOptions { prune: true, prune_limit: PruneLimit::Users(1), ..ImportOptions::default() };
    let mut import = Import::new(options);
    if ldif {
        import.ldif("test.ldif", entry(1, A, attributes).as_bytes(), true).unwrap();
    } else {
        let mut properties = vec![
            ("objectGUID".to_owned(), vec![vec![1; 16]]),
            ("distinguishedName".to_owned(), vec![A.as_bytes().to_vec()]),
        ];
        let property = |(name, value): &(&str, &str)| ((*name).to_owned(), vec![value.as_bytes().to_vec()]);
        properties.extend(attributes.iter().map(property));
        import.object("objects", 1, properties).unwrap();
    }
    let (summary, notices) = test.finish(import).unwrap();
    (summary, warnings(&notices))
}

fn fields(test: &TestRegistry) -> String {
    test.with_user(A, |row| format!("{:?}", row.fields))
}

#[test]
fn a_value_with_it_leaves_the_stored_one_and_hinders_no_prune() {
    for ldif in [true, false] {
        for (spoilt, _) in FIELDS {
            let test = TestRegistry::empty();
            test.import(&(entry(1, A, &FIELDS) + &entry(2, B, &[])));
            let before = fields(&test);
            // Before, within and after the rest, and alone.
            for value in ["\0x", "x\0y", "512\0", "\0"] {
                let attributes = FIELDS.map(|(name, kept)| (name, if name == spoilt { value } else { kept }));
                let (summary, warnings) = prune(&test, ldif, &attributes);
                assert_eq!((summary.unchanged, summary.rejected), (1, 0), "{} {:?}", spoilt, warnings);
                assert_eq!(fields(&test), before, "{}", spoilt);
                let shown = format!("1 of {} (one is \"{}\")", spoilt, value.replace('\0', "\\0"));
                assert!(warnings.iter().any(|text| text.contains(&shown)), "{:?}", warnings);
            }
            assert!(test.registry.describe(false).unwrap().counts.users == 1, "the other one is gone");
            assert!(test.findings().is_empty());
        }
    }
}

#[test]
fn a_new_user_is_taken_without_the_value_and_all_are_counted_together() {
    let test = TestRegistry::empty();
    let spoilt: Vec<(&str, &str)> = FIELDS.iter().map(|(name, _)| (*name, "x\0")).collect();
    let (summary, notices) =
        test.import(&(entry(1, A, &spoilt) + &entry(2, B, &[("title", "\0"), ("sn", "B")])));
    assert_eq!((summary.added, summary.rejected), (2, 0));
    let warnings = warnings(&notices);
    assert_eq!(warnings.len(), 1, "{:?}", warnings);
    assert!(warnings[0].contains("2 of title (one is \"x\\0\")"), "{:?}", warnings);
    assert_eq!(warnings[0].matches("1 of ").count(), FIELDS.len() - 1, "{:?}", warnings);
    test.with_user(A, |row| {
        let fields = &row.fields;
        assert_eq!(
            (fields.display_name, fields.title, fields.sip_address, fields.when_created),
            (None, None, None, None)
        );
    });
    assert_eq!(test.with_user(B, |row| row.fields.surname.map(str::to_owned)).as_deref(), Some("B"));
}

#[test]
fn of_several_values_the_others_count() {
    let test = TestRegistry::empty();
    let (_, notices) = test.import(&entry(
        1,
        A,
        &[("title", "\0"), ("title", "Clerk"), ("displayName", "A\0"), ("displayName", "A")],
    ));
    test.with_user(A, |row| {
        assert_eq!((row.fields.title, row.fields.display_name), (Some("Clerk"), Some("A")))
    });
    assert_eq!(warnings(&notices).len(), 1);
}

#[test]
fn properties_that_become_part_of_an_attribute_are_values_too() {
    let test = TestRegistry::empty();
    test.import(&entry(1, A, &FIELDS));
    let before = fields(&test);
    for property in ["RegistrarPool", "EnterpriseVoiceEnabled", "Enabled"] {
        let (_, notices) = test.import_objects(&[&[("Identity", Some(A)), (property, Some("TRUE\0"))]]);
        assert_eq!(fields(&test), before, "{}", property);
        assert_eq!(warnings(&notices).len(), 1, "{}", property);
    }
}

#[test]
fn attributes_without_a_field_keep_bytes_and_no_name_holds_it() {
    let test = TestRegistry::empty();
    let (_, notices) = test.import(&entry(1, A, &[("logonHours", "\0\u{1}"), ("title", "Clerk")]));
    assert!(warnings(&notices).is_empty());
    let (_, notices) = test.import_objects(&[&[("Identity", Some(A)), ("in\0fo", Some("x"))]]);
    assert_eq!(warnings(&notices).len(), 1);
    test.with_user(A, |row| {
        let json: serde_json::Value = serde_json::from_str(row.fields.attributes.unwrap()).unwrap();
        assert_eq!(json["logonHours"][0]["base64"], "AAE=");
        assert!(!row.fields.attributes.unwrap().contains("u0000"));
    });
}

#[test]
fn a_distinguished_name_with_it_cannot_be_read() {
    for name in
        ["CN=A\0B,DC=litwareinc,DC=com", "CN=A\\00B,DC=litwareinc,DC=com", "CN=A,DC=litware\\00inc,DC=com"]
    {
        let test = TestRegistry::empty();
        let (summary, notices) = test.import(&(entry(1, name, &[]) + &entry(2, B, &[])));
        assert_eq!((summary.added, summary.rejected), (1, 1), "{}", name);
        assert!(warnings(&notices)[0].contains("U+0000"), "{:?}", warnings(&notices));
        assert!(test.prune(&(entry(1, name, &[]) + &entry(2, B, &[]))).is_err());
        let (summary, _) = test.import_objects(&[&[("distinguishedName", Some(name))]]);
        assert_eq!((summary.added, summary.rejected), (0, 1));
    }
}

#[test]
fn names_of_pools_and_domains_stay_what_they_are() {
    let test = TestRegistry::empty();
    let pool = |host: &str| {
        let name = POOL.trim_start_matches("CN=LC Services,CN=Microsoft,");
        entry(0, name, &[("dNSHostName", host)]).replace("objectClass: user", "objectClass: x")
    };
    let domain = |netbios: &str| {
        let attributes = [("nCName", "DC=litwareinc,DC=com"), ("nETBIOSName", netbios)];
        entry(0, "CN=X,CN=Partitions", &attributes).replace("objectClass: user", "objectClass: crossRef")
    };
    test.import(&(entry(1, A, &FIELDS) + &pool("host") + &domain("CROSS")));
    let before = test.content();
    let imports = [
        test.import(&pool("ho\0st")),
        test.import(&domain("CR\0SS")),
        test.import(
            &entry(1, A, &FIELDS)
                .replace("\n\n", &format!("\nmsDS-PrincipalName:: {}\n\n", base64::encode("\0\\a"))),
        ),
        test.import_with(
            "",
            ImportOptions {
                netbios_names: vec![("litwareinc.com".to_owned(), "\0".to_owned())],
                ..Default::default()
            },
        )
        .unwrap(),
    ];
    for (_, notices) in imports {
        let told = warnings(&notices).iter().filter(|text| text.contains("could not be read")).count();
        assert_eq!(told, 1, "{:?}", texts(&notices));
    }
    assert!(test.resolve("CROSS\\account").is_ok());
    assert_eq!(test.with_user(A, |row| row.registrar_pool.map(str::to_owned)).as_deref(), Some("host"));
    // What has no field of its own is kept as bytes.
    let changed: Vec<String> = before.symmetric_difference(&test.content()).cloned().collect();
    assert_eq!(changed.len(), 2, "{:?}", changed);
    // A home server whose name is escaped is nobody's pool.
    test.import(&entry(1, A, &[("msRTCSIP-PrimaryHomeServer", "CN=a\\00b,CN=Pools")]));
    assert_eq!(test.with_user(A, |row| row.registrar_pool.map(str::to_owned)), None);
    assert!(test.findings().is_empty());
}

#[test]
fn the_audit_shows_another_character_in_its_place() {
    let test = TestRegistry::empty();
    test.import(&(numbered_entry(1) + &numbered_entry(2)));
    let ders = [lasting_certificate(1, 1), lasting_certificate(2, 2)];
    test.publish(&ders[0]).unwrap();
    test.registry.record_refusal_text(Action::Revoke, None, Some("Ken\0"), "no\0body").unwrap();
    let revocation = Revocation {
        user_key: test.key("User 0001"),
        certificate_key: None,
        reason: RevocationReason::KeyCompromise,
        reason_text: Some("lost\0"),
    };
    test.registry.revoke(&[revocation], false, &mut |_, _, _, _| Ok(())).unwrap().remove(0).unwrap();
    for _ in 0..2 {
        let publication = Publication {
            der: &ders[0],
            identity: Some(Identity::text("Ken\0")),
            device_id: None,
            publication_time: 0,
        };
        assert!(test.registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap()[0].is_err());
    }
    let said: Vec<_> = test
        .audit(&AuditSelection::default())
        .into_iter()
        .map(|entry| (entry.action, entry.user_name.unwrap_or_default(), entry.reason.unwrap_or_default()))
        .collect();
    assert_eq!((said[2].1.as_str(), said[2].2.as_str()), ("Ken\u{FFFD}", "no\u{FFFD}body"));
    assert_eq!(said[3].2, "KeyCompromise: lost\u{FFFD}");
    assert_eq!((said[4].0.as_str(), said[4].1.as_str()), ("Publish", "Ken\u{FFFD}"));
    // Once a day, unless midnight came in between.
    assert!(said.len() == 5 || said.len() == 6, "{:?}", said);
    assert!(test.findings().is_empty());
}

#[test]
fn a_question_with_it_is_answered() {
    let test = TestRegistry::demo();
    for text in ["Ken\0", "Ken\0Myer", "\0", "ken.myer@litwareinc.com\0", "litwareinc\\kenmyer\0", "sip:\0"] {
        assert!(is_not_found(&test.resolve(text)), "{:?}", text);
        test.registry.complete(text, 10, &mut |offered| panic!("{:?}: {}", text, offered.text)).unwrap();
    }
    for filter in ["(title=a\\00b)", "(displayName=Ken\\00*)", "(mail=\\00)", "(nobody=\\00)"] {
        let selection = UserSelection { filter: Some(test.ldap(filter)), ..Default::default() };
        let nobody = test
            .registry
            .users_after(&selection, UserKey::default(), 10, &mut |row| panic!("{}: {}", filter, row.key));
        assert_eq!(nobody, Ok(None));
    }
    let nothing = AuditSelection { action: Some("Rev\0oke".to_owned()), ..AuditSelection::default() };
    assert!(test.audit(&nothing).is_empty());
}
