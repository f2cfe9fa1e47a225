//! A registry of the test data in a temporary folder.
#![allow(dead_code)]

pub mod answers;
pub mod child;
pub mod dump;
pub mod engine;
pub mod made;
pub mod names;
#[cfg(feature = "postgres")]
pub mod postgresql;
pub mod random;
pub mod used;

use std::any::Any;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cscert_registry::error::{Error, Result};
use cscert_registry::model::audit::{AuditEntry, AuditSelection};
use cscert_registry::model::certificate::Revocation;
use cscert_registry::model::certificate::{CertificateRow, RevocationReason};
use cscert_registry::model::keys::{CertificateKey, UserKey};
use cscert_registry::model::user::UserRow;
use cscert_registry::operations::import::{Import, ImportOptions, ImportSummary, Notice, NoticeContent};
use cscert_registry::operations::publish::{Publication, Published};
use cscert_registry::parse::bundle::read_bundle;
use cscert_registry::platform::caller::Caller;
use cscert_registry::query::filter::Filter;
use cscert_registry::query::identity::{Found, Identity};
use cscert_registry::query::user_certificates::Answers;
use cscert_registry::registry::Registry;
use cscert_registry::store::location::{Location, OpenMode};
use cscert_registry::store::page::Page;
use tempfile::TempDir;

use engine::Engine;

pub struct TestRegistry {
    /// Where its files are, if it has any; and room for others.
    pub folder: TempDir,
    pub registry: Registry,
}

pub fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data").join(name)
}

pub fn open(folder: &TempDir, mode: OpenMode) -> Result<Registry> {
    Registry::open(&Location::file(folder.path().join("registry.db"), mode), Caller::current("Test"))
}

impl TestRegistry {
    pub fn empty() -> TestRegistry {
        TestRegistry::empty_of(Caller::current("Test"))
    }

    /// An empty registry in the hands of that caller.
    pub fn empty_of(caller: Caller) -> TestRegistry {
        let folder = TempDir::new().unwrap();
        let registry = crate::engine().create(folder.path(), caller);
        TestRegistry { folder, registry }
    }

    /// The registry of the demo's directory and certificates.
    pub fn demo() -> TestRegistry {
        TestRegistry::demo_of(Caller::current("Test"))
    }

    /// The demo's registry in the hands of that caller.
    pub fn demo_of(caller: Caller) -> TestRegistry {
        let test = TestRegistry::empty_of(caller);
        test.fill_with_demo();
        test
    }

    /// A registry in a file, whatever keeps the others.
    pub fn empty_file() -> TestRegistry {
        let folder = TempDir::new().unwrap();
        let registry = Engine::File.create(folder.path(), Caller::current("Test"));
        TestRegistry { folder, registry }
    }

    pub fn fill_with_demo(&self) {
        let ldif = std::fs::read_to_string(data("directory.ldif")).unwrap();
        let (summary, _) = self.import(&ldif);
        assert_eq!(summary.rejected, 0);
        for (file, der) in certificates("certificates") {
            self.publish(&der).unwrap_or_else(|error| panic!("{}: {}", file, error));
        }
    }

    pub fn import(&self, ldif: &str) -> (ImportSummary, Vec<Notice>) {
        self.import_with(ldif, ImportOptions::default()).unwrap()
    }

    pub fn import_with(&self, ldif: &str, options: ImportOptions) -> Result<(ImportSummary, Vec<Notice>)> {
        let mut import = Import::new(options);
        import.ldif("test.ldif", ldif.as_bytes(), true)?;
        self.finish(import)
    }

    pub fn prune(&self, ldif: &str) -> Result<ImportSummary> {
        let options = ImportOptions { prune: true, ..ImportOptions::default() };
        self.import_with(ldif, options).map(|(summary, _)| summary)
    }

    pub fn publish(&self, der: &[u8]) -> Result<Published> {
        self.publish_for(der, None)
    }

