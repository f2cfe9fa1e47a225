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
 * called at any time from any thread while the registry is open. What takes long, the library reads ahead on threads of its
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

// The version of this border. A caller built for another version must not go on.
#define CSCERT_ABI_VERSION 1

// "No such time", where a time is expected: times are microseconds since 1970-01-01T00:00:00Z.
#define CSCERT_NO_TIME INT64_MIN

// Decide and report, but write nothing.
#define CSCERT_DRY_RUN 1

// With `CSCERT_DRY_RUN`: refusals are recorded in the audit log nevertheless.
#define CSCERT_RECORD_REFUSALS 2

// Lend the certificates that changed, in their new state.
#define CSCERT_LEND_CERTIFICATES 4

// `device_id` is there.
#define CSCERT_CERTIFICATE_HAS_DEVICE_ID 1

// The certificate was revoked.
#define CSCERT_CERTIFICATE_IS_REVOKED 2

// The user is no longer in the directory.
#define CSCERT_CERTIFICATE_USER_GONE 4

// The user's directory account is disabled.
#define CSCERT_CERTIFICATE_ACCOUNT_DISABLED 8

// Revoked certificates too.
#define CSCERT_FIND_INCLUDE_REVOKED 1

// Only certificates that are still valid (not revoked, within their validity period at `now`) although the account is disabled or
// gone.
#define CSCERT_FIND_ACCOUNT_DISABLED 2

// In the registry, not revoked, within its validity.
#define CSCERT_CHECK_VALID 0

// Before its NotBefore.
#define CSCERT_CHECK_NOT_YET_VALID 1

// After its NotAfter.
#define CSCERT_CHECK_EXPIRED 2

// It was revoked.
#define CSCERT_CHECK_REVOKED 3

// Not in the registry: nobody can sign in with such a certificate.
#define CSCERT_CHECK_UNKNOWN 4

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

// Mark users that the input no longer holds as gone, in the domains that the input contains.
#define CSCERT_IMPORT_PRUNE 1

// For those who ask.
#define CSCERT_SEVERITY_VERBOSE 0

// Legal and surprising.
#define CSCERT_SEVERITY_WARNING 1

// Something was not taken.
#define CSCERT_SEVERITY_ERROR 2

// The certificate is new in the registry.
#define CSCERT_PUBLISHED 1

// The certificate was there before; nothing changed.
#define CSCERT_ALREADY_PUBLISHED 2

// With `CSCERT_CERTIFICATE_REVOKED`: the certificate is, byte for byte, one that was published and revoked. Whoever publishes a folder
// every night will meet it every night.
#define CSCERT_REVOKED_UNCHANGED 3

// Open for reading only.
#define CSCERT_OPEN_READ_ONLY 1

// Make the registry where it is missing, for its owner alone.
#define CSCERT_OPEN_CREATE 2

// Make the registry where it is missing, for its owner alone, once something was put into it: where nothing is, no file is left behind.
#define CSCERT_OPEN_CREATE_WHEN_FILLED 8

// Where the registry is missing, work on an empty one in memory that is gone with the handle: for dry runs.
#define CSCERT_OPEN_IN_MEMORY_IF_MISSING 4

// An earlier copy of the registry may be replaced.
#define CSCERT_REPLACE 2

// `object_guid` is there.
#define CSCERT_USER_HAS_OBJECT_GUID 1

// `msRTCSIP-UserEnabled` is there.
#define CSCERT_USER_HAS_ENABLED 2

// `msRTCSIP-UserEnabled` is TRUE.
#define CSCERT_USER_ENABLED 4

// `user_account_control` is there.
#define CSCERT_USER_HAS_USER_ACCOUNT_CONTROL 8

// `option_flags` is there.
#define CSCERT_USER_HAS_OPTION_FLAGS 16

// The user is no longer in the directory.
#define CSCERT_USER_GONE 32

// Any user, also one without a SIP address or one that the directory no longer holds.
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

// A cursor over the audit log, oldest entries first. It holds no transaction between batches.
typedef struct cscert_audit cscert_audit;

// The content of a certificate file.
typedef struct cscert_bundle cscert_bundle;

// A cursor over certificates. It holds no transaction between batches.
typedef struct cscert_certificates cscert_certificates;

