//! Commits that should wait for a standby.

use std::thread;
use std::time::Duration;

use cscert_postgresql::Client;
use cscert_registry::model::certificate::{Revocation, RevocationReason};
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::identity::Identity;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::Location;

use crate::support::made::{lasting_certificate, numbered_entry};
use crate::support::{postgresql, TestRegistry};

/// Has every commit that is to be `synchronous_commit = on` wait for a standby that there is not. The server's own setting is `local`.
struct Waiting {
    client: Client,
}

impl Waiting {
    fn begin(test: &TestRegistry) -> Waiting {
        let superuser = postgresql::as_superuser(test.folder.path());
        let mut client = postgresql::connect(&superuser);
        client.execute("alter system set synchronous_standby_names = 'nobody'", &[]).unwrap();
        client.execute("select pg_reload_conf()", &[]).unwrap();
        while postgresql::connect(&superuser)
            .query_one("show synchronous_standby_names", &[], |row| row.get::<String>(0))
            .unwrap()
            .as_deref()
            != Some("nobody")
        {
            thread::sleep(Duration::from_millis(10));
        }
        Waiting { client }
    }
}

impl Drop for Waiting {
    fn drop(&mut self) {
        let _ = self.client.execute("alter system reset synchronous_standby_names", &[]);
        let _ = self.client.execute("select pg_reload_conf()", &[]);
    }
}

#[test]
fn a_change_that_does_not_wait_for_its_standby_says_so() {
    let test = TestRegistry::empty();
    test.import(&numbered_entry(1));
    test.publish(&lasting_certificate(1, 1)).unwrap();
    assert!(test.registry.take_warnings().is_empty());

    let _waiting = Waiting::begin(&test);
    let mut config = postgresql::registry_in(test.folder.path());
    config.set_setting("synchronous_commit", "on");
    let registry = Registry::open(&Location::server(config), Caller::current("Test")).unwrap();
    let user_key = registry.resolve(&Identity::text("User 0001")).unwrap().key;

    let mut canceller = postgresql::connect(&postgresql::as_superuser(test.folder.path()));
    let cancel = thread::spawn(move || {
        const CANCEL: &str = "select count(pg_cancel_backend(pid)) from pg_stat_activity
            where datname = current_database() and wait_event = 'SyncRep'";
        while canceller.query_one(CANCEL, &[], |row| row.get::<i64>(0)).unwrap() == Some(0) {
            thread::sleep(Duration::from_millis(10));
        }
    });
    let all = Revocation {
        user_key,
        certificate_key: None,
        reason: RevocationReason::Superseded,
        reason_text: None,
    };
    assert_eq!(registry.revoke(&[all], false, &mut |_, _, _, _| Ok(())), Ok(vec![Ok(1)]));
    cancel.join().unwrap();

    let warnings = registry.take_warnings();
    assert_eq!(warnings.len(), 1, "{:?}", warnings);
    assert!(warnings[0].starts_with("canceling wait for synchronous replication"), "{}", warnings[0]);
    assert!(warnings[0].ends_with("(01000)."), "{}", warnings[0]);
    assert!(registry.take_warnings().is_empty());
}
