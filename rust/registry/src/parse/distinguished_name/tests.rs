//! Distinguished names by example.

use super::*;

impl DistinguishedName {
    /// Whether this name is `ancestor` or below it: the hits that filters find by path key are compared with it.
    pub(crate) fn is_within(&self, ancestor: &Self) -> bool {
        self.rdns.len() >= ancestor.rdns.len()
            && self
                .rdns
                .iter()
                .rev()
                .zip(ancestor.rdns.iter().rev())
                .all(|(a, b)| a.key(name_key) == b.key(name_key))
    }
}

fn dn(text: &str) -> DistinguishedName {
    DistinguishedName::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn key(text: &str) -> String {
    dn(text).key().to_owned()
}

/// RFC 4514 section 4.
#[test]
fn examples_of_rfc_4514() {
    for (text, written) in [
        ("UID=jsmith,DC=example,DC=net", "UID=jsmith,DC=example,DC=net"),
        ("OU=Sales+CN=J.  Smith,DC=example,DC=net", "OU=Sales+CN=J.  Smith,DC=example,DC=net"),
        (
            "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net",
            "CN=James \\\"Jim\\\" Smith\\, III,DC=example,DC=net",
        ),
        ("CN=Before\\0dAfter,DC=example,DC=net", "CN=Before\\0DAfter,DC=example,DC=net"),
        ("1.3.6.1.4.1.1466.0=#04024869", "1.3.6.1.4.1.1466.0=#04024869"),
        ("CN=Lu\\C4\\8Di\\C4\\87", "CN=Lučić"),
    ] {
        assert_eq!(dn(text).to_string(), written);
        assert_eq!(key(text), key(written));
    }
}

/// RFC 2253 section 5, RFC 1779 section 4.
#[test]
fn examples_of_the_predecessors() {
    assert_eq!(
        key("CN=Steve Kille,O=Isode Limited,C=GB"),
        key("CN=Steve Kille ; O = \"Isode Limited\"; C=GB")
    );
    assert_eq!(
        key("CN=L. Eagle,O=\"Sue, Grabbit and Runn\",C=GB"),
        key("CN=L. Eagle,O=Sue\\, Grabbit and Runn,C=GB")
    );
    assert_eq!(key("OID.2.5.4.3=Ken"), "cn=ken");
    assert_eq!(key("1.3.6.1.4.1.1466.0=#04024869,O=Test,C=GB"), "1.3.6.1.4.1.1466.0=#04024869,o=test,c=gb");
    assert_eq!(key("SN=Lu\\C4\\8Di\\C4\\87"), "sn=lucic");
}

#[test]
fn spellings_of_one_name_have_one_key() {
    let names = [
        "CN=Myer\\, Ken,OU=Redmond,DC=litwareinc,DC=com",
        "cn=myer\\2c ken , ou = REDMOND,dc=LitwareInc,dc=COM",
        "CN=\"Myer, Ken\";OU=Redmond;DC=litwareinc;DC=com",
        "2.5.4.3=#0C094D7965722C204B656E,OU=Redmond,DC=litwareinc,DC=com",
        " commonName=Myer\\,  Ken,organizationalUnitName=Rédmond,\r\n DC=litwareinc,DC=com ",
    ];
    for name in names {
        assert_eq!(key(name), "cn=myer\\, ken,ou=redmond,dc=litwareinc,dc=com", "{name}");
    }
    assert_eq!(key("CN=a+OU=b,DC=c"), key("ou=B + cn=A,dc=C"));
}

#[test]
fn different_names_have_different_keys() {
    for (one, other) in [
        ("CN=Ken Myer,DC=a", "CN=Ken Myerson,DC=a"),
        ("CN=a\\,DC=b", "CN=a,DC=b"),
        ("CN=a\\+OU=b", "CN=a+OU=b"),
        ("CN=a,DC=b,DC=c", "CN=a,DC=b.c"),
        ("CN=\\#0400", "CN=#0400"),
        ("CN=a", "OU=a"),
        ("CN=a\\\\,DC=b", "CN=a\\,DC=b"),
        ("CN=か", "CN=が"),
        ("", "CN="),
    ] {
        assert_ne!(key(one), key(other));
    }
}

#[test]
fn exact_keys_tell_accents_apart() {
    assert_eq!(key("CN=José"), key("CN=Jose"));
    assert_ne!(dn("CN=José").exact(), dn("CN=Jose").exact());
    assert_eq!(dn("CN=JOSÉ").exact(), dn("cn=jose\\CC\\81").exact());
}

/// What Active Directory writes for deleted and conflicting objects.
#[test]
fn line_feeds_in_names_of_deleted_objects() {
    let deleted =
        dn("CN=Ken Myer\\0ADEL:18e7332f-d993-5a46-9bf5-07b7f8cc70fa,CN=Deleted Objects,DC=litwareinc,DC=com");
    assert_eq!(deleted.common_name(), Some("Ken Myer\nDEL:18e7332f-d993-5a46-9bf5-07b7f8cc70fa"));
    assert!(deleted.to_string().starts_with("CN=Ken Myer\\0ADEL:"));
}

#[test]
fn blanks_at_the_ends_of_values() {
    assert_eq!(dn("CN=  Ken  ,DC=a").common_name(), Some("Ken"));
    assert_eq!(dn("CN=\\  Ken \\20,DC=a").common_name(), Some("  Ken  "));
    assert_eq!(dn("CN=Ken\\ \t").common_name(), Some("Ken "));
    assert_eq!(dn("CN=\" Ken \"").common_name(), Some(" Ken "));
    assert_eq!(dn("CN=").common_name(), Some(""));
}

#[test]
fn what_cannot_be_read_says_where() {
    for (text, error) in [
        ("Ken Myer", DnError::MissingEquals { at: 4 }),
        ("=a", DnError::MissingType { at: 0 }),
        ("CN=a,", DnError::MissingType { at: 5 }),
        ("CN=a,,DC=b", DnError::MissingType { at: 5 }),
        ("CN=C++ Group", DnError::MissingType { at: 5 }),
        ("1=a", DnError::InvalidType { at: 0 }),
        ("CN=a\\", DnError::BadEscape { at: 4 }),
        ("CN=a\\2", DnError::BadEscape { at: 4 }),
        ("CN=a\\xyz", DnError::BadEscape { at: 4 }),
        ("CN=a\\é", DnError::BadEscape { at: 4 }),
        ("CN=\"a", DnError::UnclosedQuote { at: 3 }),
        ("CN=\"a\"b", DnError::MissingSeparator { at: 6 }),
        ("CN=#", DnError::BadHex { at: 3 }),
        ("CN=#0", DnError::BadHex { at: 3 }),
        ("CN=#1 Team", DnError::BadHex { at: 3 }),
        ("CN=#0400 x", DnError::MissingSeparator { at: 9 }),
        ("CN=\\FF", DnError::NotUtf8 { at: 3 }),
        ("é=a", DnError::MissingType { at: 0 }),
        ("CN=a\0b", DnError::ZeroCharacter { at: 3 }),
        ("CN=a,OU= a\\00b", DnError::ZeroCharacter { at: 9 }),
        ("CN=\"\0\"", DnError::ZeroCharacter { at: 3 }),
        ("CN=#0C0100", DnError::ZeroCharacter { at: 3 }),
    ] {
        assert_eq!(DistinguishedName::parse(text).err(), Some(error), "{text}");
    }
}

#[test]
fn limits() {
    let component = "CN=a,";
    let deep = component.repeat(MAX_RDNS - 1) + "CN=a";
    assert_eq!(dn(&deep).rdns.len(), MAX_RDNS);
    assert_eq!(DistinguishedName::parse(&(component.to_owned() + &deep)).err(), Some(DnError::TooManyRdns));
    let long = format!("CN={}", "a".repeat(MAX_LENGTH - 3));
    assert_eq!(dn(&long).key().len(), MAX_LENGTH);
    assert_eq!(DistinguishedName::parse(&(long + "a")).err(), Some(DnError::TooLong));
}

#[test]
fn relatives() {
    let ken = dn("CN=Ken Myer,OU=Redmond,DC=litwareinc,DC=com");
    assert_eq!(ken.parent().map(|p| p.to_string()).as_deref(), Some("OU=Redmond,DC=litwareinc,DC=com"));
    assert!(dn("DC=com").parent().is_none());
    assert!(dn("").parent().is_none());
    assert_eq!(dn(" ").key(), "");
    assert_eq!(ken.path_key(), "dc=com,dc=litwareinc,ou=redmond,cn=ken myer,");
    for (ancestor, expected) in [
        ("ou=REDMOND, dc=litwareinc,dc=com", true),
        ("CN=Ken Myer,OU=Redmond,DC=litwareinc,DC=com", true),
        ("", true),
        ("OU=Red,DC=litwareinc,DC=com", false),
        ("OU=Redmond", false),
        ("CN=x,CN=Ken Myer,OU=Redmond,DC=litwareinc,DC=com", false),
    ] {
        assert_eq!(ken.is_within(&dn(ancestor)), expected, "{ancestor}");
        assert_eq!(ken.path_key().starts_with(&dn(ancestor).path_key()), expected, "{ancestor}");
    }
}

#[test]
fn domains() {
    assert_eq!(dn("CN=a,DC=LitwareInc,dc=COM").dns_domain().as_deref(), Some("litwareinc.com"));
    assert_eq!(dn("CN=a,DC=x,OU=b,DC=litwareinc,DC=com").dns_domain().as_deref(), Some("litwareinc.com"));
    assert_eq!(dn("DC=com").dns_domain().as_deref(), Some("com"));
    for none in ["", "CN=a,O=b", "CN=a,DC=b.c,DC=d", "CN=a,DC=,DC=d", "DC=a+CN=b"] {
        assert_eq!(dn(none).dns_domain(), None, "{none}");
    }
    assert_eq!(dn("CN=a,DC=b.c,DC=d").domain().as_ref().map(|d| d.key()), Some("dc=b.c,dc=d"));
}

#[test]
fn pools() {
    let server =
        dn("CN=LC Services,CN=Microsoft,CN=atl-cs-001,CN=pools,CN=RTC Service,CN=Microsoft,CN=System,DC=a");
    assert_eq!(server.rdn_before("CN", "Pools"), Some("atl-cs-001"));
    assert_eq!(server.rdn_before("commonName", "rtc service"), Some("pools"));
    assert_eq!(dn("CN=Pools,DC=a").rdn_before("CN", "Pools"), None);
    assert_eq!(dn("OU=x,CN=Pools,DC=a").rdn_before("CN", "Pools"), None);
    assert_eq!(dn("CN=a,DC=b").rdn_before("CN", "Pools"), None);
    assert_eq!(dn("CN=a,DC=b").rdn_before("", "Pools"), None);
}

#[test]
fn common_names() {
    assert_eq!(dn("CN=Ken Myer,DC=a").common_name(), Some("Ken Myer"));
    assert_eq!(dn("UID=k+CN=Ken Myer,DC=a").common_name(), Some("Ken Myer"));
    assert_eq!(dn("OU=x,CN=Ken Myer").common_name(), None);
    assert_eq!(dn("CN=#04024869").common_name(), None);
    assert_eq!(dn("").common_name(), None);
}
