//! The C border: handles, a landing pad and status codes. No logic.
