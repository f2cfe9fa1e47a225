//! Certificates.

pub(super) mod new_certificates;
mod revoking;

use std::ops::RangeInclusive;

use cscert_postgresql::Parameter;

use crate::error::Result;
use crate::model::certificate::{CertificatePosition, CertificateSelection, Total, Totals};
use crate::model::keys::{CertificateKey, UserKey};
use crate::model::names::LookupHash;
use crate::model::time::Microseconds;
use crate::model::user::ACCOUNT_DISABLED;
use crate::store::{CertificateStore, Contents, Sought, VisitCertificate, VisitContent};

use crate::store::postgresql::error::Role;
use crate::store::postgresql::last_keys::Estimate;
use crate::store::postgresql::question::Question;
use crate::store::postgresql::rows::{
    certificate_columns, certificate_type, home_server_join, name_columns, Certificate, Name, NAME_COLUMNS,
};
use crate::store::postgresql::PostgresqlStore;

macro_rules! certificates {
    () => {
        concat!(
            "select ",
            certificate_columns!(),
            " from certificate c join users u on u.user_key = c.user_key "
        )
    };
}

const ONE: &str = concat!(certificates!(), "where c.user_key = $1 and c.certificate_key = $2");

/// A range of lookup hashes has few certificates; a plan that is made for any range expects many, and would read all certificates if it was not
/// held to look for each by its key.
macro_rules! looked_up {
    () => {
        " from certificate_lookup l
      cross join lateral (select * from certificate c where c.certificate_key = l.certificate_key offset 0) c
      cross join lateral (select * from users u where u.user_key = c.user_key offset 0) u "
    };
}

/// Up to the conditions beside the lookup hashes.
const FOUND: &str =
    concat!("select ", certificate_columns!(), looked_up!(), "where l.lookup_hash between $1 and $2");

/// All certificates under a hash, and their contents.
const FOUND_WITH_CONTENTS: &str = concat!(
    "select (select t.der from certificate_content t where t.certificate_key = c.certificate_key), ",
    certificate_columns!(),
    looked_up!(),
    "where l.lookup_hash = $1 order by c.user_key, c.certificate_key"
);

/// All certificates under hashes, with their users and contents.
const ALL_FOUND: &str = concat!(
    "select w.hash, t.der, ",
    name_columns!(),
    ", ",
    certificate_columns!(),
    " from unnest($1::bigint[]) with ordinality w (hash, place) join certificate_lookup l on l.lookup_hash = w.hash
      join certificate c on c.certificate_key = l.certificate_key join users u on u.user_key = c.user_key
      left join domain d on d.domain_key = u.domain_key
      left join certificate_content t on t.certificate_key = c.certificate_key ",
    home_server_join!(),
    "order by w.place, c.user_key, c.certificate_key"
);

/// The first columns of the user and of the certificate in `ALL_FOUND`.
const FOUND_USER: usize = 2;
const FOUND_CERTIFICATE: usize = FOUND_USER + NAME_COLUMNS;

const WITH_KEYS: &str = concat!(certificates!(), "where c.certificate_key = any ($1)");

const CONTENTS_FOUND: &str = "select l.certificate_key, t.der from certificate_lookup l
    left join certificate_content t on t.certificate_key = l.certificate_key where l.lookup_hash = $1
    order by l.certificate_key";

const CONTENTS_BETWEEN: &str = "select certificate_key, der from certificate_content
    where certificate_key between $1 and $2 order by certificate_key";

const BY_WEEK: &str = "select (not_after - $1) / $2, count(*) from certificate
    where revocation_time is null and not_before <= $1 and not_after >= $1 group by 1 order by 1";

const BY_POOL: &str =
    "select h.registrar_pool, c.certificate_type, c.device_id is not null, count(*) from certificate c
    join users u on u.user_key = c.user_key left join home_server h on h.home_server_key = u.home_server_key
    where c.revocation_time is null and c.not_before <= $1 and c.not_after >= $1
    group by 1, 2, 3 order by 1 nulls first, 2, 3";

/// A certificate that was found under a hash.
pub(super) struct Found {
    pub hash: LookupHash,
    pub certificate: Certificate,
    pub user: Name,
    /// None where it is missing.
    pub content: Option<Vec<u8>>,
}

