//! Certificate files: DER or PEM, one certificate or many.
