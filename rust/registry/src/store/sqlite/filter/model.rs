//! For tests: random filters and users, and what a filter keeps by its definition alone, without keys, SQL or indexes.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{json, Value};
use unicode_normalization::UnicodeNormalization;

use crate::model::guid::Guid;
use crate::model::user::UserFields;

/// Texts that are equal in some ways and different in others.
const TEXTS: [&str; 14] = [
    "",
    "Ken",
    "KEN",
    "ken ",
    "Jos\u{e9}",
    "Jose\u{301}",
    "JOSE\u{301}",
    "Jose",
    "Stra\u{df}e",
    "STRASSE",
    "\u{130}",
    "i",
    "\u{301}",
    "a%_[`",
];
const PATTERNS: [&str; 9] = ["*", "", "k*", "*E", "?en", "jos\u{e9}", "[j-k]*", "*``", "`*"];
/// For what is text only where it is shown.
const SHOWN: [&str; 9] = ["*0*", "2*", "*d", "None", "true", "f*", "*, normal*", "-2147483136", "0707*"];
const GUIDS: [[u8; 16]; 3] = [[0; 16], [7; 16], [0xFE; 16]];
const NUMBERS: [u32; 5] = [0, 2, 514, 0x8000_0200, 128];
const TIMES: [i64; 4] = [-1, 0, 1_000_000, 1_500_000_000_000_000];

/// A filter, by its definition.
#[derive(Clone, Debug)]
pub(super) enum Model {
    Constant(bool),
    And(Vec<Model>),
    Or(Vec<Model>),
    Not(Box<Model>),
    Comparison { property: &'static str, operator: &'static str, value: Value, absent: bool },
}

/// A property's value as PowerShell would see it.
enum Seen {
    Text(String),
    Boolean(bool),
    Number(i64),
    /// In units of 100 nanoseconds.
    Time(i64),
    Guid(String),
    Several(Vec<String>),
}

const TEXT_PROPERTIES: [&str; 7] = [
    "Name",
    "displayname",
    "SamAccountName",
    "UserPrincipalName",
    "SipAddress",
    "Department",
    "extensionAttribute1",
];

fn comparison() -> impl Strategy<Value = Model> {
    let leaf = |property, operator, value, absent| Model::Comparison { property, operator, value, absent };
    let equality = || select(vec!["eq", "ne"]);
    let order = || select(vec!["eq", "ne", "lt", "le", "gt", "ge"]);
    let text = (select(&TEXT_PROPERTIES[..]), equality(), select(&TEXTS[..]), any::<bool>())
        .prop_map(move |(p, o, v, a)| leaf(p, o, json!(v), a));
    let like =
        (select(&TEXT_PROPERTIES[..]), select(vec!["like", "notlike"]), select(&PATTERNS[..]), any::<bool>())
            .prop_map(move |(p, o, v, a)| leaf(p, o, json!(v), a));
    let boolean = (select(vec!["Enabled", "EnterpriseVoiceEnabled"]), equality(), any::<(bool, bool)>())
        .prop_map(move |(p, o, (v, a))| leaf(p, o, json!(v), a));
    let number = (order(), select(&NUMBERS[..]), any::<bool>())
        .prop_map(move |(o, v, a)| leaf("UserAccountControl", o, json!(v as i32), a));
    let time =
        (select(vec!["WhenCreated", "WhenChanged"]), order(), select(&TIMES[..]), -1..2_i64, any::<bool>())
            .prop_map(move |(p, o, v, more, a)| leaf(p, o, json!({ "time": v * 10 + more }), a));
    let guid = (equality(), select(&GUIDS[..]), any::<bool>()).prop_map(move |(o, v, a)| {
        leaf("ObjectId", o, json!({ "guid": Guid::from_directory_bytes(v).to_string() }), a)
    });
    let present =
        (select(vec!["Title", "WhenCreated", "Guid", "extensionAttribute1", "Enabled"]), any::<bool>())
            .prop_map(move |(p, a)| leaf(p, "present", Value::Null, a));
    let of_other_types =
        select(vec!["ObjectId", "UserAccountControl", "OptionFlags", "Enabled", "EnterpriseVoiceEnabled"]);
    let shown =
        (of_other_types, select(vec!["like", "notlike", "eq", "ne"]), select(&SHOWN[..]), any::<bool>())
            .prop_map(move |(p, o, v, a)| leaf(p, o, json!(v), a));
    prop_oneof![6 => text, 3 => like, 1 => boolean, 1 => number, 1 => time, 1 => guid, 1 => present, 2 => shown]
}

/// Random filters.
pub(super) fn models() -> impl Strategy<Value = Model> {
    let leaf = prop_oneof![20 => comparison(), 1 => any::<bool>().prop_map(Model::Constant)];
    leaf.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![
            3 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Model::And),
            3 => proptest::collection::vec(inner.clone(), 0..4).prop_map(Model::Or),
            1 => inner.prop_map(|inner| Model::Not(Box::new(inner))),
        ]
    })
}

