/*
 * cscert: the registry of client certificates, from C.
 *
 * This file is generated from rust/cabi; `./build.sh header` makes it anew.
 *
 * Ownership. Handles are opaque and end with their close or free function; cursors, imports and bundles may outlive the
 * registry's handle. Rows and texts that a function hands out are borrowed: they are valid until the next call on the
 * same handle, and never to be freed. Errors are owned by the caller and end with cscert_error_free.
 *
 * Threads. A handle is used by one thread at a time, by any thread; a second one is refused with CSCERT_BUSY. A
 * registry and its cursors and imports count as one handle. cscert_registry_interrupt and cscert_registry_progress may be
 * called at any time from any thread while the registry is open, and so may the functions of an open server. What takes long, the library reads ahead on threads of its
 * own; they end with the handle whose work it is.
 *
 * fork(). A child that goes on without exec must use no handle that was open at the fork, not even to close or free it: locks, threads
 * and what SQLite knows of its files stay with the parent, and a handle that both use can damage the registry. It may open handles of
 * its own only where the parent had none open. exec takes nothing along: all files are closed by it.
 *
 * Errors. Every function that can fail returns a cscert_status, CSCERT_OK on success. Its last parameter, where it is
 * not NULL, receives NULL on success and an error otherwise. After CSCERT_INTERNAL_ERROR the handle is refused for good.
 *
 * Texts are UTF-8 with a length, without a NUL at the end; NULL data means absent. Times are microseconds since
 * 1970-01-01T00:00:00Z.
 */

#ifndef CSCERT_H
#define CSCERT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// The version of this interface. A caller built for another version must not continue.
#define CSCERT_ABI_VERSION 1

// An absent time; times are microseconds since 1970-01-01T00:00:00Z.
#define CSCERT_NO_TIME INT64_MIN

// Only report the results; write nothing.
#define CSCERT_DRY_RUN 1

// With `CSCERT_DRY_RUN`: refusals are recorded in the audit log nevertheless.
#define CSCERT_RECORD_REFUSALS 2

// Lend the certificates that changed, in their new state.
#define CSCERT_LEND_CERTIFICATES 4

// In the registry, not revoked, within its validity period.
#define CSCERT_CHECK_VALID 0

// Before its NotBefore.
#define CSCERT_CHECK_NOT_YET_VALID 1

// After its NotAfter.
#define CSCERT_CHECK_EXPIRED 2

// It was revoked.
#define CSCERT_CHECK_REVOKED 3

// Not in the registry: nobody can sign in with such a certificate.
#define CSCERT_CHECK_UNKNOWN 4

// `device_id` is present.
#define CSCERT_CERTIFICATE_HAS_DEVICE_ID 1

// The certificate was revoked.
#define CSCERT_CERTIFICATE_IS_REVOKED 2

// The user is no longer in the directory.
#define CSCERT_CERTIFICATE_USER_GONE 4

// The user's directory account is disabled.
#define CSCERT_CERTIFICATE_ACCOUNT_DISABLED 8

// Include revoked certificates.
#define CSCERT_FIND_INCLUDE_REVOKED 1

// Only certificates that are still valid (not revoked, within their validity period at `now`) although the account is disabled or
// gone.
#define CSCERT_FIND_ACCOUNT_DISABLED 2

// The certificate is new in the registry.
#define CSCERT_PUBLISHED 1

// The certificate was already published; nothing changed.
#define CSCERT_ALREADY_PUBLISHED 2

// With `CSCERT_CERTIFICATE_REVOKED`: the certificate is identical to one that was published and revoked. A command that publishes a folder
// every night gets this every night.
#define CSCERT_REVOKED_UNCHANGED 3

// Mark users as gone who are no longer in the input, in the domains that it contains.
#define CSCERT_IMPORT_PRUNE 1

// Shown only on request.
#define CSCERT_SEVERITY_VERBOSE 0

// Valid but surprising.
#define CSCERT_SEVERITY_WARNING 1

// Something was not imported.
#define CSCERT_SEVERITY_ERROR 2

// The identity was a user key of this registry.
#define CSCERT_FORM_KEY 1

// The identity was an `objectGUID`.
#define CSCERT_FORM_OBJECT_GUID 2

// The identity was a SIP address with `sip:`.
#define CSCERT_FORM_SIP_ADDRESS 3

// The identity was a distinguished name.
#define CSCERT_FORM_DISTINGUISHED_NAME 4

// The identity was `domain\logon`.
#define CSCERT_FORM_DOMAIN_LOGON 5

// The identity was a user principal name, or a SIP address without `sip:`.
#define CSCERT_FORM_ADDRESS 6

// The identity was a display name.
#define CSCERT_FORM_DISPLAY_NAME 7

// The identity was a bare sAMAccountName.
#define CSCERT_FORM_SAM_ACCOUNT_NAME 8

// The identity was a common name.
#define CSCERT_FORM_COMMON_NAME 9

// Open read-only.
#define CSCERT_OPEN_READ_ONLY 1

// Create the registry if it is missing, accessible only to its owner.
#define CSCERT_OPEN_CREATE 2

// Create the registry if it is missing, accessible only to its owner, once it has content: otherwise no file is left behind.
#define CSCERT_OPEN_CREATE_WHEN_FILLED 8

// If the registry is missing, use an empty one in memory for the lifetime of the handle: for dry runs.
#define CSCERT_OPEN_IN_MEMORY_IF_MISSING 4

// Allow replacing an earlier copy of the registry.
#define CSCERT_REPLACE 2

// Any user, including those without a SIP address and those who are no longer in the directory.
#define CSCERT_FIND_ANY_USER 0

// Only users that Get-CsUser returns: with a SIP address, and in the directory. A display name with `*` is a pattern, even if
// some user has exactly this display name.
#define CSCERT_FIND_LISTED_USERS 1

// Only what identifies the user: `user_key`, `distinguished_name`, `sip_address`, and `CSCERT_USER_GONE` in `flags`.
#define CSCERT_FIND_IDENTITY_ONLY 2

// Only users without a Registrar pool.
#define CSCERT_USERS_UNASSIGNED 1

// Only users with a Registrar pool.
#define CSCERT_USERS_ON_MODERN_SERVER 2

// Only users whose home server is not a Registrar pool.
#define CSCERT_USERS_ON_OFFICE_COMMUNICATIONS_SERVER 4

// `object_guid` is present.
#define CSCERT_USER_HAS_OBJECT_GUID 1

// `msRTCSIP-UserEnabled` is present.
#define CSCERT_USER_HAS_ENABLED 2

// `msRTCSIP-UserEnabled` is TRUE.
#define CSCERT_USER_ENABLED 4

// `user_account_control` is present.
#define CSCERT_USER_HAS_USER_ACCOUNT_CONTROL 8

