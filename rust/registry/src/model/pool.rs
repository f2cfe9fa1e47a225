//! Registrar pools: named by the home server's distinguished name, or by the pool object's `dNSHostName`.

use crate::parse::distinguished_name::DistinguishedName;

/// The pool a home server belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Pool {
    /// The key of the pool object's distinguished name.
    pub key: String,
    /// The pool's common name.
    pub name: String,
}

/// The container of all pools.
const POOLS: (&str, &str) = ("CN", "Pools");

/// The pool of a home server: the RDN before `CN=Pools`, whatever follows; `None` if the home server is not a pool.
pub(crate) fn of_home_server(home_server: &DistinguishedName) -> Option<Pool> {
    let name = home_server.rdn_before(POOLS.0, POOLS.1)?.to_owned();
    let mut pool = home_server.clone();
    loop {
        let parent = pool.parent()?;
        if parent.rdn_before(POOLS.0, POOLS.1).is_none() {
            return Some(Pool { key: pool.key().to_owned(), name });
        }
        pool = parent;
    }
}

/// The pool of the home server with that distinguished name, likewise.
pub(crate) fn of_home_server_named(distinguished_name: &str) -> Option<Pool> {
    of_home_server(&DistinguishedName::parse(distinguished_name).ok()?)
}

/// The name of a home server of which only the pool is known.
pub(crate) fn home_server_in(pool: &str) -> String {
    let mut name = "CN=".to_owned();
    for (place, c) in pool.trim().char_indices() {
        if matches!(c, ',' | '+' | '"' | '\\' | '<' | '>' | ';' | '=') || place == 0 && c == '#' {
            name.push('\\');
        }
        name.push(c);
    }
    name + ",CN=Pools"
}

/// Whether a directory object is itself a pool.
pub(crate) fn is_pool(name: &DistinguishedName) -> bool {
    of_home_server(name).map_or(false, |pool| pool.key == name.key())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_home_server_of_a_pool_is_in_that_pool() {
        for pool in ["pool01.litwareinc.com", "1:1", "#a,b+c=\"d\"; \\e<f>"] {
            let name = DistinguishedName::parse(&home_server_in(pool)).unwrap();
            assert_eq!(of_home_server(&name).unwrap().name, pool);
            assert!(is_pool(&name));
        }
    }
}
