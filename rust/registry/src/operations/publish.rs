//! Publishing certificates: finding the holder, and refusing revoked ones.

use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::model::audit::{Action, AuditEntry, Outcome, ThumbprintList};
use crate::model::certificate::{CertificateDetails, NewCertificate, RevocationReason};
use crate::model::hex;
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::{LookupHash, LookupKind, NameHasher};
use crate::model::time::{rfc3339, Microseconds};
use crate::model::user::without_sip_scheme;
use crate::parse::x509::{Certificate, SignedPart};
use crate::query::identity::{same_account, Identity};
use crate::registry::Registry;
use crate::store::same_issue::Relation;
use crate::store::{Contents, PublishSession, Wanted};

/// A certificate to be published.
#[derive(Clone, Debug)]
pub struct Publication<'a> {
    /// The certificate.
    pub der: &'a [u8],
    /// The user; `None` for the one that the certificate names.
    pub identity: Option<Identity<'a>>,
    /// The device it was issued to.
    pub device_id: Option<[u8; 16]>,
    /// When it was published.
    pub publication_time: Microseconds,
}

/// The result of a publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Published {
    /// Whose it is.
    pub user_key: UserKey,
    /// The key of the certificate in the registry; `None` for a new certificate with `dry_run`.
    pub certificate_key: CertificateKey,
    /// Whether it was already published, so that nothing changed.
    pub already: bool,
}

/// A user that a certificate names.
pub(crate) struct Owner {
    pub key: UserKey,
    pub distinguished_name: String,
    sip_address: Option<String>,
}

/// The stored certificates of an issue (the same issuer, serial number and public key).
#[derive(Default)]
struct OfIssue {
    /// The certificate itself, with any signature.
    same: Option<Known>,
    /// A revoked one: then all are revoked.
    revoked: Option<Revoked>,
    /// The others.
    others: Vec<CertificateKey>,
}

/// A certificate of the registry.
#[derive(Clone)]
struct Known {
    key: CertificateKey,
    user_key: UserKey,
    holder: String,
}

struct Revoked {
    known: Known,
    time: Microseconds,
    /// Its SHA-1, if it is not identical.
    original: Option<[u8; 20]>,
    on_hold: bool,
}