// `option_flags` is present.
#define CSCERT_USER_HAS_OPTION_FLAGS 16

// The user is no longer in the directory.
#define CSCERT_USER_GONE 32

// A cursor over the audit log, oldest entries first. It holds no transaction between batches.
typedef struct cscert_audit cscert_audit;

// The content of a certificate file.
typedef struct cscert_bundle cscert_bundle;

// A cursor over certificates. It holds no transaction between batches.
typedef struct cscert_certificates cscert_certificates;

// An import: reads input, then applies it in one transaction.
typedef struct cscert_import cscert_import;

// An open registry. One thread at a time; it can be closed while cursors or imports of it are open: they keep what
// they need.
typedef struct cscert_registry cscert_registry;

// A database on a PostgreSQL server, as an account. It keeps the connections of registries that were closed for the next ones that are opened.
// Any thread can use it at any time.
typedef struct cscert_server cscert_server;

// A cursor over users. It holds no transaction between batches.
typedef struct cscert_users cscert_users;

// The result of a function; 0 is success.
typedef int32_t cscert_status;

// UTF-8 text of at most 8 MiB, or plain bytes where a field says so. `data` NULL means absent; a length of 0 with other `data`,
// empty.
typedef struct cscert_text {
    // The first byte.
    const uint8_t *data;
    // How many bytes.
    size_t length;
} cscert_text;

// An identity of a user. An object of this module adds `registry_id` and `user_key`; any object can add
// `object_guid`.
typedef struct cscert_identity {
    // The text as given; for an object, the property that identifies it: its distinguished name, if it has an `object_guid` and
    // a distinguished name.
    struct cscert_text text;
    // Sixteen bytes: the id of the registry of `user_key`; or NULL.
    const uint8_t *registry_id;
    // The key of the user in that registry; ignored if `registry_id` is NULL.
    int64_t user_key;
    // Sixteen bytes in the directory's byte order (that of .NET's `Guid.ToByteArray`); or NULL. It alone decides: the distinguished name in `text` is used only for users
    // whose `objectGUID` is not known.
    const uint8_t *object_guid;
    // 0 for all forms in their order, or `CSCERT_FORM_SAM_ACCOUNT_NAME` if `text` can only be that.
    uint32_t only_form;
} cscert_identity;

// A certificate to be checked; exactly one of the two is given.
typedef struct cscert_presented {
    // The certificate: bytes.
    struct cscert_text der;
    // The bytes of its SHA-1 or SHA-256.
    struct cscert_text thumbprint;
} cscert_presented;

// An error. Owned by the caller, who frees it with `cscert_error_free`.
typedef struct cscert_error {
    // The status that the function returned.
    cscert_status status;
    // What happened, to which object, and what to do.
    struct cscert_text message;
    // A JSON object with details, if the status has any; otherwise absent.
    struct cscert_text detail;
} cscert_error;

// Conditions for audit entries; all must be met.
typedef struct cscert_audit_query {
    // Only entries about this user; NULL for all.
    const struct cscert_identity *identity;
    // Only entries of this action (`Publish`, `Revoke`, `Import`, `Prune`); or absent.
    struct cscert_text action;
    // Only entries after this time, or `CSCERT_NO_TIME`.
    int64_t after;
    // Only entries before this time, or `CSCERT_NO_TIME`.
    int64_t before;
    // The maximum number of rows; `UINT64_MAX` for all.
    uint64_t limit;
    // Only entries whose sequence number is greater; 0 for all.
    int64_t after_sequence;
} cscert_audit_query;

// An entry of the audit log.
typedef struct cscert_audit_entry {
    // Its sequence number, from 1, without gaps.
    int64_t sequence;
    // The time.
    int64_t time;
    // The user concerned; 0 if none.
    int64_t user_key;
    // The number of certificates affected.
    uint64_t certificates;
    // The hash of the previous entry.
    uint8_t previous_hash[32];
    // The hash of this entry.
    uint8_t hash[32];
    // The effective user of the operating system.
    struct cscert_text operating_system_user;
    // The host name.
    struct cscert_text host;
    // The executable and the process id.
    struct cscert_text process;
    // The command.
    struct cscert_text command;
    // `Publish`, `Revoke`, `Import` or `Prune`.
    struct cscert_text action;
    // `Succeeded` or `Refused`.
    struct cscert_text outcome;
    // The reason; or absent.
    struct cscert_text reason;
    // The user's name at that time; or absent.
    struct cscert_text user_name;
    // Details as a JSON object; or absent.
    struct cscert_text detail;
    // The user that the database server authenticated; absent for a registry in a file.
    struct cscert_text account;
    // The user who logged in to the operating system, whom sudo does not change; absent if it was not known.
    struct cscert_text login_user;
    // Who was at the other end of a remote session; absent if there was none.
    struct cscert_text remote_caller;
} cscert_audit_entry;

// One certificate of a file, or why it cannot be read.
typedef struct cscert_bundle_item {
    // Its number among the items of the file, from 1.
    uint64_t index;
    // The line it starts at, from 1; 0 if the file is not text.
    uint64_t line;
    // `CSCERT_OK`, or `CSCERT_INVALID_CERTIFICATE` with a `message`.
    cscert_status status;
    // The certificate's DER: bytes; absent if the status is not `CSCERT_OK`.
    struct cscert_text der;
    // Why it cannot be read.
    struct cscert_text message;
} cscert_bundle_item;

// A certificate.
typedef struct cscert_certificate {
    // Never reused; valid only in its registry.
    int64_t certificate_key;
    // The user it belongs to.
    int64_t user_key;
    // `CSCERT_CERTIFICATE_*`.
    uint32_t flags;
    // The reason of the revocation (RFC 5280 section 5.3.1).
    uint32_t revocation_reason;
    // The device it was issued to, in the byte order of .NET's `Guid.ToByteArray`.
    uint8_t device_id[16];
    // SHA-1 of the DER.
    uint8_t sha1[20];
    // When it was published.
    int64_t publication_time;
    // NotBefore.
    int64_t not_before;
    // NotAfter.
    int64_t not_after;
    // When it was revoked, or `CSCERT_NO_TIME`.
    int64_t revocation_time;
    // The contiguous memory of the texts from `serial_number` on, except `issuer`.
    struct cscert_text text;
    // The user's SIP address, with `sip:`. Adjacent rows of one user share this and the next text; the two are before the texts of
    // the first of these rows, and the texts of the others follow, all in contiguous memory.
    struct cscert_text identity;
    // The user's distinguished name.
    struct cscert_text distinguished_name;
    // `OcsSigned` for certificates that CN=Communications Server issued, else `Other`. Valid as long as the library is loaded.
    struct cscert_text certificate_type;
    // The serial number: bytes, big endian, as the certificate encodes it.
    struct cscert_text serial_number;
    // The subject's name.
    struct cscert_text subject;
    // The issuer's name; rows share it.
    struct cscert_text issuer;
    // The operating system user who revoked it.
    struct cscert_text revoked_by;
} cscert_certificate;

