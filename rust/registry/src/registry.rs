//! A registry that is open: the store, who is at work, and what the commands ask.

use std::path::Path;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::model::audit::{Action, AuditEntry, AuditSelection, Outcome};
use crate::model::certificate::{CertificatePosition, CertificateRow, CertificateSelection};
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::NameHasher;
use crate::model::time::{self, Microseconds};
use crate::model::user::{NameRow, UserRow, UserSelection};
use crate::parse::distinguished_name::DistinguishedName;
use crate::platform::caller::Caller;
use crate::query::identity::{DisplayNamePattern, Form, Found, Identity, Resolver};
use crate::store::location::Location;
use crate::store::progress::Progress;
use crate::store::{Holding, Interrupt, OneUser, Rows, Sought, Store, Wanted, WriteOptions};

/// An open registry.
pub struct Registry {
    store: Box<dyn Store>,
    hasher: NameHasher,
    caller: Caller,
}

impl Registry {
    /// Opens the registry at that location, or makes it.
    ///
    /// # Errors
    /// `RegistryNotFound`, `AccessDenied`, `RegistryUnavailable`, `RegistryCorrupt`, `RegistryTooNew`.
    pub fn open(location: &Location, caller: Caller) -> Result<Registry> {
        let store = location.open(&caller)?;
        let hasher = store.hasher();
        Ok(Registry { store, hasher, caller })
    }

    /// Tells this registry from every other.
    pub fn id(&self) -> [u8; 16] {
        self.store.facts().identity.id
    }

    /// A handle that stops what runs here, from any thread.
    pub fn interrupter(&self) -> Arc<dyn Interrupt> {
        self.store.interrupter()
    }

    /// How far long work here has come; it goes on counting while another thread looks.
    pub fn progress(&self) -> &Arc<Progress> {
        self.store.progress()
    }

