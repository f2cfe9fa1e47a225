//! Tests of filters in the database: against the model, and of the plans that SQLite makes.

use proptest::prelude::*;
use serde_json::json;

use crate::error::{Error, Result};
use crate::model::guid::Guid;
use crate::model::keys::UserKey;
use crate::model::names::NameHasher;
use crate::model::user::{UserFields, UserRow, UserSelection};
use crate::parse::distinguished_name::DistinguishedName;
use crate::query::filter::{Filter, KnownAttributes, MAX_DEPTH};
use crate::store::sqlite::SqliteStore;
use crate::store::UserStore;

use super::model::{ldap_filters, models, users};
use super::{statement, Statement};

/// What these tests name was imported.
fn known() -> Result<KnownAttributes> {
    const NAMES: &str = "displayName sAMAccountName userPrincipalName msRTCSIP-PrimaryUserAddress msRTCSIP-UserEnabled title department
        userAccountControl whenCreated memberOf objectCategory objectClass adminCount mail telephoneNumber nothing extensionAttribute1
        msRTCSIP-OptionFlags msRTCSIP-FederationEnabled msRTCSIP-DeploymentLocator msExchUMEnabledFlags";
    Ok(KnownAttributes::new(NAMES.split_whitespace().map(str::to_owned)))
}

fn from_ldap(text: &str) -> Filter {
    Filter::from_ldap(text, &known).unwrap()
}

struct Stored {
    store: SqliteStore,
    users: Vec<UserFields<String>>,
}

impl Stored {
    fn new(users: Vec<UserFields<String>>) -> Stored {
        let store = SqliteStore::in_memory().unwrap();
        let hasher = NameHasher::new(store.identity.get().hash_secret);
        store.begin_immediate().unwrap();
        let mut kept = Vec::new();
        for mut user in users {
            user.distinguished_name = match user.distinguished_name.as_str() {
                "" => format!("CN={},OU=Everybody,DC=litwareinc,DC=com", kept.len()),
                given => given.to_owned(),
            };
            // A GUID is one user's.
            if kept.iter().any(|other: &UserFields<String>| other.object_guid == user.object_guid) {
                user.object_guid = None;
            }
            let key = store.insert_user(&user, None).unwrap();
            let name = DistinguishedName::parse(&user.distinguished_name).unwrap();
            store.write_names(key, &[], &hasher.of_user(&user, &name, None)).unwrap();
            kept.push(user);
        }
        store.commit().unwrap();
        Stored { store, users: kept }
    }

    /// The places of the users that the selection keeps.
    fn selected(&self, selection: &UserSelection, limit: usize) -> Result<Vec<usize>> {
        let (mut found, mut after) = (Vec::new(), UserKey::default());
        loop {
            let last = self.store.users_after(selection, after, limit, &mut |user| {
                let at = self
                    .users
                    .iter()
                    .position(|own| own.distinguished_name == user.fields.distinguished_name);
                found.push(at.unwrap());
                Ok(())
            })?;
            match last {
                Some(last) => after = last,
                None => return Ok(found),
            }
        }
    }

    fn kept(&self, filter: Filter) -> Vec<usize> {
        self.selected(&UserSelection { filter: Some(filter), ..UserSelection::default() }, 3).unwrap()
    }

    /// The places of the users whom the filter keeps, without the database.
    fn decided(&self, filter: &Filter) -> Vec<usize> {
        let keeps = |user: &UserFields<String>| {
            let fields = user.map(|text| text.as_str());
            let row = UserRow { key: UserKey(1), fields, registrar_pool: None, gone_since: None };
            filter.expression().is_true_of(&row).unwrap()
        };
        (0..self.users.len()).filter(|at| keeps(&self.users[*at])).collect()
    }

    /// The same by both ways.
    fn ldap(&self, text: &str) -> Vec<usize> {
        let filter = from_ldap(text);
        let decided = self.decided(&filter);
        assert_eq!(self.kept(filter), decided, "{}", text);
        decided
    }