// An import: takes input, then applies it in one transaction.
typedef struct cscert_import cscert_import;

// An open registry. One thread at a time; closing it while cursors or imports of it are open is allowed: they keep what
// they need.
typedef struct cscert_registry cscert_registry;

// A cursor over users. It holds no transaction between batches.
typedef struct cscert_users cscert_users;

// What a function reports; 0 is success.
typedef int32_t cscert_status;

// UTF-8 text of at most 8 MiB, or plain bytes where a field says so. `data` NULL means absent; a length of 0 with other `data`,
// empty.
typedef struct cscert_text {
    // The first byte.
    const uint8_t *data;
    // How many bytes.
    size_t length;
} cscert_text;

// One user, as a command names it. An object of this module adds `registry_id` and `user_key`; any object may add
// `object_guid`.
typedef struct cscert_identity {
    // The text as given; of an object, whatever identifies it: its distinguished name, where it carries an `object_guid` and has
    // one.
    struct cscert_text text;
    // Sixteen bytes: the registry that `user_key` is valid in; or NULL.
    const uint8_t *registry_id;
    // The user's key in that registry; ignored where `registry_id` is NULL.
    int64_t user_key;
    // Sixteen bytes in the directory's byte order (that of .NET's `Guid.ToByteArray`); or NULL. It decides alone: of users whose
    // `objectGUID` is not known, and of nobody else, the distinguished name in `text` counts beside it.
    const uint8_t *object_guid;
    // 0 for all forms in their order, or `CSCERT_FORM_SAM_ACCOUNT_NAME`: `text` is that and nothing else.
    uint32_t only_form;
} cscert_identity;

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
} cscert_audit_query;

// An error. Owned by the caller, who frees it with `cscert_error_free`.
typedef struct cscert_error {
    // The status that the function returned.
    cscert_status status;
    // What happened, to which object, and what to do.
    struct cscert_text message;
    // A JSON object with more, where the status has more to say; else absent.
    struct cscert_text detail;
} cscert_error;

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
    // This entry's hash.
    uint8_t hash[32];
    // The operating system's effective user.
    struct cscert_text operating_system_user;
    // The host's name.
    struct cscert_text host;
    // Executable and process id.
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
} cscert_audit_entry;

// One certificate of a file, or why it cannot be read.
typedef struct cscert_bundle_item {
    // Its number among the items of the file, from 1.
    uint64_t index;
    // The line it starts at, from 1; 0 if the file is not text.
    uint64_t line;
    // `CSCERT_OK`, or `CSCERT_INVALID_CERTIFICATE` with a `message`.
    cscert_status status;
    // The certificate's DER: bytes; absent where the status is not `CSCERT_OK`.
    struct cscert_text der;
    // Why it cannot be read.
    struct cscert_text message;
} cscert_bundle_item;

