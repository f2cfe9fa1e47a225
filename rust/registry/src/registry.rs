//! An open registry: the store, the caller, and the queries of the commands.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::audit::{Action, AuditEntry, AuditSelection, Outcome};
use crate::model::certificate::{CertificateRow, CertificateSelection};
use crate::model::names::NameHasher;
use crate::model::time::{self, Microseconds};
use crate::model::user::{NameRow, UserRow, UserSelection};
use crate::parse::distinguished_name::DistinguishedName;
use crate::platform::caller::Caller;
use crate::query::identity::{DisplayNamePattern, Form, Found, Identity, Resolver};
use crate::store::progress::Progress;
use crate::store::sqlite::{OpenMode, SqliteStore};
use crate::store::{Holding, Interrupt, Rows, Store, Wanted, WriteOptions};

/// An open registry.
pub struct Registry {
    store: Box<dyn Store>,
    hasher: NameHasher,
    caller: Caller,
}

impl Registry {
    /// Opens the registry in an SQLite file.
    ///
    /// # Errors
    /// `RegistryNotFound`, `AccessDenied`, `RegistryUnavailable`, `RegistryCorrupt`, `RegistryTooNew`.
    pub fn open(path: &Path, mode: OpenMode, caller: Caller) -> Result<Registry> {
        Ok(Registry::over(Box::new(SqliteStore::open(path, mode)?), caller))
    }

    /// A new registry in memory, which is lost when it is dropped.
    ///
    /// # Errors
    /// `RegistryUnavailable` if there is not enough memory.
    pub fn in_memory(caller: Caller) -> Result<Registry> {
        Ok(Registry::over(Box::new(SqliteStore::in_memory()?), caller))
    }

    /// A second, read-only handle of this registry, which is interrupted together with it and shares its progress; `None` if a
    /// second connection cannot be opened.
    pub(crate) fn another(&self) -> Option<Registry> {
        let store = self.store.another().ok().flatten()?;
        Some(Registry::over(store, self.caller.clone()))
    }

    fn over(store: Box<dyn Store>, caller: Caller) -> Registry {
        let hasher = NameHasher::new(store.facts().identity.hash_secret);
        Registry { store, hasher, caller }
    }

    /// Identifies this registry.
    pub fn id(&self) -> [u8; 16] {
        self.store.facts().identity.id
    }

    /// A handle to interrupt operations, from any thread.
    pub fn interrupter(&self) -> Arc<dyn Interrupt> {
        self.store.interrupter()
    }

    /// The progress of long operations; any thread can read it.
    pub fn progress(&self) -> &Arc<Progress> {
        self.store.progress()
    }

    pub(crate) fn store(&self) -> &dyn Store {
        &*self.store
    }

    pub(crate) fn hasher(&self) -> &NameHasher {
        &self.hasher
    }

    pub(crate) fn now(&self) -> Microseconds {
        time::now()
    }

    /// The user that `identity` identifies.
    ///
    /// # Errors
    /// `ManagementObjectNotFound`, `WildcardNotSupported`, `AmbiguousIdentity`, and errors of the store.
    pub fn resolve(&self, identity: &Identity<'_>) -> Result<Found> {
        self.store.proceed()?;
        Resolver::new(&mut self.store(), self.hasher, self.id()).resolve(identity)
    }

    /// The user that `identity` identifies, among those that Get-CsUser returns: with a SIP address, and in the directory.
    ///
    /// # Errors
    /// As `resolve`; `WildcardNotSupported` also if the text is a pattern of display names, even if it is also a display name:
    /// that user is one of the matches, not the only one.
    pub fn resolve_listed(&self, identity: &Identity<'_>) -> Result<Found> {
        let is_text = identity.key.is_none() && identity.object_guid.is_none() && !identity.account_only;
        let is_pattern = is_text && DisplayNamePattern::is_pattern(identity.text);
        let text = || identity.text.to_owned();
        match self.resolve(identity) {
            Ok(Found { form: Form::DisplayName, .. }) | Err(Error::AmbiguousIdentity { .. })
                if is_pattern =>
            {
                Err(Error::WildcardNotSupported { identity: text() })
            }
            Ok(found) if found.gone || found.sip_address.is_none() => {
                Err(Error::ManagementObjectNotFound { identity: text() })
            }
            resolved => resolved,
        }
    }

