-- Schema version 1: the tables. Every text has collation "C": folding and order are the module's own, and the same on every server.
-- No B-tree entry may be longer than 2704 bytes: what has no limit in a directory is indexed by its SHA-256.

create function digest_of(value text) returns bytea language sql immutable strict parallel safe
    as $$ select sha256(convert_to(value, 'UTF8')) $$;

create table registry (
    one             boolean primary key default true check (one),
    schema_version  integer not null,
    registry_id     bytea not null check (octet_length(registry_id) = 16),
    -- The key of the hashes of names and lookups; who may read names may know it.
    hash_secret     bytea not null check (octet_length(hash_secret) = 16),
    -- The versions of Unicode that folded the names of whoever installed it.
    unicode         text collate "C" not null
);

-- The last keys that were given. Whoever publishes or imports holds this row: one at a time.
create table writer (
    one             boolean primary key default true check (one),
    users           bigint not null default 0,
    certificates    bigint not null default 0
) with (fillfactor = 10);

create table domain (
    domain_key      bigint primary key,
    dns_name        text collate "C" not null,
    netbios_name    text collate "C" not null,
    -- Whether the NetBIOS name is only the first DNS label, for want of anything better.
    assumed         boolean not null
);
create unique index domain_dns_name on domain (digest_of(dns_name));

create table pool (
    pool_key        text collate "C" not null,
    dns_host_name   text collate "C" not null
);
create unique index pool_pool_key on pool (digest_of(pool_key));

create table home_server (
    home_server_key    bigint primary key,
    distinguished_name text collate "C" not null,
    pool_key           text collate "C",
    registrar_pool     text collate "C"
);
create unique index home_server_name on home_server (digest_of(distinguished_name));
create index home_server_pool on home_server (digest_of(pool_key)) where pool_key is not null;

-- Attributes that any import ever brought: their names in lower case, and as they were spelled first.
create table attribute_name (
    folded_name     text collate "C" not null,
    spelled_name    text collate "C" not null
);
create unique index attribute_name_folded on attribute_name (digest_of(folded_name));

create table users (
    user_key             bigint primary key,
    -- In the directory's byte order.
    object_guid          bytea check (octet_length(object_guid) = 16),
    distinguished_name   text collate "C" not null,
    sip_address          text collate "C",
    user_principal_name  text collate "C",
    sam_account_name     text collate "C",
    display_name         text collate "C",
    common_name          text collate "C",
    user_account_control bigint,
    domain_key           bigint references domain,
    home_server_key      bigint references home_server,
    gone_since           bigint,
    -- audit.entry_id, as all columns of this name.
    gone_entry           bigint,
    enabled              boolean,
    option_flags         bigint,
    when_created         bigint,
    when_changed         bigint,
    line_uri             text collate "C",
    given_name           text collate "C",
    surname              text collate "C",
    department           text collate "C",
    title                text collate "C",
    -- JSON, as the module writes it: kept and given back byte by byte.
    attributes           text collate "C",
    check (abs(when_created) < 900000000000000000 and abs(when_changed) < 900000000000000000)
);
create unique index users_guid on users (object_guid);
create index users_domain on users (domain_key) where gone_since is null;
create index users_gone on users (gone_since) where gone_since is not null;

-- Keyed hashes of folded names, each kind of name by itself: candidates, which are then compared by text.
create table user_name (
    name_hash       bigint not null,
    user_key        bigint not null,
    primary key (name_hash, user_key)
);

-- The completion index: the beginnings of names (0...) and of later words (1...), folded.
create table user_word (
    word            text collate "C" not null,
    user_key        bigint not null,
    primary key (word, user_key)
);

create table certificate (
    certificate_key     bigint primary key,
    user_key            bigint not null,
    publication_time    bigint not null,
    not_before          bigint not null,
    not_after           bigint not null,
    publication_entry   bigint not null,
    revocation_time     bigint,
    revocation_reason   smallint,
    revocation_entry    bigint,
    revoked_by          text collate "C",
    certificate_type    smallint not null,
    -- In the byte order of .NET's Guid.ToByteArray.
    device_id           bytea check (octet_length(device_id) = 16),
    sha1                bytea not null check (octet_length(sha1) = 20),
    sha256              bytea not null check (octet_length(sha256) = 32),
    serial_number       bytea not null,
    subject             text collate "C" not null,
    issuer              text collate "C" not null,
    -- 28,000 years: no difference overflows.
    check (abs(not_before) < 900000000000000000 and abs(not_after) < 900000000000000000),
    check ((revocation_time is null) = (revocation_entry is null)),
    check ((revocation_time is null) = (revocation_reason is null))
) with (fillfactor = 90);
-- None of what a revocation changes is indexed, and pages have room: no index has to be written for one.
create unique index certificate_user on certificate (user_key, certificate_key);
create unique index certificate_sha256 on certificate (sha256);
create index certificate_not_after on certificate (not_after, user_key, certificate_key);
create index certificate_publication on certificate (publication_time, user_key, certificate_key);

