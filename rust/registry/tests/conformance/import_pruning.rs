//! Who is really gone: issue 18, part 1, points 1 to 4.

use crate::support::made::{entry, lasting_certificate, numbered_entry};
use crate::support::{texts, TestRegistry};
use cscert_registry::error::{Error, Result};
use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::CertificateSelection;
use cscert_registry::operations::import::{
    Import, ImportOptions, ImportSummary, Notice, PruneLimit, Severity,
};

const A: &str = "CN=A,OU=One,DC=contoso,DC=test";
const B: &str = "CN=B,OU=One,DC=contoso,DC=test";
const C: &str = "CN=C,OU=One,DC=contoso,DC=test";

/// An account as Active Directory shows it.
fn account(guid: u8, name: &str) -> String {
    let short = name[3..4].to_lowercase();
    entry(
        guid,
        name,
        &[
            ("displayName", &name[3..4]),
            ("sAMAccountName", &short),
            ("userAccountControl", "512"),
            ("title", "Clerk"),
            ("msRTCSIP-PrimaryUserAddress", &format!("sip:{}@contoso.test", short)),
            ("mail", &format!("{}@contoso.test", short)),
        ],
    )
}

/// An entry that shows its name, and whatever more is given.
fn shown(name: &str, lines: &[String]) -> String {
    format!("dn:: {}\n{}\n", base64::encode(name), lines.concat())
}

fn guid_line(guid: u8) -> String {
    format!("objectGUID:: {}\n", base64::encode([guid; 16]))
}

fn class_line(class: &str) -> String {
    format!("objectClass: {}\n", class)
}

fn counts(summary: &ImportSummary) -> (u64, u64, u64, u64, u64, u64) {
    let s = summary;
    (s.added, s.updated, s.unchanged, s.removed, s.rejected, s.ignored_entries)
}

fn warnings(notices: &[Notice]) -> Vec<String> {
    let loud: Vec<Notice> = notices.iter().filter(|n| n.severity == Severity::Warning).cloned().collect();
    texts(&loud)
}

fn everything(test: &TestRegistry, text: &str) -> String {
    test.with_user(text, |row| format!("{:?} {:?}", row.fields, row.gone_since))
}

#[test]
fn who_shows_next_to_nothing_is_present_and_stays_as_it_is() {
    for lines in [
        vec![],
        vec![guid_line(2)],
        vec![class_line("top")],
        vec![guid_line(2), class_line("top"), class_line("person")],
        vec![guid_line(2), class_line("user")],
        vec![class_line("group"), guid_line(2)],
    ] {
        let test = TestRegistry::empty();
        test.import(&(account(1, A) + &account(2, B) + &account(3, C)));
        let before = everything(&test, B);
        let summary = test.prune(&(account(1, A) + &shown(B, &lines) + &account(3, C))).unwrap();
        assert_eq!(counts(&summary), (0, 0, 3, 0, 0, 0), "{:?}", lines);
        assert_eq!(everything(&test, B), before, "{:?}", lines);
        // Where the stored user has no objectGUID, the name tells.
        let test = TestRegistry::empty();
        test.import(&(account(1, A) + &account(0, B)));
        let key = test.key(B);
        let summary = test.prune(&(account(1, A) + &shown(B, &lines))).unwrap();
        assert_eq!((summary.removed, summary.added), (0, 0), "{:?}", lines);
        assert_eq!((test.key(B), test.find(B).unwrap().gone), (key, false));
    }
}

