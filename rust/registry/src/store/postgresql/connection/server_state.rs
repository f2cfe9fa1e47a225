//! What the server says of itself.

use crate::error::Result;
use crate::store::ServerState;

use crate::store::postgresql::error::Role;
use crate::store::postgresql::PostgresqlStore;

/// A commit waits for standbys only if `synchronous_commit` says so, too.
const STATE: &str = "select array(select rolname::text from pg_roles
        where rolname in ('cscert_reader', 'cscert_publisher', 'cscert_revoker', 'cscert_importer', 'cscert_auditor', 'cscert_owner')
            and pg_has_role(oid, 'member') order by rolname),
    pg_is_in_recovery(),
    case when current_setting('synchronous_commit') in ('off', 'local') then '' else current_setting('synchronous_standby_names') end,
    current_setting('data_checksums') = 'on'";

impl PostgresqlStore {
    pub(crate) fn read_server_state(&self) -> Result<ServerState> {
        let host = self.connection.ask(Role::Reader, |client| Ok(client.host().to_owned()))?;
        self.connection.row(Role::Reader, STATE, &[], |row| {
            Ok(ServerState {
                host: host.clone(),
                roles: row.get(0)?,
                is_standby: row.get(1)?,
                synchronous_standby_names: row.get(2)?,
                data_checksums: row.get(3)?,
            })
        })
    }
}
