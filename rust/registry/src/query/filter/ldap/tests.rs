//! Tests of the LDAP filter's text.

use proptest::prelude::*;

use crate::error::{Error, Result};
use crate::query::filter::expression::{Comparison, Expression, Order, Subject, Test};
use crate::query::filter::field::Field;
use crate::query::filter::{KnownAttributes, Reader, MAX_DEPTH, MAX_ITEMS, MAX_LENGTH};

/// Every attribute that these tests name was imported.
fn parse(text: &str) -> Result<Expression> {
    let known = "title department userAccountControl msRTCSIP-OptionFlags msRTCSIP-UserEnabled whenCreated objectGUID sn";
    let known = || Ok(KnownAttributes::new(known.split(' ').map(str::to_owned)));
    super::parse(text, &mut Reader::new(&known))
}

fn field(field: Field, test: Test) -> Expression {
    Expression::Comparison(Comparison { subject: Subject::Field(field, test), absent: false })
}

fn error(text: &str) -> (String, usize) {
    match parse(text) {
        Err(Error::InvalidFilter { reason, offset }) => (reason, offset),
        other => panic!("{}: {:?}", text, other),
    }
}

#[test]
fn outer_parentheses_may_be_missing() {
    for (bare, whole) in [
        ("Department=Finance", "(department=Finance)"),
        ("&(Department=Finance)(Title=Manager)", "(&(Department=Finance)(Title=Manager))"),
        ("!Title=x", "(!(Title=x))"),
        ("(!Title=x)", "(!(Title=x))"),
        (" ( & ( Title=x) (!( Enabled=TRUE ) ) ) ", "(&(Title=x)(!(Enabled=TRUE)))"),
    ] {
        assert_eq!(parse(bare), parse(whole), "{}", bare);
        assert!(parse(whole).is_ok());
    }
    assert_eq!(parse("(&)"), Ok(Expression::And(Vec::new())));
    assert_eq!(parse("(|)"), Ok(Expression::Or(Vec::new())));
}

#[test]
fn operators_of_all_kinds_are_read() {
    assert_eq!(
        parse("(userAccountControl>=512)"),
        Ok(field(Field::UserAccountControl, Test::Number(Order::GreaterOrEqual, 512)))
    );
    assert_eq!(
        parse("(userAccountControl:1.2.840.113556.1.4.803:=2)"),
        Ok(field(Field::UserAccountControl, Test::AllBits(2)))
    );
    assert_eq!(
        parse("(msRTCSIP-OptionFlags:1.2.840.113556.1.4.804:=-1)"),
        Ok(field(Field::OptionFlags, Test::AnyBit(-1)))
    );
    assert_eq!(parse("title~=x"), parse("title=x"));
    assert_eq!(parse("title:=x"), parse("title=x"));
    assert_eq!(parse("title:caseIgnoreMatch:=x"), parse("title=x"));
    assert_eq!(parse("(cn=*)"), Ok(field(Field::Name, Test::Present)));
    assert_eq!(parse("(cn=**)"), Ok(field(Field::Name, Test::Present)));
    assert_eq!(
        parse("(whenCreated<=19700101000001.0Z)"),
        Ok(field(Field::WhenCreated, Test::Time(Order::LessOrEqual, 1_000_000)))
    );
    let guid = r"(objectGUID=\2F\33\E7\18\93\D9\46\5a\9b\f5\07\b7\f8\cc\70\fa)";
    assert_eq!(parse(guid), parse("(objectGUID={18e7332f-d993-5a46-9bf5-07b7f8cc70fa})"));
}

#[test]
fn values_are_unescaped() {
    // RFC 4515 section 4.
    for text in [
        r"(o=Parens R Us \28for all your parenthetical needs\29)",
        r"(cn=*\2A*)",
        r"(filename=C:\5cMyFile)",
        r"(bin=\00\00\00\04)",
        r"(sn=Lu\c4\8di\c4\87)",
        "(1.3.6.1.4.1.1466.0=\\04\\02\\48\\69)",
        "(seeAlso=)",
        "(cn:=Betty Rubble)",
        "(objectClass;lang-en=x)",
    ] {
        assert!(parse(text).is_ok(), "{}", text);
    }
    assert_eq!(parse(r"(sn=Lu\c4\8di\c4\87)"), parse("(sn=Lučić)"));
    assert_eq!(parse(r"(cn=a\2ab)"), parse(r"(cn=\61\2A\62)"));
}

