/* What a registry is asked before and after something was done to it, and how the answers compare. */
#ifndef QUESTIONS_H
#define QUESTIONS_H

#include "torture.h"

#define MOST_CERTIFICATES 64
#define MOST_USERS 64

/* A certificate of the undamaged registry. */
struct true_certificate {
    cscert_text der;
    int64_t key;
    uint8_t sha1[20];
    int64_t user_key;
    char identity[128];
    uint32_t result;
    bool revoked;
};

/* A user of the undamaged registry. */
struct true_user {
    int64_t key;
    char sip[128];
    char distinguished_name[256];
    /* What Get-CsClientCertificate answers: some have no pool. */
    cscert_status status;
    size_t certificates;
};

static struct true_certificate true_certificates[MOST_CERTIFICATES];
static size_t true_certificate_count;
static struct true_user true_users[MOST_USERS];
static size_t true_user_count;

/* How answers compared. `harm` holds what must never be: another user's certificate, a revoked one that is valid. */
struct tally {
    size_t equal, errors, less;
    char harm[512];
};

static inline void keep_text(char *buffer, size_t size, cscert_text t)
{
    CHECK(t.length < size);
    memcpy(buffer, t.data, t.length);
    buffer[t.length] = 0;
}

static inline bool is_text(cscert_text a, const char *b)
{
    return a.length == strlen(b) && (a.length == 0 || memcmp(a.data, b, a.length) == 0);
}

static inline const struct true_certificate *true_by_sha1(const uint8_t *sha1)
{
    for (size_t i = 0; i < true_certificate_count; i++) {
        if (memcmp(true_certificates[i].sha1, sha1, 20) == 0) {
            return &true_certificates[i];
        }
    }
    return NULL;
}

static inline cscert_certificate_query every_certificate(void)
{
    cscert_certificate_query query;
    memset(&query, 0, sizeof query);
    query.flags = CSCERT_FIND_INCLUDE_REVOKED;
    query.not_after_from = query.not_after_before = query.published_after = CSCERT_NO_TIME;
    query.limit = UINT64_MAX;
    return query;
}

/* Notes the true answers. */
static inline void learn_truth(cscert_registry *registry)
{
    cscert_error *error = NULL;
    size_t count = 0;
    cscert_certificate_query query = every_certificate();
    cscert_certificates *certificates = NULL;
    expect(CSCERT_OK, cscert_certificates_open(registry, &query, &certificates, &error), error, "certificates");
    true_certificate_count = 0;
    do {
        const cscert_certificate *rows = NULL;
        expect(CSCERT_OK, cscert_certificates_next(certificates, &rows, &count, &error), error, "next");
        for (size_t i = 0; i < count; i++) {
            CHECK(true_certificate_count < MOST_CERTIFICATES);
            struct true_certificate *known = &true_certificates[true_certificate_count++];
            known->key = rows[i].certificate_key;
            known->user_key = rows[i].user_key;
            known->revoked = rows[i].revocation_time != CSCERT_NO_TIME;
            memcpy(known->sha1, rows[i].sha1, 20);
            keep_text(known->identity, sizeof known->identity, rows[i].identity);
        }
    } while (count > 0);
    cscert_certificates_close(certificates);
    for (size_t i = 0; i < true_certificate_count; i++) {
        struct true_certificate *known = &true_certificates[i];
        cscert_text der;
        expect(CSCERT_OK, cscert_certificate_der(registry, known->key, &der, &error), error, "der");
        uint8_t *copy = malloc(der.length);
        CHECK(copy != NULL);
        memcpy(copy, der.data, der.length);
        known->der.data = copy;
        known->der.length = der.length;
        cscert_check check;
        expect(CSCERT_OK, cscert_certificate_check(registry, known->der, absent(), WITHIN_VALIDITY, &check, &error), error,
               "check");
        known->result = check.result;
        CHECK((check.result == CSCERT_CHECK_REVOKED) == known->revoked);
    }
    cscert_user_query all;
    memset(&all, 0, sizeof all);
    all.limit = UINT64_MAX;
    cscert_users *users = NULL;
    expect(CSCERT_OK, cscert_users_open(registry, &all, &users, &error), error, "users");
    true_user_count = 0;
    do {
        const cscert_user *rows = NULL;
        expect(CSCERT_OK, cscert_users_next(users, &rows, &count, &error), error, "next");
        for (size_t i = 0; i < count; i++) {
            CHECK(true_user_count < MOST_USERS);
            struct true_user *user = &true_users[true_user_count++];
            user->key = rows[i].user_key;
            keep_text(user->sip, sizeof user->sip, rows[i].sip_address);
            keep_text(user->distinguished_name, sizeof user->distinguished_name, rows[i].distinguished_name);
            user->certificates = 0;
            for (size_t j = 0; j < true_certificate_count; j++) {
                user->certificates += true_certificates[j].user_key == user->key && !true_certificates[j].revoked;
            }
        }
    } while (count > 0);
    cscert_users_close(users);
    for (size_t i = 0; i < true_user_count; i++) {
        cscert_identity identity = {text(true_users[i].sip), NULL, 0, NULL};
        const cscert_certificate *rows = NULL;
        true_users[i].status = cscert_certificates_of(registry, &identity, &rows, &count, NULL, &error);
        cscert_error_free(error);
    }
}

