//! LDIF by example.

use super::*;

type Outcome = Result<Entry, LdifError>;

fn read_with(bytes: &[u8], limits: LdifLimits) -> Vec<Outcome> {
    let mut parser = LdifParser::new(limits);
    let mut outcomes = Vec::new();
    parser.push(bytes, &mut |outcome| outcomes.push(outcome.cloned()));
    parser.finish(&mut |outcome| outcomes.push(outcome.cloned()));
    outcomes
}

fn read(text: &str) -> Vec<Outcome> {
    read_with(text.as_bytes(), LdifLimits::default())
}

/// Entries only; any error fails the test.
fn entries(text: &str) -> Vec<Entry> {
    read(text).into_iter().map(|outcome| outcome.expect("an entry")).collect()
}

/// The outcomes in short: the name of an entry and its number of values, or line and kind of an error.
fn short(text: &str) -> Vec<String> {
    read(text)
        .into_iter()
        .map(|outcome| match outcome {
            Ok(entry) => format!("{} {}", entry.distinguished_name, entry.attributes().len()),
            Err(error) => format!("{} {:?}", error.line, error.kind),
        })
        .collect()
}

fn texts<'e>(entry: &'e Entry, name: &str) -> Vec<&'e str> {
    entry.values(name).map(|value| std::str::from_utf8(value).expect("text")).collect()
}

/// RFC 2849, example 1.
#[test]
fn two_entries() {
    let entries = entries(
        "version: 1\n\
         dn: cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com\n\
         objectclass: top\nobjectclass: person\nobjectclass: organizationalPerson\n\
         cn: Barbara Jensen\ncn: Barbara J Jensen\ncn: Babs Jensen\nsn: Jensen\nuid: bjensen\n\
         telephonenumber: +1 408 555 1212\ndescription: A big sailing fan.\n\n\
         dn: cn=Bjorn Jensen, ou=Accounting, dc=airius, dc=com\n\
         objectclass: top\nobjectclass: person\nobjectclass: organizationalPerson\n\
         cn: Bjorn Jensen\nsn: Jensen\ntelephonenumber: +1 408 555 1212\n",
    );
    assert_eq!(entries.len(), 2);
    assert_eq!((entries[0].line, entries[1].line), (2, 14));
    assert_eq!(texts(&entries[0], "CN"), ["Barbara Jensen", "Barbara J Jensen", "Babs Jensen"]);
    assert_eq!(entries[1].distinguished_name, "cn=Bjorn Jensen, ou=Accounting, dc=airius, dc=com");
    assert_eq!(entries[1].attributes().len(), 6);
}

/// RFC 2849, example 2.
#[test]
fn folded_value() {
    let entries = entries(
        "version: 1\n\
         dn:cn=Barbara Jensen, ou=Product Development, dc=airius, dc=com\n\
         telephonenumber:+1 408 555 1212\n\
         description:Babs is a big sailing fan, and travels extensively in sea\n rch of perfect sailing conditions.\n\
         title:Product Manager, Rod and Reel Division\n",
    );
    assert_eq!(
        entries[0].first_text("description"),
        Some("Babs is a big sailing fan, and travels extensively in search of perfect sailing conditions.")
    );
    assert_eq!(entries[0].first_text("title"), Some("Product Manager, Rod and Reel Division"));
}

/// RFC 2849, example 3.
#[test]
fn base64_value() {
    let entries = entries(
        "version: 1\n\
         dn: cn=Gern Jensen, ou=Product Testing, dc=airius, dc=com\n\
         uid: gernj\n\
         description:: V2hhdCBhIGNhcmVmdWwgcmVhZGVyIHlvdSBhcmUhICBUaGlzIHZhbHVl\n IGlzIGJhc2UtNjQtZW5jb2RlZCBiZWNhdXNlIGl0IGhhcyBhIGNvbnRyb2wgY2hhcmFjdGVyIG\n luIGl0IChhIENSKS4NICBCeSB0aGUgd2F5LCB5b3Ugc2hvdWxkIHJlYWxseSBnZXQgb3V0IG1v\n cmUu\n",
    );
    assert_eq!(
        entries[0].first_text("description"),
        Some(
            "What a careful reader you are!  This value is base-64-encoded because it has a control character in \
             it (a CR).\r  By the way, you should really get out more."
        )
    );
}

