/* What a sound registry holds and answers. */
#ifndef TRUTH_H
#define TRUTH_H

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
    /* Of everything that a row says but who revoked it, which stands in the audit. */
    uint64_t digest;
};

/* A user of the undamaged registry. */
struct true_user {
    int64_t key;
    char sip[128];
    char distinguished_name[256];
    /* What Get-CsClientCertificate answers: some have no pool. */
    cscert_status status;
    size_t certificates;
    /* Of everything that its row says. */
    uint64_t digest;
};

static struct true_certificate true_certificates[MOST_CERTIFICATES];
static size_t true_certificate_count;
static struct true_user true_users[MOST_USERS];
static size_t true_user_count;

static inline void keep_text(char *buffer, size_t size, cscert_text t)
{
    CHECK(t.length < size);
    memcpy(buffer, t.data, t.length);
    buffer[t.length] = 0;
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

static inline const struct true_user *true_by_key(int64_t key)
{
    for (size_t i = 0; i < true_user_count; i++) {
        if (true_users[i].key == key) {
            return &true_users[i];
        }
    }
    return NULL;
}

/* FNV-1a. */
static inline uint64_t digest_bytes(uint64_t digest, const void *bytes, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        digest = (digest ^ ((const uint8_t *)bytes)[i]) * 0x100000001b3;
    }
    return digest;
}

/* The texts after their lengths; NULL and empty differ. */
static inline uint64_t digest_texts(uint64_t digest, const cscert_text *texts, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t length = texts[i].data == NULL ? SIZE_MAX : texts[i].length;
        digest = digest_bytes(digest, &length, sizeof length);
        digest = digest_bytes(digest, texts[i].data, texts[i].data == NULL ? 0 : texts[i].length);
    }
    return digest;
}

static inline uint64_t digest_certificate(const cscert_certificate *row)
{
    const int64_t numbers[] = {row->certificate_key, row->user_key, row->flags, row->revocation_reason, row->publication_time,
                               row->not_before, row->not_after, row->revocation_time};
    const cscert_text texts[] = {row->identity, row->distinguished_name, row->certificate_type, row->serial_number, row->subject,
                                 row->issuer, {row->device_id, sizeof row->device_id}, {row->sha1, sizeof row->sha1}};
    uint64_t digest = digest_bytes(0xcbf29ce484222325, numbers, sizeof numbers);
    return digest_texts(digest, texts, sizeof texts / sizeof *texts);
}

static inline uint64_t digest_user(const cscert_user *row)
{
    const int64_t numbers[] = {row->user_key, row->flags, row->user_account_control, row->option_flags, row->when_created,
                               row->when_changed, row->gone_since};
    const cscert_text texts[] = {row->distinguished_name, row->sip_address, row->registrar_pool, row->home_server, row->display_name,
                                 row->sam_account_name, row->user_principal_name, row->common_name, row->line_uri,
                                 row->given_name, row->surname, row->department, row->title, row->attributes,
                                 {row->object_guid, sizeof row->object_guid}};
    uint64_t digest = digest_bytes(0xcbf29ce484222325, numbers, sizeof numbers);
    return digest_texts(digest, texts, sizeof texts / sizeof *texts);
}

static inline void learn_certificates(cscert_registry *registry)
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
            known->digest = digest_certificate(&rows[i]);
            keep_text(known->identity, sizeof known->identity, rows[i].identity);
        }
    } while (count > 0);
    cscert_certificates_close(certificates);
}

/* The content of a certificate, and what a check answers. */
static inline void learn_content(cscert_registry *registry, struct true_certificate *known)
{
    cscert_error *error = NULL;
    cscert_text der;
    expect(CSCERT_OK, cscert_certificate_der(registry, known->key, &der, &error), error, "der");
    uint8_t *copy = malloc(der.length);
    CHECK(copy != NULL);
    memcpy(copy, der.data, der.length);
    known->der.data = copy;
    known->der.length = der.length;
    cscert_check check;
    expect(CSCERT_OK, cscert_certificate_check(registry, known->der, absent(), WITHIN_VALIDITY, &check, &error), error, "check");
    known->result = check.result;
    CHECK((check.result == CSCERT_CHECK_REVOKED) == known->revoked);
}

static inline void learn_users(cscert_registry *registry)
{
    cscert_error *error = NULL;
    size_t count = 0;
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
            user->digest = digest_user(&rows[i]);
            keep_text(user->sip, sizeof user->sip, rows[i].sip_address);
            keep_text(user->distinguished_name, sizeof user->distinguished_name, rows[i].distinguished_name);
            user->certificates = 0;
            for (size_t j = 0; j < true_certificate_count; j++) {
                user->certificates += true_certificates[j].user_key == user->key && !true_certificates[j].revoked;
            }
        }
    } while (count > 0);
    cscert_users_close(users);
}

/* What Get-CsClientCertificate answers for a user. */
static inline void learn_status(cscert_registry *registry, struct true_user *user)
{
    cscert_identity identity = {text(user->sip), NULL, 0, NULL, 0};
    const cscert_certificate *rows = NULL;
    size_t count = 0;
    cscert_error *error = NULL;
    user->status = cscert_certificates_of(registry, &identity, &rows, &count, NULL, NULL, &error);
    cscert_error_free(error);
}

/* Notes the true answers. */
static inline void learn_truth(cscert_registry *registry)
{
    learn_certificates(registry);
    for (size_t i = 0; i < true_certificate_count; i++) {
        learn_content(registry, &true_certificates[i]);
    }
    learn_users(registry);
    for (size_t i = 0; i < true_user_count; i++) {
        learn_status(registry, &true_users[i]);
    }
}

/* Makes the demo's registry with a user revoked, notes its true answers and leaves it whole in one file, `copy`: its own keeps the
 * newest in its log. */
static inline void make_true_registry(const char *data, const char *folder, const char *copy)
{
    make_demo_registry(data, folder);
    cscert_registry *registry = open_registry(folder, 0);
    cscert_error *error = NULL;
    cscert_revocation revocation = {.user_key = key_of_user(registry, "Ken Myer"), .reason = 1};
    const cscert_revoke_result *results = NULL;
    expect(CSCERT_OK, cscert_revoke(registry, &revocation, 1, 0, &results, &error), error, "revoke");
    learn_truth(registry);
    expect(CSCERT_OK, cscert_registry_backup(registry, text(copy), 0, &error), error, "backup");
    cscert_registry_close(registry);
}

#endif
