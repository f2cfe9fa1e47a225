//! Values that are longer than what an index of a database may hold (PostgreSQL's: 2,704 bytes), and that differ at their ends only.

use cscert_registry::model::certificate::CertificateSelection;
use cscert_registry::model::keys::UserKey;
use cscert_registry::model::user::UserSelection;
use cscert_registry::operations::find::Lookup;
use cscert_registry::parse::identifier::SerialNumber;

use crate::support::made::{certificate_of, entry, numbered_entry};
use crate::support::TestRegistry;

const LENGTHS: [usize; 3] = [2_704, 2_705, 9_000];

/// A long text that no database packs much: few characters repeat.
fn long(length: usize, end: char) -> String {
    let letters = (0..length as u32 - 1).map(|n| char::from(b'a' + (n * n % 7919 * 31 % 26) as u8));
    letters.chain([end]).collect()
}

#[test]
fn names_are_found_and_told_apart_by_their_ends() {
    let test = TestRegistry::empty();
    let mut ldif = String::new();
    let mut names = Vec::new();
    for (guid, (length, end)) in
        LENGTHS.iter().flat_map(|length| [(*length, 'x'), (*length, 'y')]).enumerate()
    {
        let text = long(length, end);
        let name = format!("CN={},OU={},DC=litwareinc,DC=com", text, text);
        let server = format!("CN=LC Services,CN=Microsoft,CN={},CN=Pools,CN=RTC Service", text);
        let texts = [
            format!("display {}", text),
            format!("{}-account", text),
            format!("{}@principal.example", text),
            format!("sip:{}@sip.example", text),
        ];
        let attributes = [
            ("displayName", &texts[0][..]),
            ("sAMAccountName", &texts[1]),
            ("userPrincipalName", &texts[2]),
            ("msRTCSIP-PrimaryUserAddress", &texts[3]),
            ("msRTCSIP-PrimaryHomeServer", &server),
            ("title", &text),
            ("info", &text),
        ];
        ldif += &entry(guid as u8 + 1, &name, &attributes);
        names.push((name, texts, text));
    }
    assert_eq!(test.import(&ldif).0.added, 6);
    assert_eq!(test.import(&ldif).0.unchanged, 6);
    let test = test.reopened();
    for (name, texts, text) in &names {
        for identity in texts.iter().chain([name]) {
            assert_eq!(test.resolve(identity).as_ref(), Ok(name));
            assert_eq!(test.resolve(&identity.to_uppercase()).as_ref(), Ok(name));
        }
        assert_eq!(test.resolve(&format!("litwareinc\\{}", texts[1])).as_ref(), Ok(name));
        assert_eq!(test.with_user(name, |row| row.registrar_pool.map(str::to_owned)).as_ref(), Some(text));
        for attribute in ["title", "info"] {
            let filter = Some(test.ldap(&format!("({}={})", attribute, text)));
            let mut found = Vec::new();
            test.registry
                .users_after(
                    &UserSelection { filter, ..Default::default() },
                    UserKey::default(),
                    10,
                    &mut |row| {
                        found.push(row.fields.distinguished_name.to_owned());
                        Ok(())
                    },
                )
                .unwrap();
            assert_eq!(&found, std::slice::from_ref(name));
        }
    }
    assert!(test.findings().is_empty());
}

#[test]
fn certificates_are_found_by_serial_numbers_of_any_length() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    let serials: Vec<Vec<u8>> = LENGTHS
        .iter()
        .flat_map(|length| [1, 2].map(|end| [&long(*length, 'x').into_bytes()[..], &[end]].concat()))
        .collect();
    for serial in &serials {
        test.publish(&certificate_of(1, serial, "20180101000000Z", "20491231000000Z")).unwrap();
    }
    for serial in &serials {
        let text: String = serial.iter().map(|byte| format!("{:02x}", byte)).collect();
        let lookup = Lookup::SerialNumber(SerialNumber::parse(&text).unwrap());
        let mut found = Vec::new();
        test.registry
            .look_up_certificates(&[lookup], &CertificateSelection::default(), &mut |row| {
                found.push(row.details.serial_number.to_vec());
                Ok(())
            })
            .unwrap();
        assert_eq!(&found, std::slice::from_ref(serial));
    }
    assert_eq!(test.revoke("User 0001"), 6);
    assert!(test.findings().is_empty());
}
