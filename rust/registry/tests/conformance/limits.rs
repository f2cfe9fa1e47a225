//! Numbers and times at the ends of what they may be.

use cscert_registry::model::audit::AuditSelection;
use cscert_registry::model::certificate::CertificateSelection;
use cscert_registry::model::keys::{CertificateKey, UserKey};
use cscert_registry::model::time::parse_directory_time;
use cscert_registry::model::user::UserSelection;
use cscert_registry::operations::publish::Publication;

use crate::support::made::{certificate_of, entry, numbered_entry};
use crate::support::TestRegistry;

const SIP: (&str, &str) = ("msRTCSIP-PrimaryUserAddress", "sip:a@litwareinc.com");

fn listed(test: &TestRegistry, filter: &str) -> usize {
    let selection = UserSelection { filter: Some(test.ldap(filter)), ..Default::default() };
    let mut count = 0;
    test.registry
        .users_after(&selection, UserKey::default(), 100, &mut |_| {
            count += 1;
            Ok(())
        })
        .unwrap();
    count
}

/// The directory keeps signed numbers of 32 bits; tools write them with and without the sign.
#[test]
fn flags_keep_all_their_bits() {
    for (written, kept) in [
        ("-2147483648", 1_u32 << 31),
        ("2147483648", 1 << 31),
        ("2147483647", u32::MAX >> 1),
        ("-1", u32::MAX),
        ("4294967295", u32::MAX),
        ("0", 0),
    ] {
        let test = TestRegistry::empty();
        // What is no person's account would be no user.
        let control = (kept & !0x3800).to_string();
        let attributes = [SIP, ("msRTCSIP-OptionFlags", written), ("userAccountControl", &control)];
        test.import(&entry(1, "CN=A,DC=x", &attributes));
        let test = test.reopened();
        let flags = |row: &cscert_registry::model::user::UserRow<'_>| {
            (row.fields.option_flags, row.fields.user_account_control)
        };
        assert_eq!(test.with_user("CN=A,DC=x", flags), (Some(kept), Some(kept & !0x3800)), "{}", written);
        let signed = kept as i32;
        assert_eq!(listed(&test, &format!("(msRTCSIP-OptionFlags={})", signed)), 1, "{}", written);
        let high = format!("(msRTCSIP-OptionFlags:1.2.840.113556.1.4.803:={})", 1_u32 << 31);
        assert_eq!(listed(&test, &high), usize::from(signed < 0), "{}", written);
        assert_eq!(listed(&test, "(msRTCSIP-OptionFlags<=-1)"), usize::from(signed < 0), "{}", written);
        assert!(test.findings().is_empty());
    }
}

#[test]
fn users_keep_times_of_all_years() {
    const TIMES: [&str; 5] = [
        "00010101000000.0Z",
        "16010101000000.0Z",
        "19691231235959.999999Z",
        "20380119031408.0Z",
        "99991231235959.999999Z",
    ];
    let test = TestRegistry::empty();
    let name = |place: usize| format!("CN={},DC=x", place);
    let ldif: String = TIMES
        .iter()
        .enumerate()
        .map(|(place, time)| {
            entry(place as u8 + 1, &name(place), &[SIP, ("whenCreated", time), ("whenChanged", time)])
        })
        .collect();
    test.import(&ldif);
    let test = test.reopened();
    for (place, time) in TIMES.iter().enumerate() {
        let expected = parse_directory_time(time);
        assert!(expected.is_some());
        let times = test.with_user(&name(place), |row| (row.fields.when_created, row.fields.when_changed));
        assert_eq!(times, (expected, expected), "{}", time);
        assert_eq!(listed(&test, &format!("(whenCreated<={})", time)), place + 1, "{}", time);
        assert_eq!(listed(&test, &format!("(whenChanged>={})", time)), TIMES.len() - place, "{}", time);
    }
    assert!(test.findings().is_empty());
}