/// RFC 2849, example 4.
#[test]
fn language_options_and_base64_names() {
    let entries = entries(
        "version: 1\n\
         dn:: b3U95Za25qWt6YOoLG89QWlyaXVz\n\
         # dn:: ou=<JapaneseOU>,o=Airius\n\
         objectclass: top\nobjectclass: organizationalUnit\n\
         ou:: 5Za25qWt6YOo\n\
         # ou:: <JapaneseOU>\n\
         ou;lang-ja:: 5Za25qWt6YOo\n\
         # ou;lang-ja:: <JapaneseOU>\n\
         ou;lang-ja;phonetic:: 44GI44GE44GO44KH44GG44G2\n\
         # ou;lang-ja:: <JapaneseOU_in_phonetic_representation>\n\
         ou;lang-en: Sales\n\
         description: Japanese office\n\n\
         dn:: dWlkPXJvZ2FzYXdhcmEsb3U95Za25qWt6YOoLG89QWlyaXVz\n\
         userpassword: {SHA}O3HSv1MusyL4kTjP+HKI5uxuNoM=\n\
         cn;lang-ja:: 5bCP56yg5Y6fIOODreODieODi+ODvA==\n\
         cn;lang-en: Rodney Ogasawara\n",
    );
    assert_eq!(entries[0].distinguished_name, "ou=営業部,o=Airius");
    assert_eq!(texts(&entries[0], "ou"), ["営業部", "営業部", "えいぎょうぶ", "Sales"]);
    let options = entries[0].attributes().nth(4).map(|attribute| attribute.options().collect::<Vec<_>>());
    assert_eq!(options, Some(vec!["lang-ja", "phonetic"]));
    assert_eq!(entries[0].first_text("ou"), Some("営業部"));
    assert_eq!(entries[1].distinguished_name, "uid=rogasawara,ou=営業部,o=Airius");
    assert_eq!(texts(&entries[1], "cn"), ["小笠原 ロドニー", "Rodney Ogasawara"]);
}

/// RFC 2849, example 5: a value by URL is refused, and the file is not opened.
#[test]
fn external_reference() {
    let outcomes = read(
        "version: 1\n\
         dn: cn=Horatio Jensen, ou=Product Testing, dc=airius, dc=com\n\
         cn: Horatio Jensen\n\
         jpegphoto:< file:///usr/local/directory/photos/hjensen.jpg\n\
         uid: hjensen\n\n\
         dn: cn=next\n",
    );
    assert_eq!(
        outcomes[0],
        Err(LdifError {
            line: 4,
            distinguished_name: Some("cn=Horatio Jensen, ou=Product Testing, dc=airius, dc=com".to_owned()),
            kind: LdifErrorKind::UrlValue { attribute: "jpegphoto".to_owned() },
        })
    );
    assert!(outcomes[1].is_ok());
    assert_eq!(short("dn:< file:///etc/passwd\n"), ["1 UrlValue { attribute: \"dn\" }"]);
}

/// RFC 2849, examples 6 and 7: change records are refused, each once, unless they add what could be read as an entry.
#[test]
fn change_records() {
    assert_eq!(
        short(
            "version: 1\n\
             # Add a new entry\n\
             dn: cn=Fiona Jensen, ou=Marketing, dc=airius, dc=com\n\
             changetype: add\n\
             objectclass: top\n\
             jpegphoto:< file:///usr/local/directory/photos/fiona.jpg\n\n\
             # Delete an existing entry\n\
             dn: cn=Robert Jensen, ou=Marketing, dc=airius, dc=com\n\
             changetype: delete\n\n\
             # Modify an entry\n\
             dn: cn=Paula Jensen, ou=Product Development, dc=airius, dc=com\n\
             changetype: modify\n\
             add: postaladdress\n\
             postaladdress: 123 Anystreet $ Sunnyvale, CA $ 94086\n\
             -\n\
             delete: description\n\
             -\n\n\
             dn: ou=Product Development, dc=airius, dc=com\n\
             control: 1.2.840.113556.1.4.805 true\n\
             changetype: delete\n\n\
             dn: cn=entry\n\
             cn: entry\n"
        ),
        [
            "6 UrlValue { attribute: \"jpegphoto\" }",
            "10 ChangeRecord",
            "14 ChangeRecord",
            "22 ChangeRecord",
            "cn=entry 1"
        ]
    );
    // Further down, `control` is an attribute like any other.
    assert_eq!(short("dn: a=b\ncn: c\ncontrol: d\n"), ["a=b 2"]);
}