#[test]
fn what_a_trace_shows_is_taken_and_another_guid_is_another_user() {
    let test = TestRegistry::empty();
    test.import(&(account(1, A) + &account(2, B)));
    let (key, moved) = (test.key(B), "CN=B,OU=Two,DC=contoso,DC=test");
    let summary = test.prune(&(account(1, A) + &shown(moved, &[guid_line(2)]))).unwrap();
    assert_eq!(counts(&summary), (0, 1, 1, 0, 0, 0));
    assert_eq!(test.key(moved), key);
    assert_eq!(test.key("b@contoso.test"), key);
    // Somebody else stands where B was, and B is nowhere.
    let summary = test.prune(&(account(1, A) + &shown(moved, &[guid_line(9)]))).unwrap();
    assert_eq!(counts(&summary), (0, 0, 1, 1, 0, 1));
    assert!(test.find(moved).unwrap().gone);
    // By its objectGUID it is back, by its name alone it would not be.
    let summary = test.prune(&(account(1, A) + &shown(moved, &[]))).unwrap();
    assert_eq!(counts(&summary), (0, 0, 1, 0, 0, 1));
    let summary = test.prune(&(account(1, A) + &shown(moved, &[guid_line(2)]))).unwrap();
    assert_eq!(counts(&summary), (0, 1, 1, 0, 0, 0));
    assert_eq!((test.key(moved), test.find(moved).unwrap().gone), (key, false));
}

#[test]
fn a_trace_beside_the_whole_entry_says_nothing() {
    let test = TestRegistry::empty();
    let whole = account(1, A) + &account(2, B);
    let traces = shown(B, &[]) + &shown(B, &[guid_line(2)]) + &shown(B, &[class_line("group")]);
    let (summary, _) = test.import(&(traces.clone() + &whole));
    assert_eq!(counts(&summary), (2, 0, 0, 0, 0, 3));
    let before = test.everything();
    for input in [traces.clone() + &whole, whole.clone() + &traces] {
        assert_eq!(counts(&test.prune(&input).unwrap()), (0, 0, 2, 0, 0, 3));
        assert_eq!(test.everything(), before);
    }
    // Two that contradict each other are two signs that the user is there, and no more.
    let elsewhere = |unit: &str| shown(&format!("CN=B,OU={},DC=contoso,DC=test", unit), &[guid_line(2)]);
    let summary = test.prune(&(account(1, A) + &elsewhere("X") + &elsewhere("Y"))).unwrap();
    assert_eq!(counts(&summary), (0, 0, 2, 0, 0, 0));
    assert_eq!(test.everything(), before);
}

#[test]
fn a_trace_makes_no_domain_one_of_the_input() {
    let test = TestRegistry::empty();
    let (e, f) = ("CN=E,DC=emea,DC=contoso,DC=test", "CN=F,DC=emea,DC=contoso,DC=test");
    test.import(&(account(1, A) + &account(5, e) + &account(6, f)));
    let summary = test.prune(&(account(1, A) + &shown(e, &[guid_line(5)]))).unwrap();
    assert_eq!(summary.removed, 0);
    assert!(!test.find(f).unwrap().gone);
}

/// A directory whose domains are listed too, or named by the administrator.
#[test]
fn a_domain_that_is_only_mentioned_is_not_pruned() {
    let cross = |domain: &str, name: &str| {
        format!(
            "dn: CN={},CN=Partitions,CN=Configuration,DC=contoso,DC=test\nobjectClass: crossRef\nnCName: {}\nnETBIOSName: {}\n\n",
            name, domain, name
        )
    };
    let test = TestRegistry::empty();
    let elsewhere = "CN=E,DC=emea,DC=contoso,DC=test";
    test.import(&(account(1, A) + &account(2, B) + &account(5, elsewhere)));
    let input = account(1, A)
        + &account(2, B)
        + &cross("DC=contoso,DC=test", "CONTOSO")
        + &cross("DC=emea,DC=contoso,DC=test", "EMEA");
    for netbios_names in [vec![], vec![("emea.contoso.test".to_owned(), "EUROPE".to_owned())]] {
        let options = ImportOptions { prune: true, netbios_names, ..ImportOptions::default() };
        let (summary, _) = test.import_with(&input, options).unwrap();
        assert_eq!(summary.removed, 0);
        assert!(!test.find(elsewhere).unwrap().gone);
    }
}