// The result.
typedef struct cscert_check {
    // `CSCERT_CHECK_*`; the first that applies of unknown, revoked, expired, not yet valid, valid.
    uint32_t result;
    // The user's directory account is disabled. The certificate remains valid until it is revoked.
    bool account_disabled;
    // The user is no longer in the directory.
    bool user_gone;
    // The certificate; NULL when it is unknown. Borrowed until the next call on the registry.
    const struct cscert_certificate *certificate;
} cscert_check;

// Conditions for certificates; all must be met.
typedef struct cscert_certificate_query {
    // `CSCERT_FIND_*`.
    uint32_t flags;
    // The current time.
    int64_t now;
    // NotAfter at or after this time, or `CSCERT_NO_TIME`.
    int64_t not_after_from;
    // NotAfter before this time, or `CSCERT_NO_TIME`.
    int64_t not_after_before;
    // PublicationTime after this time, or `CSCERT_NO_TIME`.
    int64_t published_after;
    // The bytes of SHA-1 or SHA-256; or absent.
    struct cscert_text thumbprint;
    // Hexadecimal; or absent.
    struct cscert_text serial_number;
    // Sixteen bytes in the byte order of .NET's `Guid.ToByteArray`; or NULL.
    const uint8_t *device_id;
    // The maximum number of rows; `UINT64_MAX` for all.
    uint64_t limit;
} cscert_certificate_query;

// A certificate to be published.
typedef struct cscert_publication {
    // The certificate: bytes.
    struct cscert_text der;
    // The user; NULL for the one that the certificate names.
    const struct cscert_identity *identity;
    // The device it was issued to: sixteen bytes in the byte order of .NET's `Guid.ToByteArray`; or NULL.
    const uint8_t *device_id;
    // When it was published.
    int64_t publication_time;
} cscert_publication;

// The result of a publication.
typedef struct cscert_publish_result {
    // `CSCERT_OK`, or why it was not published: `CSCERT_INVALID_CERTIFICATE`, `CSCERT_MANAGEMENT_OBJECT_NOT_FOUND`,
    // `CSCERT_AMBIGUOUS_IDENTITY`, `CSCERT_CERTIFICATE_USER_MISMATCH`, `CSCERT_CERTIFICATE_REVOKED`.
    cscert_status status;
    // `CSCERT_PUBLISHED` or `CSCERT_ALREADY_PUBLISHED`, `CSCERT_REVOKED_UNCHANGED`, or 0.
    uint32_t outcome;
    // The error message; absent on success.
    struct cscert_text message;
    // JSON, as in an error.
    struct cscert_text detail;
    // The certificate in the registry; only valid with the status `CSCERT_OK`.
    struct cscert_certificate certificate;
} cscert_publish_result;

// A revocation, or the end of one.
typedef struct cscert_revocation {
    // The key of the user.
    int64_t user_key;
    // The key of one certificate; 0 for all of the user.
    int64_t certificate_key;
    // The reason (RFC 5280 section 5.3.1; not 8, removeFromCRL).
    uint32_t reason;
    // The reason as given by the caller, recorded in the audit log with the reason code; absent if there is none.
    struct cscert_text reason_text;
} cscert_revocation;

// A certificate that cannot be taken off hold.
typedef struct cscert_refusal {
    // `CSCERT_CERTIFICATE_REVOKED`; or what went wrong while that was recorded.
    cscert_status status;
    // The error message.
    struct cscert_text message;
} cscert_refusal;

// The result of a revocation, or of its end.
typedef struct cscert_revoke_result {
    // `CSCERT_OK`, or `CSCERT_MANAGEMENT_OBJECT_NOT_FOUND` for a key that no user has.
    cscert_status status;
    // The number of certificates; 0 if none was left to revoke, or to take off hold.
    uint32_t changed;
    // The error message; absent on success.
    struct cscert_text message;
    // With `CSCERT_LEND_CERTIFICATES`: these certificates in their new state; including those of other users that share
    // an issue.
    const struct cscert_certificate *certificates;
    // The number of `certificates`.
    size_t certificate_count;
    // Of `cscert_restore`: the certificates that are revoked for good.
    const struct cscert_refusal *refusals;
    // The number of `refusals`.
    size_t refusal_count;
} cscert_revoke_result;

// The NetBIOS name of a domain.
typedef struct cscert_netbios_name {
    // The domain's DNS name.
    struct cscert_text dns_domain;
    // Its NetBIOS name.
    struct cscert_text netbios_name;
} cscert_netbios_name;

// One value of an object's property.
typedef struct cscert_attribute {
    // The name of the attribute, or its name in other tools.
    struct cscert_text name;
    // The value: UTF-8 text or bytes; absent or empty clears the attribute. A multi-valued attribute occurs once for each value.
    struct cscert_text value;
} cscert_attribute;

// A notice about the input.
typedef struct cscert_import_notice {
    // `CSCERT_SEVERITY_*`.
    uint32_t severity;
    // The status of an error; `CSCERT_OK` otherwise.
    cscert_status status;
    // The line of a text or the index of an object, from 1; 0 if there is none.
    uint64_t position;
    // The name of the input.
    struct cscert_text source;
    // The message.
    struct cscert_text message;
} cscert_import_notice;

// The results of an import so far.
typedef struct cscert_import_summary {
    // Everything was applied and the transaction has ended.
    bool finished;
    // Users applied so far.
    uint64_t processed;
    // The total number of users to apply.
    uint64_t total;
    // Users added.
    uint64_t added;
    // Users changed.
    uint64_t updated;
    // Users left unchanged.
    uint64_t unchanged;
    // Users marked as gone.
    uint64_t removed;
    // Entries that were rejected.
    uint64_t rejected;
    // Entries that are not users.
    uint64_t ignored_entries;
    // Certificates published from `userCertificate`.
    uint64_t certificates_published;
    // Values of `userCertificate` that were not published.
    uint64_t certificates_skipped;
} cscert_import_summary;

// A registry and its counts. Borrowed until the next call on the registry.
typedef struct cscert_registry_description {
    // The database, `SQLite 3.40.1`.
    struct cscert_text engine;
    // The location, without secrets.
    struct cscert_text location;
    // The schema version.
    uint32_t schema_version;
    // Users that are in the directory.
    uint64_t user_count;
    // Certificates, including revoked and expired ones.
    uint64_t certificate_count;
    // Entries of the audit log.
    uint64_t audit_entry_count;
    // The newest entry, `<count>:<SHA-256>`.
    struct cscert_text audit_head;
    // Whether a check was requested.
    bool checked;
    // Whether the check found nothing.
    bool healthy;
    // The findings of the check: a JSON array of sentences.
    struct cscert_text findings;
    // The host of the server that is connected, `host:port`; absent for a registry in a file, and so are the next two texts.
    struct cscert_text server;
    // The registry's roles that the account is a member of: a JSON array of names.
    struct cscert_text roles;
    // The standbys that a commit waits for (`synchronous_standby_names` of PostgreSQL); empty if it waits for none.
    struct cscert_text synchronous_standby_names;
    // Whether the server is a standby, which takes no changes.
    bool is_standby;
    // Whether the server detects damage to its pages.
    bool data_checksums;
} cscert_registry_description;