/// What `ldifde -f` prints.
#[test]
fn a_record_that_adds_an_entry_is_that_entry() {
    let text = "dn: CN=Ken Myer,DC=litwareinc,DC=com\r\nchangetype: add\r\nobjectClass: user\r\ncn: Ken Myer\r\n\r\n";
    let entries = entries(text);
    assert_eq!(texts(&entries[0], "cn"), ["Ken Myer"]);
    assert_eq!((entries.len(), entries[0].attributes().len()), (1, 2));
    assert_eq!(short("dn: a=b\nChangeType:Add\ncn: c\n"), ["a=b 1"]);
    assert_eq!(short("dn: a=b\nchangetype: add\n"), ["a=b 0"]);
}

/// RFC 2849 has `changetype:` once, directly after the name or after controls.
#[test]
fn elsewhere_or_spelled_otherwise_it_is_refused() {
    for text in [
        "dn: a=b\ncn: c\nchangetype: add\n",
        "dn: a=b\nchangetype: add\nchangetype: add\n",
        "dn: a=b\nchangetype: add\nchangetype: delete\n",
    ] {
        assert_eq!(short(text), ["3 ChangeRecord"], "{}", text);
    }
    for text in [
        "dn: a=b\nchangetype:\ncn: c\n",
        "dn: a=b\nchangetype: added\ncn: c\n",
        "dn: a=b\ncontrol: 1.2 true\nchangetype: add\ncn: c\n",
    ] {
        assert_eq!(short(text), ["2 ChangeRecord"], "{}", text);
    }
}

/// What `ldapsearch -E pr=2/noprompt` prints, without -L, against slapd.
#[test]
fn notices_of_ldapsearch() {
    assert_eq!(
        short(
            "# extended LDIF\n#\n# LDAPv3\n# base <dc=a> with scope subtree\n# filter: (cn=*)\n#\n\n\
             # ken, a\ndn: cn=ken,dc=a\ncn: ken\n\n\
             # search reference\nref: ldap://b.example/dc=b??sub\n\n\
             # search result\nsearch: 2\nresult: 0 Success\n\
             control: 1.2.840.113556.1.4.319 false MA0CAQAECAIAAAAAAAAA\npagedresults: cookie=AgAAAAAAAAA=\n\n\
             # pagedresults: cookie=AgAAAAAAAAA=\n\
             dn: cn=pilar,dc=a\ncn: pilar\n\n\
             # search result\nsearch: 3\nresult: 0 Success\n\n\
             # numResponses: 4\n# numEntries: 2\n# numReferences: 1\n"
        ),
        ["cn=ken,dc=a 1", "cn=pilar,dc=a 1"]
    );
    // Referral objects have the attribute too.
    assert_eq!(short("dn: dc=b\nref: ldap://b.example/\nresult: 1\n"), ["dc=b 2"]);
}

#[test]
fn an_incomplete_search_is_an_error() {
    let text = "dn: a=b\n\nsearch: 2\nresult: 4 Size limit exceeded\ntext: more\n\ndn: c=d\n";
    assert_eq!(short(text), ["a=b 0", "4 IncompleteSearch { code: 4 }", "c=d 0"]);
    assert_eq!(short("result: 10 Referral\n"), ["1 IncompleteSearch { code: 10 }"]);
    assert_eq!(short("result: fine\n"), ["1 MissingDn"]);
}

#[test]
fn a_bad_entry_is_reported_once_and_the_rest_goes_on() {
    assert_eq!(
        short(
            "dn: a=1\nno colon\n:< \n: \n folded\n\n\
             cn: no name\nsn: x\n\n\
             dn:: /w==\ncn: x\n\n\
             dn: a=2\ncn:: ?\n\n\
             dn: a=3\ncn: x\ndn: a=4\ncn: y\n\n\
             version: 2\ndn: a=5\n\n \n \n\n\
             dn: a=6\ncn: x\n"
        ),
        [
            "2 MissingColon",
            "7 MissingDn",
            "10 DnNotUtf8",
            "14 InvalidBase64 { attribute: \"cn\" }",
            "18 SecondDn",
            "a=4 1",
            "21 UnsupportedVersion",
            "a=5 0",
            "a=6 1"
        ]
    );
    let error = read("dn: a=1\nno colon\n").remove(0).expect_err("a bad line");
    assert_eq!(error.distinguished_name.as_deref(), Some("a=1"));
    assert_eq!(error.to_string(), "line 2: the line is neither an attribute (name: value) nor a comment");
}

