//! Who looks on from another thread sees long work come to its end.

use cscert_registry::model::keys::UserKey;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::support::made::numbered_entry;
use crate::support::TestRegistry;
use cscert_registry::error::Result;
use cscert_registry::model::user::UserSelection;
use cscert_registry::operations::report::ReportOptions;
use cscert_registry::registry::Registry;
use cscert_registry::store::WriteOptions;

/// Some of which somebody will see the middle, however busy the machine is.
const ROUNDS: usize = 200;

/// Looks at work that is done again until its middle was seen. Where it goes back, it is by no more than `slip` units.
fn watch(registry: &Registry, slip: u64, work: impl Fn() -> Result<()>) {
    let progress = registry.progress();
    for _ in 0..ROUNDS {
        progress.begin(0);
        let ended = AtomicBool::new(false);
        let seen = std::thread::scope(|scope| {
            let onlooker = scope.spawn(|| {
                let mut seen = vec![progress.known()];
                while !ended.load(Ordering::SeqCst) {
                    let now = progress.known();
                    if seen.last() != Some(&now) {
                        seen.push(now);
                    }
                }
                seen
            });
            let done = work();
            ended.store(true, Ordering::SeqCst);
            done.unwrap();
            onlooker.join().unwrap()
        });
        let seen: Vec<_> = seen.into_iter().filter(|(_, total)| *total > 0).collect();
        assert!(seen.windows(2).all(|two| two[0].0 <= two[1].0 + slip && two[0].1 == two[1].1), "{:?}", seen);
        let (done, total) = progress.known();
        // The last stage ends with the work, which needs not say so.
        assert!(total > 0 && done <= total && done >= total / 2, "{} of {}", done, total);
        if seen.iter().any(|(done, total)| *done > 0 && done < total) {
            return;
        }
    }
    panic!("nobody saw the middle of it");
}

fn made() -> TestRegistry {
    let test = TestRegistry::empty();
    test.import(&(0..3000).map(numbered_entry).collect::<String>());
    test
}

#[test]
fn a_check_shows_how_far_it_is() {
    let test = made();
    watch(&test.registry, 0, || test.registry.describe(true).map(drop));
}

#[test]
fn a_backup_shows_how_far_it_is() {
    // More pages than are copied in one go.
    let test = TestRegistry::empty();
    let long = format!("info: {}\n", "x".repeat(8000));
    test.import(
        &(0..2000)
            .map(|number| numbered_entry(number).trim_end().to_owned() + "\n" + &long + "\n")
            .collect::<String>(),
    );
    let copy = test.folder.path().join("copy.db");
    watch(&test.registry, 0, || {
        let _ = std::fs::remove_file(&copy);
        test.registry.back_up(&copy, WriteOptions::default())
    });
    assert_eq!(test.registry.progress().known().0, test.registry.progress().known().1);
}

#[test]
fn a_listing_shows_how_far_it_is() {
    let test = made();
    let all = UserSelection::default();
    // A page is expected to pass by users; those it returns take more steps.
    watch(&test.registry, 1000, || {
        let mut after = UserKey::default();
        while let Some(last) = test.registry.users_after(&all, after, 100, &mut |_| Ok(()))? {
            after = last;
        }
        Ok(())
    });
}

#[test]
fn a_report_begins_what_it_ends() {
    let test = TestRegistry::demo();
    let options = ReportOptions { now: 1_526_000_000_000_000, expiring_within: 0 };
    test.registry.write_report(&test.folder.path().join("report.html"), options).unwrap();
    let (done, total) = test.registry.progress().known();
    assert!(total > 0 && done >= total / 2 && done <= total, "{} of {}", done, total);
}
