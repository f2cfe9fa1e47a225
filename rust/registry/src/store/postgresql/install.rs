//! Installing a registry: schema, functions and roles, in one transaction. Again it brings them up to date.

use cscert_postgresql::Client;

use crate::error::{Error, Result};

use super::connection::server::Server;
use super::connection::Answer;
use super::error::{translate, Role};

/// The steps from nothing to the newest schema; step N makes version N.
const STEPS: [&str; 1] = [include_str!("sql/schema_1.sql")];

/// The newest schema version.
pub(super) const VERSION: u32 = STEPS.len() as u32;

const ROLES: &str = include_str!("sql/roles.sql");

/// What is made anew with every installation.
const FUNCTIONS: [&str; 5] = [
    include_str!("sql/audit.sql"),
    include_str!("sql/revoke.sql"),
    include_str!("sql/statistics.sql"),
    include_str!("sql/publish.sql"),
    include_str!("sql/import.sql"),
];

const PRIVILEGES: &str = include_str!("sql/privileges.sql");

/// Two that install at once wait for each other.
const BEGIN: &str = "begin; select pg_advisory_xact_lock(7151398264418723425)";
const IS_INSTALLED: &str = "select to_regclass('cscert.registry') is not null";
const VERSION_FOUND: &str = "select schema_version from cscert.registry";
const SET_VERSION: &str =
    "update registry set schema_version = $1, unicode = case when unicode = '' then $2 else unicode end";

/// What an installation found and left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Installed {
    /// The schema version that was there; 0 where there was no registry.
    pub found: u32,
    /// The schema version that is there now.
    pub version: u32,
}

/// Installs a registry, or brings the one that is there up to date; harmless where it is.
///
/// # Errors
/// `RegistryTooNew`; `AccessDenied` where the right to create roles or schemas is missing; whatever the server reports.
pub fn install(server: &Server) -> Result<Installed> {
    let location = server.location();
    let installed =
        Client::connect(server.config(), &server.begin()).and_then(|mut client| install_by(&mut client));
    match installed {
        Ok(found) if found > VERSION => {
            Err(Error::RegistryTooNew { location: location.to_owned(), found, known: VERSION })
        }
        Ok(found) => Ok(Installed { found, version: VERSION }),
        Err(error) => Err(translate(error, location, Role::Installer)),
    }
}

/// Returns the version that was there.
fn install_by(client: &mut Client) -> Answer<u32> {
    client.script(BEGIN)?;
    let is_installed = client.query_one(IS_INSTALLED, &[], |row| row.get(0))?.unwrap_or(false);
    let found: i32 = match is_installed {
        true => client.query_one(VERSION_FOUND, &[], |row| row.get(0))?.unwrap_or(0),
        false => 0,
    };
    let found = found.unsigned_abs();
    if found > VERSION {
        client.rollback()?;
        return Ok(found);
    }
    client.script(ROLES)?;
    for step in &STEPS[found as usize..] {
        client.script(step)?;
    }
    for functions in FUNCTIONS {
        client.script(functions)?;
    }
    client.execute(SET_VERSION, &[&(VERSION as i32), &unicode()])?;
    client.script(PRIVILEGES)?;
    let _ = client.commit()?;
    Ok(found)
}

/// The versions of Unicode that fold names here.
pub(super) fn unicode() -> String {
    let (major, minor, update) = char::UNICODE_VERSION;
    let (other_major, other_minor, other_update) = unicode_normalization::UNICODE_VERSION;
    format!(
        "case {}.{}.{}, normalization {}.{}.{}",
        major, minor, update, other_major, other_minor, other_update
    )
}