// What a connection string says. Borrowed until the server is closed.
typedef struct cscert_server_description {
    // The location, without secrets.
    struct cscert_text location;
    // What the administrator should know: a JSON array of sentences.
    struct cscert_text warnings;
} cscert_server_description;

// What an installation found and left.
typedef struct cscert_installation {
    // The schema version that was there; 0 if there was no registry.
    uint32_t found_version;
    // The schema version that is there now.
    uint32_t version;
} cscert_installation;

// A user that a text can be completed to.
typedef struct cscert_completion {
    // The completion text; it identifies only this user.
    struct cscert_text text;
    // The user's display name, or another name if there is none.
    struct cscert_text name;
    // The user's SIP address, with `sip:`.
    struct cscert_text sip_address;
    // The name of the Registrar pool.
    struct cscert_text registrar_pool;
} cscert_completion;

// A user.
typedef struct cscert_user {
    // Never reused; valid only in its registry.
    int64_t user_key;
    // `objectGUID`, in the directory's byte order.
    uint8_t object_guid[16];
    // `CSCERT_USER_*`.
    uint32_t flags;
    // `userAccountControl`.
    uint32_t user_account_control;
    // `msRTCSIP-OptionFlags`.
    uint32_t option_flags;
    // `whenCreated`, or `CSCERT_NO_TIME`.
    int64_t when_created;
    // `whenChanged`, or `CSCERT_NO_TIME`.
    int64_t when_changed;
    // When the user was found to have left the directory, or `CSCERT_NO_TIME`.
    int64_t gone_since;
    // The contiguous memory of the texts of this row, except `registrar_pool` and `home_server`, which rows share.
    struct cscert_text text;
    // `distinguishedName`.
    struct cscert_text distinguished_name;
    // `msRTCSIP-PrimaryUserAddress`, with `sip:`.
    struct cscert_text sip_address;
    // The name of the Registrar pool.
    struct cscert_text registrar_pool;
    // `msRTCSIP-PrimaryHomeServer`.
    struct cscert_text home_server;
    // `displayName`.
    struct cscert_text display_name;
    // `sAMAccountName`.
    struct cscert_text sam_account_name;
    // `userPrincipalName`.
    struct cscert_text user_principal_name;
    // `cn`.
    struct cscert_text common_name;
    // `msRTCSIP-Line`.
    struct cscert_text line_uri;
    // `givenName`.
    struct cscert_text given_name;
    // `sn`.
    struct cscert_text surname;
    // `department`.
    struct cscert_text department;
    // `title`.
    struct cscert_text title;
    // The other imported attributes: a JSON object of arrays, `{"name": ["text", {"base64": "…"}]}`.
    struct cscert_text attributes;
} cscert_user;

// The users that Get-CsUser lists: only those with a SIP address that are in the directory.
typedef struct cscert_user_query {
    // `CSCERT_USERS_*`.
    uint32_t flags;
    // A display name in which `*` matches any text; absent for all users.
    struct cscert_text display_name_pattern;
    // A PowerShell filter as the JSON tree that the console creates; absent for all users:
    // ```text
    // node  = true | false | {"and": [node, ...]} | {"or": [node, ...]} | {"not": node}
    //       | {"property": name, "operator": operator, "value": value, "absent": result, "offset": place}
    // operator = "present" | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "like" | "notlike"
    // value = true | false | 123 | "text" | {"time": ticks} | {"guid": "..."}
    // ```
    // `absent`, false by default, is the result if the property is null. Times are in units of 100 nanoseconds since
    // 1970-01-01T00:00:00Z. A name is that of a property, or of an imported attribute. Errors have the `offset` in the
    // tree.
    struct cscert_text filter;
    // An LDAP filter (RFC 4515), with or without its outer parentheses; absent for all users. A condition on an attribute that no
    // import ever had matches no user, negated or not.
    struct cscert_text ldap_filter;
    // The distinguished name at or below which users are; absent for all users.
    struct cscert_text organizational_unit;
    // The maximum number of rows; `UINT64_MAX` for all.
    uint64_t limit;
    // Only this user; 0 for all.
    int64_t user_key;
} cscert_user_query;

// Success.
#define CSCERT_OK 0

// No user has that identity; for a certificate, it identifies no user.
#define CSCERT_MANAGEMENT_OBJECT_NOT_FOUND 101

// More than one user has that identity; the detail is `{"candidates": ["CN=…", …]}`.
#define CSCERT_AMBIGUOUS_IDENTITY 102

// The user is not assigned to a Registrar pool.
#define CSCERT_USER_NOT_IN_REGISTRAR_POOL 103

// The user has no SIP address.
#define CSCERT_USER_HAS_NO_SIP_ADDRESS 104

// No user was found, and the identity contains a wildcard.
#define CSCERT_WILDCARD_NOT_SUPPORTED 105

// The bytes are not a valid certificate.
#define CSCERT_INVALID_CERTIFICATE 201

// A directory entry cannot be imported.
#define CSCERT_INVALID_DIRECTORY_ENTRY 202

// The certificate belongs to another user.
#define CSCERT_CERTIFICATE_USER_MISMATCH 203

// The certificate was revoked, and stays revoked unless it is on hold.
#define CSCERT_CERTIFICATE_REVOKED 204

// A filter is not valid or not supported; the detail is `{"offset": n}` in UTF-16 units.
#define CSCERT_INVALID_FILTER 205

// Pruning would not be safe.
#define CSCERT_PRUNE_REFUSED 206

// There is no registry at the location.
#define CSCERT_REGISTRY_NOT_FOUND 301

// The registry exists, but cannot be used now.
#define CSCERT_REGISTRY_UNAVAILABLE 302

// The registry is damaged.
#define CSCERT_REGISTRY_CORRUPT 303

// A later version of the module made the registry.
#define CSCERT_REGISTRY_TOO_NEW 304

// Permissions are missing, or others could change the registry.
#define CSCERT_ACCESS_DENIED 305

// The caller broke the contract of the function.
#define CSCERT_INVALID_ARGUMENT 401

// `cscert_registry_interrupt` was called.
#define CSCERT_INTERRUPTED 402

// Another thread is using the handle.
#define CSCERT_BUSY 403

