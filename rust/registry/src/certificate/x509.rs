//! X.509 certificates (RFC 5280): the fields the registry keeps, read from DER.
