//! What an import makes of the values it finds and of those it does not: issue 3, point 3.

use crate::support::made::entry;
use crate::support::{is_not_found, skip, texts, TestRegistry};
use cscert_registry::error::Error;
use cscert_registry::model::keys::UserKey;
use cscert_registry::model::user::{UserRow, UserSelection};
use cscert_registry::operations::import::{Import, ImportOptions, Severity};
use cscert_registry::query::filter::{Expression, Filter};

const A: &str = "CN=A,OU=One,DC=litwareinc,DC=com";
const B: &str = "CN=B,OU=One,DC=litwareinc,DC=com";

fn title_and_mail(test: &TestRegistry, text: &str) -> (Option<String>, bool) {
    test.with_user(text, |row| {
        let mail = row.fields.attributes.map_or(false, |json| json.contains(r#""mail":["m@x"]"#));
        (row.fields.title.map(str::to_owned), mail)
    })
}

#[test]
fn in_ldif_absence_clears_only_what_some_entry_holds() {
    let test = TestRegistry::empty();
    let full = |guid, name| entry(guid, name, &[("title", "T"), ("department", "D"), ("mail", "m@x")]);
    test.import(&(full(1, A) + &full(2, B)));
    // The title is in the export, department and mail are not.
    let (summary, notices) = test.import(&(entry(1, A, &[("title", "U")]) + &entry(2, B, &[])));
    assert_eq!(summary.updated, 2);
    assert_eq!(title_and_mail(&test, A), (Some("U".to_owned()), true));
    assert_eq!(title_and_mail(&test, B).0, None);
    assert_eq!(test.with_user(B, |row| row.fields.department.map(str::to_owned)), Some("D".to_owned()));
    let warnings: Vec<_> = notices.iter().filter(|n| n.severity == Severity::Warning).cloned().collect();
    assert_eq!(
        texts(&warnings),
        ["No LDIF entry of the input contains department, mail; the registry keeps the values that it has. Export these \
          attributes too, so that changes to them are imported."]
    );
    // An attribute without a value is there, and clears.
    test.import(&(entry(1, A, &[("department", ""), ("mail", "")]) + &entry(2, B, &[])));
    assert_eq!(title_and_mail(&test, A), (Some("U".to_owned()), false));
    assert!(!title_and_mail(&test, B).1);
    assert_eq!(test.with_user(B, |row| row.fields.department.map(str::to_owned)), None);
}

#[test]
fn of_objects_absence_leaves_and_emptiness_clears() {
    let test = TestRegistry::empty();
    let dn = ("DistinguishedName", Some(A));
    test.import_objects(&[&[dn, ("Title", Some("T")), ("mail", Some("m@x")), ("Department", Some("D"))]]);
    let (summary, notices) = test.import_objects(&[&[dn]]);
    let quiet = notices.iter().all(|notice| notice.severity == Severity::Verbose);
    assert!(summary.unchanged == 1 && quiet, "{:?}", texts(&notices));
    test.import_objects(&[&[dn, ("TITLE", None), ("Mail", Some("")), ("Department", Some("E"))]]);
    assert_eq!(title_and_mail(&test, A), (None, false));
    assert_eq!(test.with_user(A, |row| row.fields.department.map(str::to_owned)), Some("E".to_owned()));
}

/// What remoting, providers and modules add to an object.
#[test]
fn properties_that_are_not_attributes_are_ignored() {
    let test = TestRegistry::empty();
    let mut object = vec![("DistinguishedName", Some(A)), ("mail", Some("m@x"))];
    let others = "PropertyNames AddedProperties RunspaceId PSComputerName pspath PSProvider AdsPath ntsecuritydescriptor Attributes";
    object.extend(others.split(' ').map(|name| (name, Some("x"))));
    test.import_objects(&[&object]);
    let attributes = test.with_user(A, |row| row.fields.attributes.map(str::to_owned));
    assert_eq!(attributes.as_deref(), Some(r#"{"mail":["m@x"]}"#));
    assert_eq!(test.ldap("(pspath=x)").expression(), &Expression::Undefined);
}

#[test]
fn friendly_names_are_those_of_the_tools() {
    let test = TestRegistry::empty();
    let (summary, notices) = test.import_objects(&[&[
        ("Identity", Some(A)),
        ("Guid", Some("18e7332f-d993-5a46-9bf5-07b7f8cc70fa")),
        ("SipAddress", Some("a.b@litwareinc.com")),
        ("UPN", Some("ab@litwareinc.com")),
        ("LogonName", Some("ab")),
        ("Display Name", Some("A B")),
        ("FirstName", Some("A")),
        ("Surname", Some("B")),
        ("RegistrarPool", Some("a pool")),
        ("EmailAddress", Some("m@x")),
    ]]);
    assert_eq!(summary.added, 1, "{:?}", texts(&notices));
    let key = test.key(A);
    for text in ["sip:a.b@litwareinc.com", "ab@litwareinc.com", "ab", "a b"] {
        assert_eq!(test.find(text).map(|found| found.key), Ok(key), "{}", text);
    }
    test.with_user(A, |row| {
        assert_eq!((row.fields.given_name, row.fields.surname), (Some("A"), Some("B")));
        assert_eq!(row.fields.attributes, Some(r#"{"mail":["m@x"]}"#));
        assert!(row.fields.object_guid.is_some() && row.registrar_pool == Some("a pool"));
    });
}

#[test]
fn enabled_means_the_account_or_the_service() {
    let test = TestRegistry::empty();
    let flags = |text| test.with_user(text, |row| (row.fields.enabled, row.fields.user_account_control));
    // As Get-ADUser has it.
    test.import_objects(&[&[("DistinguishedName", Some(A)), ("Enabled", Some("False"))]]);
    assert_eq!(flags(A), (None, Some(514)));
    test.import_objects(&[&[("DistinguishedName", Some(A)), ("Enabled", Some("True"))]]);
    assert_eq!(flags(A), (None, Some(512)));
    // Where the attribute is there too, it stands.
    let both =
        [("DistinguishedName", Some(A)), ("Enabled", Some("True")), ("userAccountControl", Some("66050"))];
    test.import_objects(&[&both]);
    assert_eq!(flags(A), (None, Some(66050)));
    // As Get-CsUser has it.
    let service = [
        ("Identity", Some(B)),
        ("SipAddress", Some("sip:b@litwareinc.com")),
        ("Enabled", Some("False")),
        ("UserAccountControl", Some("NormalAccount, AccountDisabled")),
    ];
    test.import_objects(&[&service]);
    assert_eq!(flags(B), (Some(false), Some(514)));
    let (summary, _) =
        test.import_objects(&[&[("Identity", Some(B)), ("SipAddress", None), ("Enabled", Some("x"))]]);
    assert_eq!(summary.rejected, 1);
}

fn with_account(guid: u8, name: &str, more: &[(&str, &str)]) -> String {
    let account = name[3..4].to_lowercase();
    entry(guid, name, &[&[("sAMAccountName", account.as_str())], more].concat())
}

#[test]
fn netbios_names_come_from_the_strongest_source_and_are_never_replaced_by_a_guess() {
    let cross_reference =
        "dn: CN=L,CN=Partitions,CN=Configuration,DC=litwareinc,DC=com\nobjectClass: crossRef\n\
        nCName: DC=litwareinc,DC=com\nnETBIOSName: CROSS\n\n";
    let named = |test: &TestRegistry, domain: &str| !is_not_found(&test.resolve(&format!("{}\\a", domain)));

    let test = TestRegistry::empty();
    let (_, notices) = test.import(&with_account(1, A, &[]));
    assert!(named(&test, "LITWAREINC") && named(&test, "litwareinc.com"));
    assert!(notices.iter().any(|n| n.severity == Severity::Verbose), "{:?}", texts(&notices));
    // The domains alone, exported from elsewhere in the directory.
    let (summary, _) = test.import(cross_reference);
    assert!(summary.finished && named(&test, "cross") && !named(&test, "litwareinc"));
    // No better knowledge: no change.
    let before = test.everything();
    let (_, notices) = test.import(&with_account(1, A, &[]));
    assert!(notices.is_empty(), "{:?}", texts(&notices));
    test.import(cross_reference);
    assert_eq!(test.everything(), before);
    // Stronger sources, in any order within the input.
    test.import(
        &(cross_reference.to_owned() + &with_account(1, A, &[("msDS-PrincipalName", "PRINCIPAL\\a")])),
    );
    assert!(named(&test, "principal") && !named(&test, "cross"));
    test.import_objects(&[&[("DistinguishedName", Some(A)), ("msDS-PrincipalName", Some("OBJECT\\a"))]]);
    assert!(named(&test, "object"));
    let netbios_names = vec![("LitwareInc.com".to_owned(), "said".to_owned())];
    let options = ImportOptions { netbios_names, ..ImportOptions::default() };
    test.import_with(&with_account(1, A, &[("msDS-PrincipalName", "PRINCIPAL\\a")]), options).unwrap();
    assert!(named(&test, "SAID") && !named(&test, "principal"));
}

#[test]
fn a_pools_host_name_counts_before_and_after_its_users() {
    let server = "CN=LC Services,CN=Microsoft,CN=1:2,CN=Pools,CN=RTC Service,CN=Services";
    let pool = |host: &str| {
        format!("dn: cn=1:2,cn=pools,cn=rtc service,cn=services\nobjectClass: x\ndNSHostName: {}\n\n", host)
    };
    let user = entry(1, A, &[("msRTCSIP-PrimaryHomeServer", server)]);
    let name = |test: &TestRegistry| test.with_user(A, |row| row.registrar_pool.map(str::to_owned)).unwrap();

    let test = TestRegistry::empty();
    test.import(&user);
    assert_eq!(name(&test), "1:2");
    test.import(&pool("one.litwareinc.com"));
    assert_eq!(name(&test), "one.litwareinc.com");
    let before = test.everything();
    test.import(&pool("one.litwareinc.com"));
    assert_eq!(test.everything(), before);

    let test = TestRegistry::empty();
    test.import(&pool("two.litwareinc.com"));
    test.import(&user);
    assert_eq!(name(&test), "two.litwareinc.com");
}

#[test]
fn an_import_is_applied_whole_or_not_at_all() {
    let test = TestRegistry::empty();
    test.import(&entry(1, A, &[]));
    let another = match test.another() {
        Some(another) => another,
        None => return skip("this engine has one connection"),
    };
    let before = test.everything();
    let many: String = (10..200_u8).map(|n| entry(n, &format!("CN=N{},DC=x", n), &[])).collect();
    // Abandoned after a step.
    let mut import = Import::new(ImportOptions::default());
    import.ldif("x", many.as_bytes(), true).unwrap();
    assert_eq!(import.apply(&test.registry, 100, false).unwrap().processed, 100);
    // Others wait for it or are told, but see nothing of it.
    assert_eq!(another.describe(false).unwrap().counts.users, 1);
    assert!(matches!(
        test.registry.revoke(&[], false, &mut |_, _, _, _| Ok(())),
        Err(Error::InvalidArgument(_))
    ));
    import.abandon(&test.registry);
    assert_eq!(test.everything(), before);
    // An error in the middle.
    let mut import = Import::new(ImportOptions::default());
    import.ldif("x", many.as_bytes(), true).unwrap();
    import.apply(&test.registry, 100, false).unwrap();
    test.registry.interrupter().interrupt();
    assert_eq!(import.apply(&test.registry, 100, false), Err(Error::Interrupted));
    assert_eq!(test.everything(), before);
    // Nothing stays locked.
    let other = TestRegistry { registry: another, folder: test.folder };
    assert_eq!(other.import(&many).0.added, 190);
}

#[test]
fn a_dry_run_says_everything_and_writes_nothing() {
    let test = TestRegistry::empty();
    let ldif = std::fs::read(crate::support::data("directory.ldif")).unwrap();
    let before = test.everything();
    let mut import = Import::new(ImportOptions::default());
    import.ldif("x", &ldif, true).unwrap();
    let summary = import.apply(&test.registry, 1000, true).unwrap();
    assert_eq!((summary.finished, summary.added, summary.certificates_published), (true, 52, 1));
    assert_eq!(test.everything(), before);
    let mut import = Import::new(ImportOptions { prune: true, ..ImportOptions::default() });
    import.ldif("x", b"", true).unwrap();
    assert!(matches!(import.apply(&test.registry, 1000, true), Err(Error::PruneRefused { .. })));
    assert_eq!(test.everything(), before);
}

#[test]
fn importing_the_same_again_writes_nothing_at_all() {
    let test = TestRegistry::demo();
    let before = test.everything();
    let ldif = std::fs::read_to_string(crate::support::data("directory.ldif")).unwrap();
    let summary = test.prune(&ldif).unwrap();
    assert_eq!((summary.unchanged, summary.removed, summary.rejected), (52, 0, 0));
    assert_eq!(test.everything(), before);
}

#[test]
fn revoked_certificates_of_the_directory_stay_revoked() {
    let test = TestRegistry::demo();
    assert_eq!(test.certificate_count("Kim Akers"), Ok(1));
    assert_eq!(test.revoke("Kim Akers"), 1);
    let ldif = std::fs::read_to_string(crate::support::data("directory.ldif")).unwrap();
    let (summary, _) = test.import(&ldif);
    assert_eq!((summary.certificates_published, summary.certificates_skipped), (0, 4));
    assert_eq!(test.certificate_count("Kim Akers"), Ok(0));
    // What the import brought stands under its entry, which names no user.
    let selection = cscert_registry::model::audit::AuditSelection {
        user_key: Some(test.key("Kim Akers")),
        ..Default::default()
    };
    let actions: Vec<String> = test.audit(&selection).into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions, ["Import", "Revoke"]);
}

#[test]
fn an_entry_too_large_to_be_kept_is_rejected_alone() {
    let test = TestRegistry::empty();
    let large = "x".repeat(33 << 20);
    let (summary, notices) = test.import_objects(&[
        &[
            ("distinguishedName", Some("CN=Large,DC=a")),
            ("objectClass", Some("user")),
            ("description", Some(&large)),
        ],
        &[
            ("distinguishedName", Some("CN=Other,DC=a")),
            ("objectClass", Some("user")),
            ("description", Some("x")),
        ],
    ]);
    assert_eq!((summary.added, summary.rejected), (1, 1));
    assert!(texts(&notices).iter().any(|text| text.contains("larger than 32 MiB")), "{:?}", texts(&notices));
}

/// `Get-Content export.ldif, … | Import-CsUser` with objects among the text.
#[test]
fn objects_keep_what_only_the_ldif_of_the_same_input_names() {
    let test = TestRegistry::empty();
    let full = |guid, name| entry(guid, name, &[("sAMAccountName", "acc"), ("title", "T"), ("mail", "m@x")]);
    test.import(&(full(1, A) + &full(2, B)));
    let mut import = Import::new(ImportOptions::default());
    import.ldif("x", full(1, A).as_bytes(), true).unwrap();
    let property = |name: &str, value: &str| (name.to_owned(), vec![value.as_bytes().to_vec()]);
    import.object("o", 1, vec![property("DistinguishedName", B), property("Department", "D")]).unwrap();
    let (summary, _) = test.finish(import).unwrap();
    assert_eq!((summary.updated, summary.unchanged), (1, 1));
    assert_eq!(title_and_mail(&test, B), (Some("T".to_owned()), true));
    let account = test.with_user(B, |row| row.fields.sam_account_name.map(str::to_owned));
    assert_eq!(account.as_deref(), Some("acc"));
}

#[test]
fn times_are_what_the_directory_says() {
    let test = TestRegistry::empty();
    let times = [("whenCreated", "20180102030405.0Z"), ("whenChanged", "20180203040506.0Z")];
    test.import(&entry(1, A, &times));
    let stored = test.with_user(A, |row| (row.fields.when_created, row.fields.when_changed));
    assert_eq!(stored, (Some(1_514_862_245_000_000), Some(1_517_630_706_000_000)));
}

#[test]
fn a_changed_netbios_name_stands_in_the_audit() {
    let test = TestRegistry::empty();
    let named = |name: &str| {
        let netbios_names = vec![("litwareinc.com".to_owned(), name.to_owned())];
        let options = ImportOptions { netbios_names, ..ImportOptions::default() };
        test.import_with(&entry(1, A, &[]), options).unwrap();
        test.audit(&Default::default()).pop().unwrap().detail.unwrap()
    };
    // The first name that a domain gets is no change.
    assert!(!named("FIRST").contains("netBiosNames"));
    let detail = named("SECOND");
    assert!(
        detail.contains(r#""netBiosNames":[{"domain":"litwareinc.com","from":"FIRST","to":"SECOND"}]"#),
        "{}",
        detail
    );
}

#[test]
fn a_time_that_cannot_be_read_leaves_the_stored_one_and_is_counted() {
    let test = TestRegistry::empty();
    let at = |guid, name, time| entry(guid, name, &[("whenCreated", time)]);
    test.import(&(at(1, A, "20180102030405.0Z") + &at(2, B, "20180102030405.0Z")));
    let before = test.everything();
    let (summary, notices) = test.import(&(at(1, A, "soon") + &at(2, B, "later")));
    assert_eq!(summary.unchanged, 2);
    assert_eq!(test.everything(), before);
    let warnings: Vec<_> = notices.into_iter().filter(|n| n.severity == Severity::Warning).collect();
    let said = texts(&warnings);
    assert!(said.len() == 1 && said[0].contains("2 of whenCreated"), "{:?}", said);
}

#[test]
fn rows_of_get_cs_user_say_the_pool_and_the_voice() {
    let test = TestRegistry::empty();
    let of = |text: &str| {
        test.with_user(text, |row| (row.registrar_pool.map(str::to_owned), row.fields.option_flags))
    };
    let server = "CN=Lc Services,CN=Microsoft,CN=1:1,CN=Pools,CN=RTC Service,CN=Services";
    let row = |name, server, pool, voice| {
        [
            ("Identity", Some(name)),
            ("HomeServer", server),
            ("RegistrarPool", pool),
            ("EnterpriseVoiceEnabled", voice),
        ]
    };
    // The pool's own name, which nothing else says.
    test.import_objects(&[&row(A, Some(server), Some("pool1.contoso.test"), Some("True"))]);
    assert_eq!(of(A), (Some("pool1.contoso.test".to_owned()), Some(128)));
    // Nobody's row knows better than the pool's object.
    test.import(
        "dn: CN=1:1,CN=Pools,CN=RTC Service,CN=Services\ncn: 1:1\ndNSHostName: real.contoso.test\n\n",
    );
    test.import_objects(&[&row(A, Some(server), Some("pool1.contoso.test"), Some("False"))]);
    assert_eq!(of(A), (Some("real.contoso.test".to_owned()), Some(0)));
    // Without a home server the pool stands alone; where it is the stored one nothing changes.
    for (pool, left) in
        [("REAL.contoso.test", Some(server)), ("other, inc", Some("CN=other\\, inc,CN=Pools"))]
    {
        test.import_objects(&[&[("Identity", Some(A)), ("RegistrarPool", Some(pool))]]);
        let stored = test.with_user(A, |row| row.fields.home_server.map(str::to_owned));
        assert_eq!(stored.as_deref(), left);
    }
    assert_eq!(of(A).0.as_deref(), Some("other, inc"));
    // Other bits stay.
    test.import_objects(&[&[("Identity", Some(A)), ("OptionFlags", Some("257"))]]);
    test.import_objects(&[&[("Identity", Some(A)), ("EnterpriseVoiceEnabled", Some("True"))]]);
    assert_eq!(of(A).1, Some(385));
}

/// What searches all that came before for each property would take minutes.
#[test]
fn an_object_may_have_very_many_properties() {
    let test = TestRegistry::empty();
    let names: Vec<String> = (0..100_000).map(|n| format!("property{}", n)).collect();
    let mut properties = vec![("DistinguishedName", Some(A))];
    properties.extend(names.iter().map(|name| (name.as_str(), Some("x"))));
    let start = std::time::Instant::now();
    assert_eq!(test.import_objects(&[&properties]).0.added, 1);
    assert!(start.elapsed() < std::time::Duration::from_secs(100));
}

#[test]
fn a_million_errors_of_one_kind_are_counted() {
    let test = TestRegistry::empty();
    let bad: String = (0..3000).map(|n| format!("dn: CN=U{},DC=x\nno colon\n", n)).collect();
    let (summary, notices) = test.import(&(bad + "\n"));
    assert_eq!(summary.rejected, 3000);
    let errors: Vec<_> = notices.into_iter().filter(|n| n.severity == Severity::Error).collect();
    let said = texts(&errors);
    assert_eq!(said.len(), 21, "{:?}", said.last());
    assert!(said.iter().any(|text| text.contains("2980 more like this")), "{:?}", said.last());
}

/// A security identifier as bytes, as ldapsearch shows it, and as text, as ldbsearch and the directory modules do.
const SID: (&str, &str) =
    ("AQUAAAAAAAUVAAAA0/gIkhVnggoFq9EJ9AEAAA==", "S-1-5-21-2450061523-176318229-164735749-500");

#[test]
fn a_sid_is_the_same_as_bytes_and_as_text() {
    let plain = format!("dn: {}\nobjectClass: user\nobjectGUID: {{0}}\n", A).replace("{0}", GUID);
    let (bytes, text) =
        (format!("{}objectSid:: {}\n\n", plain, SID.0), format!("{}objectSid: {}\n\n", plain, SID.1));
    for (first, second) in [(&bytes, &text), (&text, &bytes)] {
        let test = TestRegistry::empty();
        test.import(first);
        let before = test.everything();
        let (summary, _) = test.import(second);
        assert_eq!((summary.unchanged, summary.updated), (1, 0));
        let object = [("ObjectGUID", Some(GUID)), ("SID", Some(SID.1))];
        assert_eq!(test.import_objects(&[&object]).0.unchanged, 1);
        assert_eq!(test.everything(), before);
        let attributes = test.with_user(A, |row| row.fields.attributes.map(str::to_owned)).unwrap();
        assert!(attributes.contains(&format!(r#""objectSid":["{}"]"#, SID.1)), "{}", attributes);
        let escaped: String =
            base64::decode(SID.0).unwrap().iter().map(|byte| format!("\\{:02x}", byte)).collect();
        for asked in [SID.1, &escaped, "S-1-5-21-1"] {
            let filter =
                Filter::from_ldap(&format!("(objectSid={})", asked), &|| test.registry.known_attributes())
                    .unwrap();
            let selection = UserSelection { filter: Some(filter), ..UserSelection::default() };
            let mut found = 0;
            let count = &mut |_: &UserRow<'_>| {
                found += 1;
                Ok(())
            };
            test.import_objects(&[&[("ObjectGUID", Some(GUID)), ("SipAddress", Some("sip:a@x"))]]);
            test.registry.users_after(&selection, UserKey::default(), 100, count).unwrap();
            assert_eq!(found, u32::from(asked != "S-1-5-21-1"), "{}", asked);
            test.import_objects(&[&[("ObjectGUID", Some(GUID)), ("SipAddress", None)]]);
        }
    }
}

const GUID: &str = "d4ac2923-62a6-4fec-9622-bbfed2612bd8";

#[test]
fn extended_names_are_names() {
    let server = "CN=LC Services,CN=Microsoft,CN=1:1,CN=Pools,CN=RTC Service,CN=Services";
    let entry = |name: &str, server: &str, group: &str| {
        format!(
            "dn: {}\nobjectClass: user\nobjectGUID: {}\nmsRTCSIP-PrimaryHomeServer: {}\nmemberOf: {}\ndistinguishedName: {}\n\n",
            name, GUID, server, group, name
        )
    };
    let group = "CN=Admins,CN=Users,DC=contoso,DC=test";
    let extended = |guid: &str, name: &str| format!("<GUID={}>;<SID=S-1-5-21-1-2-3-500>;{}", guid, name);
    let other = "8caf1498-69ee-4b43-90da-57b9e5bbeb74";
    let plain = entry(A, server, group);
    let with_guids = entry(
        &extended(GUID, A),
        &format!("<GUID={}>;{}", other, server),
        &extended("9814af8cee69434b90da57b9e5bbeb74", group),
    );
    for (first, second) in [(&plain, &with_guids), (&with_guids, &plain)] {
        let test = TestRegistry::empty();
        assert_eq!(test.import(first).0.added, 1);
        let before = test.everything();
        assert_eq!(test.import(second).0.unchanged, 1);
        assert_eq!(test.everything(), before);
        assert_eq!(test.with_user(A, |row| row.registrar_pool.map(str::to_owned)).as_deref(), Some("1:1"));
    }
    // The GUID in the name is the entry's, where nothing else says it; of objects too.
    let test = TestRegistry::empty();
    test.import(&plain);
    let moved = "CN=A,OU=Two,DC=litwareinc,DC=com";
    let name = extended(GUID, moved);
    let (summary, _) = test.import(&format!("dn: {}\nobjectClass: user\n\n", name));
    assert_eq!((summary.updated, summary.added), (1, 0));
    let back = extended(GUID, A);
    let (summary, _) = test.import_objects(&[&[("DistinguishedName", Some(back.as_str()))]]);
    assert_eq!((summary.updated, summary.added), (1, 0));
    assert_eq!(test.resolve(A), Ok(A.to_owned()));
}