#[test]
fn plain_names_must_be_utf8_and_plain_values_need_not() {
    let outcomes = read_with(b"dn: cn=\xFF\ncn: x\n\ndn: cn=\xC3\xA9\ncn: \xFF\n", LdifLimits::default());
    assert!(matches!(&outcomes[0], Err(LdifError { line: 1, kind: LdifErrorKind::DnNotUtf8, .. })));
    let entry = outcomes[1].as_ref().expect("an entry");
    assert_eq!((&entry.distinguished_name[..], entry.values("cn").next()), ("cn=é", Some(&b"\xFF"[..])));
}

#[test]
fn comments_and_empty_values_anywhere() {
    let entries = entries(
        "# first\n  and its continuation\n\n\nDN:\n# between\ncn:\n# after a value\n folded comment\nsn:\n title: no\nst: \n",
    );
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].distinguished_name, "");
    assert_eq!(entries[0].line, 5);
    assert_eq!(texts(&entries[0], "cn"), [""]);
    assert_eq!(texts(&entries[0], "sn"), ["title: no"]);
    assert_eq!(texts(&entries[0], "st"), [""]);
}

#[test]
fn byte_order_marks_and_utf16() {
    let text = "version: 1\r\ndn: CN=José 😀\r\ncn: Jos\r\n é\r\n";
    let expected = entries(text);
    let utf16 = |mark: [u8; 2], write: fn(u16) -> [u8; 2]| -> Vec<u8> {
        mark.into_iter().chain(text.encode_utf16().flat_map(write)).collect()
    };
    for bytes in [
        [b"\xEF\xBB\xBF", text.as_bytes()].concat(),
        utf16([0xFF, 0xFE], u16::to_le_bytes),
        utf16([0xFE, 0xFF], u16::to_be_bytes),
    ] {
        let read: Vec<_> = read_with(&bytes, LdifLimits::default()).into_iter().map(Result::unwrap).collect();
        assert_eq!(read, expected);
    }
    let truncated = b"\xFF\xFEd\0n\0:\0 \0a\0=\0b\0\n\0c";
    let error = read_with(truncated, LdifLimits::default()).remove(0).expect_err("half a character");
    assert_eq!((error.line, error.kind), (2, LdifErrorKind::TruncatedUtf16));
    assert_eq!(error.distinguished_name.as_deref(), Some("a=b"));
}

/// Exports that were joined, or went through an editor or a shell.
#[test]
fn joined_files() {
    let entry = |n: u8| format!("dn: a={}\ncn: x\n", n);
    let all = ["a=1 1", "a=2 1", "a=3 1"];
    let two = |separator: &str| [entry(1), entry(2), entry(3)].join(separator);
    for separator in [
        "\n",
        " \n",
        "\t\n",
        "   \n \n",
        " \t\n\n",
        "\n\u{FEFF}",
        "\u{FEFF}\n",
        "\n\u{1A}",
        " \n\u{FEFF}version: 1\n",
    ] {
        assert_eq!(short(&two(separator)), all, "{:?}", separator);
        assert_eq!(short(&two(separator).replace('\n', "\r\r\n")), all, "{:?}", separator);
    }
    assert_eq!(short("dn: a=1\ncn: x\n\n\u{1A}"), ["a=1 1"]);
    assert_eq!(entries("dn: a=1\ncn: x\u{1A}")[0].first_text("cn"), Some("x"));
    // Without anything between them the first may have been cut; the second was not.
    assert_eq!(short(&two("")), ["3 SecondDn", "5 SecondDn", "a=3 1"]);
}

/// What is unreadable is one entry each, not everything up to the next empty line.
#[test]
fn no_entry_is_lost_with_another() {
    let text: String = (0..50).map(|n| format!("dn: a={}\nno colon\n", n)).collect();
    assert_eq!(read(&text).len(), 50);
    assert_eq!(short("dn: a=1\nno colon\ndn: a=2\ncn: x\n"), ["2 MissingColon", "a=2 1"]);
}

