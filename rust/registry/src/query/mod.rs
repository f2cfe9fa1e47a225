//! What is asked: which user a text names, which users a filter selects, and whose certificates are whose.

pub mod completion;
pub mod filter;
pub mod former_users;
pub mod identity;
pub mod user_certificates;