-- Apart: of a thousand questions one needs the bytes.
create table certificate_content (
    certificate_key bigint primary key,
    der             bytea not null
);

-- Keyed hashes of thumbprints, of issues (serial number, issuer and public key) and of device ids, likewise.
create table certificate_lookup (
    lookup_hash     bigint not null,
    certificate_key bigint not null,
    primary key (lookup_hash, certificate_key)
);

-- Certificates that share issuer, serial number and public key with another one; those of one issue have the same number.
create table shared_issue (
    certificate_key bigint primary key,
    issue           bigint not null
);
create index shared_issue_issue on shared_issue (issue);

-- One row a transaction that changes something: who asks for what, under which request. A request that comes again finds its row.
create table change (
    change_id       bigint generated always as identity primary key,
    request         bytea not null unique check (octet_length(request) = 16),
    transaction     xid8 not null,
    kind            text collate "C" not null check (kind in ('Publish', 'Revoke', 'Restore', 'Import', 'Refuse', 'Copy')),
    account         text collate "C" not null,
    time            bigint not null,
    operating_system_user text collate "C" not null,
    host            text collate "C" not null,
    process         text collate "C" not null,
    command         text collate "C" not null,
    login_user      text collate "C" check (char_length(login_user) <= 256),
    remote_caller   text collate "C" check (char_length(remote_caller) <= 256),
    -- Of an import: its entry, its last writes' numbers, and whether it was ended.
    entry_id        bigint,
    certificates    bigint not null default 0,
    ended           boolean not null default false
);

create sequence entry_id;

-- Entries of the audit until their transaction commits, which moves them to the end of the chain: empty for everybody else.
create unlogged table pending_entry (
    change_id       bigint not null,
    place           bigint not null,
    entry_id        bigint not null,
    time            bigint not null,
    action          text collate "C" not null,
    outcome         text collate "C" not null,
    reason          text collate "C",
    user_key        bigint,
    user_name       text collate "C",
    certificates    bigint not null,
    detail          text collate "C",
    primary key (change_id, place)
);

create table audit (
    sequence        bigint primary key,
    time            bigint not null,
    operating_system_user text collate "C" not null,
    host            text collate "C" not null,
    process         text collate "C" not null,
    command         text collate "C" not null,
    action          text collate "C" not null,
    outcome         text collate "C" not null,
    reason          text collate "C",
    user_key        bigint,
    user_name       text collate "C",
    certificates    bigint not null,
    detail          text collate "C",
    -- Who was logged in to the server; none in entries that come from a registry without accounts.
    account         text collate "C",
    -- Who logged in to the client's operating system, and who was at the other end of a remote session there, as the client says.
    login_user      text collate "C",
    remote_caller   text collate "C",
    previous_hash   bytea not null check (octet_length(previous_hash) = 32),
    hash            bytea not null check (octet_length(hash) = 32),
    -- What rows refer to: known before the sequence is.
    entry_id        bigint not null unique,
    change_id       bigint not null
);
create index audit_change on audit (change_id);
create index audit_user on audit (user_key) where user_key is not null;
-- Says whether a refusal was recorded before.
create index audit_refusal on audit (digest_of(reason), time) where outcome = 'Refused';

-- The end of the chain. Whoever adds to it holds this row until the commit, and takes it last.
create table audit_head (
    one             boolean primary key default true check (one),
    sequence        bigint not null,
    time            bigint not null,
    hash            bytea not null check (octet_length(hash) = 32)
) with (fillfactor = 10);

insert into writer default values;
insert into audit_head values (true, 0, 0, decode(repeat('00', 32), 'hex'));
insert into registry select true, 1,
    substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16),
    substring(sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid())) from 1 for 16),
    '';