    /// Reads one user's row.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn user(&self, key: i64, visit: &mut dyn FnMut(&UserRow<'_>)) -> Result<()> {
        self.store.user(key, visit)
    }

    /// The last user key: keys are assigned in ascending order from 1, mostly without gaps.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn last_user_key(&self) -> Result<i64> {
        Ok(self.store.last_keys()?.users)
    }

    /// Reads at most `limit` users after `after_key`, in key order; returns the last key read, `None` at the end.
    ///
    /// # Errors
    /// Errors of the store and of `visit`.
    pub fn users_after(
        &self,
        selection: &UserSelection,
        after_key: i64,
        limit: usize,
        visit: &mut dyn FnMut(&UserRow<'_>) -> Result<()>,
    ) -> Result<Option<i64>> {
        if after_key == 0 {
            self.progress().begin(self.last_user_key()?.unsigned_abs());
        }
        let (_, users) = self.progress().known();
        self.progress().reach(after_key.unsigned_abs(), users);
        let last = self.store.users_after(selection, after_key, limit, visit)?;
        self.progress().reach(last.map_or(users, i64::unsigned_abs), users);
        Ok(last)
    }

    /// Reads one certificate of a user.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn certificate(
        &self,
        user: i64,
        certificate: i64,
        visit: &mut dyn FnMut(&CertificateRow<'_>),
    ) -> Result<()> {
        self.store.certificate(user, certificate, visit)
    }

    /// The DER of a certificate.
    ///
    /// # Errors
    /// `InvalidArgument` if there is no such certificate; errors of the store.
    pub fn certificate_content(&self, certificate: i64) -> Result<Vec<u8>> {
        self.store
            .certificate_content(certificate)?
            .ok_or_else(|| Error::InvalidArgument(format!("there is no certificate {}", certificate)))
    }

    /// `RegistryCorrupt`, for contradictory content.
    pub fn damaged(&self, reason: String) -> Error {
        self.store().damaged(reason)
    }

    /// Reads at most `limit` selected certificates after `after`; returns the last position, `None` at the end.
    ///
    /// # Errors
    /// Errors of the store and of `visit`.
    pub fn certificates_after(
        &self,
        selection: &CertificateSelection,
        after: Option<(i64, i64, i64)>,
        limit: usize,
        visit: &mut dyn FnMut(&CertificateRow<'_>) -> Result<()>,
    ) -> Result<Option<(i64, i64, i64)>> {
        if after.is_none() {
            self.begin_listing(selection)?;
        }
        let mut read = 0;
        let last = self.store.certificates_after(selection, after, limit, &mut |row| {
            read += 1;
            visit(row)
        })?;
        if !selection.account_disabled {
            self.progress().advance(read);
        }
        Ok(last)
    }

    /// The length of a listing is known only if it reads all certificates.
    fn begin_listing(&self, selection: &CertificateSelection) -> Result<()> {
        let all = selection.not_after_from.is_none()
            && selection.not_after_before.is_none()
            && selection.published_after.is_none();
        let certificates = if all { self.store.last_keys()?.certificates.unsigned_abs() } else { 0 };
        self.progress().begin(certificates);
        Ok(())
    }

    /// Reads the wanted users, without their certificates.
    pub(crate) fn users(&self, wanted: Wanted, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        self.store().users(wanted, visit)
    }

    /// The number of certificates of a user that are valid now.
    pub(crate) fn valid_certificates(&self, key: i64) -> Result<u64> {
        let (now, mut valid) = (self.now(), 0);
        self.store.holders(&[Wanted::Key(key)], Rows::WithCertificates, &mut |_, holding| {
            if let Holding::Certificate(row) = holding {
                valid += u64::from(row.not_before <= now && now <= row.not_after);
            }
            true
        })?;
        Ok(valid)
    }

    /// The keys of the users in the directory who have a distinguished name.
    pub(crate) fn live_users_at(&self, name: &DistinguishedName) -> Result<Vec<i64>> {
        let key = name.key();
        let mut keys = Vec::new();
        self.users(Wanted::Name(self.hasher.distinguished_name(name)), &mut |user| {
            let same = || {
                DistinguishedName::parse(user.names.distinguished_name).map_or(false, |own| own.key() == key)
            };
            if !user.gone && same() {
                keys.push(user.names.key);
            }
        })?;
        Ok(keys)
    }

    /// An audit entry of this caller, to be completed.
    pub(crate) fn audit_entry(&self, action: Action, outcome: Outcome) -> AuditEntry {
        AuditEntry {
            time: self.now(),
            operating_system_user: self.caller.operating_system_user.clone(),
            host: self.caller.host.clone(),
            process: self.caller.process.clone(),
            command: self.caller.command.clone(),
            action: action.name().to_owned(),
            outcome: outcome.name().to_owned(),
            ..AuditEntry::default()
        }
    }

    /// Reads at most `limit` audit entries after `after`, oldest first; returns the last sequence number read, `None` at the end.
    ///
    /// # Errors
    /// Errors of the store and of `visit`.
    pub fn audit_after(
        &self,
        selection: &AuditSelection,
        after: i64,
        limit: usize,
        visit: &mut dyn FnMut(&AuditEntry) -> Result<()>,
    ) -> Result<Option<i64>> {
        self.store.audit_after(selection, after, limit, visit)
    }

    /// Writes a consistent copy, which only its owner can access, while others continue. It appears when it is complete. If an
    /// earlier copy is to be replaced, it must be a copy of this registry that was not opened since.
    ///
    /// # Errors
    /// `FileNotWritten` if there is another file, or the disk is full; `AccessDenied` if others could change or replace it.
    pub fn back_up(&self, destination: &Path, options: WriteOptions) -> Result<()> {
        self.store.back_up(destination, options)
    }

    /// Renames a registry that was opened with `OpenMode::CreateWhenFilled` to its final name once it has content; otherwise does nothing.
    ///
    /// # Errors
    /// `RegistryUnavailable` if another process has created it in the meantime.
    pub fn settle(&mut self) -> Result<()> {
        self.store.settle()
    }
}
