//! Registrar pools: named by the home server's distinguished name, or by the pool object's `dNSHostName`.

use crate::directory::distinguished_name::DistinguishedName;

/// The pool a home server belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pool {
    /// The key of the pool object's distinguished name.
    pub key: String,
    /// The pool's common name.
    pub name: String,
}

/// The container that pools stand in.
const POOLS: (&str, &str) = ("CN", "Pools");

/// The pool of a home server: the RDN before `CN=Pools`, whatever follows; none where the home server is no pool.
pub fn of_home_server(home_server: &DistinguishedName) -> Option<Pool> {
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

/// Whether a directory object is itself a pool.
pub fn is_pool(name: &DistinguishedName) -> bool {
    of_home_server(name).map_or(false, |pool| pool.key == name.key())
}
