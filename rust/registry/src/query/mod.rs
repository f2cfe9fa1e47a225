//! Queries: identities, filters, completion, and the certificates of users.

pub mod completion;
pub mod filter;
pub mod former_users;
pub mod identity;
pub mod user_certificates;
