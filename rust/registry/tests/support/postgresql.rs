//! Registries on a PostgreSQL server that whoever runs the tests has started: each a database of its own, a copy of one that is installed once.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::Mutex;

use cscert_postgresql::{Client, Config, Environment, Interrupter};
use cscert_registry::store::postgresql::{install, Server};
use once_cell::sync::OnceCell;

/// Names the server: the connection string of a superuser.
const SERVER: &str = "CSCERT_TEST_POSTGRESQL";
/// Where the server's certificates are.
const FOLDER: &str = "CSCERT_TEST_POSTGRESQL_FOLDER";
/// Who may do all that a registry knows, and nothing else.
const TESTER: &str = "cscert_tester";
/// Who may install.
const INSTALLER: &str = "cscert_installer";
const PASSWORD: &str = "a password of tests";
/// The file in a test's folder that names its database.
const NAME: &str = "database";

/// Databases, with the folders of the tests that they belong to.
static MADE: Mutex<Vec<(PathBuf, String)>> = Mutex::new(Vec::new());

/// A new registry for the test with that folder.
pub fn create(folder: &Path) -> Config {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let mut server = connect(&config("postgres"));
    prepare(&mut server);
    drop_abandoned(&mut server);
    let name = format!("cscert_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    execute(&mut server, &format!("create database {} template {}", name, template()));
    std::fs::write(folder.join(NAME), &name).unwrap();
    MADE.lock().unwrap().push((folder.to_owned(), name));
    registry_in(folder)
}

/// The registry that was made for the test with that folder.
pub fn registry_in(folder: &Path) -> Config {
    let mut config = config(&std::fs::read_to_string(folder.join(NAME)).unwrap());
    config.set_user(TESTER);
    config.set_password(PASSWORD);
    config
}

/// The same as an account sees it that is a member of one role.
pub fn as_member_of(folder: &Path, role: &str) -> Config {
    let mut config = registry_in(folder);
    config.set_user(&format!("{}_tester", role));
    config
}

/// The same as a superuser sees it.
pub fn as_superuser(folder: &Path) -> Config {
    config(&std::fs::read_to_string(folder.join(NAME)).unwrap())
}

/// Ends all connections to the database of the test with that folder but its own.
pub fn cut(folder: &Path) {
    let mut client = connect(&as_superuser(folder));
    client
        .script("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()")
        .unwrap();
}

/// Puts an empty database in the place of the registry of the test with that folder; its owner may create roles, and is no superuser.
pub fn empty_database_of_an_installer(folder: &Path) -> Config {
    let mut server = connect(&config("postgres"));
    let name = std::fs::read_to_string(folder.join(NAME)).unwrap();
    execute(&mut server, &format!("drop database {} with (force)", name));
    execute(&mut server, &format!("create database {} owner {}", name, INSTALLER));
    let mut config = registry_in(folder);
    config.set_user(INSTALLER);
    config
}

/// Where the server listens.
pub fn address() -> (String, u16) {
    let location = config("postgres").location();
    let place = location.split(['@', '/']).find(|part| part.contains(':') && *part != "postgresql:").unwrap();
    let (host, port) = place.rsplit_once(':').unwrap();
    (host.to_owned(), port.parse().unwrap())
}

/// The registry of the test with that folder, by another port, and without TLS: for those who look at what is said.
pub fn through(folder: &Path, port: u16) -> Config {
    let name = std::fs::read_to_string(folder.join(NAME)).unwrap();
    let text = format!(
        "host=127.0.0.1 port={} dbname={} user={} password='{}' sslmode=disable",
        port, name, TESTER, PASSWORD
    );
    Config::parse(&text, &Environment::of_process()).unwrap()
}

/// The same by the pool of connections in front of the server; none where there is no pool.
pub fn through_pool(folder: &Path) -> Option<Config> {
    let port = std::fs::read_to_string(server_folder().join("pool")).ok()?;
    Some(on_ports(folder, port.trim(), "any"))
}

/// The same by servers on those ports of this machine, the first that is what `target_session_attrs` asks for.
pub fn on_ports(folder: &Path, ports: &str, target: &str) -> Config {
    let every = |host: &str| vec![host; ports.split(',').count()].join(",");
    let name = std::fs::read_to_string(folder.join(NAME)).unwrap();
    let text = format!(
        "host={} hostaddr={} port={} dbname={} user={} password='{}' sslrootcert={} target_session_attrs={}",
        every("localhost"),
        every("127.0.0.1"),
        ports,
        name,
        TESTER,
        PASSWORD,
        server_folder().join("authority.pem").display(),
        target
    );
    Config::parse(&text, &Environment::of_process()).unwrap()
}

/// Where the server lives.
pub fn server_folder() -> PathBuf {
    PathBuf::from(std::env::var(FOLDER).unwrap_or_else(|_| panic!("{} names no folder", FOLDER)))
}

/// The server as its superuser sees it.
pub fn of_server() -> Config {
    config("postgres")
}

fn config(database: &str) -> Config {
    let server = std::env::var(SERVER).unwrap_or_else(|_| panic!("{} names no server", SERVER));
    let server = if server.contains("://") {
        let separator = if server.contains('?') { '&' } else { '?' };
        format!("{}{}dbname={}", server, separator, database)
    } else {
        format!("{} dbname={}", server, database)
    };
    Config::parse(&server, &Environment::of_process()).unwrap()
}

pub fn connect(config: &Config) -> Client {
    Client::connect(config, &Interrupter::default()).unwrap_or_else(|error| panic!("{}", error))
}

fn execute(client: &mut Client, sql: &str) {
    client.execute(sql, &[]).unwrap_or_else(|error| panic!("{}: {}", sql, error));
}

/// The database that the tests' registries are copies of: a process has one of its own.
fn template() -> String {
    format!("cscert_template_{}", std::process::id())
}

/// Installs what the tests' registries are copies of.
fn prepare(server: &mut Client) {
    static PREPARED: OnceCell<()> = OnceCell::new();
    PREPARED.get_or_init(|| {
        execute(server, &format!("create database {}", template()));
        install(&Server::new(config(&template()))).unwrap();
        let roles =
            ["reader", "publisher", "revoker", "importer", "auditor"].map(|role| format!("cscert_{}", role));
        let members = roles.iter().map(|role| (format!("{}_tester", role), role.clone()));
        let owner = ("cscert_owner_tester".to_owned(), "cscert_owner".to_owned());
        let nobody = ("cscert_nobody".to_owned(), String::new());
        let testers = [(TESTER.to_owned(), roles.join(", ")), owner, nobody];
        for (account, memberships) in members.chain(testers) {
            create_role(server, &account, "");
            if !memberships.is_empty() {
                execute(server, &format!("grant {} to {}", memberships, account));
            }
        }
        create_role(server, INSTALLER, "createrole");
        // From PostgreSQL 16 on nobody else may grant what others have created.
        execute(server, &format!("grant cscert_owner, cscert_reader to {} with admin option", INSTALLER));
    });
}

fn create_role(server: &mut Client, name: &str, rights: &str) {
    let is_there =
        server.query_one("select 1 from pg_roles where rolname = $1", &[&name], |_| Ok(())).unwrap();
    if is_there.is_none() {
        execute(server, &format!("create role {} login {} password '{}'", name, rights, PASSWORD));
    }
}

/// Drops the databases of tests that have ended.
fn drop_abandoned(server: &mut Client) {
    let mut made = MADE.lock().unwrap();
    made.retain(|(folder, name)| {
        if !folder.exists() {
            execute(server, &format!("drop database {} with (force)", name));
        }
        folder.exists()
    });
}