// A certificate.
typedef struct cscert_certificate {
    // Never reused; valid in its registry only.
    int64_t certificate_key;
    // The user it belongs to.
    int64_t user_key;
    // `CSCERT_CERTIFICATE_*`.
    uint32_t flags;
    // Why it was revoked, as RFC 5280 section 5.3.1 numbers reasons.
    uint32_t revocation_reason;
    // The device it was issued to, in the byte order of .NET's `Guid.ToByteArray`.
    uint8_t device_id[16];
    // SHA-1 of the DER.
    uint8_t sha1[20];
    // When it was published.
    int64_t publication_time;
    // From when it is valid.
    int64_t not_before;
    // Until when it is valid.
    int64_t not_after;
    // When it was revoked, or `CSCERT_NO_TIME`.
    int64_t revocation_time;
    // The one stretch of memory in which the texts from `serial_number` on lie, but for `issuer`.
    struct cscert_text text;
    // The user's SIP address, with `sip:`. Neighbouring rows of one user share this and the next text; the two lie before the texts of
    // the first of these rows, and the texts of the others follow, all in one stretch of memory.
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

// Conditions for certificates; all must be met.
typedef struct cscert_certificate_query {
    // `CSCERT_FIND_*`.
    uint32_t flags;
    // The present.
    int64_t now;
    // NotAfter at or after this time, or `CSCERT_NO_TIME`.
    int64_t not_after_from;
    // NotAfter before this time, or `CSCERT_NO_TIME`.
    int64_t not_after_before;
    // PublicationTime after this time, or `CSCERT_NO_TIME`.
    int64_t published_after;
    // SHA-1 or SHA-256, hexadecimal; or absent.
    struct cscert_text thumbprint;
    // Hexadecimal; or absent.
    struct cscert_text serial_number;
    // Sixteen bytes in the byte order of .NET's `Guid.ToByteArray`; or NULL.
    const uint8_t *device_id;
    // The maximum number of rows; `UINT64_MAX` for all.
    uint64_t limit;
} cscert_certificate_query;

// The answer.
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

// A user that a text can be completed to.
typedef struct cscert_completion {
    // The completion text; it identifies only this user.
    struct cscert_text text;
    // The user's display name, or another name if there is none.
    struct cscert_text name;
    // The user's SIP address, with `sip:`.
    struct cscert_text sip_address;
    // The Registrar pool's name.
    struct cscert_text registrar_pool;
} cscert_completion;

// A user.
typedef struct cscert_user {
    // Never reused; valid in its registry only.
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
    // The one stretch of memory in which the texts of this row lie, but for `registrar_pool` and `home_server`, which rows share.
    struct cscert_text text;
    // `distinguishedName`.
    struct cscert_text distinguished_name;
    // `msRTCSIP-PrimaryUserAddress`, with `sip:`.
    struct cscert_text sip_address;
    // The Registrar pool's name.
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

// The NetBIOS name of a domain.
typedef struct cscert_netbios_name {
    // The domain's DNS name.
    struct cscert_text dns_domain;
    // Its NetBIOS name.
    struct cscert_text netbios_name;
} cscert_netbios_name;

// One value of an object's property.
typedef struct cscert_attribute {
    // The attribute's name, or what other tools call it.
    struct cscert_text name;
    // The value: UTF-8 text or bytes; absent or empty clears the attribute. A multi-valued attribute comes once a value.
    struct cscert_text value;
} cscert_attribute;

// A notice about the input.
typedef struct cscert_import_notice {
    // `CSCERT_SEVERITY_*`.
    uint32_t severity;
    // The status of an error; `CSCERT_OK` otherwise.
    cscert_status status;
    // The line of a text or the index of an object, from 1; 0 where there is none.
    uint64_t position;
    // What the input was called.
    struct cscert_text source;
    // The message.
    struct cscert_text message;
} cscert_import_notice;

// What an import did so far, or would do.
typedef struct cscert_import_summary {
    // Everything was applied and the transaction has ended.
    bool finished;
    // Users applied so far.
    uint64_t processed;
    // Users to apply in all.
    uint64_t total;
    // Users that were not there.
    uint64_t added;
    // Users of which something changed.
    uint64_t updated;
    // Users of which nothing changed.
    uint64_t unchanged;
    // Users marked as gone.
    uint64_t removed;
    // Entries that could not be taken.
    uint64_t rejected;
    // Entries that are no users.
    uint64_t ignored_entries;
    // Certificates published from `userCertificate`.
    uint64_t certificates_published;
    // Values of `userCertificate` that were not published.
    uint64_t certificates_skipped;
} cscert_import_summary;

// A certificate that is to be published.
typedef struct cscert_publication {
    // The certificate: bytes.
    struct cscert_text der;
    // For whom; NULL for whomever the certificate names.
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
    // What went wrong; absent on success.
    struct cscert_text message;
    // JSON, as in an error.
    struct cscert_text detail;
    // The certificate as it stands in the registry; meaningful where the status is `CSCERT_OK`.
    struct cscert_certificate certificate;
} cscert_publish_result;

// A registry and its counts. Borrowed until the next call on the registry.
typedef struct cscert_registry_description {
    // The database, `SQLite 3.40.1`.
    struct cscert_text engine;
    // Where it is, without secrets.
    struct cscert_text location;
    // The version of its schema.
    uint32_t schema_version;
    // Users that are in the directory.
    uint64_t user_count;
    // Certificates, revoked and expired ones too.
    uint64_t certificate_count;
    // Entries of the audit log.
    uint64_t audit_entry_count;
    // The newest entry, `<count>:<SHA-256>`.
    struct cscert_text audit_head;
    // Whether a check was asked for.
    bool checked;
    // Whether the check found nothing.
    bool healthy;
    // What the check found: a JSON array of sentences.
    struct cscert_text findings;
} cscert_registry_description;

// What is to be revoked.
typedef struct cscert_revocation {
    // Whose certificates.
    int64_t user_key;
    // One certificate; 0 for all of the user's.
    int64_t certificate_key;
    // Why, as RFC 5280 section 5.3.1 numbers reasons (not 8, removeFromCRL).
    uint32_t reason;
    // The reason as given by the caller, recorded in the audit log with the reason code; absent if there is none.
    struct cscert_text reason_text;
} cscert_revocation;

// What was revoked.
typedef struct cscert_revoke_result {
    // `CSCERT_OK`, or `CSCERT_MANAGEMENT_OBJECT_NOT_FOUND` for a key that no user has.
    cscert_status status;
    // How many certificates; 0 where none was left to revoke.
    uint32_t revoked;
    // What went wrong; absent on success.
    struct cscert_text message;
    // With `CSCERT_LEND_CERTIFICATES`: the certificates that were revoked, as they stand now; of other users too, where they share
    // an issue.
    const struct cscert_certificate *certificates;
    // How many `certificates` are lent.
    size_t certificate_count;
} cscert_revoke_result;

// The users that Get-CsUser lists: only those with a SIP address that are in the directory.
typedef struct cscert_user_query {
    // `CSCERT_USERS_*`.
    uint32_t flags;
    // A display name in which `*` matches any text; absent for all users.
    struct cscert_text display_name_pattern;
    // A PowerShell filter as the tree that the console made of it, JSON; absent for all users:
    // ```text
    // node  = true | false | {"and": [node, ...]} | {"or": [node, ...]} | {"not": node}
    //       | {"property": name, "operator": operator, "value": value, "absent": result, "offset": place}
    // operator = "present" | "eq" | "ne" | "gt" | "ge" | "lt" | "le" | "like" | "notlike"
    // value = true | false | 123 | "text" | {"time": ticks} | {"guid": "..."}
    // ```
    // `absent`, false unless said, is the result where the property is null. Times are in units of 100 nanoseconds since
    // 1970-01-01T00:00:00Z. A name is a property's, or an attribute's that some import brought. Errors give the `offset` that the
    // tree states.
    struct cscert_text filter;
    // An LDAP filter (RFC 4515), with or without its outer parentheses; absent for all users. What it says of an attribute that no
    // import ever brought matches nobody, negated or not.
    struct cscert_text ldap_filter;
    // The distinguished name at or below which users are; absent for all users.
    struct cscert_text organizational_unit;
    // The maximum number of rows; `UINT64_MAX` for all.
    uint64_t limit;
    // Only this user; 0 for all.
    int64_t user_key;
} cscert_user_query;

// It worked.
#define CSCERT_OK 0

// No user has that identity; of a certificate, it names no user.
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

// The certificate was revoked, and stays revoked.
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

// Returns the version of the border that this library implements, to be compared with `CSCERT_ABI_VERSION`.
uint32_t cscert_abi_version(void);

// Starts a query. On success `*audit` is a cursor that `cscert_audit_close` ends; it may outlive the registry's handle.
//
// Statuses: those of `cscert_user_find`, where an identity is given.
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

// What Get-CsClientCertificate answers for one identity: the user's certificates that are not revoked, expired ones too, in
// the order in which they were published here. `*rows` is borrowed until the next call on the registry but `cscert_former_users`; `user_key`
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

// Starts a query, answered in the order of NotAfter; in that of PublicationTime where `published_after` is the only bound
// in time; in that of users where thumbprint, serial number or device are given. On success `*certificates` is a cursor that
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

// Answers whether a certificate may be used at `now`, and whose it is. Exactly one of `der` (bytes) and `thumbprint`
// (SHA-1 or SHA-256, hexadecimal) is given. Neither signature nor possession of the key is verified: the caller has done
// that. A certificate is the same whatever its signature's bytes; one that is not in the registry and has issuer, serial number
// and public key of one that was revoked is `CSCERT_CHECK_REVOKED`, and that one is returned. A thumbprint finds the very
// bytes that were published, and nothing else.
//
// Cost: reading the certificate, one index search, one row, one read of the stored certificate; no lock that another
// process could hold. Meant to be called on every request, on a handle that stays open. Where the registry's file was
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

// Hands out the options that the SQLite inside was compiled with, one a line, as its `PRAGMA compile_options` says them. The text stays
// valid.
//
// # Safety
// `options` must be writable; `error` may be NULL, else writable.
cscert_status cscert_engine_options(struct cscert_text *options,
                                    struct cscert_error **error);

// Frees an error. NULL is allowed.
//
// # Safety
// `error` must come from a function of this library and must not be used afterwards.
void cscert_error_free(struct cscert_error *error);

// The users who are no longer in the directory, whose certificates are still valid, and who have the SIP address, the user principal
// name, the distinguished name, or the domain and logon name of the user with that key: an account that was created again has the
// names of its predecessor, but not its certificates. Each row has only `user_key`, `object_guid`,
// `distinguished_name`, `sip_address` and `flags`. `*users` is borrowed until the next call on the registry.
//
// Meant to be called for one user after the other. After the first few, those who have no such namesake cost no query, unless many
// users were asked for and something was committed since.
//
// # Safety
// `registry` must be open; `users` and `count` writable; `error` may be NULL, else writable.
cscert_status cscert_former_users(const struct cscert_registry *registry,
                                  int64_t user_key,
                                  const struct cscert_user **users,
                                  size_t *count,
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

// Says how many users `CSCERT_IMPORT_PRUNE` may mark as gone before the import is refused: a number, or a share of the users of
// the input's domains, `10%`. Without it, the larger of 20 users and 10 %.
//
// # Safety
// `import` must not be freed; `limit` must be readable; `error` may be NULL, else writable.
cscert_status cscert_import_limit_prune(const struct cscert_import *import,
                                        struct cscert_text limit,
                                        struct cscert_error **error);

// Takes a piece of an LDIF text (RFC 2849), cut anywhere. Another `source` starts another text; `last` ends the current
// one. Entries that cannot be taken become notices.
//
// # Safety
// `import` must not be freed; texts must be readable; `error` may be NULL, else writable.
cscert_status cscert_import_ldif(const struct cscert_import *import,
                                 struct cscert_text source,
                                 struct cscert_text bytes,
                                 bool last,
                                 struct cscert_error **error);

// Takes one object. A property that the object does not have leaves what is stored; one without a value clears it.
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

// Hears that a source could not be read at all, which makes pruning unsafe.
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
// it durable, or, with `CSCERT_DRY_RUN` in `flags` of the first step, undone it. After an error everything is undone.
// Between the first step and the last the registry is locked for other writers, other changes on the same handle are
// refused with `CSCERT_INVALID_ARGUMENT`, and what is read through that handle may be undone yet.
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

// Ends an import; what was not finished is undone. NULL is allowed.
//
// # Safety
// `import` must come from `cscert_import_begin` and must not be used afterwards.
void cscert_import_free(struct cscert_import *import);

// Publishes certificates, all in one transaction; each succeeds or fails alone. With `CSCERT_DRY_RUN` in `flags` it is
// only said what would become of them; with `CSCERT_RECORD_REFUSALS` beside it, refusals are recorded nevertheless. `*results` holds `count` results in the order given, borrowed until the next
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

// Opens a registry.
//
// `location` is the path of an SQLite file, `flags` are `CSCERT_OPEN_*`, `command` is the name of the command at work,
// for the audit. On success `*registry` is a handle that `cscert_registry_close` ends. A process that shares its SQLite with the
// library, as one that is built from source may, and has not used it before, has no statistics of its memory from then on
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
                                   struct cscert_registry **registry,
                                   struct cscert_error **error);

// Closes a registry. NULL is allowed.
//
// # Safety
// `registry` must come from `cscert_registry_open`, no other thread may be using it, and it must not be used afterwards.
void cscert_registry_close(struct cscert_registry *registry);

// Stops what runs on the registry, its cursors and its imports: it ends with `CSCERT_INTERRUPTED`, and nothing long begins
// on them afterwards; looking up, publishing and revoking still work. Any thread may call this
// at any time while the handle is open. NULL is allowed.
//
// # Safety
// `registry`, unless NULL, must be open.
void cscert_registry_interrupt(const struct cscert_registry *registry);

// Says how far the work has come that runs on the registry or its cursors: a check, a backup, a report, a listing.
// `*done` of `*total` units that mean something within that work only; `*total` is 0 where nobody knows, and both keep
// their last values when the work has ended. An estimate for people, no promise. Any thread may call this at any time while
// the handle is open.
//
// # Safety
// `registry` must be open; `done` and `total` must be writable.
void cscert_registry_progress(const struct cscert_registry *registry,
                              uint64_t *done,
                              uint64_t *total);

// Writes the sixteen bytes that tell this registry from every other: user and certificate keys are valid in it only.
//
// # Safety
// `registry` must be open; `id` must be writable for sixteen bytes; `error` may be NULL, else writable.
cscert_status cscert_registry_id(const struct cscert_registry *registry, uint8_t *id, struct cscert_error **error);

// Describes a registry; with `check`, verifies the database and the audit chain as well, which reads all of it.
// `expected_head` is an earlier `audit_head` that was kept elsewhere, or absent; it is compared where `check` is set.
// The description is borrowed until the next call on the registry.
//
// # Safety
// `registry` must be open; `description` must be writable; `error` may be NULL, else writable; texts must be readable.
cscert_status cscert_registry_describe(const struct cscert_registry *registry,
                                       bool check,
                                       struct cscert_text expected_head,
                                       struct cscert_registry_description *description,
                                       struct cscert_error **error);

// Writes a consistent copy of the registry to a file, for the owner alone, while others go on. It stands at its place when it is whole,
// in a folder that only the owner can write. A file that is there is never replaced, unless with `CSCERT_REPLACE` in `flags` it is a copy
// of the same registry that nobody has opened for writing since; the registry itself is never, nor what SQLite keeps beside it. With
// `CSCERT_DRY_RUN` in `flags` only whether it may be written is found out.
//
// Statuses: `CSCERT_REGISTRY_UNAVAILABLE` where it would take the place of something else or the disk is full, `CSCERT_ACCESS_DENIED`.
//
// # Safety
// `registry` must be open; `error` may be NULL, else writable; texts must be readable.
cscert_status cscert_registry_backup(const struct cscert_registry *registry,
                                     struct cscert_text destination,
                                     uint32_t flags,
                                     struct cscert_error **error);

// Writes the report, one HTML file, to `destination`: replaced as a whole or not at all, for its owner alone. `now` is the
// present, `expiring_within` (microseconds) how far its table of expiring certificates reaches. It never takes the place of a registry or
// another database, nor of what SQLite keeps beside one. With `CSCERT_DRY_RUN` in `flags` only whether it may be written is found out.
//
// Statuses: `CSCERT_ACCESS_DENIED` and `CSCERT_REGISTRY_UNAVAILABLE` where it cannot be written.
//
// # Safety
// `registry` must be open; texts must be readable; `error` may be NULL, else writable.
cscert_status cscert_report_write(const struct cscert_registry *registry,
                                  struct cscert_text destination,
                                  int64_t now,
                                  int64_t expiring_within,
                                  uint32_t flags,
                                  struct cscert_error **error);

// Revokes, all in one transaction. With `CSCERT_DRY_RUN` in `flags` nothing is written; with `CSCERT_LEND_CERTIFICATES` the
// results show what was revoked. `*results` holds `count` results in the order given, borrowed until the next call on the
// registry; when the function returns `CSCERT_OK` the revocations are on disk.
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

// Records an attempt that was refused before it could change anything, such as an unknown identity given to Revoke.
// `action` is an action's name (`Revoke`), `message` says why.
//
// # Safety
// `registry` must be open; texts must be readable; `error` may be NULL, else writable.
cscert_status cscert_audit_refusal(const struct cscert_registry *registry,
                                   struct cscert_text action,
                                   struct cscert_text identity,
                                   struct cscert_text message,
                                   struct cscert_error **error);

// Finds the one user that `identity` names. `*user` is borrowed until the next call on the registry; `matched_form`, which
// may be NULL, receives a `CSCERT_FORM_*`. On `CSCERT_WILDCARD_NOT_SUPPORTED` it is `CSCERT_FORM_DISPLAY_NAME` where the
// text has no other form than a display name, and so may be a pattern for `cscert_users_open`; else 0.
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

// Warnings about the filter of a query: each is a sentence or two about a name in it that may not mean what its writer thinks. There
// may be none; `*warnings` is borrowed until the next call on the registry. It may look at every user.
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