fn many(numbers: std::ops::Range<u32>) -> String {
    numbers.map(numbered_entry).collect()
}

fn prune_with(test: &TestRegistry, limit: &str, ldif: &str) -> Result<ImportSummary> {
    let prune_limit = PruneLimit::parse(limit)?;
    let options = ImportOptions { prune: true, prune_limit, ..ImportOptions::default() };
    test.import_with(ldif, options).map(|(summary, _)| summary)
}

fn refusal<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Err(error @ Error::PruneRefused { .. }) => error.to_string(),
        other => panic!("{:?}", other),
    }
}

#[test]
fn more_leavers_than_the_limit_are_refused_with_everything_else() {
    let test = TestRegistry::empty();
    test.import(&many(0..300));
    let before = test.content();
    // A tenth, and of few users twenty.
    let message = refusal(test.prune(&(many(31..300) + &many(500..510))));
    assert!(message.contains("31 of 300 users") && message.contains("-PruneLimit allows 30"), "{}", message);
    assert!(refusal(prune_with(&test, "29", &many(30..300))).contains("30 of 300"));
    assert!(refusal(prune_with(&test, "9.9%", &many(30..300))).contains("allows 29"));
    assert!(refusal(prune_with(&test, "0", &many(1..300))).contains("1 of 300"));
    assert_eq!(test.content(), before);
    let refused = test.audit(&AuditSelection::default());
    assert_eq!(refused.iter().filter(|e| e.action == "Import" && e.outcome == "Refused").count(), 4);
    // What would be refused is refused by a dry run too.
    let mut import = Import::new(ImportOptions { prune: true, ..ImportOptions::default() });
    import.ldif("x", many(31..300).as_bytes(), true).unwrap();
    refusal(import.apply(&test.registry, 1000, true));
    assert_eq!(test.prune(&many(30..300)).unwrap().removed, 30);
    assert_eq!(prune_with(&test, "100%", &many(299..300)).unwrap().removed, 269);
    let test = TestRegistry::empty();
    test.import(&many(0..30));
    assert!(refusal(test.prune(&many(21..30))).contains("21 of 30"));
    assert_eq!(test.prune(&many(20..30)).unwrap().removed, 20);
    assert_eq!(prune_with(&test, "1", &many(21..30)).unwrap().removed, 1);
}

/// Whom another account has replaced, and what the directory says it has deleted, is no surprise.
#[test]
fn the_limit_is_for_who_is_only_absent() {
    let test = TestRegistry::empty();
    test.import(&(account(1, A) + &account(2, B) + &account(3, C)));
    let input = account(7, A) + &deleted(2, "B") + &account(3, C);
    assert_eq!(prune_with(&test, "0", &input).unwrap().removed, 2);
}

