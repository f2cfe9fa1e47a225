-- Schema version 1.

CREATE TABLE registry (
    one             INTEGER PRIMARY KEY CHECK (one = 1),
    registry_id     BLOB NOT NULL CHECK (length(registry_id) = 16),
    hash_secret     BLOB NOT NULL CHECK (length(hash_secret) = 16)
) STRICT;

INSERT INTO registry VALUES (1, randomblob(16), randomblob(16));

-- How many rows a table has to have, where nothing else would tell that one is lost.
CREATE TABLE row_count (
    table_name      TEXT PRIMARY KEY,
    row_count       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

INSERT INTO row_count VALUES ('domain', 0), ('pool', 0), ('home_server', 0), ('user', 0), ('attribute_name', 0);

CREATE TABLE domain (
    domain_key      INTEGER PRIMARY KEY,
    dns_name        TEXT NOT NULL UNIQUE,
    netbios_name    TEXT NOT NULL,
    -- 1 where the NetBIOS name is only the first DNS label, for want of anything better.
    assumed         INTEGER NOT NULL CHECK (assumed IN (0, 1)),
    seal            INTEGER NOT NULL
) STRICT;

CREATE TABLE pool (
    pool_key        TEXT PRIMARY KEY,
    dns_host_name   TEXT NOT NULL,
    seal            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE home_server (
    home_server_key    INTEGER PRIMARY KEY,
    distinguished_name TEXT NOT NULL UNIQUE,
    pool_key           TEXT,
    registrar_pool     TEXT,
    seal               INTEGER NOT NULL
) STRICT;

CREATE INDEX home_server_pool ON home_server (pool_key) WHERE pool_key IS NOT NULL;

-- Attributes that any import ever brought: their names in lower case, and as they were spelled first.
CREATE TABLE attribute_name (
    folded_name     TEXT PRIMARY KEY,
    spelled_name    TEXT NOT NULL,
    seal            INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE user (
    -- AUTOINCREMENT: a key is never given to a second user.
    user_key            INTEGER PRIMARY KEY AUTOINCREMENT,
    object_guid         BLOB UNIQUE CHECK (length(object_guid) = 16),
    -- What tells users apart stands before the rest: most questions read no further.
    distinguished_name  TEXT NOT NULL,
    sip_address         TEXT,
    user_principal_name TEXT,
    sam_account_name    TEXT,
    display_name        TEXT,
    common_name         TEXT,
    user_account_control INTEGER,
    domain_key          INTEGER REFERENCES domain,
    home_server_key     INTEGER REFERENCES home_server,
    gone_since          INTEGER,
    -- Over what tells users apart; see seal.rs.
    identity_seal       INTEGER NOT NULL,
    gone_entry          INTEGER,
    enabled             INTEGER CHECK (enabled IN (0, 1)),
    option_flags        INTEGER,
    when_created        INTEGER,
    when_changed        INTEGER,
    line_uri            TEXT,
    given_name          TEXT,
    surname             TEXT,
    department          TEXT,
    title               TEXT,
    attributes          TEXT,
    -- Over the rest.
    seal                INTEGER NOT NULL
) STRICT;

CREATE INDEX user_domain ON user (domain_key) WHERE gone_since IS NULL;
CREATE INDEX user_gone ON user (gone_since) WHERE gone_since IS NOT NULL;

-- Keyed hashes of folded names, each kind of name by itself: candidates, which are then compared by text.
CREATE TABLE user_name (
    name_hash       INTEGER NOT NULL,
    user_key        INTEGER NOT NULL REFERENCES user,
    PRIMARY KEY (name_hash, user_key)
) STRICT, WITHOUT ROWID;

-- The completion index: the beginnings of names (0…) and of later words (1…), folded.
CREATE TABLE user_word (
    word            TEXT NOT NULL,
    user_key        INTEGER NOT NULL REFERENCES user,
    PRIMARY KEY (word, user_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE certificate_content (
    certificate_key INTEGER PRIMARY KEY AUTOINCREMENT,
    der             BLOB NOT NULL,
    seal            INTEGER NOT NULL
) STRICT;

-- Clustered by user: a user's certificates lie together.
CREATE TABLE certificate (
    user_key            INTEGER NOT NULL REFERENCES user,
    certificate_key     INTEGER NOT NULL REFERENCES certificate_content,
    publication_time    INTEGER NOT NULL,
    not_before          INTEGER NOT NULL,
    not_after           INTEGER NOT NULL,
    revocation_time     INTEGER,
    revocation_reason   INTEGER,
    publication_entry   INTEGER NOT NULL,
    revocation_entry    INTEGER,
    -- Type, device, thumbprint, serial number, subject and issuer; see details.rs.
    details             BLOB NOT NULL,
    seal                INTEGER NOT NULL,
    PRIMARY KEY (user_key, certificate_key),
    CHECK ((revocation_time IS NULL) = (revocation_entry IS NULL))
) STRICT, WITHOUT ROWID;

CREATE INDEX certificate_not_after ON certificate (not_after);
CREATE INDEX certificate_publication ON certificate (publication_time);
CREATE INDEX certificate_revocation ON certificate (revocation_entry) WHERE revocation_entry IS NOT NULL;

-- Keyed hashes of thumbprints, of issues (serial number, issuer and public key) and of device ids, likewise.
CREATE TABLE certificate_lookup (
    lookup_hash     INTEGER NOT NULL,
    user_key        INTEGER NOT NULL,
    certificate_key INTEGER NOT NULL,
    PRIMARY KEY (lookup_hash, user_key, certificate_key)
) STRICT, WITHOUT ROWID;

-- Certificates that have the issue of another one, with its hash: whoever revokes one of them revokes all.
CREATE TABLE shared_issue (
    certificate_key INTEGER PRIMARY KEY REFERENCES certificate_content,
    lookup_hash     INTEGER NOT NULL
) STRICT;

CREATE TABLE audit (
    sequence        INTEGER PRIMARY KEY,
    time            INTEGER NOT NULL,
    operating_system_user TEXT NOT NULL,
    host            TEXT NOT NULL,
    process         TEXT NOT NULL,
    command         TEXT NOT NULL,
    action          TEXT NOT NULL,
    outcome         TEXT NOT NULL,
    reason          TEXT,
    user_key        INTEGER,
    user_name       TEXT,
    certificates    INTEGER NOT NULL,
    detail          TEXT,
    -- Who was logged in to a server; only in entries that were copied from one.
    account         TEXT,
    -- Who logged in to the operating system, and who was at the other end of a remote session, where that was known.
    login_user      TEXT,
    remote_caller   TEXT,
    previous_hash   BLOB NOT NULL CHECK (length(previous_hash) = 32),
    hash            BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;

CREATE INDEX audit_user ON audit (user_key) WHERE user_key IS NOT NULL;
-- Says whether a refusal was recorded before.
CREATE INDEX audit_refusal ON audit (reason, time) WHERE outcome = 'Refused';

CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;

CREATE TRIGGER audit_is_never_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit is append-only');
END;
