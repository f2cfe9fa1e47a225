/* Whether a registry holds all that was acknowledged, and nothing half done. */
#ifndef VERIFY_H
#define VERIFY_H

#include "acknowledged.h"

static char problem_text[1024];

__attribute__((format(printf, 1, 2))) static inline const char *problem(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(problem_text, sizeof problem_text, format, arguments);
    va_end(arguments);
    return problem_text;
}

static inline const char *failed(const char *what, cscert_status status, cscert_error *error)
{
    const char *text = problem("%s: status %d: %.*s", what, (int)status, error ? (int)error->message.length : 0,
                               error ? (const char *)error->message.data : "");
    cscert_error_free(error);
    return text;
}

#define TRY(call, what)                                   \
    do {                                                  \
        cscert_status status_ = (call);                   \
        if (status_ != CSCERT_OK) {                       \
            return failed((what), status_, error);        \
        }                                                 \
    } while (0)

/* A certificate of the registry, and how often the audit speaks of it. */
struct held {
    uint8_t sha1[20];
    bool revoked;
    unsigned publications, revocations;
};

static struct held held[MOST_KNOWN];
static size_t held_count;
/* Certificates that came with a directory: their entry counts them and does not name them. */
static uint64_t imported_certificates;

static inline int by_sha1(const void *a, const void *b)
{
    return memcmp(((const struct held *)a)->sha1, ((const struct held *)b)->sha1, 20);
}

static inline struct held *find_held(const uint8_t *sha1)
{
    struct held wanted;
    memcpy(wanted.sha1, sha1, 20);
    return bsearch(&wanted, held, held_count, sizeof *held, by_sha1);
}

static inline const char *read_certificates(cscert_registry *registry)
{
    cscert_error *error = NULL;
    cscert_certificate_query query = every_certificate();
    cscert_certificates *cursor = NULL;
    TRY(cscert_certificates_open(registry, &query, &cursor, &error), "find");
    held_count = 0;
    size_t count = 0;
    do {
        const cscert_certificate *rows = NULL;
        cscert_status status = cscert_certificates_next(cursor, &rows, &count, &error);
        if (status != CSCERT_OK) {
            cscert_certificates_close(cursor);
            return failed("find", status, error);
        }
        for (size_t i = 0; i < count; i++) {
            CHECK(held_count < MOST_KNOWN);
            memset(&held[held_count], 0, sizeof *held);
            memcpy(held[held_count].sha1, rows[i].sha1, 20);
            held[held_count++].revoked = rows[i].revocation_time != CSCERT_NO_TIME;
        }
    } while (count > 0);
    cscert_certificates_close(cursor);
    qsort(held, held_count, sizeof *held, by_sha1);
    return NULL;
}

/* Counts, in `held`, how often an entry's detail names a certificate; returns how many names there are. */
static inline int count_thumbprints(const cscert_audit_entry *entry, bool revocation)
{
    int names = 0;
    unsigned digits = 0;
    uint8_t sha1[20];
    for (size_t i = 0; i < entry->detail.length; i++) {
        char c = (char)entry->detail.data[i];
        int value = c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
        if (value < 0) {
            digits = 0;
            continue;
        }
        sha1[digits / 2] = (uint8_t)(digits % 2 ? sha1[digits / 2] | value : value << 4);
        if (++digits == 40) {
            digits = 0;
            struct held *certificate = find_held(sha1);
            if (certificate == NULL) {
                return -1;
            }
            certificate->publications += !revocation;
            certificate->revocations += revocation;
            names++;
        }
    }
    return names;
}

/* No entry without its change. */
static inline const char *read_audit(cscert_registry *registry)
{
    cscert_error *error = NULL;
    cscert_audit_query query = {NULL, absent(), CSCERT_NO_TIME, CSCERT_NO_TIME, UINT64_MAX, 0};
    cscert_audit *cursor = NULL;
    TRY(cscert_audit_open(registry, &query, &cursor, &error), "audit");
    const char *found = NULL;
    size_t count = 0;
    imported_certificates = 0;
    do {
        const cscert_audit_entry *entries = NULL;
        cscert_status status = cscert_audit_next(cursor, &entries, &count, &error);
        if (status != CSCERT_OK) {
            found = failed("audit", status, error);
            break;
        }
        for (size_t i = 0; i < count && found == NULL; i++) {
            imported_certificates += is_text(entries[i].action, "Import") ? entries[i].certificates : 0;
            bool revocation = is_text(entries[i].action, "Revoke");
            if (!is_text(entries[i].outcome, "Succeeded") || (!revocation && !is_text(entries[i].action, "Publish"))) {
                continue;
            }
            if (count_thumbprints(&entries[i], revocation) != (int)entries[i].certificates) {
                found = problem("audit entry %lld speaks of certificates that are not there",
                                (long long)entries[i].sequence);
            }
        }
    } while (count > 0 && found == NULL);
    cscert_audit_close(cursor);
    return found;
}

