//! The fields that filters can name: the one list of ADUser's properties, their types and the attributes behind them.

use crate::model::attribute as names;

/// How texts of a field compare in LDAP filters. PowerShell filters compare every text ordinally.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextRule {
    /// Ordinally, ignoring case, after NFC.
    Ordinal,
    /// As the directory compares names: case, accents, width, kana and runs of blanks are ignored.
    Name,
    /// As addresses and account names: case and width are ignored.
    Account,
    /// By the parsed form of distinguished names.
    DistinguishedName,
}

/// What a field holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldKind {
    /// Text.
    Text(TextRule),
    /// TRUE or FALSE.
    Boolean,
    /// A number of 32 bits.
    Number,
    /// A point in time.
    Time,
    /// A GUID.
    Guid,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $field:ident: $kind:expr, $attribute:expr, $properties:expr;)*) => {
        /// A value that the registry keeps of every user in a place of its own.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Field {
            $($(#[$doc])* $field,)*
        }

        impl Field {
            /// All of them.
            pub const ALL: &'static [Field] = &[$(Field::$field),*];

            /// What it holds.
            pub fn kind(self) -> FieldKind {
                match self {
                    $(Field::$field => $kind,)*
                }
            }

            /// The directory's attribute; none where the value is derived.
            pub fn attribute(self) -> Option<&'static str> {
                match self {
                    $(Field::$field => $attribute,)*
                }
            }

            /// The properties of ADUser that show it.
            pub fn properties(self) -> &'static [&'static str] {
                match self {
                    $(Field::$field => &$properties,)*
                }
            }
        }
    };
}

fields! {
    /// The distinguished name.
    DistinguishedName: FieldKind::Text(TextRule::DistinguishedName), Some(names::DISTINGUISHED_NAME),
        ["Identity", "DistinguishedName"];
    /// The common name.
    Name: FieldKind::Text(TextRule::Name), Some(names::COMMON_NAME), ["Name"];
    /// The SIP address with `sip:`.
    SipAddress: FieldKind::Text(TextRule::Account), Some(names::SIP_ADDRESS), ["SipAddress"];
    /// The Registrar pool's name, derived from the home server.
    RegistrarPool: FieldKind::Text(TextRule::Account), None, ["RegistrarPool"];
    /// The home server's distinguished name.
    HomeServer: FieldKind::Text(TextRule::DistinguishedName), Some(names::HOME_SERVER), ["HomeServer"];
    /// Whether the user is enabled for the service.
    Enabled: FieldKind::Boolean, Some(names::ENABLED), ["Enabled"];
    /// The display name.
    DisplayName: FieldKind::Text(TextRule::Name), Some(names::DISPLAY_NAME), ["DisplayName"];
    /// The account name.
    SamAccountName: FieldKind::Text(TextRule::Account), Some(names::SAM_ACCOUNT_NAME), ["SamAccountName"];
    /// The user principal name.
    UserPrincipalName: FieldKind::Text(TextRule::Account), Some(names::USER_PRINCIPAL_NAME), ["UserPrincipalName"];
    /// The telephone number as a URI.
    LineUri: FieldKind::Text(TextRule::Name), Some(names::LINE_URI), ["LineURI"];
    /// Bit 1 of the option flags.
    PublicNetworkEnabled: FieldKind::Boolean, None, ["PublicNetworkEnabled"];
    /// Bit 16 of the option flags.
    RemoteCallControlTelephonyEnabled: FieldKind::Boolean, None, ["RemoteCallControlTelephonyEnabled"];
    /// Bit 128 of the option flags.
    EnterpriseVoiceEnabled: FieldKind::Boolean, None, ["EnterpriseVoiceEnabled"];
    /// Bit 256 of the option flags.
    EnabledForRichPresence: FieldKind::Boolean, None, ["EnabledForRichPresence"];
    /// Bit 512 of the option flags.
    IpPbxSoftPhoneRoutingEnabled: FieldKind::Boolean, None, ["IPPBXSoftPhoneRoutingEnabled"];
    /// Bit 1024 of the option flags.
    AudioVideoDisabled: FieldKind::Boolean, None, ["AudioVideoDisabled"];
    /// The account's flags.
    UserAccountControl: FieldKind::Number, Some(names::USER_ACCOUNT_CONTROL), ["UserAccountControl"];
    /// The service's option flags.
    OptionFlags: FieldKind::Number, Some(names::OPTION_FLAGS), [];
    /// The given name.
    FirstName: FieldKind::Text(TextRule::Name), Some(names::GIVEN_NAME), ["FirstName"];
    /// The surname.
    LastName: FieldKind::Text(TextRule::Name), Some(names::SURNAME), ["LastName"];
    /// The department.
    Department: FieldKind::Text(TextRule::Name), Some(names::DEPARTMENT), ["Department"];
    /// The title.
    Title: FieldKind::Text(TextRule::Name), Some(names::TITLE), ["Title"];
    /// The directory's own id of the user.
    Guid: FieldKind::Guid, Some(names::OBJECT_GUID), ["ObjectId", "Guid"];
    /// When the directory's object was made.
    WhenCreated: FieldKind::Time, Some(names::WHEN_CREATED), ["WhenCreated"];
    /// When the directory's object was last changed.
    WhenChanged: FieldKind::Time, Some(names::WHEN_CHANGED), ["WhenChanged"];
}

