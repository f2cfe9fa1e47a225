//! The report on the demo's registry.

use crate::support::TestRegistry;
use cscert_registry::operations::report::ReportOptions;

const SECOND: i64 = 1_000_000;
const DAY: i64 = 24 * 3600 * SECOND;
/// 2018-06-01T00:00:00Z.
const NOW: i64 = 1_527_811_200 * SECOND;

fn report(test: &TestRegistry, expiring_within: i64) -> String {
    let path = test.folder.path().join("report.html");
    test.registry.write_report(&path, ReportOptions { now: NOW, expiring_within }).unwrap();
    std::fs::read_to_string(path).unwrap()
}

fn section<'p>(page: &'p str, title: &str) -> &'p str {
    let from = page.find(&format!("<h2>{}</h2>", title)).unwrap();
    &page[from..from + page[from..].find("</section>").unwrap()]
}

#[test]
fn it_tells_of_leavers_expiry_and_pools() {
    let test = TestRegistry::demo();
    let page = report(&test, 30 * DAY);
    let leavers = section(&page, "Leavers who can still sign in");
    assert_eq!(leavers.matches("<tr><th scope=\"row\">").count(), 4, "{}", leavers);
    assert!(
        leavers.contains("sip:jo.berry@litwareinc.com") && leavers.contains("sip:franz.kohl@litwareinc.com")
    );
    assert!(leavers.contains("sip:cecil.allison@litwareinc.com"));
    assert!(!leavers.contains("ken.myer"));
    assert!(section(&page, "Expiry").contains("<svg"));
    let pools = section(&page, "Pools and types");
    assert!(pools.contains("OcsSigned") && pools.contains("(none)"), "{}", pools);
    let soon = section(&page, "Expiring soon");
    let later = report(&test, 400 * DAY);
    assert!(soon.matches("<tr>").count() < section(&later, "Expiring soon").matches("<tr>").count());
}

#[test]
fn it_refers_to_nothing_outside_and_shows_markup_as_text() {
    let test = TestRegistry::demo();
    let ldif = "dn: CN=\\3Cscript\\3Ealert(1)\\3C/script\\3E,OU=Sales,DC=litwareinc,DC=com\nobjectClass: user\n\
                sAMAccountName: evil\nmsRTCSIP-PrimaryUserAddress: sip:<script>alert(1)</script>@litwareinc.com\n\
                userPrincipalName: nobody@litwareinc.com\nuserAccountControl: 514\n";
    test.import(ldif);
    let certificates = crate::support::certificates("certificates-refused");
    let (_, der) = certificates.iter().find(|(name, _)| name == "nobody.cer").unwrap();
    test.publish(der).unwrap();
    let page = report(&test, 36_500 * DAY);
    assert_eq!(page.matches("<script").count(), 1, "only the page's own");
    for outside in ["http://", "https://", "src=", "@import", "url("] {
        let without_namespaces = page.replace("http://www.w3.org/2000/svg", "");
        assert!(!without_namespaces.contains(outside), "{}", outside);
    }
    assert!(page.contains("<bdi>sip:&lt;script&gt;alert(1)&lt;/script&gt;@litwareinc.com</bdi>"));
    assert!(page.contains("sean.o&#39;brien"));
}

#[test]
fn it_is_for_its_owner_and_replaces_an_older_one_whole() {
    let test = TestRegistry::demo();
    let path = test.folder.path().join("report.html");
    std::fs::write(&path, "older").unwrap();
    let page = report(&test, DAY);
    assert!(page.ends_with("</html>\n"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    let nowhere = test.folder.path().join("missing").join("report.html");
    let error =
        test.registry.write_report(&nowhere, ReportOptions { now: NOW, expiring_within: DAY }).unwrap_err();
    assert!(error.to_string().contains("report.html"), "{}", error);
}