#[test]
fn an_input_whose_end_is_in_doubt_is_not_pruned_by() {
    let whole = account(1, A) + &account(2, B);
    let cut = whole.trim_end().to_owned();
    let result = |text: &str| format!("{}\n# search result\nsearch: 2\n{}", whole, text);
    for (text, doubt) in [
        (whole.clone(), None),
        (whole.replace('\n', "\r\n"), None),
        (whole.clone() + "# numEntries: 2\n", None),
        (cut.clone() + "\nresult: 0 Success\n", Some("no line end or result")),
        (result("result: 0 Success\n"), None),
        (result("result: 0 Success"), Some("its last line has no line end")),
        (cut.clone(), Some("its last line has no line end")),
        (cut.clone() + "\n", Some("neither an empty line nor a search result")),
        (cut.clone() + "\n# numEntries: 2\n", Some("neither an empty line nor a search result")),
        (whole.clone() + "dn: CN=C,OU=One,DC=con", Some("its last line has no line end")),
    ] {
        // An attribute named result is one.
        let doubt = doubt.map(|doubt| doubt.replace("no line end or result", "neither an empty line"));
        let test = TestRegistry::empty();
        test.import(&account(1, A));
        let pruned = test.prune(&text);
        let (_, notices) = test.import(&text);
        match doubt {
            None => assert!(pruned.is_ok() && warnings(&notices).is_empty(), "{:?}: {:?}", text, notices),
            Some(doubt) => {
                let message = refusal(pruned);
                let warning = warnings(&notices).concat();
                for said in [&message, &warning] {
                    assert!(
                        said.contains(&doubt) && said.contains("An empty line at the end marks"),
                        "{}",
                        said
                    );
                    assert!(said.contains("test.ldif"), "{}", said);
                }
            }
        }
    }
    // Objects are never in doubt.
    let test = TestRegistry::empty();
    let mut import = Import::new(ImportOptions { prune: true, ..ImportOptions::default() });
    import.object("o", 1, vec![("DistinguishedName".to_owned(), vec![A.as_bytes().to_vec()])]).unwrap();
    assert_eq!(test.finish(import).unwrap().0.added, 1);
}

#[test]
fn whoever_is_marked_as_gone_is_warned_of() {
    let test = TestRegistry::empty();
    test.import(&(account(1, A) + &account(2, B)));
    let options = || ImportOptions { prune: true, ..ImportOptions::default() };
    let (_, notices) = test.import_with(&account(1, A), options()).unwrap();
    let said = warnings(&notices).concat();
    assert!(said.starts_with("1 user was marked as gone.") && said.contains("-AccountDisabled"), "{}", said);
    let (_, notices) = test.import_with(&account(1, A), options()).unwrap();
    assert_eq!(warnings(&notices), Vec::<String>::new());
}

/// As a directory shows what it has deleted, after it has taken most of it away.
fn deleted(guid: u8, name: &str) -> String {
    let guid_text = cscert_registry::model::guid::Guid::from_directory_bytes([guid; 16]).to_string();
    format!(
        "dn: CN={}\\0ADEL:{},CN=Deleted Objects,DC=contoso,DC=test\nobjectClass: top\nobjectClass: user\n{}isDeleted: TRUE\n\
         sAMAccountName: {}\nuserAccountControl: 514\n\n",
        name,
        guid_text,
        guid_line(guid),
        name.to_lowercase()
    )
}

#[test]
fn a_deleted_object_is_gone_and_its_names_are_free() {
    let test = TestRegistry::empty();
    let certificate = lasting_certificate(1, 1);
    let ken = numbered_entry(1);
    test.import(&(account(1, A) + &account(2, B) + &ken));
    test.publish(&certificate).unwrap();
    let (b, ken_key) = (test.key(B), test.key("u0000001@litwareinc.com"));
    let fields = |text: &str| test.with_user(text, |row| format!("{:?}", row.fields));
    let before = fields(B);
    // With no -Prune, and beside the account made anew under the name.
    let anew = account(9, B);
    let (summary, notices) = test.import(&(account(1, A) + &deleted(2, "B") + &anew));
    assert_eq!(counts(&summary), (1, 0, 1, 1, 0, 0), "{:?}", texts(&notices));
    let successor = test.key("b@contoso.test");
    assert_ne!(successor, b);
    assert!(!test.find(B).unwrap().gone);
    let mut now = String::new();
    test.registry
        .user(b, &mut |row| {
            assert!(row.gone_since.is_some());
            now = format!("{:?}", row.fields);
        })
        .unwrap();
    assert_eq!(now, before);
    let reasons: Vec<_> = test
        .audit(&AuditSelection { user_key: Some(b), ..Default::default() })
        .into_iter()
        .filter(|entry| entry.action == "Prune")
        .map(|entry| entry.reason.unwrap())
        .collect();
    assert_eq!(reasons, ["it was deleted from the directory"]);
    // Again it is nothing new; alone it is nobody.
    let again = test.everything();
    let (summary, _) = test.import(&(account(1, A) + &deleted(2, "B") + &anew + &deleted(77, "X")));
    assert_eq!(counts(&summary), (0, 0, 2, 0, 0, 2));
    assert_eq!(test.everything(), again);
    // Whose certificates are in force is a leaver with certificates.
    let mut guid = [7; 16];
    guid[..4].copy_from_slice(&1_u32.to_be_bytes());
    let bin = format!(
        "dn: CN=User 0001\\0ADEL:0,CN=Deleted Objects,DC=litwareinc,DC=com\nobjectGUID:: {}\n\n",
        base64::encode(guid)
    );
    let (summary, _) = test.import(&bin);
    assert_eq!(counts(&summary), (0, 0, 0, 1, 0, 0));
    let now = cscert_registry::model::time::now();
    let selection = CertificateSelection { account_disabled: true, now, ..Default::default() };
    let mut leavers = Vec::new();
    test.registry
        .certificates_after(&selection, None, 100, &mut |row| {
            leavers.push(row.owner.key);
            Ok(())
        })
        .unwrap();
    assert_eq!(leavers, [ken_key]);
    // Reanimated, it is who it was.
    let (summary, _) = test.import(&ken);
    assert_eq!(counts(&summary), (0, 1, 0, 0, 0, 0));
    assert_eq!((test.key("u0000001@litwareinc.com"), test.findings()), (ken_key, Vec::<String>::new()));
}