/// Random users with a SIP address. The number keeps their names apart.
pub(super) fn users() -> impl Strategy<Value = UserFields<String>> {
    let text = || option::weighted(0.8, select(&TEXTS[..]).prop_map(str::to_owned));
    let number = || option::of(select(&NUMBERS[..]));
    let time = || option::of(select(&TIMES[..]));
    let attributes = option::of(proptest::collection::vec(select(&TEXTS[..]), 0..4)).prop_map(|values| {
        values.map(|values| json!({ "other": ["x"], "ExtensionAttribute1": values }).to_string())
    });
    (
        (text(), text(), text(), text(), text(), text()),
        select(&TEXTS[..]),
        (number(), number(), time(), time(), option::of(any::<bool>())),
        option::of(select(&GUIDS[..])),
        attributes,
    )
        .prop_map(|((name, display, sam, upn, department, title), sip, numbers, guid, attributes)| {
            UserFields {
                object_guid: guid.map(Guid::from_directory_bytes),
                distinguished_name: String::new(),
                common_name: name,
                display_name: display,
                sam_account_name: sam,
                user_principal_name: upn,
                sip_address: Some(sip.to_owned()),
                department,
                title,
                user_account_control: numbers.0,
                option_flags: numbers.1,
                when_created: numbers.2,
                when_changed: numbers.3,
                enabled: numbers.4,
                attributes,
                ..UserFields::default()
            }
        })
}

impl Model {
    /// The filter as the console would send it.
    pub(super) fn tree(&self) -> Value {
        let list = |parts: &[Model]| parts.iter().map(Model::tree).collect::<Vec<_>>();
        match self {
            Model::Constant(value) => json!(value),
            Model::And(parts) => json!({ "and": list(parts) }),
            Model::Or(parts) => json!({ "or": list(parts) }),
            Model::Not(inner) => json!({ "not": inner.tree() }),
            Model::Comparison { property, operator, value, absent } => {
                json!({ "property": property, "operator": operator, "value": value, "absent": absent, "offset": 0 })
            }
        }
    }

    /// Whether the filter keeps the user.
    pub(super) fn keeps(&self, user: &UserFields<String>) -> bool {
        match self {
            Model::Constant(value) => *value,
            Model::And(parts) => parts.iter().all(|part| part.keeps(user)),
            Model::Or(parts) => parts.iter().any(|part| part.keeps(user)),
            Model::Not(inner) => !inner.keeps(user),
            Model::Comparison { property, operator, value, absent } => match seen(user, property) {
                None => *absent,
                Some(_) if *operator == "present" => true,
                Some(Seen::Several(texts)) => {
                    let passing: Vec<&String> =
                        texts.iter().filter(|text| text_passes(text, operator, value)).collect();
                    passing.len() > 1 || passing.first().map_or(false, |only| !only.is_empty())
                }
                Some(seen) if value.is_string() => text_passes(&shown(property, seen), operator, value),
                Some(Seen::Text(text)) => panic!("{}", text),
                Some(Seen::Boolean(own)) => ordered(own, operator, value.as_bool().unwrap()),
                Some(Seen::Number(own)) => ordered(own, operator, value.as_i64().unwrap()),
                Some(Seen::Time(own)) => ordered(own, operator, value["time"].as_i64().unwrap()),
                Some(Seen::Guid(own)) => ordered(own.as_str(), operator, value["guid"].as_str().unwrap()),
            },
        }
    }
}

fn seen(user: &UserFields<String>, property: &str) -> Option<Seen> {
    let text = |text: &Option<String>| text.clone().map(Seen::Text);
    match property {
        "Name" => text(&user.common_name),
        "displayname" => text(&user.display_name),
        "SamAccountName" => text(&user.sam_account_name),
        "UserPrincipalName" => text(&user.user_principal_name),
        "SipAddress" => text(&user.sip_address),
        "Department" => text(&user.department),
        "Title" => text(&user.title),
        "Enabled" => user.enabled.map(Seen::Boolean),
        "EnterpriseVoiceEnabled" => user.option_flags.map(|flags| Seen::Boolean(flags & 128 != 0)),
        "UserAccountControl" => user.user_account_control.map(|value| Seen::Number(i64::from(value as i32))),
        "OptionFlags" => user.option_flags.map(|flags| Seen::Number(flags.into())),
        "WhenCreated" => user.when_created.map(|time| Seen::Time(time * 10)),
        "WhenChanged" => user.when_changed.map(|time| Seen::Time(time * 10)),
        "ObjectId" | "Guid" => user.object_guid.map(|guid| Seen::Guid(guid.to_string())),
        "extensionAttribute1" => {
            let attributes: Value = serde_json::from_str(user.attributes.as_deref()?).unwrap();
            let texts =
                attributes["ExtensionAttribute1"].as_array()?.iter().map(|v| v.as_str().unwrap().to_owned());
            let mut texts: Vec<String> = texts.collect();
            match texts.len() {
                0 => None,
                1 => texts.pop().map(Seen::Text),
                _ => Some(Seen::Several(texts)),
            }
        }
        other => panic!("{}", other),
    }
}

