/* What an administrator does all day, while something goes wrong: certificates are published, a user's are revoked. */
#ifndef DAILY_WORK_H
#define DAILY_WORK_H

#include "models.h"
#include "verify.h"

/* Publishes one new certificate; what was acknowledged is learnt. */
static inline cscert_status publish_fresh(cscert_registry *registry, size_t model, cscert_error **error)
{
    cscert_publication publication = {fresh_certificate(model), NULL, NULL, WITHIN_VALIDITY};
    const cscert_publish_result *results = NULL;
    cscert_status status = cscert_publish(registry, &publication, 1, 0, &results, error);
    if (status == CSCERT_OK) {
        CHECK(results[0].status == CSCERT_OK);
        struct acknowledgement said = {PUBLISHED, 0, results[0].certificate.user_key, {0}};
        memcpy(said.sha1, results[0].certificate.sha1, 20);
        learn(&said);
    }
    free((void *)publication.der.data);
    return status;
}

/* Revokes all certificates of a user; what was acknowledged is learnt. */
static inline cscert_status revoke_user(cscert_registry *registry, int64_t user, cscert_error **error)
{
    cscert_revocation revocation = {.user_key = user, .reason = 1};
    const cscert_revoke_result *results = NULL;
    cscert_status status = cscert_revoke(registry, &revocation, 1, 0, &results, error);
    if (status == CSCERT_OK) {
        CHECK(results[0].status == CSCERT_OK);
        struct acknowledgement said = {REVOKED, 0, user, {0}};
        learn(&said);
    }
    return status;
}

/* Opens the registry, publishes so many certificates and revokes a user's. Returns the first status that is not OK. */
static inline cscert_status work_once(const char *path, uint32_t flags, size_t publications, cscert_error **error)
{
    cscert_registry *registry = NULL;
    cscert_status status = cscert_registry_open(text(path), flags, text("daily work"), absent(), &registry, error);
    for (size_t i = 0; status == CSCERT_OK && i < publications; i++) {
        status = publish_fresh(registry, i, error);
    }
    if (status == CSCERT_OK) {
        status = revoke_user(registry, known[below(known_count)].user_key, error);
    }
    cscert_registry_close(registry);
    return status;
}

#endif
