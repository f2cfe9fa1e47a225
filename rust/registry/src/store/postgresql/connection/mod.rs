//! The connection to the server: what is lost is made again where nothing of a transaction is lost with it.

pub(super) mod request;
pub(super) mod server;
mod server_state;
mod settling;

use std::cell::{Cell, RefCell, RefMut};
use std::sync::Arc;

use cscert_postgresql::{Client, Committed, Error as ServerSays, Interrupter, Parameter, Row};

use crate::error::{Error, Result};
use crate::store::RegistryIdentity;

use crate::store::postgresql::error::{said, translate, Role};
use server::Server;

/// What the client reports.
pub(super) type Answer<T> = std::result::Result<T, ServerSays>;

const REGISTRY: &str = "select schema_version, registry_id, hash_secret from cscert.registry";

/// A connection, and how to make another one like it.
pub(super) struct Connection {
    server: Arc<Server>,
    pub interrupter: Interrupter,
    pub identity: Cell<RegistryIdentity>,
    pub schema_version: u32,
    /// Until it is given back.
    client: RefCell<Option<Client>>,
    transaction: Cell<Transaction>,
    shielded: Cell<bool>,
    /// The role of calls whose end nobody has waited for.
    unsettled: Cell<Option<Role>>,
    /// What the server said beside commits that succeeded.
    warnings: RefCell<Vec<String>>,
}

/// How far a transaction has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transaction {
    /// There is none.
    None,
    /// It begins with the next statement, in that way: nothing of it is lost with the connection.
    Beginning(&'static str),
    UnderWay,
}

impl Connection {
    /// Connects to a registry that is installed, by the connection that the server keeps if there is one.
    pub(super) fn open(server: &Arc<Server>) -> Result<Connection> {
        let interrupter = server.begin();
        let kept = server.take();
        // Where there was a connection, or several hosts are to stand in for each other, a server comes back.
        let connects = match kept.is_some() || server.config().has_several_hosts() {
            true => Client::connect_patiently,
            false => Client::connect,
        };
        let kept = kept.and_then(|mut client| {
            client.set_interrupter(&interrupter);
            let registry = if client.is_usable() { registry_of(&mut client).ok() } else { None };
            Some((registry?, client))
        });
        let connect = || {
            let mut client = connects(server.config(), &interrupter)?;
            Ok((registry_of(&mut client)?, client))
        };
        let ((schema_version, identity), client) = match kept {
            Some(kept) => kept,
            None => connect().map_err(|error| translate(error, server.location(), Role::Reader))?,
        };
        Ok(Connection {
            server: server.clone(),
            interrupter,
            identity: Cell::new(identity),
            schema_version,
            client: RefCell::new(Some(client)),
            transaction: Cell::new(Transaction::None),
            shielded: Cell::new(false),
            unsettled: Cell::new(None),
            warnings: RefCell::default(),
        })
    }

    pub(super) fn location(&self) -> &str {
        self.server.location()
    }

    /// `error` as the registry's, said by a statement that takes that role.
    pub(super) fn error(&self, error: ServerSays, role: Role) -> Error {
        translate(error, self.location(), role)
    }