/// The text that ADUser shows.
fn shown(property: &str, seen: Seen) -> String {
    match seen {
        Seen::Text(text) | Seen::Guid(text) => text,
        Seen::Boolean(value) => value.to_string(),
        Seen::Number(number) if property == "OptionFlags" => number.to_string(),
        Seen::Number(0) => "None".to_owned(),
        Seen::Number(2) => "AccountDisabled".to_owned(),
        Seen::Number(128) => "EncryptedTextPasswordAllowed".to_owned(),
        Seen::Number(514) => "AccountDisabled, NormalAccount".to_owned(),
        Seen::Number(unnamed) => unnamed.to_string(),
        Seen::Time(_) | Seen::Several(_) => panic!("{}", property),
    }
}

fn ordered<T: PartialOrd>(own: T, operator: &str, wanted: T) -> bool {
    match operator {
        "eq" => own == wanted,
        "ne" => own != wanted,
        "lt" => own < wanted,
        "le" => own <= wanted,
        "gt" => own > wanted,
        "ge" => own >= wanted,
        other => panic!("{}", other),
    }
}

fn text_passes(text: &str, operator: &str, value: &Value) -> bool {
    // None of the texts has a letter whose upper case is more than one character, but ß, which has no simple one.
    let upper = |text: &str| -> Vec<char> {
        text.nfc().flat_map(|c| if c == '\u{df}' { vec![c] } else { c.to_uppercase().collect() }).collect()
    };
    let (own, wanted) = (upper(text), upper(value.as_str().unwrap()));
    match operator {
        "eq" => own == wanted,
        "ne" => own != wanted,
        "like" => like(&wanted, &own),
        "notlike" => !like(&wanted, &own),
        other => panic!("{}", other),
    }
}

fn like(pattern: &[char], text: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['*', rest @ ..] => (0..=text.len()).any(|n| like(rest, &text[n..])),
        ['?', rest @ ..] => !text.is_empty() && like(rest, &text[1..]),
        ['[', first, '-', last, ']', rest @ ..] => {
            text.first().map_or(false, |c| (first..=last).contains(&c)) && like(rest, &text[1..])
        }
        ['`', c, rest @ ..] | [c, rest @ ..] => text.first() == Some(c) && like(rest, &text[1..]),
    }
}

/// What no import ever brought.
const NEVER: &str = "(never=x)";
/// Items of LDAP filters that users do and do not pass.
const ITEMS: [&str; 8] = [
    NEVER,
    "(displayName=jose)",
    "(department>=k)",
    "(sAMAccountName=*e*)",
    "(userAccountControl:1.2.840.113556.1.4.803:=2)",
    "(msRTCSIP-UserEnabled=TRUE)",
    "(whenCreated<=20180101000000.0Z)",
    "(extensionAttribute1=stra\u{df}e)",
];

/// An LDAP filter of such items.
#[derive(Clone, Debug)]
pub(super) enum Ldap {
    Item(&'static str),
    Not(Box<Ldap>),
    List(char, Vec<Ldap>),
}

/// Random LDAP filters.
pub(super) fn ldap_filters() -> impl Strategy<Value = Ldap> {
    select(&ITEMS[..]).prop_map(Ldap::Item).prop_recursive(5, 24, 4, |inner| {
        prop_oneof![
            3 => (select(vec!['&', '|']), proptest::collection::vec(inner.clone(), 0..4)).prop_map(|(sign, parts)| Ldap::List(sign, parts)),
            2 => inner.prop_map(|inner| Ldap::Not(Box::new(inner))),
        ]
    })
}

impl Ldap {
    pub(super) fn text(&self) -> String {
        match self {
            Ldap::Item(item) => (*item).to_owned(),
            Ldap::Not(inner) => format!("(!{})", inner.text()),
            Ldap::List(sign, parts) => {
                format!("({}{})", sign, parts.iter().map(Ldap::text).collect::<String>())
            }
        }
    }

    /// 2 is true, 1 undefined, 0 false (RFC 4511 section 4.5.1.7).
    pub(super) fn truth(&self, passes: &dyn Fn(&str) -> bool) -> u8 {
        match self {
            Ldap::Item(NEVER) => 1,
            Ldap::Item(item) => 2 * u8::from(passes(item)),
            Ldap::Not(inner) => 2 - inner.truth(passes),
            Ldap::List('&', parts) => parts.iter().map(|part| part.truth(passes)).min().unwrap_or(2),
            Ldap::List(_, parts) => parts.iter().map(|part| part.truth(passes)).max().unwrap_or(0),
        }
    }
}