/// Object identifiers of attributes with a field, which LDAP allows instead of their names.
const IDENTIFIERS: [(&str, Field); 13] = [
    ("2.5.4.3", Field::Name),
    ("2.5.4.4", Field::LastName),
    ("2.5.4.12", Field::Title),
    ("2.5.4.42", Field::FirstName),
    ("2.5.4.49", Field::DistinguishedName),
    ("1.2.840.113556.1.2.2", Field::WhenCreated),
    ("1.2.840.113556.1.2.3", Field::WhenChanged),
    ("1.2.840.113556.1.2.13", Field::DisplayName),
    ("1.2.840.113556.1.2.141", Field::Department),
    ("1.2.840.113556.1.4.2", Field::Guid),
    ("1.2.840.113556.1.4.8", Field::UserAccountControl),
    ("1.2.840.113556.1.4.221", Field::SamAccountName),
    ("1.2.840.113556.1.4.656", Field::UserPrincipalName),
];

impl Field {
    /// The bit of the option flags that it is.
    pub fn option_bit(self) -> Option<u32> {
        let property = self.properties().first()?;
        names::OPTION_BITS.iter().find(|option| option.property == *property).map(|option| option.bit)
    }

    /// The attribute that it comes from.
    pub fn source(self) -> &'static str {
        match self {
            Field::RegistrarPool => names::HOME_SERVER,
            field => field.attribute().unwrap_or(names::OPTION_FLAGS),
        }
    }

    /// The field with that name in any case: a property of ADUser, an attribute, what other tools call it, or an object
    /// identifier.
    pub fn named(name: &str) -> Option<Field> {
        let same = |other: &str| other.eq_ignore_ascii_case(name);
        let attribute = names::of_property(name);
        let all = || Field::ALL.iter().copied();
        all()
            .find(|field| field.properties().iter().any(|property| same(property)))
            .or_else(|| all().find(|field| field.attribute() == Some(attribute)))
            .or_else(|| IDENTIFIERS.iter().find(|(oid, _)| *oid == name).map(|(_, field)| *field))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_kinds_find_the_field() {
        for (name, field) in [
            ("identity", Field::DistinguishedName),
            ("Name", Field::Name),
            ("CN", Field::Name),
            ("sn", Field::LastName),
            ("Surname", Field::LastName),
            ("ENABLED", Field::Enabled),
            ("msrtcsip-userenabled", Field::Enabled),
            ("objectguid", Field::Guid),
            ("2.5.4.3", Field::Name),
            ("OptionFlags", Field::OptionFlags),
        ] {
            assert_eq!(Field::named(name), Some(field), "{}", name);
        }
        for name in ["VoicePolicy", "mail", "", "userCertificate"] {
            assert_eq!(Field::named(name), None, "{}", name);
        }
    }

    #[test]
    fn every_attribute_with_a_field_can_be_named() {
        for attribute in names::WITH_A_FIELD {
            assert_eq!(Field::named(attribute).and_then(Field::attribute), Some(attribute));
        }
    }
}