// A defect of this library. The handle cannot be used any more.
#define CSCERT_INTERNAL_ERROR 500

#ifdef __cplusplus
extern "C" {
#endif // __cplusplus

// Returns the version of the interface that this library implements, to be compared with `CSCERT_ABI_VERSION`.
uint32_t cscert_abi_version(void);

// Announces what calls are about after `cscert_take`: identities, and the certificates of `cscert_certificate_check`. A registry on a server
// begins to read both, identities with the certificates of their users, and does not wait for the answer. At most 4 announcements may wait to be
// taken; a change forgets them. A registry in a file does nothing.
//
// # Safety
// `registry` must be open; `identities` and `presented` must point to as many as is said, with readable texts; `error` may be NULL, else writable.
cscert_status cscert_ask(const struct cscert_registry *registry,
                         const struct cscert_identity *identities,
                         size_t identity_count,
                         const struct cscert_presented *presented,
                         size_t presented_count,
                         struct cscert_error **error);

// Takes the answer to the first `cscert_ask` whose answer was not taken yet, and waits for it. The functions that take an identity, the
// checks, and `cscert_former_users` of the users answer as it was when the server read that, until the next `cscert_take` or change. Without an
// announcement, and for a registry in a file, it only forgets what was taken before.
//
// # Safety
// `registry` must be open; `error` may be NULL, else writable.
cscert_status cscert_take(const struct cscert_registry *registry,
                          struct cscert_error **error);

// Starts a query. On success `*audit` is a cursor that `cscert_audit_close` ends; it may outlive the registry's handle.
//
// Statuses: those of `cscert_user_find`, if an identity is given.
//
// # Safety
// `registry` must be open; `query` readable with all its pointers; `audit` writable; `error` may be NULL, else writable.
cscert_status cscert_audit_open(const struct cscert_registry *registry,
                                const struct cscert_audit_query *query,
                                struct cscert_audit **audit,
                                struct cscert_error **error);

// Reads the next batch. `*entries` is borrowed until the next call on this cursor; `*count` 0 is the end.
//
// # Safety
// `audit` must be open; `entries` and `count` writable; `error` may be NULL, else writable.
cscert_status cscert_audit_next(const struct cscert_audit *audit,
                                const struct cscert_audit_entry **entries,
                                size_t *count,
                                struct cscert_error **error);

// Ends a cursor. NULL is allowed.
//
// # Safety
// `audit` must come from `cscert_audit_open` and must not be used afterwards.
void cscert_audit_close(struct cscert_audit *audit);

// Reads the content of a certificate file: DER or PEM, one certificate or many. Private keys are left out, never stored.
// On success `*bundle` is a handle that `cscert_bundle_free` ends; items that cannot be read are items with a message.
//
// # Safety
// `bytes` must be readable; `bundle` writable; `error` may be NULL, else writable.
cscert_status cscert_bundle_read(struct cscert_text bytes,
                                 struct cscert_bundle **bundle,
                                 struct cscert_error **error);

// The items of a file, borrowed until `cscert_bundle_free`; and how many private keys were left out.
//
// # Safety
// `bundle` must not be freed; `items`, `count` and `private_keys_left_out` writable; `error` may be NULL, else writable.
cscert_status cscert_bundle_items(const struct cscert_bundle *bundle,
                                  const struct cscert_bundle_item **items,
                                  size_t *count,
                                  uint64_t *private_keys_left_out,
                                  struct cscert_error **error);

// Frees a bundle. NULL is allowed.
//
// # Safety
// `bundle` must come from `cscert_bundle_read` and must not be used afterwards.
void cscert_bundle_free(struct cscert_bundle *bundle);

// Checks whether a certificate is valid at `now`, and who holds it. Exactly one of `der` (bytes) and `thumbprint`
// (the bytes of SHA-1 or SHA-256) is given. Neither the signature nor possession of the key is verified: that is up to
// the caller. A certificate is the same with any signature; one that is not in the registry but has issuer, serial number
// and public key of a revoked one is `CSCERT_CHECK_REVOKED`, and that one is returned. A thumbprint finds only the
// exact bytes that were published.
//
// Cost: parsing the certificate, one index search, one row, one read of the stored certificate; no lock that another
// process could hold. Intended to be called for every request, on a handle that stays open. If the registry's file was
// replaced since it was opened (a restored backup), the status is `CSCERT_REGISTRY_UNAVAILABLE`: open it again.
//
// # Safety
// `registry` must be open; texts must be readable; `check` writable; `error` may be NULL, else writable.
cscert_status cscert_certificate_check(const struct cscert_registry *registry,
                                       struct cscert_text der,
                                       struct cscert_text thumbprint,
                                       int64_t now,
                                       struct cscert_check *check,
                                       struct cscert_error **error);

// The certificates of the user with an identity, as for Get-CsClientCertificate: those that are not revoked, including expired ones, in
// the order of their publication here. `*rows` is borrowed until the next call on the registry except `cscert_former_users`; `user_key`
// receives the user's key and `matched_form` a `CSCERT_FORM_*`.
//
// Statuses: those of `cscert_user_find`, `CSCERT_USER_HAS_NO_SIP_ADDRESS`, `CSCERT_USER_NOT_IN_REGISTRAR_POOL`.
//
// # Safety
// `registry` must be open; `identity` must be readable; `rows` and `count` writable; `user_key`, `matched_form` and
// `error` may be NULL, else writable.
cscert_status cscert_certificates_of(const struct cscert_registry *registry,
                                     const struct cscert_identity *identity,
                                     const struct cscert_certificate **rows,
                                     size_t *count,
                                     int64_t *user_key,
                                     uint32_t *matched_form,
                                     struct cscert_error **error);

// Reads the DER of a certificate. `*der` is borrowed until the next call on the registry.
//
// # Safety
// `registry` must be open; `der` must be writable; `error` may be NULL, else writable.
cscert_status cscert_certificate_der(const struct cscert_registry *registry,
                                     int64_t certificate_key,
                                     struct cscert_text *der,
                                     struct cscert_error **error);

// Starts a query. The order is by NotAfter; by PublicationTime if `published_after` is the only condition
// on time; by user if thumbprint, serial number or device are given. On success `*certificates` is a cursor that
// `cscert_certificates_close` ends; it may outlive the registry's handle.
//
// # Safety
// `registry` must be open; `query` readable; `certificates` writable; `error` may be NULL, else writable.
cscert_status cscert_certificates_open(const struct cscert_registry *registry,
                                       const struct cscert_certificate_query *query,
                                       struct cscert_certificates **certificates,
                                       struct cscert_error **error);

// Reads the next batch. `*rows` is borrowed until the next call on this cursor; `*count` 0 is the end.
//
// # Safety
// `certificates` must be open; `rows` and `count` writable; `error` may be NULL, else writable.
cscert_status cscert_certificates_next(const struct cscert_certificates *certificates,
                                       const struct cscert_certificate **rows,
                                       size_t *count,
                                       struct cscert_error **error);

// Ends a cursor. NULL is allowed.
//
// # Safety
// `certificates` must come from `cscert_certificates_open` and must not be used afterwards.
void cscert_certificates_close(struct cscert_certificates *certificates);

// Publishes certificates, all in one transaction; each succeeds or fails by itself. With `CSCERT_DRY_RUN` in `flags`
// only the results are returned; with `CSCERT_RECORD_REFUSALS` as well, refusals are recorded nevertheless. `*results` holds `count` results in the order given, borrowed until the next
// call on the registry; when the function returns `CSCERT_OK` the successes are on disk.
//
// # Safety
// `registry` must be open; `publications` must point to `count` of them with readable pointers; `results` must be
// writable; `error` may be NULL, else writable.
cscert_status cscert_publish(const struct cscert_registry *registry,
                             const struct cscert_publication *publications,
                             size_t count,
                             uint32_t flags,
                             const struct cscert_publish_result **results,
                             struct cscert_error **error);

// Revokes, all in one transaction; what is on hold, for good if the reason is another. With `CSCERT_DRY_RUN` in `flags` nothing is
// written; with `CSCERT_LEND_CERTIFICATES` the results contain the revoked certificates. `*results` holds `count` results in the
// order given, borrowed until the next call on the registry; when the function returns `CSCERT_OK` the revocations are on disk.
//
// # Safety
// `registry` must be open; `revocations` must point to `count` of them; `results` must be writable; `error` may be NULL,
// else writable.
cscert_status cscert_revoke(const struct cscert_registry *registry,
                            const struct cscert_revocation *revocations,
                            size_t count,
                            uint32_t flags,
                            const struct cscert_revoke_result **results,
                            struct cscert_error **error);

// Takes off hold what was revoked with reason 6 (certificateHold), all in one transaction: like `cscert_revoke`, with the same flags;
// the reasons given are not read. What was revoked for another reason stays revoked: it is among the result's refusals, and so it is
// recorded, if it was asked for by its key or is not expired.
//
// # Safety
// As for `cscert_revoke`.
cscert_status cscert_restore(const struct cscert_registry *registry,
                             const struct cscert_revocation *revocations,
                             size_t count,
                             uint32_t flags,
                             const struct cscert_revoke_result **results,
                             struct cscert_error **error);

// Records an attempt that was refused before it could change anything, such as an unknown identity given to Revoke.
// `action` is the name of an action (`Revoke`), `message` is the reason.
//
// # Safety
// `registry` must be open; texts must be readable; `error` may be NULL, else writable.
cscert_status cscert_audit_refusal(const struct cscert_registry *registry,
                                   struct cscert_text action,
                                   struct cscert_text identity,
                                   struct cscert_text message,
                                   struct cscert_error **error);

// Starts an import. On success `*import` is a handle that `cscert_import_free` ends; it may outlive the registry's
// handle. Nothing is written before `cscert_import_apply`.
//
// # Safety
// `registry` must be open; `netbios_names` must point to `netbios_name_count` of them; `import` must be writable; `error`
// may be NULL, else writable; texts must be readable.
cscert_status cscert_import_begin(const struct cscert_registry *registry,
                                  uint32_t flags,
                                  const struct cscert_netbios_name *netbios_names,
                                  size_t netbios_name_count,
                                  struct cscert_import **import,
                                  struct cscert_error **error);

// Sets how many users `CSCERT_IMPORT_PRUNE` may mark as gone before the import is refused: a number, or a percentage of the users of
// the domains in the input, `10%`. The default is the larger of 20 users and 10 %.
//
// # Safety
// `import` must not be freed; `limit` must be readable; `error` may be NULL, else writable.
cscert_status cscert_import_limit_prune(const struct cscert_import *import,
                                        struct cscert_text limit,
                                        struct cscert_error **error);

// Reads a piece of an LDIF text (RFC 2849), split anywhere. Another `source` starts another text; `last` ends the current
// a distinguished name. Entries that cannot be imported become notices.
//
// # Safety
// `import` must not be freed; texts must be readable; `error` may be NULL, else writable.
cscert_status cscert_import_ldif(const struct cscert_import *import,
                                 struct cscert_text source,
                                 struct cscert_text bytes,
                                 bool last,
                                 struct cscert_error **error);

// Reads one object. An absent property leaves the stored value unchanged; one without a value clears it.
//
// # Safety
// `import` must not be freed; `attributes` must point to `count` of them; texts must be readable; `error` may be NULL,
// else writable.
cscert_status cscert_import_object(const struct cscert_import *import,
                                   struct cscert_text source,
                                   uint64_t index,
                                   const struct cscert_attribute *attributes,
                                   size_t count,
                                   struct cscert_error **error);

// Records that a source could not be read at all, which makes pruning unsafe.
//
// # Safety
// `import` must not be freed; texts must be readable; `error` may be NULL, else writable.
cscert_status cscert_import_unreadable(const struct cscert_import *import,
                                       struct cscert_text source,
                                       struct cscert_error **error);

// The notices since the last call; borrowed until the next call on the import.
//
// # Safety
// `import` must not be freed; `notices` and `count` writable; `error` may be NULL, else writable.
cscert_status cscert_import_notices(const struct cscert_import *import,
                                    const struct cscert_import_notice **notices,
                                    size_t *count,
                                    struct cscert_error **error);

// Applies at most `users` staged users. All steps together are one transaction; the step that reports `finished` has made
// it durable, or, with `CSCERT_DRY_RUN` in `flags` of the first step, rolled it back. After an error everything is rolled back.
// Between the first step and the last the registry is locked for other writers, other changes on the same handle are
// refused with `CSCERT_INVALID_ARGUMENT`, and reads through that handle see uncommitted changes.
//
// Statuses: `CSCERT_PRUNE_REFUSED`, and those of the registry.
//
// # Safety
// `import` must not be freed; `summary` must be writable; `error` may be NULL, else writable.
cscert_status cscert_import_apply(const struct cscert_import *import,
                                  uint32_t flags,
                                  uint64_t users,
                                  struct cscert_import_summary *summary,
                                  struct cscert_error **error);

// Ends an import; an unfinished one is rolled back. NULL is allowed.
//
// # Safety
// `import` must come from `cscert_import_begin` and must not be used afterwards.
void cscert_import_free(struct cscert_import *import);

// Frees an error. NULL is allowed.
//
// # Safety
// `error` must come from a function of this library and must not be used afterwards.
void cscert_error_free(struct cscert_error *error);

// Opens a registry in a file; `cscert_server_registry` opens one on a server.
//
// `location` is the path of an SQLite file, `flags` are `CSCERT_OPEN_*`, `command` is the name of the command,
// and `remote_caller` who is at the other end of the remote session that the process serves (absent if there is none), both for the
// audit log. On success `*registry` is a handle that `cscert_registry_close` ends. If a process shares its SQLite with the
// library, which is possible in a build from source, and has not used it before, SQLite's memory statistics are turned off
// (`SQLITE_CONFIG_MEMSTATUS`).
//
// Statuses: `CSCERT_REGISTRY_NOT_FOUND`, `CSCERT_REGISTRY_UNAVAILABLE`, `CSCERT_REGISTRY_CORRUPT`,
// `CSCERT_REGISTRY_TOO_NEW`, `CSCERT_ACCESS_DENIED`.
//
// # Safety
// `registry` must be writable; `error` may be NULL, else writable; texts must be readable.
cscert_status cscert_registry_open(struct cscert_text location,
                                   uint32_t flags,
                                   struct cscert_text command,
                                   struct cscert_text remote_caller,
                                   struct cscert_registry **registry,
                                   struct cscert_error **error);

// Closes a registry. NULL is allowed.
//
// # Safety
// `registry` must come from `cscert_registry_open`, no other thread may be using it, and it must not be used afterwards.
void cscert_registry_close(struct cscert_registry *registry);

// Interrupts operations on the registry, its cursors and its imports: they end with `CSCERT_INTERRUPTED`, and no long operation starts
// on them afterwards; look-ups, publishing and revoking still work. Any thread can call this
// at any time while the handle is open. NULL is allowed.
//
// # Safety
// `registry`, unless NULL, must be open.
void cscert_registry_interrupt(const struct cscert_registry *registry);

// Returns the progress of the operation that runs on the registry or its cursors: a check, a backup, a report, a listing.
// `*done` of `*total` units, which have a meaning only within that operation; `*total` is 0 if it is unknown, and both keep
// their last values when the operation has ended. This is only an estimate. Any thread can call this at any time while
// the handle is open.
//
// # Safety
// `registry` must be open; `done` and `total` must be writable.
void cscert_registry_progress(const struct cscert_registry *registry,
                              uint64_t *done,
                              uint64_t *total);

// What the database said beside changes that it has made, since this was last asked: that a change is on one server only, for instance.
// `*warnings` are sentences, borrowed until the next call on the registry.
//
// # Safety
// `registry` must be open; `warnings` and `count` writable; `error` may be NULL, else writable.
cscert_status cscert_registry_warnings(const struct cscert_registry *registry,
                                       const struct cscert_text **warnings,
                                       size_t *count,
                                       struct cscert_error **error);

// Writes the sixteen bytes that identify this registry: user and certificate keys are valid only in it.
//
// # Safety
// `registry` must be open; `id` must be writable for sixteen bytes; `error` may be NULL, else writable.
cscert_status cscert_registry_id(const struct cscert_registry *registry, uint8_t *id, struct cscert_error **error);

// Describes a registry; with `check`, verifies the database and the audit chain as well, which reads all of it.
// `expected_head` is an earlier `audit_head` that was kept elsewhere, or absent; it is compared if `check` is set.
// The description is borrowed until the next call on the registry.
//
// # Safety
// `registry` must be open; `description` must be writable; `error` may be NULL, else writable; texts must be readable.
cscert_status cscert_registry_describe(const struct cscert_registry *registry,
                                       bool check,
                                       struct cscert_text expected_head,
                                       struct cscert_registry_description *description,
                                       struct cscert_error **error);

// Writes a consistent copy of the registry to a file that only its owner can access, while others continue. It appears when it is complete,
// in a folder that only the owner can write to. An existing file is replaced only with `CSCERT_REPLACE` in `flags`, and only if it is a copy
// of the same registry that was not opened for writing since; the registry itself and the files of SQLite beside it are never replaced. With
// `CSCERT_DRY_RUN` in `flags` it is only checked whether it can be written.
//
// Statuses: `CSCERT_REGISTRY_UNAVAILABLE` if it would replace something else or the disk is full, `CSCERT_ACCESS_DENIED`.
//
// # Safety
// `registry` must be open; `error` may be NULL, else writable; texts must be readable.
cscert_status cscert_registry_backup(const struct cscert_registry *registry,
                                     struct cscert_text destination,
                                     uint32_t flags,
                                     struct cscert_error **error);

// Copies everything, with the audit log, from one registry into another, which must be empty: a file that `cscert_registry_open` creates
// (`CSCERT_OPEN_CREATE_WHEN_FILLED`), or a registry on a server that has never been used. It is another
// registry with an id of its own, and its audit log goes on with an entry about the copy. All or nothing; the copy is compared with the source and checked
// before it is there. An interrupt of either registry ends it. The progress is that of the source, and then that of the target.
//
// Statuses: `CSCERT_REGISTRY_UNAVAILABLE`, also if the target is not empty; `CSCERT_ACCESS_DENIED`, if the account of a server is not a
// member of the owner's role, or may not read the audit log; `CSCERT_REGISTRY_CORRUPT`, if the copy does not pass the check;
// `CSCERT_INTERRUPTED`.
//
// # Safety
// `source` and `target` must be open, and two handles; `error` may be NULL, else writable.
cscert_status cscert_registry_copy(const struct cscert_registry *source,
                                   const struct cscert_registry *target,
                                   struct cscert_error **error);

// Writes the report, one HTML file, to `destination`: replaced completely or not at all, accessible only to its owner. `now` is the
// current time, `expiring_within` (microseconds) the range of its table of expiring certificates. It never replaces a registry or
// another database, nor of what SQLite keeps beside one. With `CSCERT_DRY_RUN` in `flags` it is only checked whether it can be written.
//
// Statuses: `CSCERT_ACCESS_DENIED` and `CSCERT_REGISTRY_UNAVAILABLE` if it cannot be written.
//
// # Safety
// `registry` must be open; texts must be readable; `error` may be NULL, else writable.
cscert_status cscert_report_write(const struct cscert_registry *registry,
                                  struct cscert_text destination,
                                  int64_t now,
                                  int64_t expiring_within,
                                  uint32_t flags,
                                  struct cscert_error **error);

// Reads a connection string: `postgresql://...` or `keyword=value ...`, as libpq has them, and what PG* variables and the password file add
// to it. Nothing is connected. `user` and `password` replace those of the string, or are absent. `flags` are 0 or
// `CSCERT_OPEN_READ_ONLY`. On success `*server` is a handle that `cscert_server_close` ends.
//
// Statuses: `CSCERT_REGISTRY_UNAVAILABLE`, also if this library was built without PostgreSQL.
//
// # Safety
// `server` must be writable; `error` may be NULL, else writable; texts must be readable.
cscert_status cscert_server_open(struct cscert_text connection_string,
                                 struct cscert_text user,
                                 struct cscert_text password,
                                 uint32_t flags,
                                 struct cscert_server **server,
                                 struct cscert_error **error);

// Ends a server, and closes the connections that it keeps; registries that were opened there go on. NULL is allowed.
//
// # Safety
// `server` must come from `cscert_server_open`, no other thread may be using it, and it must not be used afterwards.
void cscert_server_close(struct cscert_server *server);

// Describes a server without asking it.
//
// # Safety
// `server` must be open; `description` must be writable; `error` may be NULL, else writable.
cscert_status cscert_server_describe(const struct cscert_server *server,
                                     struct cscert_server_description *description,
                                     struct cscert_error **error);

// Installs a registry: schema, functions and roles, or brings them up to date, in one transaction. It changes nothing where they are.
//
// Statuses: `CSCERT_ACCESS_DENIED`, `CSCERT_REGISTRY_TOO_NEW`, `CSCERT_REGISTRY_UNAVAILABLE`, `CSCERT_INTERRUPTED`.
//
// # Safety
// `server` must be open; `installation` must be writable; `error` may be NULL, else writable.
cscert_status cscert_server_install(const struct cscert_server *server,
                                    struct cscert_installation *installation,
                                    struct cscert_error **error);

// Opens the registry on a server. `command` and `remote_caller` are those of `cscert_registry_open`. On success `*registry` is a
// handle that `cscert_registry_close` ends.
//
// Statuses: `CSCERT_REGISTRY_NOT_FOUND`, `CSCERT_REGISTRY_UNAVAILABLE`, `CSCERT_REGISTRY_TOO_NEW`, `CSCERT_ACCESS_DENIED`,
// `CSCERT_INTERRUPTED`.
//
// # Safety
// `server` must be open; `registry` must be writable; `error` may be NULL, else writable; texts must be readable.
cscert_status cscert_server_registry(const struct cscert_server *server,
                                     struct cscert_text command,
                                     struct cscert_text remote_caller,
                                     struct cscert_registry **registry,
                                     struct cscert_error **error);

// Stops what `cscert_server_registry` or `cscert_server_install` is doing: it ends with `CSCERT_INTERRUPTED`, unless it is too late. NULL
// is allowed.
//
// # Safety
// `server`, unless NULL, must be open.
void cscert_server_interrupt(const struct cscert_server *server);

// Closes the connections that no registry has used for so many milliseconds. Returns whether any is still kept. NULL is allowed.
//
// # Safety
// `server`, unless NULL, must be open.
bool cscert_server_rest(const struct cscert_server *server,
                        uint32_t milliseconds);

// Returns the compile-time options of the included SQLite, one per line, as in `PRAGMA compile_options`. The text remains
// valid.
//
// # Safety
// `options` must be writable; `error` may be NULL, else writable.
cscert_status cscert_engine_options(struct cscert_text *options,
                                    struct cscert_error **error);

// Finds at most `limit` users whose display name, SIP address, user principal name or account name, or a later word of
// these, begins with `beginning`; best first. `*rows` is borrowed until the next call on the registry.
//
// # Safety
// `registry` must be open; texts must be readable; `rows` and `count` writable; `error` may be NULL, else writable.
cscert_status cscert_complete(const struct cscert_registry *registry,
                              struct cscert_text beginning,
                              size_t limit,
                              const struct cscert_completion **rows,
                              size_t *count,
                              struct cscert_error **error);

// Finds the user that `identity` identifies. `*user` is borrowed until the next call on the registry; `matched_form`, which
// may be NULL, receives a `CSCERT_FORM_*`. On `CSCERT_WILDCARD_NOT_SUPPORTED` it is `CSCERT_FORM_DISPLAY_NAME` if the
// text has no form other than a display name, and so can be a pattern for `cscert_users_open`; else 0.
//
// Statuses: `CSCERT_MANAGEMENT_OBJECT_NOT_FOUND`, `CSCERT_AMBIGUOUS_IDENTITY`, `CSCERT_WILDCARD_NOT_SUPPORTED`.
//
// # Safety
// `registry` must be open; `identity` must be readable; `user` writable; `matched_form` and `error` may be NULL, else
// writable.
cscert_status cscert_user_find(const struct cscert_registry *registry,
                               const struct cscert_identity *identity,
                               uint32_t flags,
                               const struct cscert_user **user,
                               uint32_t *matched_form,
                               struct cscert_error **error);

// The users who are no longer in the directory, whose certificates are still valid, and who have the SIP address, the user principal
// name, the distinguished name, or the domain and logon name of the user with that key: an account that was created again has the
// names of its predecessor, but not its certificates. Each row has only `user_key`, `object_guid`,
// `distinguished_name`, `sip_address` and `flags`. `*users` is borrowed until the next call on the registry.
//
// Intended to be called for many users one by one. After the first few, users without such a namesake cost no query, unless many
// calls were made and something was committed since.
//
// # Safety
// `registry` must be open; `users` and `count` writable; `error` may be NULL, else writable.
cscert_status cscert_former_users(const struct cscert_registry *registry,
                                  int64_t user_key,
                                  const struct cscert_user **users,
                                  size_t *count,
                                  struct cscert_error **error);

// Warnings about the filter of a query: each is a sentence or two about a name in it that may not have the intended meaning. There
// can be none; `*warnings` is borrowed until the next call on the registry. This can read all users.
//
// Statuses: `CSCERT_INVALID_FILTER`.
//
// # Safety
// `registry` must be open; `query` readable; `warnings` and `count` writable; `error` may be NULL, else writable.
cscert_status cscert_filter_warnings(const struct cscert_registry *registry,
                                     const struct cscert_user_query *query,
                                     const struct cscert_text **warnings,
                                     size_t *count,
                                     struct cscert_error **error);

// Starts a query. On success `*users` is a cursor that `cscert_users_close` ends; it may outlive the registry's handle.
//
// Statuses: `CSCERT_INVALID_FILTER`, also for an organizational unit that is not a valid distinguished name.
//
// # Safety
// `registry` must be open; `query` readable; `users` writable; `error` may be NULL, else writable.
cscert_status cscert_users_open(const struct cscert_registry *registry,
                                const struct cscert_user_query *query,
                                struct cscert_users **users,
                                struct cscert_error **error);

// Reads the next batch. `*rows` is borrowed until the next call on this cursor; `*count` 0 is the end.
//
// # Safety
// `users` must be open; `rows` and `count` writable; `error` may be NULL, else writable.
cscert_status cscert_users_next(const struct cscert_users *users,
                                const struct cscert_user **rows,
                                size_t *count,
                                struct cscert_error **error);

// Ends a cursor. NULL is allowed.
//
// # Safety
// `users` must come from `cscert_users_open` and must not be used afterwards.
void cscert_users_close(struct cscert_users *users);

#ifdef __cplusplus
} // extern "C"
#endif // __cplusplus

#endif /* CSCERT_H */