#[test]
fn text_in_two_encodings() {
    let part = |n: u8| format!("dn: a={}\r\ncn: x\r\n\r\n", n);
    let utf16 = |text: &str| -> Vec<u8> { text.encode_utf16().flat_map(u16::to_le_bytes).collect() };
    let outcomes = |bytes: &[u8]| -> Vec<String> {
        read_with(bytes, LdifLimits::default())
            .into_iter()
            .map(|outcome| match outcome {
                Ok(entry) => entry.distinguished_name,
                Err(error) => format!("{} {:?}", error.line, error.kind),
            })
            .collect()
    };
    let joined = [part(1).as_bytes(), &utf16(&part(2)), part(3).as_bytes()].concat();
    assert_eq!(outcomes(&joined), ["a=1", "a=2", "a=3"]);
    let many: String = (0..100).map(part).collect();
    for joined in [
        [b"dn: a=b\ncn: cut", &utf16(&many)[..]].concat(),
        [&utf16("dn: a=b\ncn: cut")[..], many.as_bytes()].concat(),
    ] {
        let outcomes = outcomes(&joined);
        assert_eq!(outcomes[0], "2 MixedEncodings");
        assert!(outcomes.len() >= 100 && outcomes[outcomes.len() - 98..].iter().all(|o| o.starts_with("a=")));
    }
}

#[test]
fn lines_of_a_pipeline() {
    let mut parser = LdifParser::default();
    let mut outcomes = Vec::new();
    for line in ["\u{FEFF}version: 1", "dn: a=1", "cn: Ke", " n", "", "dn: a=2\r\ncn: x\n\ndn: a=3", "cn: y"]
    {
        for piece in [line, "\n"] {
            parser.push(piece.as_bytes(), &mut |outcome| outcomes.push(outcome.expect("an entry").clone()));
        }
    }
    parser.finish(&mut |outcome| outcomes.push(outcome.expect("an entry").clone()));
    let found: Vec<_> =
        outcomes.iter().map(|e| (&e.distinguished_name[..], e.first_text("cn"), e.line)).collect();
    assert_eq!(found, [("a=1", Some("Ken"), 2), ("a=2", Some("x"), 6), ("a=3", Some("y"), 9)]);
}

#[test]
fn a_finished_parser_is_as_new() {
    let mut parser = LdifParser::default();
    for text in ["dn: a=1\ncn: x", "\u{FEFF}dn: a=1\ncn: x"] {
        let mut found = Vec::new();
        parser.push(text.as_bytes(), &mut |outcome| found.push(outcome.cloned()));
        parser.finish(&mut |outcome| found.push(outcome.cloned()));
        assert_eq!(found, read("dn: a=1\ncn: x\n"));
    }
}

#[test]
fn limits_refuse_one_entry() {
    let limits = LdifLimits { line_length: 20, entry_size: 60, attributes: 3 };
    let kinds = |text: &str| -> Vec<Option<LdifErrorKind>> {
        read_with(text.as_bytes(), limits).into_iter().map(|outcome| outcome.err().map(|e| e.kind)).collect()
    };
    let fits = "dn: a=1\ncn: 6789012345\n 678901\n\ndn: b=2\n";
    assert_eq!(kinds(fits), [None, None]);
    let too_long = "dn: a=1\ncn: 6789012345\n 6789012\nno colon\n\ndn: b=2\n";
    assert_eq!(kinds(too_long), [Some(LdifErrorKind::LineTooLong { limit: 20 }), None]);
    let too_large = format!("dn: a=1\n{}\ndn: b=2\n", "cn: 6789012345678901\n".repeat(3));
    assert_eq!(kinds(&too_large), [Some(LdifErrorKind::EntryTooLarge { limit: 60 }), None]);
    let too_many = format!("dn: a=1\n{}\ndn: b=2\n", "cn: x\n".repeat(4));
    assert_eq!(kinds(&too_many), [Some(LdifErrorKind::TooManyAttributes { limit: 3 }), None]);
}

/// A value folded after every character is the worst that folding can be. Were it copied for every line, that would take many minutes.
#[test]
fn time_is_linear_in_folded_lines() {
    let text = format!("dn: a=1\ncn: x{}\n", "\n x".repeat(3_000_000));
    let start = std::time::Instant::now();
    let entries = entries(&text);
    assert_eq!(entries[0].size_of_values(), 3_000_001);
    assert!(start.elapsed() < std::time::Duration::from_secs(200));
}