impl CertificateStore for PostgresqlStore {
    fn certificates(&self, sought: Sought<'_>, visit: &mut VisitCertificate<'_>) -> Result<()> {
        self.proceed()?;
        let (hashes, selection) = match sought {
            Sought::One(user, certificate) => return self.read_certificate(user, certificate, visit),
            Sought::Found(hash) => return self.read_found_with_contents(hash, visit),
            Sought::Selected(hashes, selection) => (hashes, selection),
        };
        let all = CertificateSelection { include_revoked: true, ..CertificateSelection::default() };
        if let Some(found) = self.expected.found(&hashes).filter(|_| *selection == all) {
            return found.iter().try_for_each(|certificate| visit(&certificate.lend()));
        }
        let found = self.read_certificates_selected(hashes, selection)?;
        found.iter().try_for_each(|certificate| visit(&certificate.lend()))
    }

    fn certificates_after(
        &self,
        selection: &CertificateSelection,
        after: Option<CertificatePosition>,
        limit: usize,
        visit: &mut VisitCertificate<'_>,
    ) -> Result<Option<CertificatePosition>> {
        self.proceed()?;
        self.write_pending()?;
        let total: Option<Estimate> = match after.is_none() && selection.lists_all() {
            true => Some(|last| last.certificates.0),
            false => None,
        };
        let found = self.read_selected(&page(selection, after, limit), total)?;
        let mut last = None;
        for certificate in &found {
            let certificate = certificate.lend();
            last = Some(selection.position_of(&certificate));
            visit(&certificate)?;
        }
        Ok(last)
    }

    fn contents(&self, wanted: Contents, visit: &mut VisitContent<'_>) -> Result<()> {
        let (sql, first, last) = match &wanted {
            Contents::Found(hash) => {
                self.write_pending_of_lookup(*hash)?;
                (CONTENTS_FOUND, *hash, *hash)
            }
            Contents::Between(keys) => {
                if let Some(content) = self.expected.content(keys) {
                    content.map(|der| visit(*keys.start(), Some(&der)));
                    return Ok(());
                }
                self.write_pending_of_certificates(keys)?;
                (CONTENTS_BETWEEN, keys.start().0, keys.end().0)
            }
        };
        let bounds: [&dyn Parameter; 2] = [&first, &last];
        let bounds = &bounds[..if sql == CONTENTS_FOUND { 1 } else { 2 }];
        let found = self
            .connection
            .rows(Role::Reader, sql, bounds, |row| Ok((row.get(0)?, row.get::<Option<Vec<u8>>>(1)?)))?;
        for (key, der) in &found {
            if !visit(CertificateKey(*key), der.as_deref()) {
                break;
            }
        }
        Ok(())
    }

    fn totals(&self, now: Microseconds, week: Microseconds) -> Result<Totals> {
        self.proceed()?;
        let by_week = self.connection.rows(Role::Reader, BY_WEEK, &[&now, &week], |row| {
            Ok((row.get(0)?, row.get::<i64>(1)?.unsigned_abs()))
        })?;
        let by_pool = self.connection.rows(Role::Reader, BY_POOL, &[&now], |row| {
            Ok(Total {
                registrar_pool: row.get(0)?,
                certificate_type: certificate_type(row, 1)?.name(),
                has_device: row.get(2)?,
                certificates: row.get::<i64>(3)?.unsigned_abs(),
            })
        })?;
        Ok(Totals { by_week, by_pool })
    }
}

impl PostgresqlStore {
    /// Whoever finds by a hash alone asks for the contents next: no round trip of their own.
    fn read_found_with_contents(&self, hash: LookupHash, visit: &mut VisitCertificate<'_>) -> Result<()> {
        if let Some(found) = self.expected.found(&(hash..=hash)) {
            return found.iter().try_for_each(|certificate| visit(&certificate.lend()));
        }
        self.write_pending()?;
        let found = self.connection.rows(Role::Reader, FOUND_WITH_CONTENTS, &[&hash], |row| {
            Ok((Certificate::read(row, 1)?, row.get(0)?))
        })?;
        let (certificates, contents): (Vec<_>, Vec<_>) = found.into_iter().unzip();
        let keys = certificates.iter().map(|certificate| certificate.key);
        self.expected.keep_contents(keys.zip(contents));
        certificates.iter().try_for_each(|certificate| visit(&certificate.lend()))
    }

    fn read_certificate(
        &self,
        user: UserKey,
        certificate: CertificateKey,
        visit: &mut VisitCertificate<'_>,
    ) -> Result<()> {
        self.write_pending()?;
        self.read_added(certificate)?;
        if let Some(known) = self.expected.certificate(certificate) {
            return if known.user_key == user { visit(&known.lend()) } else { Ok(()) };
        }
        let found = self
            .connection
            .rows(Role::Reader, ONE, &[&user.0, &certificate.0], |row| Certificate::read(row, 0))?;
        found.iter().try_for_each(|certificate| visit(&certificate.lend()))
    }