    /// How SQLite goes about it.
    fn plan(&self, filter: Filter) -> Vec<String> {
        let hasher = NameHasher::new(self.store.identity.get().hash_secret);
        let selection = UserSelection { filter: Some(filter), ..UserSelection::default() };
        let Statement { sql, values, .. } = statement("u.user_key", &selection, hasher, 0).unwrap();
        let mut plan = self.store.connection.prepare(&format!("EXPLAIN QUERY PLAN {}", sql)).unwrap();
        let rows = plan.query_map(rusqlite::params_from_iter(&values), |row| row.get("detail")).unwrap();
        rows.map(|detail| detail.unwrap()).collect()
    }
}

fn equal(property: &str, value: &str) -> serde_json::Value {
    json!({ "property": property, "operator": "eq", "value": value })
}

fn tree(tree: &serde_json::Value) -> Filter {
    Filter::from_tree(&tree.to_string(), &known).unwrap()
}

fn named(name: &str) -> UserFields<String> {
    UserFields {
        display_name: Some(name.to_owned()),
        sip_address: Some(format!("sip:{}", name)),
        ..UserFields::default()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_filter_keeps_what_it_says(users in proptest::collection::vec(users(), 1..12), models in proptest::collection::vec(models(), 1..8)) {
        let stored = Stored::new(users);
        for model in models {
            let expected: Vec<usize> =
                (0..stored.users.len()).filter(|at| model.keeps(&stored.users[*at])).collect();
            let filter = tree(&model.tree());
            prop_assert_eq!(stored.decided(&filter), expected.clone(), "{}", model.tree());
            prop_assert_eq!(stored.kept(filter), expected, "{}", model.tree());
        }
    }

    #[test]
    fn undefined_goes_through_every_list_and_negation(users in proptest::collection::vec(users(), 1..8), filters in proptest::collection::vec(ldap_filters(), 1..8)) {
        let stored = Stored::new(users);
        for filter in filters {
            let expected: Vec<usize> = (0..stored.users.len())
                .filter(|at| filter.truth(&|item| stored.ldap(item).contains(at)) == 2)
                .collect();
            prop_assert_eq!(stored.ldap(&filter.text()), expected, "{}", filter.text());
        }
    }

    #[test]
    fn what_a_filter_finds_by_index_it_finds_without(users in proptest::collection::vec(users(), 1..12), text in "(sip:)?[kKeEnN é\u{301}]{0,4}") {
        let stored = Stored::new(users);
        for attribute in ["displayName", "cn", "sAMAccountName", "userPrincipalName", "msRTCSIP-PrimaryUserAddress"] {
            let item = format!("({}={})", attribute, text);
            // Twice negated, it gives the index nothing to go by.
            let all = format!("(&(!(&(!{})(!(|)))))", item);
            prop_assert_eq!(stored.ldap(&item), stored.ldap(&all), "{}", item);
        }
    }
}

#[test]
fn names_are_looked_up_in_the_index() {
    let stored = Stored::new(vec![named("Ken Myer")]);
    let range = "SEARCH user_name USING PRIMARY KEY (name_hash=? AND user_key>?)";
    let row = "SEARCH u USING INTEGER PRIMARY KEY (rowid=?)";
    for filter in [
        tree(&equal("DisplayName", "Ken Myer")),
        tree(&equal("SipAddress", "sip:ken@x")),
        tree(&equal("UserPrincipalName", "ken@x")),
        tree(&equal("SamAccountName", "ken")),
        tree(&equal("Name", "Ken")),
        tree(&equal("Identity", "CN=Ken,DC=x")),
        tree(&json!({ "and": [equal("Title", "x"), { "or": [equal("Name", "Ken")] }] })),
        from_ldap("(&(objectClass=user)(displayName=Ken Myer))"),
        tree(&json!({ "or": [equal("Name", "a"), equal("DisplayName", "b")] })),
        from_ldap("(msRTCSIP-PrimaryUserAddress=sip:ken@x)"),
    ] {
        let plan = stored.plan(filter);
        assert!(plan.iter().any(|step| step == range), "{:?}", plan);
        assert!(plan.iter().any(|step| step.starts_with(row)), "{:?}", plan);
        assert!(!plan.iter().any(|step| step.starts_with("SCAN u")), "{:?}", plan);
    }
    // One name needs no sorting either.
    let plan = stored.plan(tree(&equal("DisplayName", "Ken Myer")));
    assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{:?}", plan);
    let guid = json!({ "property": "Guid", "operator": "eq", "value": { "guid": "18e7332f-d993-5a46-9bf5-07b7f8cc70fa" } });
    let plan = stored.plan(tree(&guid));
    assert!(
        plan.iter().any(|step| step.contains("USING COVERING INDEX sqlite_autoindex_user_1 (object_guid=?")),
        "{:?}",
        plan
    );
}

#[test]
fn what_no_index_finds_is_read_in_the_order_of_keys() {
    let stored = Stored::new(vec![named("Ken Myer")]);
    for filter in [tree(&equal("Title", "x")), from_ldap("(!(cn=x))")] {
        let plan = stored.plan(filter);
        assert!(plan[0].starts_with("SEARCH u USING INTEGER PRIMARY KEY (rowid>?)"), "{:?}", plan);
        assert!(!plan.iter().any(|step| step.contains("TEMP B-TREE")), "{:?}", plan);
    }
}

#[test]
fn the_statement_shows_the_shape_and_no_value() {
    let hasher = NameHasher::new([0; 16]);
    let sql = |text: &str| {
        let filter = Some(from_ldap(text));
        let selection = UserSelection { filter, ..UserSelection::default() };
        statement("*", &selection, hasher, 0).unwrap().sql
    };
    let one =
        sql("(&(displayName=a'b\\22)(userAccountControl>=4711)(!(whenCreated<=20180131120000.0Z))(mail=x*))");
    let other = sql("(&(displayName=z)(userAccountControl>=2)(!(whenCreated<=19700101000000.0Z))(mail=y))");
    assert_eq!(one, other);
    assert!(
        one.contains("u.user_account_control") && !one.contains("4711") && !one.contains("mail"),
        "{}",
        one
    );
}

#[test]
fn no_filter_within_the_limits_is_too_deep_for_sqlite() {
    let stored = Stored::new(vec![UserFields { user_account_control: Some(5), ..named("Ken Myer") }]);
    for item in ["(title=x)", "(title=*)", "(userAccountControl:1.2.840.113556.1.4.803:=2)"] {
        let many = item.repeat(990);
        assert_eq!(stored.ldap(&format!("(|{}(displayName=Ken Myer))", many)), vec![0]);
        assert_eq!(stored.ldap(&format!("(!(|{}(!(displayName=*))))", many)), vec![0]);
    }
    assert_eq!(stored.ldap(&format!("(|{})", "(cn=x)".repeat(900))), Vec::<usize>::new());
    // Lists in lists, as deep as may be, with much beside them; negations between turn AND to OR.
    let item = "(|(displayName=*)(!(title=*)))";
    let bushy = |levels: usize| {
        (0..levels).fold(item.to_owned(), |inner, level| {
            format!("({}{}{})", if level % 2 == 0 { '&' } else { '|' }, inner, inner)
        })
    };
    assert_eq!(stored.ldap(&bushy(7)), vec![0]);
    for (levels, breadth) in [(MAX_DEPTH - 8, 6), (10, 70), (MAX_DEPTH - 2, 15)] {
        for inner in [item.to_owned(), bushy(if levels < 35 && breadth < 20 { 6 } else { 0 })] {
            let deep = (0..levels).fold(inner, |inner, level| {
                let sign = if level % 2 == 0 { '&' } else { '|' };
                format!("({}{}{})", sign, "(userAccountControl=5)".repeat(breadth), inner)
            });
            assert_eq!(stored.ldap(&deep), vec![0], "{} {}", levels, breadth);
        }
    }
    let negated = format!("{}(title=x){}", "(!".repeat(MAX_DEPTH), ")".repeat(MAX_DEPTH));
    assert_eq!(stored.ldap(&negated), Vec::<usize>::new());
}

#[test]
fn ldap_compares_as_the_directory_does() {
    let attributes = json!({
        "memberOf": ["CN=A,DC=x", "CN=B\\, C,DC=x"], "objectCategory": ["CN=Person,CN=Schema,DC=x"], "adminCount": ["1"],
    });
    let stored = Stored::new(vec![
        UserFields {
            title: Some("Caf\u{e9}  Chef".to_owned()),
            department: Some("R&D (East)*".to_owned()),
            user_account_control: Some(514),
            when_created: Some(1_000_000),
            enabled: Some(true),
            attributes: Some(attributes.to_string()),
            ..named("One")
        },
        UserFields { user_account_control: Some(0x8000_0200), enabled: Some(false), ..named("Two") },
        named("Three"),
    ]);
    for (filter, kept) in [
        ("(title=CAFE CHEF)", vec![0]),
        ("(!(title=cafe chef))", vec![1, 2]),
        ("(title=*\u{e9} ch*)", vec![0]),
        (r"(department=r&d \28*\29\2a)", vec![0]),
        ("(userAccountControl:1.2.840.113556.1.4.803:=2)", vec![0]),
        ("(!(userAccountControl:1.2.840.113556.1.4.803:=2))", vec![1, 2]),
        ("(userAccountControl:1.2.840.113556.1.4.804:=514)", vec![0, 1]),
        ("(userAccountControl:1.2.840.113556.1.4.803:=-2147483648)", vec![1]),
        ("(userAccountControl:1.2.840.113556.1.4.803:=2147483648)", vec![1]),
        ("(userAccountControl<=0)", vec![1]),
        ("(userAccountControl=-2147483136)", vec![1]),
        ("(Enabled=true)", vec![0]),
        ("(!(msRTCSIP-UserEnabled=TRUE))", vec![1, 2]),
        ("(whenCreated>=19700101000001Z)", vec![0]),
        ("(whenCreated<=19700101000000.9Z)", vec![]),
        ("(memberof=cn=b\\5c2c c, dc=X)", vec![0]),
        ("(objectCategory=person)", vec![0]),
        ("(objectCategory=user)", vec![0]),
        ("(objectCategory=computer)", vec![]),
        ("(adminCount>=1)", vec![0]),
        ("(adminCount=*)", vec![0]),
        ("(!(nothing=*))", vec![0, 1, 2]),
        ("(distinguishedName= cn=1 , ou=everybody,dc=LITWAREINC,dc=com)", vec![1]),
        ("(displayName=t*)", vec![1, 2]),
        ("(|)", vec![]),
        ("(&)", vec![0, 1, 2]),
    ] {
        assert_eq!(stored.ldap(filter), kept, "{}", filter);
    }
}

#[test]
fn what_no_import_ever_brought_is_undefined_through_and_or_and_not() {
    let stored = Stored::new(vec![named("One"), UserFields { title: Some("x".to_owned()), ..named("Two") }]);
    for (filter, kept) in [
        ("(never=x)", vec![]),
        ("(!(never=x))", vec![]),
        ("(!(!(never=*)))", vec![]),
        ("(|(never=x)(title=x))", vec![1]),
        ("(!(|(never=x)(title=x)))", vec![]),
        ("(!(&(never=x)(title=x)))", vec![0]),
        ("(&(title=*)(!(never=x)))", vec![]),
        ("(|(!(never=x))(!(title=x)))", vec![0]),
        ("(!(&(|(never=x)(displayName=*))(!(displayName=*))))", vec![0, 1]),
        // What the directory has a field for, no import need have brought either.
        ("(!(msRTCSIP-Line=tel:*))", vec![]),
        ("(!(RegistrarPool=*))", vec![]),
        // And what one has brought, nobody need have any more.
        ("(!(nothing=x))", vec![0, 1]),
    ] {
        assert_eq!(stored.ldap(filter), kept, "{}", filter);
    }
}

#[test]
fn properties_are_read_from_their_attributes() {
    let attributes = json!({
        "msRTCSIP-DeploymentLocator": ["SRV:"], "msRTCSIP-FederationEnabled": ["TRUE"], "msExchUMEnabledFlags": ["831"],
        "msExchUCVoiceMailSettings": ["ExchangeHostedVoiceMail=1"],
        "msRTCSIP-TenantId": ["18e7332f-d993-5a46-9bf5-07b7f8cc70fa"], "proxyAddresses": ["SMTP:a@x", "sip:a@x"],
    });
    let stored = Stored::new(vec![
        UserFields {
            attributes: Some(attributes.to_string()),
            option_flags: Some(1 + 16 + 512),
            ..named("One")
        },
        UserFields { option_flags: Some(128 + 256 + 1024), ..named("Two") },
    ]);
    let guid = json!({ "guid": "{18E7332F-D993-5A46-9BF5-07B7F8CC70FA}" });
    for (property, operator, value, absent, kept) in [
        ("HostingProvider", "eq", json!("srv:"), false, vec![0]),
        ("HostingProvider", "ne", json!("SRV:"), true, vec![1]),
        ("HostingProvider", "present", json!(null), false, vec![0]),
        ("EnabledForFederation", "eq", json!(true), false, vec![0]),
        ("EnabledForFederation", "ne", json!(true), true, vec![1]),
        ("EnabledForFederation", "eq", json!(false), false, vec![]),
        ("EnabledForInternetAccess", "eq", json!(true), true, vec![0, 1]),
        ("ExUmEnabled", "eq", json!(true), false, vec![0]),
        ("HostedVoiceMail", "eq", json!(true), false, vec![0]),
        ("TenantId", "eq", guid.clone(), false, vec![0]),
        ("TenantId", "ne", guid, true, vec![1]),
        ("TenantId", "like", json!("18E7*"), false, vec![0]),
        ("ProxyAddresses", "like", json!("SIP:*"), false, vec![0]),
        ("PublicNetworkEnabled", "eq", json!(true), false, vec![0]),
        ("RemoteCallControlTelephonyEnabled", "eq", json!(true), false, vec![0]),
        ("IPPBXSoftPhoneRoutingEnabled", "eq", json!(true), false, vec![0]),
        ("EnabledForRichPresence", "eq", json!(true), false, vec![1]),
        ("EnterpriseVoiceEnabled", "eq", json!(true), false, vec![1]),
        ("AudioVideoDisabled", "eq", json!(true), false, vec![1]),
    ] {
        let filter = json!({ "property": property, "operator": operator, "value": value, "absent": absent });
        assert_eq!(stored.kept(tree(&filter)), kept, "{}", filter);
        assert_eq!(stored.decided(&tree(&filter)), kept, "{}", filter);
    }
    for (filter, kept) in [
        ("(HostingProvider=srv:)", vec![0]),
        ("(EnabledForFederation=TRUE)", vec![0]),
        ("(ExUmEnabled=TRUE)", vec![0]),
        ("(!(ExUmEnabled=TRUE))", vec![1]),
        ("(EnabledForRichPresence=TRUE)", vec![1]),
    ] {
        assert_eq!(stored.ldap(filter), kept, "{}", filter);
    }
}

#[test]
fn flags_guids_and_numbers_are_texts_where_they_are_compared_as_texts() {
    let guid = Guid::parse("18e7332f-d993-5a46-9bf5-07b7f8cc70fa").unwrap();
    let user = UserFields {
        user_account_control: Some(514),
        option_flags: Some(385),
        object_guid: Some(guid),
        enabled: Some(true),
        ..named("One")
    };
    let stored = Stored::new(vec![user, named("Two")]);
    for (property, operator, value) in [
        ("UserAccountControl", "like", "*accountdisabled*"),
        ("UserAccountControl", "eq", "accountdisabled, normalaccount"),
        ("Guid", "like", "18E7*"),
        ("msRTCSIP-OptionFlags", "eq", "385"),
        ("msRTCSIP-UserEnabled", "eq", "true"),
        ("EnterpriseVoiceEnabled", "like", "T*"),
    ] {
        let filter = json!({ "property": property, "operator": operator, "value": value });
        let not = json!({ "not": filter });
        let or = json!({ "or": [equal("DisplayName", "Two"), filter] });
        for (filter, kept) in [(filter, vec![0]), (not, vec![1]), (or, vec![0, 1])] {
            // Whatever the length of a page.
            for limit in 1..4 {
                let selection = UserSelection { filter: Some(tree(&filter)), ..UserSelection::default() };
                assert_eq!(stored.selected(&selection, limit).unwrap(), kept, "{} {}", filter, limit);
            }
        }
    }
}

#[test]
fn organizational_units_hold_what_is_below_them() {
    let at = |name: &str| UserFields { distinguished_name: name.to_owned(), ..named("x") };
    let stored = Stored::new(vec![
        at("CN=a,OU=Finance,DC=x"),
        at("cn=b,ou=Sub, ou=FINANCE,dc=X"),
        at("CN=c,OU=Finance2,DC=x"),
        at("CN=\"d,OU=Finance\",DC=x"),
        at(r"CN=e\,OU\=Finance,DC=x"),
    ]);
    let within = |name: &str| {
        let organizational_unit = Some(UserSelection::organizational_unit(name).unwrap());
        stored.selected(&UserSelection { organizational_unit, ..UserSelection::default() }, 2).unwrap()
    };
    assert_eq!(within("ou=finance,dc=x"), vec![0, 1]);
    assert_eq!(within("OU=Sub,OU=Finance,DC=x"), vec![1]);
    assert_eq!(within("CN=c,OU=Finance2,DC=x"), vec![2]);
    assert_eq!(within("DC=x").len(), 5);
    assert_eq!(within("DC=y").len(), 0);
    for name in ["Finance", "", " "] {
        assert!(matches!(UserSelection::organizational_unit(name), Err(Error::InvalidFilter { .. })));
    }
}

#[test]
fn one_user_can_be_asked_about() {
    let stored = Stored::new(vec![named("Ken"), named("Ken"), named("Pat")]);
    let keys: Vec<UserKey> = {
        let mut keys = Vec::new();
        let all = UserSelection::default();
        stored
            .store
            .users_after(&all, UserKey::default(), 9, &mut |user| {
                keys.push(user.key);
                Ok(())
            })
            .unwrap();
        keys
    };
    for (key, filter, kept) in [
        (keys[1], "(displayName=Ken)", vec![1]),
        (keys[2], "(displayName=Ken)", vec![]),
        (keys[2], "(|)", vec![]),
    ] {
        let filter = Some(from_ldap(filter));
        let selection = UserSelection { user_key: Some(key), filter, ..UserSelection::default() };
        assert_eq!(stored.selected(&selection, 5).unwrap(), kept);
    }
}

#[test]
fn damaged_attributes_are_reported() {
    let stored = Stored::new(vec![UserFields { attributes: Some("{".to_owned()), ..named("x") }]);
    let selection = UserSelection { filter: Some(from_ldap("(mail=x)")), ..UserSelection::default() };
    assert!(matches!(stored.selected(&selection, 5), Err(Error::RegistryCorrupt { .. })));
}