#[test]
fn errors_point_at_the_place() {
    for (text, offset, reason) in [
        ("", 0, "empty"),
        ("(title=x", 8, "missing"),
        ("(title=x))", 9, "unmatched ')'"),
        ("(title=x)(cn=y)", 9, "join"),
        ("((title=x))", 1, "unexpected '('"),
        ("(title)", 6, "operator"),
        ("(=x)", 1, "expected an attribute name"),
        ("(ti!le=x)", 1, "not a valid attribute name"),
        ("(title>x)", 7, "expected '='"),
        ("(title=a(b)", 8, "\\28"),
        (r"(title=a\b)", 8, "hexadecimal"),
        (r"(title=a\*)", 8, "hexadecimal"),
        ("(title=😀\\zz)", 9, "hexadecimal"),
        ("(&(title=x)cn=y)", 11, "expected '('"),
        ("(title>=a*)", 8, "\\2a"),
        (r"(title=\ff)", 7, "UTF-8"),
        (r"(title=a*\ff)", 7, "UTF-8"),
        ("(Enabled=maybe)", 9, "neither TRUE nor FALSE"),
        ("(Enabled>=TRUE)", 8, "only be compared with ="),
        ("(userAccountControl=abc)", 20, "not a valid number"),
        ("(userAccountControl=5*)", 19, "not text"),
        ("(title:1.2.840.113556.1.4.803:=1)", 6, "needs a numeric attribute"),
        ("(whenCreated>=2018-01-01)", 14, "not a valid time"),
        ("(objectGUID=xyz)", 12, "GUID"),
        ("(distinguishedName=Ken)", 19, "not a valid distinguished name"),
        (
            "(memberOf:1.2.840.113556.1.4.1941:=CN=x)",
            9,
            "1.2.840.113556.1.4.1941 (membership through groups) is not supported",
        ),
        ("(cn:caseExactMatch:=x)", 3, "caseExactMatch is not supported"),
        ("(cn:dn:=x)", 3, ":dn"),
        ("(:dn:2.4.6.8.10:=x)", 1, ":dn"),
        ("(:caseIgnoreMatch:=x)", 1, "expected an attribute name"),
        ("(cn:caseIgnoreMatch=x)", 19, "expected ':='"),
        ("(anr=Ken)", 1, "anr"),
        ("(userCertificate;binary=*)", 1, "userCertificate"),
    ] {
        let (found, at) = error(text);
        assert!(found.contains(reason), "{}: {}", text, found);
        assert_eq!(at, offset, "{}: {}", text, found);
    }
}

#[test]
fn neither_depth_nor_size_is_without_end() {
    let nested = |levels: usize| format!("{}(cn=x){}", "(!".repeat(levels), ")".repeat(levels));
    assert!(parse(&nested(MAX_DEPTH)).is_ok());
    assert!(error(&nested(MAX_DEPTH + 1)).0.contains("nested"));
    assert!(error(&"!".repeat(MAX_LENGTH)).0.contains("nested"));
    assert!(error(&"(".repeat(MAX_LENGTH)).0.contains("unexpected '('"));
    assert!(error(&"x".repeat(MAX_LENGTH + 1)).0.contains("longer"));
    assert!(parse(&format!("(|{})", "(cn=x)".repeat(MAX_ITEMS - 1))).is_ok());
    assert!(error(&format!("(|{})", "(cn=x)".repeat(MAX_ITEMS))).0.contains("parts"));
    assert!(error(&format!("(cn={}*)", "x".repeat(2000))).0.contains("pattern"));
}

proptest! {
    #[test]
    fn any_text_is_answered_and_every_error_has_its_place(text in "[()&|!=*\\\\a-f0-9:;. <>~é😀]{0,40}") {
        if let Err(error) = parse(&text) {
            match error {
                Error::InvalidFilter { offset, .. } => prop_assert!(offset <= text.encode_utf16().count()),
                other => prop_assert!(false, "{:?}", other),
            }
        }
    }

    #[test]
    fn an_escaped_value_is_itself(value in "\\PC{0,20}") {
        let escaped: String = value.bytes().map(|byte| format!("\\{:02x}", byte)).collect();
        let test = crate::query::filter::text_test::TextTest::order(crate::query::filter::field::TextRule::Name, Order::Equal, &value);
        prop_assert_eq!(parse(&format!("(title={})", escaped)), Ok(field(Field::Title, Test::Text(test))));
    }
}
