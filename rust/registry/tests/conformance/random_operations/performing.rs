//! Operations, done to the registry and to the model.

use cscert_registry::model::time::now;
use proptest::prelude::*;

use cscert_registry::error::Error;
use cscert_registry::model::certificate::Revocation;
use cscert_registry::operations::import::{Import, ImportOptions, ImportSummary, PruneLimit};
use cscert_registry::operations::publish::Publication;
use cscert_registry::operations::restore::Restored;
use cscert_registry::query::identity::Identity;

use crate::identity_model::DOMAINS;
use crate::model::{Export, Model, Said, ATTRIBUTES};
use crate::support::{made, TestRegistry};

use super::made_up::{certificate, object_guid, Operation};
use super::questions::{error_name, Keys};

fn put(test: &TestRegistry, export: &Export, dry_run: bool) -> Result<ImportSummary, Error> {
    let netbios_names =
        DOMAINS.iter().map(|(dns, netbios)| ((*dns).to_owned(), (*netbios).to_owned())).collect();
    let prune_limit = export.prune.map_or(PruneLimit::Default, |limit| PruneLimit::Users(limit as u64));
    let mut import = Import::new(ImportOptions { prune: export.prune.is_some(), prune_limit, netbios_names });
    for (index, entry) in export.entries.iter().enumerate() {
        let name = match entry.deleted {
            true => format!(
                "CN=x\\0ADEL:{},CN=Deleted Objects,DC=litwareinc,DC=com",
                object_guid(entry.guid.unwrap())
            ),
            false => entry.place.distinguished_name(),
        };
        let control = if entry.disabled { "514" } else { "512" };
        let mut attributes = vec![("userAccountControl", control)];
        attributes.extend(entry.deleted.then_some(("isDeleted", "TRUE")));
        for (attribute, said) in ATTRIBUTES.into_iter().zip(&entry.said) {
            match said {
                Said::Nothing => {}
                Said::Empty => attributes.push((attribute, "")),
                Said::Value(value) => attributes.push((attribute, value)),
            }
        }
        if export.ldif {
            let text = made::entry(entry.guid.unwrap_or(0), &name, &attributes);
            import.ldif("test.ldif", text.as_bytes(), false)?;
        } else {
            attributes.push(("distinguishedName", &name));
            let bytes =
                |value: &str| if value.is_empty() { Vec::new() } else { vec![value.as_bytes().to_vec()] };
            let mut properties: Vec<(String, Vec<Vec<u8>>)> =
                attributes.iter().map(|(name, value)| ((*name).to_owned(), bytes(value))).collect();
            properties.extend(entry.guid.map(|guid| ("objectGUID".to_owned(), vec![vec![guid; 16]])));
            import.object("objects", index as u64 + 1, properties)?;
        }
    }
    loop {
        let summary = import.apply(&test.registry, 2, dry_run)?;
        if summary.finished {
            return Ok(summary);
        }
    }
}

/// Does it to both and compares what they say.
pub fn run(
    test: TestRegistry,
    model: &mut Model,
    operation: &Operation,
) -> Result<TestRegistry, TestCaseError> {
    let mut next = model.clone();
    let dry_run = match operation {
        Operation::Import { export, dry_run } => {
            let expected = next.import(export);
            let counts = |summary: ImportSummary| {
                let ImportSummary { added, updated, unchanged, removed, ignored_entries, .. } = summary;
                [added, updated, unchanged, removed, ignored_entries].map(|count| count as usize)
            };
            let done = put(&test, export, *dry_run).map(counts).map_err(|error| error_name(&error));
            prop_assert_eq!(done, expected.map_err(|()| "PruneRefused".to_owned()));
            *dry_run
        }
        Operation::Publish { publications, dry_run } => {
            let made: Vec<_> = publications.iter().map(|(number, _)| certificate(*number)).collect();
            let wanted: Vec<Publication<'_>> = publications
                .iter()
                .zip(&made)
                .map(|((_, identity), (_, der, certificate))| Publication {
                    der,
                    identity: identity.as_deref().map(Identity::text),
                    device_id: None,
                    publication_time: certificate.published,
                })
                .collect();
            let expected: Vec<_> = publications
                .iter()
                .zip(&made)
                .map(|((_, identity), (address, _, certificate))| {
                    next.publish(certificate, address, identity.as_deref())
                })
                .collect();
            let users = Keys::of(&test);
            let done = test.registry.publish(&wanted, *dry_run, &mut |_, _, _| Ok(())).unwrap();
            let done: Vec<_> = done
                .into_iter()
                .map(|one| {
                    one.map(|one| (users.user(one.user_key), one.already)).map_err(|error| error_name(&error))
                })
                .collect();
            prop_assert_eq!(done, expected);
            *dry_run
        }
        Operation::Revoke { revocations, dry_run } => {
            let keys = Keys::of(&test);
            let wanted: Vec<Revocation<'_>> = revocations
                .iter()
                .map(|(place, reason)| {
                    let (user_key, certificate_key) = keys.at(place);
                    Revocation { user_key, certificate_key, reason: *reason, reason_text: None }
                })
                .collect();
            let mut revoked = vec![Vec::new(); wanted.len()];
            let visit = &mut |_: &_, index: usize, _, key| {
                revoked[index].push(keys.certificate(key));
                Ok(())
            };
            let done = test.registry.revoke(&wanted, *dry_run, visit).unwrap();
            for ((((user, certificate), reason), done), revoked) in revocations.iter().zip(done).zip(revoked)
            {
                let expected = next.revoke(*user, *certificate, *reason);
                prop_assert_eq!(done.ok(), expected.as_ref().map(|revoked| revoked.len() as u64));
                for number in &revoked {
                    next.certificates[*number].revoked_at = keys.revoked_at(&test, *number);
                }
                prop_assert_eq!(revoked, expected.unwrap_or_default());
            }
            *dry_run
        }
        Operation::Restore { restorations, dry_run } => {
            let keys = Keys::of(&test);
            let wanted: Vec<Revocation<'_>> = restorations
                .iter()
                .map(|place| keys.at(place))
                .map(|(user_key, certificate_key)| Revocation::off_hold(user_key, certificate_key))
                .collect();
            let mut restored = vec![Vec::new(); wanted.len()];
            let visit = &mut |_: &_, index: usize, _, key| {
                restored[index].push(keys.certificate(key));
                Ok(())
            };
            let done = test.registry.restore(&wanted, *dry_run, visit).unwrap();
            let mut refused_of = Vec::new();
            for (((user, certificate), done), restored) in restorations.iter().zip(done).zip(restored) {
                let expected = next.restore(*user, *certificate, now());
                let counts = |done: Restored| (done.certificates, done.refused.len());
                let expected_counts =
                    |(restored, refused): &(Vec<usize>, Vec<usize>)| (restored.len() as u64, refused.len());
                prop_assert_eq!(done.ok().map(counts), expected.as_ref().map(expected_counts));
                let (expected, refused) = expected.unwrap_or_default();
                prop_assert_eq!(restored, expected);
                refused_of.extend(refused.iter().map(|_| *user));
            }
            refused_of.into_iter().for_each(|user| next.refuse_restoration(user));
            *dry_run
        }
        Operation::Reopen => return Ok(test.reopened()),
    };
    if !dry_run {
        *model = next;
    }
    Ok(test)
}