    /// A client that is connected: made anew where the one before was lost, unless a transaction was lost with it. Whoever takes it asks
    /// something: a transaction that was beginning is under way from then on.
    pub(super) fn client(&self) -> Answer<RefMut<'_, Client>> {
        let mut client = self.held();
        if self.transaction.get() != Transaction::UnderWay && !client.is_usable() {
            let (mut new, identity) = self.connect_again()?;
            if identity != self.identity.get() {
                return Err(ServerSays::Lost(
                    "the connection was lost, and another registry is there now".to_owned(),
                ));
            }
            new.set_shielded(self.shielded.get());
            if let Transaction::Beginning(how) = self.transaction.get() {
                new.begin(how)?;
            }
            *client = new;
        }
        if self.is_in_transaction() {
            self.transaction.set(Transaction::UnderWay);
        }
        Ok(client)
    }

    /// Asks: once more where the connection turns out to be lost and nothing is lost with it.
    pub(super) fn ask<T>(&self, role: Role, mut question: impl FnMut(&mut Client) -> Answer<T>) -> Result<T> {
        self.settle()?;
        let before = self.transaction.get();
        let mut answer = self.client().and_then(|mut client| question(&mut client));
        // Who ends a connection may say so only when the question is on its way.
        if self.is_lost(answer.as_ref().err()) && before != Transaction::UnderWay {
            self.transaction.set(before);
            answer = self.client().and_then(|mut client| question(&mut client));
        }
        answer.map_err(|error| self.error(error, role))
    }

    /// Whether an error says that the connection was lost, and not that somebody did not want to wait any longer.
    pub(super) fn is_lost(&self, error: Option<&ServerSays>) -> bool {
        matches!(error, Some(ServerSays::Lost(_) | ServerSays::Server(_))) && self.held().is_broken()
    }

    /// The rows of a statement, all of them: whoever is told of them may ask again meanwhile.
    pub(super) fn rows<T>(
        &self,
        role: Role,
        sql: &str,
        parameters: &[&dyn Parameter],
        read: impl Fn(&Row<'_>) -> Answer<T>,
    ) -> Result<Vec<T>> {
        self.rows_of(role, &[(sql, parameters)], |_, row| read(row))
    }

    /// The rows of several statements, which take one round trip together, with the place of each statement.
    pub(super) fn rows_of<T>(
        &self,
        role: Role,
        statements: &[(&str, &[&dyn Parameter])],
        read: impl Fn(usize, &Row<'_>) -> Answer<T>,
    ) -> Result<Vec<T>> {
        self.ask(role, |client| {
            let mut rows = Vec::new();
            client.query_all(statements, &mut |place, row| {
                rows.push(read(place, row)?);
                Ok::<_, ServerSays>(true)
            })?;
            Ok(rows)
        })
    }

    /// Asks statements together whose answer is wanted later: `rows_of` the same, or `rows` if it is one, then takes it. What fails is asked
    /// again then.
    pub(super) fn ask_ahead(&self, statements: &[(&str, &[&dyn Parameter])]) {
        let mut client = self.held();
        if !client.is_broken() {
            let _ = client.ask_ahead(statements);
        }
    }

    /// Drops what was asked ahead: whether the connection is lost is seen then, before something begins on it.
    fn forget_ahead(&self) {
        let _ = self.held().forget_ahead();
    }

    /// The only row of a statement.
    pub(super) fn row<T>(
        &self,
        role: Role,
        sql: &str,
        parameters: &[&dyn Parameter],
        read: impl Fn(&Row<'_>) -> Answer<T>,
    ) -> Result<T> {
        let mut rows = self.rows(role, sql, parameters, read)?;
        rows.pop().ok_or_else(|| Error::corrupt(self.location(), "a row of it is missing"))
    }

    /// Calls a function that answers nothing.
    pub(super) fn call(&self, role: Role, sql: &str, parameters: &[&dyn Parameter]) -> Result<()> {
        self.rows(role, sql, parameters, |_| Ok(())).map(|_| ())
    }

    /// Calls a function that answers nothing, in a transaction, and does not wait for its end: the server works while its client does
    /// something else. How it ended `settle` says, or whatever is asked next.
    pub(super) fn call_later(&self, role: Role, sql: &str, parameters: &[&dyn Parameter]) -> Result<()> {
        self.unsettled.set(Some(role));
        let sent = self.client().and_then(|mut client| {
            client.queue(sql, parameters)?;
            client.send()
        });
        sent.map_err(|error| self.error(error, role))
    }

    /// Waits for the end of what was called and not waited for.
    pub(super) fn settle(&self) -> Result<()> {
        if let Some(role) = self.unsettled.get() {
            let received = self.receive_all();
            received.map_err(|error| self.error(error, role))?;
            self.unsettled.set(None);
        }
        Ok(())
    }

    fn receive_all(&self) -> Answer<()> {
        let mut client = self.held();
        while client.under_way() > 0 {
            client.receive(&mut |_, _| Ok::<_, ServerSays>(true))?;
        }
        Ok(())
    }

    /// Begins a transaction; its first statement takes the beginning with it.
    pub(super) fn begin(&self, how: &'static str) -> Result<()> {
        self.forget_ahead();
        let begun = self.client().and_then(|mut client| client.begin(how));
        begun.map_err(|error| self.error(error, Role::Reader))?;
        self.transaction.set(Transaction::Beginning(how));
        Ok(())
    }

    /// Begins a change, which an interrupt does not stop: a command that is stopped still writes what it has acknowledged or promised.
    pub(super) fn begin_change(&self) -> Answer<()> {
        self.forget_ahead();
        self.shield(true);
        let begun = self.client().and_then(|mut client| client.begin(""));
        match begun {
            Ok(()) => self.transaction.set(Transaction::Beginning("")),
            Err(_) => self.shield(false),
        }
        begun
    }

    /// Reads the registry's id and secret anew.
    pub(super) fn read_identity(&self) -> Result<()> {
        let (_, identity) = self.ask(Role::Reader, registry_of)?;
        self.identity.set(identity);
        Ok(())
    }

    /// Connects anew, whichever registry is there, and says which it is.
    pub(super) fn look_again(&self) -> Answer<RegistryIdentity> {
        let (new, identity) = self.connect_again()?;
        *self.held() = new;
        Ok(identity)
    }

    fn connect_again(&self) -> Answer<(Client, RegistryIdentity)> {
        let mut new = Client::connect_patiently(self.server.config(), &self.interrupter)?;
        let (_, identity) = registry_of(&mut new)?;
        Ok((new, identity))
    }

    pub(super) fn is_in_transaction(&self) -> bool {
        self.transaction.get() != Transaction::None
    }

    /// Whether an interrupt is to be heard.
    pub(super) fn is_interrupted(&self) -> bool {
        self.interrupter.is_interrupted() && !self.shielded.get()
    }

    /// Makes durable what the transaction did.
    pub(super) fn commit(&self) -> Answer<()> {
        let committed = self.held().commit();
        self.end();
        committed.map(|committed| self.note(&committed))
    }

    /// Keeps what the server said beside a commit: that the change is on no other server, above all.
    pub(super) fn note(&self, committed: &Committed) {
        let mut warnings = self.warnings.borrow_mut();
        for warning in &committed.warnings {
            let sentences = [Some(&warning.message), warning.detail.as_ref(), warning.hint.as_ref()];
            let said: Vec<&str> = sentences.into_iter().flatten().map(|sentence| said(sentence)).collect();
            warnings.push(format!("{} ({}).", said.join(". "), warning.code));
        }
    }

    /// What was noted since it was last asked for.
    pub(super) fn take_warnings(&self) -> Vec<String> {
        self.warnings.take()
    }

    /// Undoes what the transaction did; harmless where there is none.
    pub(super) fn rollback(&self) {
        if self.is_in_transaction() {
            // What cannot be undone now the server undoes when it sees that nobody is there.
            let _ = self.held().rollback();
            self.end();
        }
    }

    fn held(&self) -> RefMut<'_, Client> {
        RefMut::map(self.client.borrow_mut(), |client| {
            client.as_mut().expect("a connection until it is dropped")
        })
    }

    fn end(&self) {
        self.unsettled.set(None);
        self.transaction.set(Transaction::None);
        self.shield(false);
    }

    /// Leaves interrupts unheard, or hears them again.
    pub(super) fn shield(&self, shielded: bool) {
        self.shielded.set(shielded);
        self.held().set_shielded(shielded);
    }
}

/// The server keeps it, unless something is unfinished.
impl Drop for Connection {
    fn drop(&mut self) {
        let client = self.client.get_mut().take();
        if let (Some(mut client), false) = (client, self.is_in_transaction()) {
            // Who is stopped does not wait: the connection is closed then.
            if !self.interrupter.is_interrupted() {
                client.abandon_ahead();
            }
            if !client.is_broken() && client.under_way() == 0 {
                client.set_shielded(false);
                self.server.keep(client);
            }
        }
    }
}

fn registry_of(client: &mut Client) -> Answer<(u32, RegistryIdentity)> {
    let found = client.query_one(REGISTRY, &[], |row| {
        let version: i32 = row.get(0)?;
        Ok((version.unsigned_abs(), RegistryIdentity { id: row.get(1)?, hash_secret: row.get(2)? }))
    })?;
    found.ok_or_else(|| ServerSays::Protocol("the registry has no row of its own".to_owned()))
}
