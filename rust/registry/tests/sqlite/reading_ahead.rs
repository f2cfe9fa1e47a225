//! Users in the order of their keys, whose certificates are read many users at a time (on Linux; tests/cabi/read_ahead.c changes
//! them meanwhile).

use crate::support::{HeldCertificate, HeldCertificates, TestRegistry};
use cscert_registry::error::Error;
use cscert_registry::query::identity::{Form, Identity};
use cscert_registry::query::user_certificates::Answers;
use cscert_registry::store::location::OpenMode;

type Certificates = Result<Vec<HeldCertificate>, Error>;

fn ask(
    test: &TestRegistry,
    answers: &mut Answers<HeldCertificates>,
    identity: &Identity<'_>,
) -> Certificates {
    let answer = test.registry.certificates_of(identity, answers)?;
    assert_eq!(answer.form, Form::Key);
    Ok(answers.rows()?.0[answer.rows].to_vec())
}

#[test]
fn everybody_gets_what_they_get_alone() {
    let TestRegistry { folder, registry } = TestRegistry::demo();
    let users = crate::support::user_keys(&registry);
    drop(registry);
    let registry = crate::support::open(&folder, OpenMode::ReadOnly).unwrap();
    let test = TestRegistry { folder, registry };
    let identities: Vec<Identity<'_>> = users
        .into_iter()
        .map(|key| {
            let mut object_guid = None;
            test.registry.user(key, &mut |row| object_guid = row.fields.object_guid).unwrap();
            assert!(object_guid.is_some());
            Identity {
                text: "by key",
                key: Some((test.registry.id(), key)),
                object_guid,
                ..Identity::default()
            }
        })
        .collect();
    let mut ahead = Answers::default();
    let together: Vec<Certificates> =
        identities.iter().map(|identity| ask(&test, &mut ahead, identity)).collect();
    let alone: Vec<Certificates> =
        identities.iter().map(|identity| ask(&test, &mut Answers::default(), identity)).collect();
    assert_eq!(together, alone);
    let held: Vec<_> = together.iter().flatten().flatten().collect();
    let published = test.registry.describe(false).unwrap().counts.certificates;
    assert!(held.len() > 30 && held.len() as u64 <= published, "{} of {}", held.len(), published);
    // Several of one user, and users with some after users without any.
    assert!(together.iter().flatten().any(|of_user| of_user.len() > 3));
    assert!(together.iter().any(Result::is_err) && together.iter().flatten().any(Vec::is_empty));
}
