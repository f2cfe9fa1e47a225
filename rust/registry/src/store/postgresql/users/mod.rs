//! Users: one by key or GUID, all of a selection, and those whom a question is about with what they hold.

mod completion;
mod selection;

use std::cell::Cell;

use cscert_postgresql::{Parameter, Row};

use crate::error::Result;
use crate::model::keys::UserKey;
use crate::model::names::{NameHash, NameHasher};
use crate::model::time::Microseconds;
use crate::model::user::{UserRow, UserSelection};
use crate::store::{Holding, OneUser, Rows, Store, UserStore, VisitHolding, VisitUser, Wanted};

use crate::store::postgresql::certificates::new_certificates::Pairs;
use crate::store::postgresql::error::Role;
use crate::store::postgresql::last_keys::Estimate;
use crate::store::postgresql::rows::{
    certificate_columns, home_server_join, name_columns, user_columns, Certificate, Name, User, NAME_COLUMNS,
};
use crate::store::postgresql::PostgresqlStore;
use selection::Selected;

const ONE: &str =
    concat!("select ", user_columns!(), " from users u", home_server_join!(), "where u.user_key = $1");

const WITH_GUID: &str =
    concat!("select ", user_columns!(), " from users u", home_server_join!(), "where u.object_guid = $1");

/// Users by what they are wanted for: place and key.
macro_rules! wanted {
    () => {
        "(select w.place, n.user_key from unnest($1::bigint[], $2::bigint[]) w (hash, place)
            join user_name n on n.name_hash = w.hash
          union all select w.place, w.key from unnest($3::bigint[], $4::bigint[]) w (key, place)
          union all select w.place, g.user_key from unnest($5::bytea[], $6::bigint[]) w (guid, place)
            join users g on g.object_guid = w.guid) f
          join users u on u.user_key = f.user_key
          left join domain d on d.domain_key = u.domain_key"
    };
}

const USERS: &str = concat!(
    "select f.place, ",
    name_columns!(),
    " from ",
    wanted!(),
    home_server_join!(),
    "order by f.place, u.user_key"
);

const HOLDERS: &str = concat!(
    "select f.place, ",
    name_columns!(),
    ", ",
    certificate_columns!(),
    " from ",
    wanted!(),
    home_server_join!(),
    "left join certificate c on c.user_key = u.user_key and c.revocation_time is null
     order by f.place, u.user_key, c.certificate_key"
);

/// The first column of a certificate in `HOLDERS`.
const CERTIFICATE: usize = NAME_COLUMNS + 1;

const GONE: &str = "select u.user_key from users u where u.gone_since is not null and exists (
    select from certificate c
    where c.user_key = u.user_key and c.revocation_time is null and c.not_before <= $1 and c.not_after >= $1)";

const AUDIT_END: &str = "select sequence from audit_head";

/// A user or a certificate of the user before, with the place of what it is wanted for.
pub(super) struct Held {
    pub place: usize,
    pub user: Option<Name>,
    certificate: Option<Certificate>,
    key: UserKey,
}

impl Held {
    /// A user by itself.
    pub(super) fn of(user: Name) -> Held {
        Held { place: 0, key: user.key, user: Some(user), certificate: None }
    }

    /// Tells the visitor of it, who says whether to go on.
    fn tell(&self, place: usize, rows: Rows, visit: &mut VisitHolding<'_>) -> bool {
        self.user.as_ref().map_or(true, |user| visit(place, Holding::User(&user.lend())))
            && self
                .certificate
                .as_ref()
                .filter(|_| rows == Rows::WithCertificates)
                .map_or(true, |certificate| visit(place, Holding::Certificate(&certificate.lend())))
    }
}