/* Makes the demo's registry with a user revoked, notes its true answers and leaves it whole in one file, `copy`: its own keeps the
 * newest in its log. */
static inline void make_true_registry(const char *data, const char *folder, const char *copy)
{
    make_demo_registry(data, folder);
    cscert_registry *registry = open_registry(folder, 0);
    cscert_error *error = NULL;
    cscert_revocation revocation = {key_of_user(registry, "Ken Myer"), 0};
    const cscert_revoke_result *results = NULL;
    expect(CSCERT_OK, cscert_revoke(registry, &revocation, 1, 1, 0, &results, &error), error, "revoke");
    learn_truth(registry);
    expect(CSCERT_OK, cscert_registry_backup(registry, text(copy), &error), error, "backup");
    cscert_registry_close(registry);
}

__attribute__((format(printf, 2, 3))) static inline void harm(struct tally *tally, const char *format, ...)
{
    if (tally->harm[0] == 0) {
        va_list arguments;
        va_start(arguments, format);
        vsnprintf(tally->harm, sizeof tally->harm, format, arguments);
        va_end(arguments);
    }
}

static inline void count_answer(struct tally *tally, bool equal)
{
    tally->equal += equal;
    tally->less += !equal;
}

/* An error must be one that a damaged registry may give, and say something. */
static inline void count_error(struct tally *tally, cscert_status status, cscert_error *error)
{
    tally->errors++;
    bool misplaced = status == CSCERT_INTERNAL || status == CSCERT_INVALID_ARGUMENT;
    if (misplaced || error == NULL || error->message.length == 0) {
        harm(tally, "status %d: %.*s", (int)status, error ? (int)error->message.length : 0,
             error ? (const char *)error->message.data : "");
    }
    cscert_error_free(error);
}

static inline void compare_row(struct tally *tally, const cscert_certificate *row, const char *asked)
{
    const struct true_certificate *known = true_by_sha1(row->sha1);
    if (known == NULL) {
        harm(tally, "%s: a certificate that nobody published", asked);
    } else if (known->user_key != row->user_key || !is_text(row->identity, known->identity)) {
        harm(tally, "%s: certificate of %s shown for %.*s (key %lld)", asked, known->identity, (int)row->identity.length,
             (const char *)row->identity.data, (long long)row->user_key);
    } else if (known->revoked && row->revocation_time == CSCERT_NO_TIME) {
        harm(tally, "%s: a revoked certificate of %s is not revoked any more", asked, known->identity);
    }
}

/* Get-CsClientCertificate, by text and by key. */
static inline void ask_certificates_of(cscert_registry *registry, struct tally *tally, const uint8_t *id)
{
    for (size_t i = 0; i < 2 * true_user_count; i++) {
        const struct true_user *user = &true_users[i / 2];
        cscert_identity identity = {text(user->sip), i % 2 ? id : NULL, user->key, NULL};
        const cscert_certificate *rows = NULL;
        size_t count = 0;
        cscert_error *error = NULL;
        cscert_status status = cscert_certificates_of(registry, &identity, &rows, &count, NULL, &error);
        if (status == user->status && status != CSCERT_OK) {
            cscert_error_free(error);
            count_answer(tally, true);
            continue;
        }
        if (status != CSCERT_OK) {
            count_error(tally, status, error);
            continue;
        }
        for (size_t j = 0; j < count; j++) {
            compare_row(tally, &rows[j], user->sip);
            if (rows[j].user_key != user->key) {
                harm(tally, "%s: a certificate of user %lld", user->sip, (long long)rows[j].user_key);
            }
        }
        count_answer(tally, count == user->certificates);
    }
}