#[test]
fn certificates_are_listed_by_times_of_all_years() {
    const ENDS: [&str; 4] = ["00010101000000Z", "19691231235959Z", "20491231235959Z", "99991231235959Z"];
    const PUBLISHED: [i64; 4] = [i64::MAX, -1, 0, i64::MIN];
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    let ders: Vec<Vec<u8>> =
        (1..).zip(ENDS).map(|(serial, end)| certificate_of(1, &[serial], "00010101000000Z", end)).collect();
    let publications: Vec<Publication<'_>> = ders
        .iter()
        .zip(PUBLISHED)
        .map(|(der, publication_time)| Publication { der, identity: None, device_id: None, publication_time })
        .collect();
    let published = test.registry.publish(&publications, false, &mut |_, _, _| Ok(())).unwrap();
    assert!(published.iter().all(Result::is_ok), "{:?}", published);
    let test = test.reopened();
    let ends = ENDS.map(|end| parse_directory_time(end).unwrap());
    // Page after page: each place may be such a time.
    let listed = |selection: &CertificateSelection| {
        let (mut listed, mut after) = (Vec::new(), None);
        loop {
            let last = test.registry.certificates_after(selection, after, 1, &mut |row| {
                listed.push(ends.iter().position(|end| *end == row.not_after).unwrap());
                assert_eq!(row.publication_time, PUBLISHED[listed[listed.len() - 1]]);
                Ok(())
            });
            match last.unwrap() {
                Some(last) => after = Some(last),
                None => return listed,
            }
        }
    };
    let all = CertificateSelection::default();
    assert_eq!(listed(&all), [0, 1, 2, 3]);
    for (bound, expected) in
        [(i64::MIN, &[][..]), (ends[0], &[]), (ends[3], &[0, 1, 2]), (i64::MAX, &[0, 1, 2, 3])]
    {
        let selection = CertificateSelection { not_after_before: Some(bound), ..all.clone() };
        assert_eq!(listed(&selection), expected, "{}", bound);
    }
    for (bound, expected) in [(i64::MIN, &[0, 1, 2, 3][..]), (ends[3], &[3]), (i64::MAX, &[])] {
        let selection = CertificateSelection { not_after_from: Some(bound), ..all.clone() };
        assert_eq!(listed(&selection), expected, "{}", bound);
    }
    for (bound, expected) in
        [(i64::MIN, &[1, 2, 0][..]), (-1, &[2, 0]), (i64::MAX - 1, &[0]), (i64::MAX, &[])]
    {
        let selection = CertificateSelection { published_after: Some(bound), ..all.clone() };
        assert_eq!(listed(&selection), expected, "{}", bound);
    }
    for now in [i64::MIN, ends[0], 0, ends[3], i64::MAX] {
        assert!(listed(&CertificateSelection { account_disabled: true, now, ..all.clone() }).is_empty());
    }
    assert!(test.findings().is_empty());
}

#[test]
fn audit_entries_are_selected_by_any_time() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    let count = |after, before| test.audit(&AuditSelection { after, before, ..Default::default() }).len();
    assert_eq!((count(Some(i64::MIN), None), count(Some(i64::MAX), None)), (1, 0));
    assert_eq!((count(None, Some(i64::MIN)), count(None, Some(i64::MAX))), (0, 1));
    assert_eq!(count(Some(i64::MIN), Some(i64::MAX)), 1);
    let none = test.registry.audit_after(&AuditSelection::default(), i64::MAX, 10, &mut |_| Ok(()));
    assert_eq!(none, Ok(None));
}

#[test]
fn no_key_is_too_large_to_be_asked_for() {
    let test = TestRegistry::demo();
    for key in [i64::MIN, -1, 0, i64::MAX] {
        test.registry.user(UserKey(key), &mut |row| panic!("{}", row.key)).unwrap();
        test.registry
            .certificate(UserKey(key), CertificateKey(key), &mut |row| panic!("{}", row.key))
            .unwrap();
    }
    let nobody = test.registry.users_after(&UserSelection::default(), UserKey(i64::MAX), 10, &mut |_| Ok(()));
    assert_eq!(nobody, Ok(None));
    let last = Some((i64::MAX, UserKey(i64::MAX), CertificateKey(i64::MAX)));
    let none = test.registry.certificates_after(&CertificateSelection::default(), last, 10, &mut |_| Ok(()));
    assert_eq!(none, Ok(None));
}