impl UserStore for PostgresqlStore {
    fn user(&self, user: OneUser, visit: &mut dyn FnMut(&UserRow<'_>)) -> Result<()> {
        let users = match user {
            OneUser::Key(key) => {
                self.write_pending_of_user(key)?;
                self.connection.rows(Role::Reader, ONE, &[&key.0], User::read)?
            }
            OneUser::Guid(guid) => {
                self.write_pending_of_guid(guid)?;
                let read =
                    || self.connection.rows(Role::Reader, WITH_GUID, &[guid.directory_bytes()], User::read);
                self.read_written(read, |user| user.key)?
            }
        };
        users.iter().for_each(|user| visit(&user.lend()));
        Ok(())
    }

    /// With `unless_same` only if the audit has grown since the last time, for which it is asked once in what was read ahead.
    fn gone_holders(&self, now: Microseconds, unless_same: bool) -> Result<Option<Vec<UserKey>>> {
        self.proceed()?;
        if unless_same && self.gone_known.get() == Some(true) {
            return Ok(None);
        }
        self.gone_known.set(self.gone_known.get().map(|_| true));
        self.write_pending()?;
        let end = self.connection.row(Role::Reader, AUDIT_END, &[], |row| row.get(0))?;
        if unless_same && self.gone_read_at.get() == Some(end) {
            return Ok(None);
        }
        let keys = self.connection.rows(Role::Reader, GONE, &[&now], |row| row.get(0).map(UserKey))?;
        self.gone_read_at.set(Some(end));
        Ok(Some(keys))
    }

    /// Reads page after page until enough users are kept: the statement leaves open what no statement can decide.
    fn users_after(
        &self,
        selection: &UserSelection,
        after_key: UserKey,
        limit: usize,
        visit: &mut VisitUser<'_>,
    ) -> Result<Option<UserKey>> {
        self.proceed()?;
        self.write_pending()?;
        let mut selected = match self.selected(selection) {
            Some(selected) => selected,
            None => return Ok(None),
        };
        let mut page = selected.page(after_key, limit);
        let (mut kept, mut last) = (0, None);
        while kept < limit {
            self.proceed()?;
            let total: Option<Estimate> = if page.after == 0 { Some(|last| last.users.0) } else { None };
            let users = self.listed(&selected.sql, &selected.parameters(&page), total, User::read)?;
            for user in &users {
                page.after = user.key.0;
                let row = user.lend();
                if let Some(undecided) = &mut selected.undecided {
                    let store: &dyn Store = self;
                    if !undecided.is_selected(&row).map_err(|reason| store.damaged(reason))? {
                        continue;
                    }
                }
                last = Some(user.key);
                visit(&row)?;
                kept += 1;
                if kept == limit {
                    break;
                }
            }
            let (_, all) = self.progress.known();
            if (users.len() as i64) < page.limit {
                self.progress.reach(all, all);
                break;
            }
            self.progress.reach(page.after.unsigned_abs(), all);
        }
        Ok(last)
    }

    fn holders(&self, wanted: &[Wanted], rows: Rows, visit: &mut VisitHolding<'_>) -> Result<()> {
        let expected: Option<Vec<_>> =
            wanted.iter().map(|wanted| self.expected.holders(*wanted, rows)).collect();
        if let Some(answers) = expected {
            let _ = wanted.iter().zip(answers).enumerate().all(|(place, (wanted, answer))| {
                let is_meant = |held: &&Held| match wanted {
                    Wanted::Key(key) => held.key == *key,
                    _ => true,
                };
                answer.iter().filter(is_meant).all(|held| held.tell(place, rows, visit))
            });
            return Ok(());
        }
        let _ = self.read_held(wanted, rows)?.iter().all(|held| held.tell(held.place, rows, visit));
        Ok(())
    }
}

impl PostgresqlStore {
    /// Asks for what `users_after` reads first, and does not wait.
    pub(super) fn ask_users_after(&self, selection: &UserSelection, after_key: UserKey, limit: usize) {
        if let Some(selected) = self.selected(selection) {
            let page = selected.page(after_key, limit);
            self.connection.ask_ahead(&[(&selected.sql, &selected.parameters(&page))]);
        }
    }

    fn selected<'s>(&self, selection: &'s UserSelection) -> Option<Selected<'s>> {
        Selected::of(selection, NameHasher::new(self.connection.identity.get().hash_secret))
    }

    /// Asks for what `read_held` reads with certificates, and does not wait.
    pub(super) fn ask_held(&self, wanted: &[Wanted]) {
        let places = Places::of(wanted);
        self.connection.ask_ahead(&holders_and_audit_end(&places.parameters()));
    }

    /// All that is wanted, in the order of what it is wanted for.
    pub(super) fn read_held(&self, wanted: &[Wanted], rows: Rows) -> Result<Vec<Held>> {
        self.write_pending_of_wanted(wanted, rows)?;
        let places = Places::of(wanted);
        let parameters = places.parameters();
        let place_and_key = |row: &Row<'_>| Ok((row.get::<i64>(0)? as usize, UserKey(row.get(1)?)));
        let read = || match rows {
            Rows::Users => self.connection.rows(Role::Reader, USERS, &parameters, |row| {
                let (place, key) = place_and_key(row)?;
                Ok(Held { place, user: Some(Name::read(row, 1)?), certificate: None, key })
            }),
            Rows::WithCertificates => {
                let (last, end) = (Cell::new(None), Cell::new(None));
                let statements = holders_and_audit_end(&parameters);
                let held = self.connection.rows_of(Role::Reader, &statements, |statement, row| {
                    if statement > 0 {
                        end.set(Some(row.get(0)?));
                        return Ok(None);
                    }
                    let (place, key) = place_and_key(row)?;
                    let is_new = last.replace(Some((place, key))) != Some((place, key));
                    let certificate: Option<i64> = row.get(CERTIFICATE)?;
                    Ok(Some(Held {
                        place,
                        user: if is_new { Some(Name::read(row, 1)?) } else { None },
                        certificate: match certificate {
                            Some(_) => Some(Certificate::read(row, CERTIFICATE)?),
                            None => None,
                        },
                        key,
                    }))
                })?;
                let is_same = end.get() == self.gone_read_at.get();
                self.gone_known.set(self.gone_known.get().map(|_| is_same));
                Ok(held.into_iter().flatten().collect())
            }
        };
        let key_of = |held: &Held| held.user.as_ref().map_or(UserKey::default(), |user| user.key);
        self.read_written(read, key_of)
    }
}

/// What is wanted, by its kind, with the place of each.
#[derive(Default)]
struct Places<'w> {
    hashes: Pairs<NameHash>,
    keys: Pairs<i64>,
    guids: Pairs<&'w [u8]>,
}

impl<'w> Places<'w> {
    fn of(wanted: &'w [Wanted]) -> Places<'w> {
        let mut places = Places::default();
        for (place, wanted) in wanted.iter().enumerate() {
            let place = place as i64;
            match wanted {
                Wanted::Name(hash) => places.hashes.push(*hash, place),
                Wanted::Key(key) => places.keys.push(key.0, place),
                Wanted::Guid(guid) => places.guids.push(guid.directory_bytes(), place),
            }
        }
        places
    }

    fn parameters(&self) -> [&dyn Parameter; 6] {
        let Places { hashes, keys, guids } = self;
        [&hashes.values, &hashes.keys, &keys.values, &keys.keys, &guids.values, &guids.keys]
    }
}

/// Whoever reads these asks next whether there are other former users than before: no round trip of its own.
fn holders_and_audit_end<'p>(
    parameters: &'p [&'p dyn Parameter],
) -> [(&'static str, &'p [&'p dyn Parameter]); 2] {
    [(HOLDERS, parameters), (AUDIT_END, &[])]
}