#[test]
fn deleted_is_said_by_an_attribute_or_by_the_name() {
    let name = |guid: u8| cscert_registry::model::guid::Guid::from_directory_bytes([guid; 16]).to_string();
    let by_name = |feed: &str| format!("CN=B{}DEL:{},CN=Deleted Objects,DC=contoso,DC=test", feed, name(2));
    let prepared = || {
        let test = TestRegistry::empty();
        test.import(&(account(1, A) + &account(2, B)));
        test
    };
    for ldif in [
        format!("dn: {}\n\n", by_name("\\0A")),
        format!("dn:: {}\nobjectClass: computer\n\n", base64::encode(by_name("\n"))),
        shown(B, &[guid_line(2), "isDeleted: TRUE\n".to_owned(), class_line("user")]),
        shown(B, &["isDeleted: true\n".to_owned()]),
    ] {
        let test = prepared();
        assert_eq!(counts(&test.import(&ldif).0), (0, 0, 0, 1, 0, 0), "{}", ldif);
    }
    let (guid, named) = (name(2), by_name("\\0A"));
    for object in [
        vec![("ObjectGUID", Some(guid.as_str())), ("Deleted", Some("True"))],
        vec![("DistinguishedName", Some(named.as_str())), ("ObjectClass", Some("user"))],
        vec![("DistinguishedName", Some(B)), ("isDeleted", Some("TRUE"))],
    ] {
        let test = prepared();
        assert_eq!(counts(&test.import_objects(&[&object]).0), (0, 0, 0, 1, 0, 0), "{:?}", object);
    }
    // Live and deleted at once: one of the two is from another day.
    let test = prepared();
    let (summary, _) = test.import(&(account(2, B) + &deleted(2, "B")));
    assert_eq!(counts(&summary), (0, 0, 0, 0, 2, 0));
    // A deleted object says nothing of the domain of the waste bin.
    let summary = test.prune(&(deleted(2, "B") + &account(8, "CN=H,DC=other,DC=test"))).unwrap();
    assert_eq!((summary.removed, test.find(A).unwrap().gone), (1, false));
}

