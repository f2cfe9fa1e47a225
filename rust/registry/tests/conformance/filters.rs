//! Whom filters keep: what a statement finds is what the filter itself says of each user.

use cscert_registry::model::keys::UserKey;
use cscert_registry::model::user::{UserRow, UserSelection};
use cscert_registry::query::filter::Filter;

use crate::support::made::entry;
use crate::support::random::Random;
use crate::support::TestRegistry;

/// Comparisons of every kind, PowerShell's as the console sends them.
const CONDITIONS: [&str; 25] = [
    r#"{"property":"DisplayName","operator":"eq","value":"ken myer"}"#,
    r#"{"property":"SipAddress","operator":"eq","value":"sip:ken.myer@litwareinc.com"}"#,
    r#"{"property":"Identity","operator":"like","value":"*,OU=Finance,*"}"#,
    r#"{"property":"Name","operator":"notlike","value":"[a-k]*"}"#,
    r#"{"property":"Department","operator":"ne","value":"sales","absent":true}"#,
    r#"{"property":"Title","operator":"present"}"#,
    r#"{"property":"RegistrarPool","operator":"present"}"#,
    r#"{"property":"RegistrarPool","operator":"like","value":"*1*"}"#,
    r#"{"property":"HomeServer","operator":"like","value":"CN=LC Services*"}"#,
    r#"{"property":"Enabled","operator":"eq","value":true}"#,
    r#"{"property":"Enabled","operator":"like","value":"T*"}"#,
    r#"{"property":"EnterpriseVoiceEnabled","operator":"ne","value":true,"absent":true}"#,
    r#"{"property":"EnterpriseVoiceEnabled","operator":"eq","value":true,"absent":true}"#,
    r#"{"property":"UserAccountControl","operator":"ge","value":513}"#,
    r#"{"property":"UserAccountControl","operator":"like","value":"*AccountDisabled*"}"#,
    r#"{"property":"msRTCSIP-OptionFlags","operator":"like","value":"2*"}"#,
    r#"{"property":"ObjectId","operator":"like","value":"*0-*"}"#,
    r#"{"property":"WhenCreated","operator":"lt","value":{"time":14500000000000005}}"#,
    r#"{"property":"WhenChanged","operator":"present"}"#,
    r#"{"property":"ProxyAddresses","operator":"like","value":"smtp:*"}"#,
    r#"{"property":"EnabledForFederation","operator":"eq","value":true}"#,
    r#"{"property":"mail","operator":"notlike","value":"*a*"}"#,
    r#"{"property":"VoicePolicy","operator":"eq","value":"x","absent":true}"#,
    "true",
    "false",
];

fn condition(random: &mut Random, depth: usize) -> String {
    let some = |random: &mut Random| {
        let parts: Vec<String> = (0..random.below(4)).map(|_| condition(random, depth - 1)).collect();
        parts.join(",")
    };
    match if depth == 0 { 9 } else { random.below(10) } {
        0..=2 => format!(r#"{{"and":[{}]}}"#, some(random)),
        3..=5 => format!(r#"{{"or":[{}]}}"#, some(random)),
        6 => format!(r#"{{"not":{}}}"#, condition(random, depth - 1)),
        _ => CONDITIONS[random.below(CONDITIONS.len())].to_owned(),
    }
}

/// The users of a selection, page by page.
fn keys(
    test: &TestRegistry,
    selection: &UserSelection,
    keeps: &dyn Fn(&UserRow<'_>) -> bool,
) -> Vec<UserKey> {
    let (mut keys, mut after) = (Vec::new(), Some(UserKey::default()));
    while let Some(last) = after {
        let page = test.registry.users_after(selection, last, 7, &mut |row| {
            keys.extend(keeps(row).then_some(row.key));
            Ok(())
        });
        after = page.unwrap();
    }
    keys
}

#[test]
fn a_statement_finds_whom_the_filter_keeps() {
    let test = TestRegistry::demo();
    // Without most attributes.
    test.import(&entry(9, "CN=A,DC=x", &[("msRTCSIP-PrimaryUserAddress", "sip:a@x")]));
    let mut random = Random::new(19);
    let read = |tree: &str| Filter::from_tree(tree, &|| test.registry.known_attributes()).unwrap();
    let filters = CONDITIONS.iter().map(|tree| (*tree).to_owned());
    let (mut some, mut several) = (0, 0);
    for tree in filters.chain((0..300).map(|_| condition(&mut random, 3))) {
        let filter = read(&tree);
        let expected = keys(&test, &UserSelection::default(), &|row| {
            filter.expression().is_true_of(row).unwrap_or_else(|error| panic!("{}", error))
        });
        let selection = UserSelection { filter: Some(filter), ..UserSelection::default() };
        assert_eq!(keys(&test, &selection, &|_| true), expected, "{}", tree);
        some += usize::from(!expected.is_empty());
        several += usize::from((2..50).contains(&expected.len()));
    }
    // Otherwise this would say little.
    assert!(some > 100 && several > 50, "{} {}", some, several);
}
