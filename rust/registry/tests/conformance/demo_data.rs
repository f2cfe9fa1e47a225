//! The demo's directory and certificates, through the whole registry.

use crate::support::TestRegistry;
use cscert_registry::error::Error;
use cscert_registry::model::keys::UserKey;
use cscert_registry::model::user::UserSelection;

#[test]
fn the_export_is_taken_whole() {
    let test = TestRegistry::empty();
    let ldif = std::fs::read_to_string(crate::support::data("directory.ldif")).unwrap();
    let (summary, notices) = test.import(&ldif);
    assert_eq!(
        (summary.added, summary.updated, summary.unchanged, summary.rejected),
        (52, 0, 0, 0),
        "{:?}",
        notices
    );
    assert_eq!((summary.certificates_published, summary.certificates_skipped), (1, 3));
    let (again, _) = test.import(&ldif);
    assert_eq!((again.added, again.updated, again.unchanged, again.removed), (0, 0, 52, 0));
    assert_eq!((again.certificates_published, again.certificates_skipped), (0, 4));
}

#[test]
fn the_examples_count_what_the_data_says() {
    let test = TestRegistry::demo();
    assert_eq!(test.certificate_count("Ken Myer").unwrap(), 4);
    let (mut users, mut with_pool, mut certificates) = (0, 0, 0);
    let mut after = UserKey::default();
    let selection = UserSelection::default();
    let mut keys = Vec::new();
    while let Some(last) = test
        .registry
        .users_after(&selection, after, 10, &mut |user| {
            users += 1;
            if user.registrar_pool.is_some() {
                with_pool += 1;
                keys.push(user.fields.distinguished_name.to_owned());
            }
            Ok(())
        })
        .unwrap()
    {
        after = last;
    }
    for name in keys {
        certificates += test.certificate_count(&name).unwrap();
    }
    assert_eq!((users, with_pool, certificates), (50, 47, 43));
}

#[test]
fn every_form_finds_ken() {
    let test = TestRegistry::demo();
    let ken = test.resolve("sip:ken.myer@litwareinc.com").unwrap();
    for text in [
        "SIP:Ken.Myer@LitwareInc.com",
        "ken.myer@litwareinc.com",
        "kenmyer@litwareinc.com",
        r"litwareinc\kenmyer",
        r"LITWAREINC\KenMyer",
        r"litwareinc.com\kenmyer",
        "Ken Myer",
        "  ken   MYER ",
        "cn=ken myer , OU=Finance,dc=litwareinc, DC=com",
        "kenmyer",
    ] {
        assert_eq!(test.resolve(text).as_ref(), Ok(&ken), "{}", text);
    }
    for text in ["Ken", "Ken Mye", "Ken Myer Jr", "ken.myer", r"europe\kenmyer", "nobody@litwareinc.com"] {
        assert!(crate::support::is_not_found(&test.resolve(text)), "{}", text);
    }
    assert!(matches!(test.resolve("Ken*"), Err(Error::WildcardNotSupported { .. })));
}

#[test]
fn several_users_are_an_error_that_lists_them() {
    let test = TestRegistry::demo();
    for text in ["Chris Gray", "asmith", "dbirkby"] {
        match test.resolve(text) {
            Err(Error::AmbiguousIdentity { candidates, .. }) => assert_eq!(candidates.len(), 2, "{}", text),
            other => panic!("{}: {:?}", text, other),
        }
    }
    // One user's SIP address is the other's user principal name.
    let lee = test.registry.resolve(&cscert_registry::query::identity::Identity::text("Lee Oliver")).unwrap();
    let shared = lee.sip_address.unwrap();
    assert!(matches!(test.resolve(&shared[4..]), Err(Error::AmbiguousIdentity { .. })));
    assert_eq!(test.resolve(&shared), Ok(lee.distinguished_name));
}

#[test]
fn accents_are_folded_and_told_apart_where_they_must_be() {
    let test = TestRegistry::demo();
    let accented = test.resolve("José Álvarez").unwrap();
    let plain = test.resolve("Jose Alvarez").unwrap();
    assert_ne!(accented, plain);
    assert!(matches!(test.resolve("josé alvarez"), Err(Error::AmbiguousIdentity { .. })));
    assert!(test.resolve("Michael Strasse").is_ok());
    assert_ne!(test.resolve("カトウ ケン").unwrap(), test.resolve("ガトウ ケン").unwrap());
}

#[test]
fn states_without_pool_or_sip_address_say_so() {
    let test = TestRegistry::demo();
    match test.certificate_count("Ben Smith") {
        Err(Error::UserNotInRegistrarPool { valid_certificates, .. }) => {
            assert_eq!(valid_certificates, 1)
        }
        other => panic!("{:?}", other),
    }
    match test.certificate_count("Wendy Kahn") {
        Err(error @ Error::UserHasNoSipAddress { .. }) => {
            assert!(error.to_string().contains("Revoke-CsClientCertificate"), "{}", error)
        }
        other => panic!("{:?}", other),
    }
    assert_eq!(test.certificate_count("Terri Chudzik"), Ok(0));
    assert_eq!(test.certificate_count("Eric Gruber"), Ok(2));
    assert_eq!(test.certificate_count("Jo Berry"), Ok(3));
}

#[test]
fn completion_offers_who_may_be_meant() {
    let test = TestRegistry::demo();
    let some_texts = |beginning: &str, limit: usize| -> Vec<String> {
        let mut texts = Vec::new();
        test.registry.complete(beginning, limit, &mut |c| texts.push(c.text.to_owned())).unwrap();
        texts
    };
    let texts = |beginning: &str| some_texts(beginning, 50);
    assert_eq!(texts("ken m"), ["Ken Myer", "Ken Myerson"]);
    assert_eq!(texts("MYERS"), ["Ken Myerson"]);
    assert_eq!(texts("kenmyer@"), ["kenmyer@litwareinc.com"]);
    assert_eq!(texts("sip:ken.myer@"), ["sip:ken.myer@litwareinc.com"]);
    assert_eq!(texts(r"europe\asm"), [r"europe\asmith"]);
    assert_eq!(texts("jos").len(), 2);
    // Two users have that display name; what is offered must lead to one each.
    let grays = texts("chris g");
    assert_eq!(grays.len(), 2);
    for text in &grays {
        assert!(test.resolve(text).is_ok(), "{}", text);
    }
    assert_eq!(texts("nobody at all").len(), 0);
    assert_eq!(some_texts("", 10).len(), 10);
}