    pub fn publish_for(&self, der: &[u8], identity: Option<&str>) -> Result<Published> {
        let publication = Publication {
            der,
            identity: identity.map(Identity::text),
            device_id: None,
            publication_time: 1_518_339_600_000_000,
        };
        self.registry.publish(&[publication], false, &mut |_, _, _| Ok(())).unwrap().remove(0)
    }

    /// Its file, in tests that are about files.
    pub fn file(&self) -> PathBuf {
        assert_eq!(crate::engine(), Engine::File);
        self.folder.path().join("registry.db")
    }

    /// Another connection to the same registry, as another process has it, in tests that are about files.
    pub fn again(&self, mode: OpenMode) -> Registry {
        open(&self.folder, mode).unwrap()
    }

    /// Another connection to the same registry, as another process has it; none where the engine has one only.
    pub fn another_of(&self, caller: Caller) -> Option<Registry> {
        crate::engine().connect(self.folder.path(), OpenMode::ReadWrite, caller).map(Result::unwrap)
    }

    /// `another_of` the same caller.
    pub fn another(&self) -> Option<Registry> {
        self.another_of(Caller::current("Test"))
    }

    /// The registry closed, and opened again where it is still there.
    pub fn reopened(self) -> TestRegistry {
        let TestRegistry { folder, registry } = self;
        if !crate::engine().keeps() {
            return TestRegistry { folder, registry };
        }
        drop(registry);
        let caller = Caller::current("Test");
        let again = crate::engine().connect(folder.path(), OpenMode::ReadWrite, caller);
        TestRegistry { registry: again.unwrap().unwrap(), folder }
    }

    /// All that is stored, to be compared with what is stored later.
    pub fn everything(&self) -> Vec<String> {
        match crate::engine() {
            Engine::File => dump::everything(&self.file()),
            // Past the handle, which may have been interrupted.
            _ => match self.another() {
                Some(another) => answers::of(&another).lines().map(str::to_owned).collect(),
                None => answers::of(&self.registry).lines().map(str::to_owned).collect(),
            },
        }
    }

    /// All that is stored of users and certificates, without the keys, which depend on the order of things.
    pub fn content(&self) -> BTreeSet<String> {
        match crate::engine() {
            Engine::File => dump::content(&self.file()),
            _ => answers::content(&self.registry),
        }
    }

    /// Imports objects: properties by name; no value clears.
    pub fn import_objects(&self, objects: &[&[(&str, Option<&str>)]]) -> (ImportSummary, Vec<Notice>) {
        let mut import = Import::new(ImportOptions::default());
        for (index, properties) in objects.iter().enumerate() {
            let property = |(name, value): &(&str, Option<&str>)| {
                ((*name).to_owned(), value.iter().map(|value| value.as_bytes().to_vec()).collect())
            };
            import.object("objects", index as u64 + 1, properties.iter().map(property).collect()).unwrap();
        }
        self.finish(import).unwrap()
    }

    /// An LDAP filter, read as Get-CsUser reads it.
    pub fn ldap(&self, filter: &str) -> Filter {
        Filter::from_ldap(filter, &|| self.registry.known_attributes()).unwrap()
    }

    pub fn finish(&self, mut import: Import) -> Result<(ImportSummary, Vec<Notice>)> {
        let mut notices = import.take_notices();
        loop {
            let summary = import.apply(&self.registry, 7, false)?;
            notices.extend(import.take_notices());
            if summary.finished {
                return Ok((summary, notices));
            }
        }
    }

    pub fn find(&self, text: &str) -> Result<Found> {
        self.registry.resolve(&Identity::text(text))
    }

    pub fn key(&self, text: &str) -> UserKey {
        self.find(text).unwrap_or_else(|error| panic!("{}", error)).key
    }

