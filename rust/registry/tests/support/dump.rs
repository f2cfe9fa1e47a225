//! What a registry's file holds, read past the registry.

use std::collections::BTreeSet;
use std::path::Path;

use rusqlite::types::Value;
use rusqlite::{Connection, OpenFlags};

pub fn connect(path: &Path) -> Connection {
    let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).unwrap();
    // Whatever this SQLite was compiled for: what the registry's own settings would never do is done here.
    connection.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    connection
}

fn rows(connection: &Connection, sql: &str) -> Vec<String> {
    let mut statement = connection.prepare(sql).unwrap();
    let columns = statement.column_count();
    let row = |row: &rusqlite::Row<'_>| {
        (0..columns).map(|column| row.get::<_, Value>(column)).collect::<Result<Vec<_>, _>>()
    };
    statement.query_map([], row).unwrap().map(|values| format!("{:?}", values.unwrap())).collect()
}

/// Every row of every table.
pub fn everything(path: &Path) -> Vec<String> {
    let connection = connect(path);
    let tables: Vec<String> = connection
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
        .unwrap()
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut all = Vec::new();
    for table in tables {
        all.push(table.clone());
        all.extend(rows(&connection, &format!("SELECT * FROM {} ORDER BY 1, 2", table)));
    }
    all
}

/// Every row that a copy has, too: all but the registry's id, and the entries of copies.
pub fn copied(path: &Path) -> Vec<String> {
    let mut all = everything(path);
    let registry = all.iter().position(|row| row == "registry").unwrap() + 1;
    all[registry] = all[registry].rsplit("Blob").next().unwrap().to_owned();
    all.retain(|row| !row.contains("Text(\"Copy\")"));
    all
}

/// What the registry says of users, domains, pools and certificates, without the keys, which depend on the order of things.
pub fn content(path: &Path) -> BTreeSet<String> {
    let connection = connect(path);
    let mut content = BTreeSet::new();
    for sql in [
        "SELECT 'user', object_guid, gone_since IS NOT NULL, u.distinguished_name, sip_address, user_principal_name,
            sam_account_name, display_name, common_name, enabled, user_account_control, line_uri, department, title,
            attributes, d.dns_name, h.distinguished_name, h.registrar_pool,
            (SELECT count(*) FROM user_name n WHERE n.user_key = u.user_key),
            (SELECT group_concat(word) FROM (SELECT word FROM user_word w WHERE w.user_key = u.user_key ORDER BY word))
         FROM user u LEFT JOIN domain d USING (domain_key) LEFT JOIN home_server h USING (home_server_key)",
        "SELECT 'domain', dns_name, netbios_name, assumed FROM domain",
        "SELECT 'pool', pool_key, dns_host_name FROM pool",
        "SELECT 'certificate', details, distinguished_name, revocation_reason FROM certificate JOIN user USING (user_key)",
    ] {
        let found = rows(&connection, sql);
        let count = found.len();
        let before = content.len();
        content.extend(found);
        assert_eq!(content.len(), before + count, "two equal rows: {}", sql);
    }
    content
}