static inline const char *spell(const uint8_t *sha1)
{
    static char digits[41];
    for (int i = 0; i < 20; i++) {
        snprintf(digits + 2 * i, 3, "%02X", sha1[i]);
    }
    return digits;
}

/* What a sign-in service asks, by certificate and by thumbprint. */
static inline void ask_checks(cscert_registry *registry, struct tally *tally)
{
    for (size_t i = 0; i < 2 * true_certificate_count; i++) {
        const struct true_certificate *known = &true_certificates[i / 2];
        cscert_text der = i % 2 ? absent() : known->der, thumbprint = i % 2 ? text(spell(known->sha1)) : absent();
        cscert_check check;
        cscert_error *error = NULL;
        cscert_status status = cscert_certificate_check(registry, der, thumbprint, WITHIN_VALIDITY, &check, &error);
        if (status != CSCERT_OK) {
            count_error(tally, status, error);
            continue;
        }
        if (check.result != CSCERT_CHECK_UNKNOWN) {
            compare_row(tally, check.certificate, "check");
        }
        if (check.result == CSCERT_CHECK_VALID && known->result != CSCERT_CHECK_VALID) {
            harm(tally, "a certificate of %s that is not valid is called valid", known->identity);
        }
        count_answer(tally, check.result == known->result);
    }
}

/* The lists: rows that were never there are harm, rows that are missing are not. */
static inline void ask_lists(cscert_registry *registry, struct tally *tally)
{
    cscert_error *error = NULL;
    cscert_certificate_query query = every_certificate();
    cscert_certificates *certificates = NULL;
    size_t count = 0, seen = 0;
    cscert_status status = cscert_certificates_open(registry, &query, &certificates, &error);
    CHECK(status == CSCERT_OK);
    do {
        const cscert_certificate *rows = NULL;
        status = cscert_certificates_next(certificates, &rows, &count, &error);
        if (status != CSCERT_OK) {
            count_error(tally, status, error);
            break;
        }
        for (size_t i = 0; i < count; i++) {
            compare_row(tally, &rows[i], "list");
        }
        seen += count;
    } while (count > 0 && seen < 100000);
    cscert_certificates_close(certificates);
    if (status == CSCERT_OK) {
        count_answer(tally, seen == true_certificate_count);
    }
    cscert_audit_query entries = {NULL, absent(), CSCERT_NO_TIME, CSCERT_NO_TIME, UINT64_MAX};
    cscert_audit *audit = NULL;
    status = cscert_audit_open(registry, &entries, &audit, &error);
    CHECK(status == CSCERT_OK);
    seen = 0;
    do {
        const cscert_audit_entry *rows = NULL;
        status = cscert_audit_next(audit, &rows, &count, &error);
        seen += count;
    } while (status == CSCERT_OK && count > 0 && seen < 100000);
    if (status != CSCERT_OK) {
        count_error(tally, status, error);
    }
    cscert_audit_close(audit);
}

/* -Check. What is missing without an error must at least be found here. */
static inline void ask_check(cscert_registry *registry, struct tally *tally)
{
    cscert_error *error = NULL;
    cscert_registry_description description;
    cscert_status status = cscert_registry_describe(registry, true, absent(), &description, &error);
    if (status != CSCERT_OK) {
        count_error(tally, status, error);
    } else if (tally->less > 0 && tally->errors == 0 && description.healthy) {
        harm(tally, "answers are missing, and -Check finds nothing");
    }
}

/* Asks everything. A registry that does not open has answered with one error. */
static inline void ask(const char *path, uint32_t flags, struct tally *tally)
{
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    cscert_status status = cscert_registry_open(text(path), flags, text("questions"), &registry, &error);
    if (status != CSCERT_OK) {
        count_error(tally, status, error);
        return;
    }
    uint8_t id[16];
    expect(CSCERT_OK, cscert_registry_id(registry, id, &error), error, "id");
    ask_certificates_of(registry, tally, id);
    ask_checks(registry, tally);
    ask_lists(registry, tally);
    ask_check(registry, tally);
    cscert_registry_close(registry);
}

#endif