/* No change without its entry, and nothing acknowledged lost. */
static inline const char *compare(void)
{
    uint64_t unnamed = 0;
    for (size_t i = 0; i < held_count; i++) {
        unnamed += held[i].publications == 0;
        if (held[i].publications > 1) {
            return problem("a certificate was published and has %u entries", held[i].publications);
        }
        if (held[i].revocations != held[i].revoked) {
            return problem("a certificate is %srevoked and has %u entries of it", held[i].revoked ? "" : "not ",
                           held[i].revocations);
        }
    }
    if (unnamed != imported_certificates) {
        return problem("%llu certificates have no entry, and imports brought %llu", (unsigned long long)unnamed,
                       (unsigned long long)imported_certificates);
    }
    for (size_t i = 0; i < known_count; i++) {
        const struct held *certificate = find_held(known[i].sha1);
        if (certificate == NULL) {
            return problem("acknowledged publication %zu of %zu is lost", i, known_count);
        }
        if (known[i].revoked && !certificate->revoked) {
            return problem("an acknowledged revocation is lost");
        }
    }
    return NULL;
}

/* An import is there whole or not at all. */
static inline const char *check_titles(cscert_registry *registry)
{
    cscert_error *error = NULL;
    unsigned long generation = 0;
    for (int user = 0; user < 40; user++) {
        char name[64];
        snprintf(name, sizeof name, "sip:torture%d@litwareinc.com", user);
        cscert_identity identity = {text(name), NULL, 0, NULL, 0};
        const cscert_user *found = NULL;
        cscert_status status = cscert_user_find(registry, &identity, CSCERT_FIND_ANY_USER, &found, NULL, &error);
        unsigned long own = 0;
        if (status == CSCERT_OK) {
            char title[64] = {0};
            CHECK(found->title.length < sizeof title);
            memcpy(title, found->title.data, found->title.length);
            own = strtoul(title + strlen("Generation "), NULL, 10);
        } else if (status != CSCERT_MANAGEMENT_OBJECT_NOT_FOUND) {
            return failed("title", status, error);
        }
        cscert_error_free(error);
        if (user > 0 && own != generation) {
            return problem("an import was applied by half: generation %lu and %lu", generation, own);
        }
        generation = own;
    }
    if (generation < known_generation) {
        return problem("an acknowledged import is lost: generation %lu of %u", generation, (unsigned)known_generation);
    }
    return NULL;
}

static inline const char *verify_open(cscert_registry *registry)
{
    cscert_error *error = NULL;
    cscert_registry_description description;
    TRY(cscert_registry_describe(registry, true, absent(), &description, &error), "check");
    if (!description.healthy) {
        return problem("check: %.*s", (int)description.findings.length, (const char *)description.findings.data);
    }
    if (known_import && description.user_count < 52) {
        return problem("the directory's import is lost");
    }
    const char *found = read_certificates(registry);
    found = found ? found : read_audit(registry);
    found = found ? found : compare();
    return found ? found : check_titles(registry);
}

/* What is wrong with the registry in the folder; NULL if nothing is. */
static inline const char *verify(const char *folder, uint32_t flags)
{
    char path[PATH_SIZE];
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    cscert_status status = cscert_registry_open(text(path_in(path, folder, "registry.db")), flags, text("verify"), absent(),
                                                &registry, &error);
    if (status == CSCERT_REGISTRY_NOT_FOUND && !known_import) {
        cscert_error_free(error);
        return NULL;
    }
    if (status != CSCERT_OK) {
        return failed("open", status, error);
    }
    const char *found = verify_open(registry);
    cscert_registry_close(registry);
    return found;
}

#endif
