//! `userAccountControl`: a number in the directory, flag names in tables.

use crate::model::user::ACCOUNT_DISABLED;

/// The staged name of the property `Enabled` of the directory modules: whether the account is enabled.
pub(crate) const ACCOUNT_ENABLED: &str = "\u{1}accountEnabled";

/// ADS_UF_NORMAL_ACCOUNT.
const NORMAL_ACCOUNT: u32 = 0x200;

/// The bits of accounts of trusts and machines: interdomain trust, workstation, server.
pub(crate) const NOT_OF_A_PERSON: u32 = 0x800 | 0x1000 | 0x2000;

/// \[MS-ADTS\] section 2.2.16, in ascending order, with the names of the console's enumeration UserAccountControl: filters
/// compare what ADUser.UserAccountControl shows.
const FLAGS: [(&str, u32); 22] = [
    ("Script", 0x1),
    ("AccountDisabled", ACCOUNT_DISABLED),
    ("HomeDirectoryRequired", 0x8),
    ("Lockout", 0x10),
    ("PasswordNotRequired", 0x20),
    ("CannotChangePassword", 0x40),
    ("EncryptedTextPasswordAllowed", 0x80),
    ("TemporaryDuplicateAccount", 0x100),
    ("NormalAccount", NORMAL_ACCOUNT),
    ("InterDomainTrustAccount", 0x800),
    ("WorkstationTrustAccount", 0x1000),
    ("ServerTrustAccount", 0x2000),
    ("PasswordNeverExpires", 0x1_0000),
    ("MnsLogonAccount", 0x2_0000),
    ("SmartCardRequired", 0x4_0000),
    ("TrustedForDelegation", 0x8_0000),
    ("NotDelegated", 0x10_0000),
    ("UseDesKeyOnly", 0x20_0000),
    ("DoNotRequirePreauthentication", 0x40_0000),
    ("PasswordExpired", 0x80_0000),
    ("TrustedToAuthenticateForDelegation", 0x100_0000),
    ("PartialSecretsAccount", 0x400_0000),
];

/// The text of the enumeration for no bits.
const NONE: &str = "None";

/// Other names for the bits, and for no bits.
const OTHER_NAMES: [(&str, u32); 5] = [
    (NONE, 0),
    ("LockedOut", 0x10),
    ("PasswordCannotChange", 0x40),
    ("TempDuplicateAccount", 0x100),
    ("PreAuthenticationNotRequired", 0x40_0000),
];

/// The text of the enumeration: flag names, or the (signed) number if a bit has no name.
pub(crate) fn names(value: u32) -> String {
    if value == 0 {
        return NONE.to_owned();
    }
    let set: Vec<(&str, u32)> = FLAGS.iter().copied().filter(|(_, bit)| value & bit != 0).collect();
    if set.iter().fold(0, |known, (_, bit)| known | bit) == value {
        set.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
    } else {
        (value as i32).to_string()
    }
}

/// Parses a number of 32 bits; the directory stores it with a sign.
pub(crate) fn number(text: &str) -> Option<u32> {
    let number = text.trim().parse::<i64>().ok()?;
    i32::try_from(number).map(|n| n as u32).or_else(|_| u32::try_from(number)).ok()
}

/// Parses a number, or flag names separated by commas.
pub(crate) fn parse(text: &str) -> Option<u32> {
    if let Some(number) = number(text) {
        return Some(number);
    }
    text.split(',').try_fold(0, |value, name| {
        let name = name.trim();
        let mut known = FLAGS.iter().chain(&OTHER_NAMES);
        known.find(|(flag, _)| flag.eq_ignore_ascii_case(name)).map(|(_, bit)| value | bit)
    })
}

/// The value with the account enabled or disabled.
pub(crate) fn with_enabled(value: Option<u32>, enabled: bool) -> u32 {
    let value = value.unwrap_or(NORMAL_ACCOUNT);
    if enabled {
        value & !ACCOUNT_DISABLED
    } else {
        value | ACCOUNT_DISABLED
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_names() {
        assert_eq!(parse("514"), Some(514));
        assert_eq!(parse("NormalAccount, AccountDisabled"), Some(514));
        assert_eq!(parse("-2147483136"), Some(0x8000_0200));
        assert_eq!(parse("LockedOut, Lockout"), Some(0x10));
        assert_eq!(parse("None"), Some(0));
        assert_eq!(parse("Nonsense"), None);
        assert_eq!(parse(""), None);
        assert_eq!(with_enabled(Some(514), true), 512);
        assert_eq!(with_enabled(None, false), 514);
    }

    #[test]
    fn names_are_those_of_the_enumeration() {
        assert_eq!(names(514), "AccountDisabled, NormalAccount");
        assert_eq!(names(0), "None");
        assert_eq!(names(0x8000_0200), "-2147483136");
        for (name, bit) in FLAGS {
            assert_eq!((names(bit).as_str(), parse(name)), (name, Some(bit)));
        }
    }
}
