//! LDIF (RFC 2849): a push parser from bytes to entries.