    /// What the database said beside changes that it has made durable, since this was last asked: that a change is on one server only, for
    /// instance. Each is a sentence.
    pub fn take_warnings(&self) -> Vec<String> {
        self.store.take_warnings()
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

    /// The one user that `identity` names.
    ///
    /// # Errors
    /// `ManagementObjectNotFound`, `WildcardNotSupported`, `AmbiguousIdentity`, and whatever the store reports.
    pub fn resolve(&self, identity: &Identity<'_>) -> Result<Found> {
        Resolver::new(&mut self.store(), self.hasher, self.id()).resolve(identity)
    }

    /// The one user that `identity` names, among those whom Get-CsUser knows: with a SIP address, and in the directory.
    ///
    /// # Errors
    /// As `resolve`; `WildcardNotSupported` also where the text is a pattern of display names, and somebody's display name, too:
    /// who calls himself so is among those whom it means, and takes nobody's place.
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
    /// Whatever the store reports.
    pub fn user(&self, key: UserKey, visit: &mut dyn FnMut(&UserRow<'_>)) -> Result<()> {
        self.store.user(OneUser::Key(key), visit)
    }

    /// Reads at most `limit` users after `after_key`, in key order; returns the last key read, none at the end.
    ///
    /// # Errors
    /// Whatever the store or the visitor reports.
    pub fn users_after(
        &self,
        selection: &UserSelection,
        after_key: UserKey,
        limit: usize,
        visit: &mut dyn FnMut(&UserRow<'_>) -> Result<()>,
    ) -> Result<Option<UserKey>> {
        self.store.users_after(selection, after_key, limit, visit)
    }

    /// Reads one certificate of a user.
    ///
    /// # Errors
    /// Whatever the store reports.
    pub fn certificate(
        &self,
        user: UserKey,
        certificate: CertificateKey,
        visit: &mut dyn FnMut(&CertificateRow<'_>),
    ) -> Result<()> {
        self.store.certificates(Sought::One(user, certificate), &mut |row| {
            visit(row);
            Ok(())
        })
    }

    /// The DER of a certificate.
    ///
    /// # Errors
    /// `InvalidArgument` where there is no such certificate; whatever the store reports.
    pub fn certificate_content(&self, certificate: CertificateKey) -> Result<Vec<u8>> {
        self.store
            .content(certificate)?
            .ok_or_else(|| Error::InvalidArgument(format!("there is no certificate {}", certificate)))
    }

    /// `RegistryCorrupt`, where what is read contradicts itself.
    pub fn damaged(&self, reason: String) -> Error {
        self.store().damaged(reason)
    }

    /// Reads at most `limit` selected certificates after `after`; returns the last position, none at the end.
    ///
    /// # Errors
    /// Whatever the store or the visitor reports.
    pub fn certificates_after(
        &self,
        selection: &CertificateSelection,
        after: Option<CertificatePosition>,
        limit: usize,
        visit: &mut dyn FnMut(&CertificateRow<'_>) -> Result<()>,
    ) -> Result<Option<CertificatePosition>> {
        self.store.certificates_after(selection, after, limit, visit)
    }

    /// Reads whom a question is about, without their certificates.
    pub(crate) fn users(&self, wanted: Wanted, visit: &mut dyn FnMut(&NameRow<'_>)) -> Result<()> {
        self.store().users(wanted, visit)
    }

    /// How many of a user's certificates are in force now.
    pub(crate) fn valid_certificates(&self, key: UserKey) -> Result<u64> {
        let (now, mut valid) = (self.now(), 0);
        self.store.holders(&[Wanted::Key(key)], Rows::WithCertificates, &mut |_, holding| {
            if let Holding::Certificate(row) = holding {
                valid += u64::from(row.not_before <= now && now <= row.not_after);
            }
            true
        })?;
        Ok(valid)
    }

    /// The keys of the users whom the directory holds at a distinguished name.
    pub(crate) fn live_users_at(&self, name: &DistinguishedName) -> Result<Vec<UserKey>> {
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

    /// An entry of this caller, to be completed.
    pub(crate) fn audit_entry(&self, action: Action, outcome: Outcome) -> AuditEntry {
        AuditEntry {
            time: self.now(),
            operating_system_user: self.caller.operating_system_user.clone(),
            host: self.caller.host.clone(),
            process: self.caller.process.clone(),
            command: self.caller.command.clone(),
            login_user: self.caller.login_user.clone(),
            remote_caller: self.caller.remote_caller.clone(),
            action: action.name().to_owned(),
            outcome: outcome.name().to_owned(),
            ..AuditEntry::default()
        }
    }

    /// Reads at most `limit` audit entries after `after`, oldest first; returns the last sequence read, none at the end.
    ///
    /// # Errors
    /// Whatever the store or the visitor reports.
    pub fn audit_after(
        &self,
        selection: &AuditSelection,
        after: i64,
        limit: usize,
        visit: &mut dyn FnMut(&AuditEntry) -> Result<()>,
    ) -> Result<Option<i64>> {
        self.store.audit_after(selection, after, limit, visit)
    }

    /// Writes a consistent copy to a file, for the owner alone, while others go on. It stands at its place when it is whole. Where an
    /// earlier copy may be replaced, it must be one of this registry that nobody has opened since.
    ///
    /// # Errors
    /// `FileNotWritten` where there is another file, or the disk is full; `AccessDenied` where others could change or replace it.
    pub fn back_up(&self, destination: &Path, options: WriteOptions) -> Result<()> {
        self.store.back_up(destination, options)
    }

    /// After it was filled with another one, it hashes as that one does, and gets its name.
    pub(crate) fn become_copy(&mut self) -> Result<()> {
        self.hasher = self.store.hasher();
        self.store.settle()
    }

    /// Gives a registry that was opened with `OpenMode::CreateWhenFilled` its name, once there is something in it; harmless otherwise.
    ///
    /// # Errors
    /// `RegistryUnavailable` where another process was quicker.
    pub fn settle(&mut self) -> Result<()> {
        self.store.settle()
    }
}