    /// Asks for what `read_found` reads, and does not wait.
    pub(super) fn ask_found(&self, hashes: &[LookupHash]) {
        self.connection.ask_ahead(&[(ALL_FOUND, &[&hashes])]);
    }

    /// All certificates under these hashes, in their order.
    pub(super) fn read_found(&self, hashes: &[LookupHash]) -> Result<Vec<Found>> {
        self.write_pending()?;
        self.connection.rows(Role::Reader, ALL_FOUND, &[&hashes], |row| {
            Ok(Found {
                hash: row.get(0)?,
                certificate: Certificate::read(row, FOUND_CERTIFICATE)?,
                user: Name::read(row, FOUND_USER)?,
                content: row.get(1)?,
            })
        })
    }

    /// Keeps these certificates for the questions about them.
    pub(super) fn read_ahead(&self, certificates: &[i64]) -> Result<()> {
        let read = self
            .connection
            .rows(Role::Reader, WITH_KEYS, &[&certificates], |row| Certificate::read(row, 0))?;
        self.expected.keep_certificates(read);
        Ok(())
    }

    fn read_certificates_selected(
        &self,
        hashes: RangeInclusive<LookupHash>,
        selection: &CertificateSelection,
    ) -> Result<Vec<Certificate>> {
        self.write_pending()?;
        let sql = format!(
            "{}{} order by l.lookup_hash, c.user_key, c.certificate_key",
            FOUND,
            conditions(selection)
        );
        self.read_selected(&selected(sql, selection, (*hashes.start(), *hashes.end(), 0), i64::MAX), None)
    }

    /// Asks for what `certificates_after` reads, and does not wait.
    pub(super) fn ask_certificates_after(
        &self,
        selection: &CertificateSelection,
        after: Option<CertificatePosition>,
        limit: usize,
    ) {
        let page = page(selection, after, limit);
        self.connection.ask_ahead(&[(&page.sql, &page.parameters())]);
    }

    fn read_selected(&self, question: &Question<'_>, total: Option<Estimate>) -> Result<Vec<Certificate>> {
        self.listed(&question.sql, &question.parameters(), total, |row| Certificate::read(row, 0))
    }
}

/// Certificates in the order of their times.
fn page(
    selection: &CertificateSelection,
    after: Option<CertificatePosition>,
    limit: usize,
) -> Question<'static> {
    let column = if selection.is_by_publication() { "c.publication_time" } else { "c.not_after" };
    let position = match after {
        Some(_) => format!("({}, c.user_key, c.certificate_key) > ($1, $2, $3)", column),
        None => "true".to_owned(),
    };
    let sql = format!(
        concat!(certificates!(), "where {}{} order by {}, c.user_key, c.certificate_key limit $9"),
        position,
        conditions(selection),
        column
    );
    let (time, user, certificate) = after.unwrap_or_default();
    selected(sql, selection, (time, user.0, certificate.0), i64::try_from(limit).unwrap_or(i64::MAX))
}

/// A statement that ends with what certificates must be, with its values.
fn selected(
    sql: String,
    selection: &CertificateSelection,
    place: (i64, i64, i64),
    limit: i64,
) -> Question<'static> {
    Question {
        sql,
        values: vec![
            Box::new(place.0),
            Box::new(place.1),
            Box::new(place.2),
            Box::new(selection.not_after_from),
            Box::new(selection.not_after_before),
            Box::new(selection.published_after),
            Box::new(selection.now),
            Box::new(i64::from(ACCOUNT_DISABLED)),
            Box::new(limit),
        ],
    }
}

/// What certificates must be. $1 to $3 are a place, $9 is a limit.
fn conditions(selection: &CertificateSelection) -> String {
    [
        (selection.not_after_from.is_some(), " and c.not_after >= $4"),
        (selection.not_after_before.is_some(), " and c.not_after < $5"),
        (selection.published_after.is_some(), " and c.publication_time > $6"),
        (!selection.include_revoked, " and c.revocation_time is null"),
        (
            selection.account_disabled,
            " and c.revocation_time is null and c.not_before <= $7 and c.not_after >= $7
              and (u.gone_since is not null or u.user_account_control & $8 <> 0)",
        ),
    ]
    .into_iter()
    .filter_map(|(wanted, condition)| wanted.then_some(condition))
    .collect()
}