impl Registry {
    /// Publishes, all in one transaction; each publication succeeds or fails by itself. `visit` is called for each success while the
    /// transaction is open, so that a dry run can show the result.
    ///
    /// # Errors
    /// One result for each publication: `InvalidCertificate`, `ManagementObjectNotFound`, `AmbiguousIdentity`,
    /// `CertificateUserMismatch`, `CertificateRevoked`. The outer error undoes everything.
    pub fn publish(
        &self,
        publications: &[Publication<'_>],
        dry_run: bool,
        visit: &mut dyn FnMut(&Registry, usize, &Published) -> Result<()>,
    ) -> Result<Vec<Result<Published>>> {
        let mut results = Vec::with_capacity(publications.len());
        self.store().publish(dry_run, &mut |session| {
            self.expect_publications(publications)?;
            for publication in publications {
                let result = match self.publish_one(session, publication) {
                    Err(error) if is_refusal(&error) => {
                        session.refuse(self.refused_publication(publication, &error)?)?;
                        Err(error)
                    }
                    Err(error) if !is_of_the_publication(&error) => return Err(error),
                    other => other,
                };
                results.push(result);
            }
            // All of them at the end, so that a store can write and read them together.
            let published =
                results.iter().enumerate().filter_map(|(index, result)| Some((index, result.as_ref().ok()?)));
            published.into_iter().try_for_each(|(index, published)| visit(self, index, published))
        })?;
        Ok(results)
    }

    /// Announces what is asked in order to publish these.
    fn expect_publications(&self, publications: &[Publication<'_>]) -> Result<()> {
        if !self.store().is_far() {
            return Ok(());
        }
        let (mut users, mut issues) = (HashSet::new(), HashSet::new());
        for publication in publications {
            issues.extend(self.issue_of(publication.der));
            users.extend(publication.identity.iter().flat_map(|identity| self.wanted_by(identity)));
            for name in Certificate::read(publication.der).iter().flat_map(|certificate| &certificate.names) {
                users.insert(Wanted::Name(self.hasher().address(name.address())));
            }
        }
        self.store().ask_ahead(users, issues)?;
        self.store().take_answers().map(drop)
    }

    /// Records, in a transaction of its own, the refusals of a dry run: after a prompt only the rest is published, so they would not
    /// be recorded otherwise.
    ///
    /// # Errors
    /// Errors of the store.
    pub fn record_refused_publications(
        &self,
        publications: &[Publication<'_>],
        results: &[Result<Published>],
    ) -> Result<()> {
        let mut refused = publications
            .iter()
            .zip(results)
            .filter_map(|(publication, result)| Some((publication, result.as_ref().err()?)))
            .filter(|(_, error)| is_refusal(error))
            .peekable();
        if refused.peek().is_none() {
            return Ok(());
        }
        self.store().publish(false, &mut |session| {
            self.expect_publications(publications)?;
            refused.try_for_each(|(publication, error)| {
                session.refuse(self.refused_publication(publication, error)?)
            })
        })
    }

    fn publish_one(
        &self,
        session: &mut dyn PublishSession,
        publication: &Publication<'_>,
    ) -> Result<Published> {
        let certificate = Certificate::read(publication.der)
            .map_err(|error| Error::InvalidCertificate { reason: error.to_string() })?;
        let OfIssue { same, revoked, others } = self.of_issue(publication.der)?;
        // Before finding the holder: revoked stays revoked, even if another user has its names now.
        if let Some(revoked) = revoked {
            return Err(Error::CertificateRevoked {
                identity: revoked.known.holder,
                thumbprint: hex::upper(&certificate.sha1),
                revoked_at: rfc3339(revoked.time),
                original: revoked.original.map(|sha1| hex::upper(&sha1)),
                on_hold: revoked.on_hold,
            });
        }
        if let Some(known) = same {
            return self.published_before(&certificate, publication.identity.as_ref(), known);
        }
        let owner = self.owner(&certificate, publication.identity.as_ref())?;
        let lookup_hashes = lookup_hashes_of(self.hasher(), &certificate, publication.device_id);
        let mut new = new_certificate(self.hasher(), &certificate, publication.der, &lookup_hashes);
        new.details.device_id = publication.device_id;
        new.publication_time = publication.publication_time;
        let mut thumbprints = ThumbprintList::new();
        thumbprints.add(&certificate.sha1);
        let entry = AuditEntry {
            user_key: Some(owner.key),
            user_name: Some(owner.sip_address.unwrap_or(owner.distinguished_name)),
            certificates: 1,
            detail: Some(thumbprints.finish()),
            ..self.audit_entry(Action::Publish, Outcome::Succeeded)
        };
        let certificate_key = session.add(owner.key, &new, &others, entry)?;
        Ok(Published { user_key: owner.key, certificate_key, already: false })
    }

    /// The audit entry of a refusal: it refers to the requested user; without one, to the holder of the certificate.
    fn refused_publication(&self, publication: &Publication<'_>, refusal: &Error) -> Result<AuditEntry> {
        let (key, name) = match &publication.identity {
            Some(identity) => {
                (self.resolve(identity).ok().map(|meant| meant.key), Some(identity.text.to_owned()))
            }
            None => {
                let OfIssue { same, revoked, .. } = self.of_issue(publication.der)?;
                let known = revoked.map(|revoked| revoked.known).or(same);
                known.map_or((None, None), |known| (Some(known.user_key), Some(known.holder)))
            }
        };
        Ok(self.refusal(Action::Publish, key, name.as_deref(), &refusal.to_string()))
    }

    /// A stored certificate belongs to its holder, even after a rename. If another user is requested, or its names are now
    /// those of another user, that is an error.
    fn published_before(
        &self,
        certificate: &Certificate,
        identity: Option<&Identity<'_>>,
        known: Known,
    ) -> Result<Published> {
        let other = match identity {
            Some(identity) => {
                let meant = self.resolve(identity)?;
                Some(identity.text.to_owned()).filter(|_| meant.key != known.user_key)
            }
            None => {
                let mut named = self.users_named_by(certificate)?;
                let is_named = named.iter().any(|owner| owner.key == known.user_key);
                named.pop().filter(|_| !is_named).map(|owner| owner.distinguished_name)
            }
        };
        match other {
            None => Ok(Published { user_key: known.user_key, certificate_key: known.key, already: true }),
            Some(identity) => Err(Error::CertificateUserMismatch {
                identity,
                thumbprint: hex::upper(&certificate.sha1),
                reason: format!("it is published for \"{}\" already", known.holder),
            }),
        }
    }

    /// The holder of a certificate: the one user that its names identify, or the one of several that the administrator specified.
    fn owner(&self, certificate: &Certificate, identity: Option<&Identity<'_>>) -> Result<Owner> {
        let mut owners = self.users_named_by(certificate)?;
        if let Some(identity) = identity {
            let meant = self.resolve(identity)?;
            return match owners.into_iter().find(|owner| owner.key == meant.key) {
                Some(owner) => Ok(owner),
                None => Err(Error::CertificateUserMismatch {
                    identity: identity.text.to_owned(),
                    thumbprint: hex::upper(&certificate.sha1),
                    reason: match names_of(certificate).as_slice() {
                        [] => "it identifies no user".to_owned(),
                        names => format!("it names {}", names.join(", ")),
                    },
                }),
            };
        }
        match owners.len() {
            1 => Ok(owners.remove(0)),
            0 => Err(match names_of(certificate).into_iter().next() {
                Some(identity) => Error::ManagementObjectNotFound { identity },
                None => Error::CertificateNamesNobody { thumbprint: hex::upper(&certificate.sha1) },
            }),
            _ => {
                let mut candidates: Vec<String> =
                    owners.into_iter().map(|owner| owner.distinguished_name).collect();
                candidates.sort();
                Err(Error::AmbiguousIdentity { identity: names_of(certificate).join(", "), candidates })
            }
        }
    }

    /// The users whose SIP address or user principal name is in the certificate. The requester of the certificate chose
    /// its text: display names, account names and mail addresses do not identify a user here, and accents are significant.
    pub(crate) fn users_named_by(&self, certificate: &Certificate) -> Result<Vec<Owner>> {
        let mut owners: Vec<Owner> = Vec::new();
        for name in &certificate.names {
            let address = name.address();
            self.users(Wanted::Name(self.hasher().address(address)), &mut |user| {
                let names = &user.names;
                let named = identifies(address, names.sip_address, names.user_principal_name);
                if named && !user.gone && !owners.iter().any(|owner| owner.key == names.key) {
                    owners.push(Owner {
                        key: names.key,
                        distinguished_name: names.distinguished_name.to_owned(),
                        sip_address: names.sip_address.map(str::to_owned),
                    });
                }
            })?;
        }
        Ok(owners)
    }

    /// The stored certificates of the issue of the certificate with this DER.
    fn of_issue(&self, der: &[u8]) -> Result<OfIssue> {
        let mut found = OfIssue::default();
        let signed = match SignedPart::read(der) {
            Some(signed) => signed,
            None => return Ok(found),
        };
        self.store().certificates_of_issue(der, &signed, &mut |row, relation| {
            let known = Known { key: row.key, user_key: row.owner.key, holder: row.owner.name().to_owned() };
            if let Some(time) = row.revocation_time {
                // The certificate itself takes precedence over another one.
                if found.revoked.is_none() || relation != Relation::SameIssue {
                    let original = (relation != Relation::Equal).then_some(row.details.sha1);
                    let on_hold = row.revocation_reason == Some(RevocationReason::CertificateHold as u32);
                    found.revoked = Some(Revoked { known, time, original, on_hold });
                }
            } else if relation == Relation::SameIssue {
                found.others.push(row.key);
            } else {
                found.same = Some(known);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The stored state of the certificate with this DER and this hash of its issue. Most known certificates are the only ones of their issue.
    pub(crate) fn stored_state(&self, der: &[u8], issue: LookupHash) -> Result<StoredState> {
        let (mut same, mut others, mut missing) = (None, false, None);
        self.store().contents(Contents::Found(issue), &mut |key, content| {
            match content {
                Some(content) if content == der || is_twin(content, der) => same = Some(key),
                Some(_) => others = true,
                None => missing = Some(key),
            }
            true
        })?;
        match (same, missing) {
            (Some(key), _) => return Ok(StoredState::Known(key)),
            (None, Some(key)) => return Err(self.store().content_missing(key)),
            (None, None) => {}
        }
        let of_issue = if others { self.of_issue(der)? } else { OfIssue::default() };
        Ok(if of_issue.revoked.is_some() { StoredState::Revoked } else { StoredState::New(of_issue.others) })
    }
}

/// The stored state of a certificate that is being imported.
pub(crate) enum StoredState {
    /// It is stored with this key, for any holder, revoked or not.
    Known(CertificateKey),
    /// Others of its issue are revoked.
    Revoked,
    /// It is not stored; the keys of stored ones of its issue.
    New(Vec<CertificateKey>),
}

/// Whether two certificates have the same signed part.
fn is_twin(one: &[u8], other: &[u8]) -> bool {
    let signed = SignedPart::bytes_of(one);
    signed.is_some() && signed == SignedPart::bytes_of(other)
}

/// The hashes that find a certificate.
pub(crate) fn lookup_hashes_of(
    hasher: &NameHasher,
    certificate: &Certificate,
    device_id: Option<[u8; 16]>,
) -> Vec<LookupHash> {
    let mut hashes = Vec::with_capacity(4);
    hashes.push(hasher.lookup(LookupKind::Sha1, &certificate.sha1));
    hashes.push(hasher.lookup(LookupKind::Sha256, &certificate.sha256));
    hashes.push(hasher.issue(&certificate.issue()));
    hashes.extend(device_id.map(|id| hasher.lookup(LookupKind::DeviceId, &id)));
    hashes
}

/// The stored fields of a certificate, published at its NotBefore and without a device.
pub(crate) fn new_certificate<'c>(
    hasher: &NameHasher,
    certificate: &'c Certificate,
    der: &'c [u8],
    lookup_hashes: &'c [LookupHash],
) -> NewCertificate<'c> {
    NewCertificate {
        der,
        details: CertificateDetails {
            certificate_type: certificate.certificate_type,
            device_id: None,
            sha1: certificate.sha1,
            serial_number: certificate.serial_number.as_encoded(),
            subject: &certificate.subject,
            issuer: &certificate.issuer,
        },
        publication_time: certificate.not_before,
        not_before: certificate.not_before,
        not_after: certificate.not_after,
        lookup_hashes,
        issue: hasher.issue(&certificate.issue()),
    }
}

/// Whether an address in a certificate is one of the user.
pub(crate) fn identifies(
    address: &str,
    sip_address: Option<&str>,
    user_principal_name: Option<&str>,
) -> bool {
    sip_address.map_or(false, |sip| same_account(address, without_sip_scheme(sip)))
        || user_principal_name.map_or(false, |upn| same_account(address, upn))
}

pub(crate) fn names_of(certificate: &Certificate) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for name in &certificate.names {
        if !names.contains(&name.text) {
            names.push(name.text.clone());
        }
    }
    names
}

/// Refusals recorded in the audit log: an attempt to publish a certificate for the wrong user, or to publish a revoked one again.
fn is_refusal(error: &Error) -> bool {
    matches!(error, Error::CertificateRevoked { .. } | Error::CertificateUserMismatch { .. })
}

/// Errors of one publication, which do not affect the others.
fn is_of_the_publication(error: &Error) -> bool {
    matches!(
        error,
        Error::InvalidCertificate { .. }
            | Error::ManagementObjectNotFound { .. }
            | Error::WildcardNotSupported { .. }
            | Error::CertificateNamesNobody { .. }
            | Error::AmbiguousIdentity { .. }
            | Error::CertificateUserMismatch { .. }
            | Error::CertificateRevoked { .. }
    )
}