#[test]
fn a_conflict_object_is_a_user_with_a_warning() {
    let test = TestRegistry::empty();
    let conflict = account(3, "CN=C\nCNF:00000000-0000-0000-0000-000000000003,OU=One,DC=contoso,DC=test");
    let options = ImportOptions { prune: true, ..ImportOptions::default() };
    let (summary, notices) = test.import_with(&(account(1, A) + &conflict), options).unwrap();
    assert_eq!(counts(&summary), (2, 0, 0, 0, 0, 0));
    let said = warnings(&notices);
    assert!(said.len() == 1 && said[0].contains("is a conflict object"), "{:?}", said);
}

#[test]
fn not_every_entry_is_a_person() {
    let test = TestRegistry::empty();
    let (summary, _) = test.import(
        "dn: CN=WS1,DC=x\nsAMAccountName: WS1$\nuserAccountControl: 4096\n\n\
         dn: CN=Ops,DC=x\nsAMAccountName: Ops\ngroupType: -2147483646\n\n\
         dn: CN=WS2,DC=x\nsAMAccountName: WS2$\n\n\
         dn: CN=DC1,DC=x\nuserAccountControl: 532480\nsAMAccountName: DC1\n\n\
         dn: CN=EMEA$,CN=System,DC=x\nobjectClass: user\nuserAccountControl: 2080\n\n\
         dn: CN=Ada,DC=x\nsAMAccountName: ada\n\n",
    );
    assert_eq!(counts(&summary), (1, 0, 0, 0, 0, 5));
    let (summary, _) = test.import_objects(&[
        &[("dn", Some("CN=Bo,DC=x")), ("objectClass", Some("top;person;organizationalPerson;user"))],
        &[
            ("dn", Some("CN=WS3,DC=x")),
            ("objectClass", Some("top;person;organizationalPerson;user;computer")),
        ],
        &[("dn", Some("CN=Grp,DC=x")), ("objectClass", Some("top;group"))],
        &[("dn", Some("CN=WS4,DC=x")), ("sAMAccountName", Some("WS4$"))],
        &[("dn", Some("CN=WS5,DC=x")), ("userAccountControl", Some("4096"))],
        &[("dn", Some("CN=G2,DC=x")), ("groupType", Some("2"))],
        &[("dn", Some("CN=Cy,DC=x")), ("ObjectClass", Some("inetOrgPerson"))],
        &[("dn", Some("CN=Con,DC=x")), ("ObjectClass", Some("contact"))],
    ]);
    assert_eq!(counts(&summary), (2, 0, 0, 0, 0, 6));
    // Joined classes are classes.
    let classes = test.with_user("CN=Bo,DC=x", |row| row.fields.attributes.map(str::to_owned)).unwrap();
    assert_eq!(classes, r#"{"objectClass":["top","person","organizationalPerson","user"]}"#);
}

#[test]
fn an_import_of_nothing_says_so() {
    let test = TestRegistry::empty();
    let person = |name: &str| {
        format!(
            "dn: CN={},DC=x\nobjectClass: person\nobjectClass: inetOrgPerson\nsAMAccountName: {}\n\n",
            name, name
        )
    };
    let (summary, notices) =
        test.import(&(person("a") + &person("b") + "dn: CN=WS,DC=x\nobjectClass: computer\n\n"));
    assert_eq!(counts(&summary), (0, 0, 0, 0, 0, 3));
    let said = warnings(&notices).concat();
    assert!(
        said.contains("2 have an objectClass without \"user\"") && said.contains("1 are computers"),
        "{}",
        said
    );
    // Something was taken, or the domains or pools were meant.
    for ldif in [
        person("a") + &account(1, A),
        "dn: CN=L,CN=Partitions,DC=x\nobjectClass: crossRef\nnCName: DC=x\nnETBIOSName: X\n\n".to_owned(),
        "dn: CN=P,CN=Pools,CN=X\ncn: P\ndNSHostName: p1.contoso.test\n\n".to_owned(),
        "version: 1\n\n".to_owned(),
    ] {
        let (_, notices) = test.import(&ldif);
        assert_eq!(warnings(&notices), Vec::<String>::new(), "{}", ldif);
    }
}
