/* What a registry is asked after something was done to it, and how the answers compare with the truth. */
#ifndef QUESTIONS_H
#define QUESTIONS_H

#include "truth.h"

/* How answers compared. `harm` holds what must never be: another user's certificate, a revoked one that is valid. */
struct tally {
    size_t equal, errors, less;
    char harm[512];
};

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
    bool misplaced = status == CSCERT_INTERNAL_ERROR || status == CSCERT_INVALID_ARGUMENT;
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
    } else if (known->digest != digest_certificate(row)) {
        harm(tally, "%s: a certificate of %s is not what was published", asked, known->identity);
    }
}

/* Get-CsClientCertificate, by text and by key. */
static inline void ask_certificates_of(cscert_registry *registry, struct tally *tally, const uint8_t *id)
{
    for (size_t i = 0; i < 2 * true_user_count; i++) {
        const struct true_user *user = &true_users[i / 2];
        cscert_identity identity = {text(user->sip), i % 2 ? id : NULL, user->key, NULL, 0};
        const cscert_certificate *rows = NULL;
        size_t count = 0;
        cscert_error *error = NULL;
        cscert_status status = cscert_certificates_of(registry, &identity, &rows, &count, NULL, NULL, &error);
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

/* What a sign-in service asks, by certificate and by thumbprint. */
static inline void ask_checks(cscert_registry *registry, struct tally *tally)
{
    for (size_t i = 0; i < 2 * true_certificate_count; i++) {
        const struct true_certificate *known = &true_certificates[i / 2];
        cscert_text der = i % 2 ? absent() : known->der, thumbprint = i % 2 ? (cscert_text){known->sha1, sizeof known->sha1} : absent();
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

/* Get-CsUser. */
static inline void ask_users(cscert_registry *registry, struct tally *tally)
{
    cscert_error *error = NULL;
    cscert_user_query query;
    memset(&query, 0, sizeof query);
    query.limit = UINT64_MAX;
    cscert_users *users = NULL;
    cscert_status status = cscert_users_open(registry, &query, &users, &error);
    CHECK(status == CSCERT_OK);
    size_t count = 0, seen = 0;
    do {
        const cscert_user *rows = NULL;
        status = cscert_users_next(users, &rows, &count, &error);
        if (status != CSCERT_OK) {
            count_error(tally, status, error);
            break;
        }
        for (size_t i = 0; i < count; i++) {
            const struct true_user *known = true_by_key(rows[i].user_key);
            if (known == NULL || known->digest != digest_user(&rows[i])) {
                harm(tally, "user %lld is not what was imported", (long long)rows[i].user_key);
            }
        }
        seen += count;
    } while (count > 0 && seen < 100000);
    cscert_users_close(users);
    if (status == CSCERT_OK) {
        count_answer(tally, seen == true_user_count);
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
    ask_users(registry, tally);
    cscert_audit_query entries = {NULL, absent(), CSCERT_NO_TIME, CSCERT_NO_TIME, UINT64_MAX, 0};
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
    cscert_status status = cscert_registry_open(text(path), flags, text("questions"), absent(), &registry, &error);
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