//! How often the server is waited for.

use std::sync::atomic::Ordering;

use cscert_registry::operations::check::{CheckResult, Presented};
use cscert_registry::platform::caller::Caller;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::Location;

use crate::proxy::Proxy;
use crate::support::made::{entry_with, lasting_certificate, numbered_entry};
use crate::support::{postgresql, TestRegistry};

#[test]
fn a_check_takes_one() {
    const CHECKS: u32 = 10;
    let test = TestRegistry::empty();
    let certificates: Vec<_> = (0..CHECKS).map(|number| lasting_certificate(number, number.into())).collect();
    for (number, der) in (0..).zip(&certificates) {
        test.import(&entry_with(&numbered_entry(number), &[der]));
    }
    let proxy = Proxy::start(postgresql::address());
    let config = postgresql::through(test.folder.path(), proxy.port);
    let registry = Registry::open(&Location::server(config), Caller::current("Test")).unwrap();
    let check = |der| registry.check_certificate(Presented::Der(der), 1, &mut |_| {}).unwrap();
    check(&certificates[0]);
    let before = proxy.asked.load(Ordering::SeqCst);
    for der in &certificates {
        assert_eq!(check(der), CheckResult::NotYetValid);
    }
    assert_eq!(proxy.asked.load(Ordering::SeqCst) - before, CHECKS);
}