    /// The user's fields as they are stored.
    pub fn with_user<T>(&self, text: &str, read: impl Fn(&UserRow<'_>) -> T) -> T {
        let mut answer = None;
        self.registry.user(self.key(text), &mut |row| answer = Some(read(row))).unwrap();
        answer.unwrap()
    }

    /// Revokes all certificates of the user.
    pub fn revoke(&self, text: &str) -> u64 {
        let revocation = Revocation {
            user_key: self.key(text),
            certificate_key: None,
            reason: RevocationReason::KeyCompromise,
            reason_text: None,
        };
        let done = self.registry.revoke(&[revocation], false, &mut |_, _, _, _| Ok(())).unwrap();
        done.into_iter().next().unwrap().unwrap()
    }

    pub fn audit(&self, selection: &AuditSelection) -> Vec<AuditEntry> {
        audit_of(&self.registry, selection)
    }

    /// What a check finds; nothing means healthy.
    pub fn findings(&self) -> Vec<String> {
        self.registry.describe(true).unwrap().findings.unwrap()
    }

    /// The distinguished name of the user that the text names.
    pub fn resolve(&self, text: &str) -> Result<String> {
        self.registry.resolve(&Identity::text(text)).map(|found| found.distinguished_name)
    }

    pub fn certificate_count(&self, text: &str) -> Result<usize> {
        certificates_of(&self.registry, &Identity::text(text)).map(|(_, rows)| rows.len())
    }
}

/// The user whom an identity names, and the certificates of that user.
pub fn certificates_of(
    registry: &Registry,
    identity: &Identity<'_>,
) -> Result<(UserKey, Vec<HeldCertificate>)> {
    let mut answers = Answers::<HeldCertificates>::default();
    let answer = registry.certificates_of(identity, &mut answers)?;
    Ok((answer.user_key, answers.rows()?.0.drain(answer.rows).collect()))
}

/// The keys of all users, living and gone. They go up from 1, with gaps where an import was undone.
pub fn user_keys(registry: &Registry) -> Vec<UserKey> {
    const LARGEST_GAP: i64 = 100;
    let (mut keys, mut key) = (Vec::<UserKey>::new(), 1);
    while key <= keys.last().map_or(0, |last| last.0) + LARGEST_GAP {
        registry.user(UserKey(key), &mut |row| keys.push(row.key)).unwrap();
        key += 1;
    }
    keys
}

/// What tests ask of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HeldCertificate {
    pub key: CertificateKey,
    pub user_key: UserKey,
    pub user_gone: bool,
}

/// The certificates of answers.
#[derive(Debug, Default)]
pub struct HeldCertificates(pub Vec<HeldCertificate>);

impl Page for HeldCertificates {
    fn clear(&mut self) {
        self.0.clear();
    }

    fn certificate(&mut self, row: &CertificateRow<'_>) {
        let CertificateRow { key, owner, .. } = *row;
        self.0.push(HeldCertificate { key, user_key: owner.key, user_gone: owner.gone });
    }

    fn count(&self) -> usize {
        self.0.len()
    }

    fn as_any(&mut self) -> &mut dyn Any {
        self
    }
}

/// Says that the test was not run, or not all of it: the suite counts the line, for cargo counts what returns as passed. Print it
/// once a test.
pub fn skip(reason: &str) {
    println!("skipped: {}", reason);
}

/// Every certificate below a folder of the test data, with its file's name.
pub fn certificates(folder: &str) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(data(folder))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().map_or(false, |e| e == "cer" || e == "pem"))
        .collect();
    files.sort();
    let mut found = Vec::new();
    for file in files {
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        for item in read_bundle(&std::fs::read(&file).unwrap()).items {
            found.extend(item.content.ok().map(|der| (name.clone(), der)));
        }
    }
    found
}

pub fn is_not_found(result: &Result<String>) -> bool {
    matches!(result, Err(Error::ManagementObjectNotFound { .. }))
}

/// The texts of notices, errors included.
pub fn texts(notices: &[Notice]) -> Vec<String> {
    notices
        .iter()
        .map(|notice| match &notice.content {
            NoticeContent::Error(error) => error.to_string(),
            NoticeContent::Text(text) => text.clone(),
        })
        .collect()
}

pub fn audit_of(registry: &Registry, selection: &AuditSelection) -> Vec<AuditEntry> {
    let mut entries = Vec::new();
    let collect = &mut |entry: &AuditEntry| {
        entries.push(entry.clone());
        Ok(())
    };
    registry.audit_after(selection, 0, usize::MAX, collect).unwrap();
    entries
}
