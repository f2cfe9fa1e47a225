/* What the programs of this folder share: a demo registry, made through the header alone. */
#ifndef SUPPORT_H
#define SUPPORT_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cscert.h"

static inline cscert_text text(const char *string)
{
    cscert_text t = {(const uint8_t *)string, strlen(string)};
    return t;
}

static inline cscert_text absent(void)
{
    cscert_text t = {NULL, 0};
    return t;
}

static inline void print_text(cscert_text t)
{
    fwrite(t.data, 1, t.length, stdout);
}

/* Ends the program unless a call had the expected status. Frees the error. */
static inline void check_status(cscert_status wanted, cscert_status status, cscert_error *error, const char *what)
{
    if (status != wanted) {
        fprintf(stderr, "%s: status %d instead of %d: %.*s\n", what, (int)status, (int)wanted,
                error ? (int)error->message.length : 0, error ? (const char *)error->message.data : "");
        exit(1);
    }
    if (wanted != CSCERT_OK && (error == NULL || error->status != status || error->message.length == 0)) {
        fprintf(stderr, "%s: the error says too little\n", what);
        exit(1);
    }
    cscert_error_free(error);
}

/* The call first: the error is its result. */
#define expect(wanted, call, error, what)                     \
    do {                                                      \
        cscert_status status_ = (call);                       \
        check_status((wanted), status_, (error), (what));     \
    } while (0)

#define CHECK(condition)                                                              \
    do {                                                                              \
        if (!(condition)) {                                                           \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition); \
            exit(1);                                                                  \
        }                                                                             \
    } while (0)

static inline cscert_text read_file(const char *folder, const char *name)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        perror(path);
        exit(1);
    }
    CHECK(fseek(file, 0, SEEK_END) == 0);
    long end = ftell(file);
    CHECK(end >= 0);
    size_t length = (size_t)end;
    rewind(file);
    uint8_t *bytes = malloc(length + 1);
    CHECK(bytes != NULL && fread(bytes, 1, length, file) == length);
    fclose(file);
    cscert_text t = {bytes, length};
    return t;
}

static inline cscert_registry *open_registry(const char *folder, uint32_t flags)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/registry.db", folder);
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_open(text(path), flags, text("C test"), absent(), &registry, &error), error, "open");
    return registry;
}

static inline cscert_import_summary import_ldif(cscert_registry *registry, cscert_text ldif)
{
    cscert_import *import = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_import_begin(registry, 0, NULL, 0, &import, &error), error, "import");
    expect(CSCERT_OK, cscert_import_ldif(import, text("directory.ldif"), ldif, true, &error), error, "ldif");
    cscert_import_summary summary;
    do {
        expect(CSCERT_OK, cscert_import_apply(import, 0, 100, &summary, &error), error, "apply");
    } while (!summary.finished);
    cscert_import_free(import);
    return summary;
}

static inline cscert_import_summary import_directory(cscert_registry *registry, const char *data)
{
    cscert_text ldif = read_file(data, "directory.ldif");
    cscert_import_summary summary = import_ldif(registry, ldif);
    free((void *)ldif.data);
    return summary;
}

/* Adds users without certificates, numbered from `first` on; those without a SIP address are not listed. */
static inline void import_crowd(cscert_registry *registry, unsigned first, unsigned count, bool with_sip_address)
{
    enum { LONGEST_ENTRY = 512 };
    char *ldif = malloc((size_t)count * LONGEST_ENTRY);
    CHECK(ldif != NULL);
    size_t length = 0;
    for (unsigned i = first; i < first + count; i++) {
        length += (size_t)snprintf(ldif + length, LONGEST_ENTRY,
            "dn: CN=Crowd %u,OU=Crowd,DC=litwareinc,DC=com\nobjectClass: user\nobjectGUID: Crowd-%010u\ndisplayName: Crowd %u\n%s: sip:crowd%u@litwareinc.com\n"
            "msRTCSIP-PrimaryHomeServer: CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,CN=Pools,CN=RTC Service,CN=Services\n\n",
            i, i, i, with_sip_address ? "msRTCSIP-PrimaryUserAddress" : "description", i);
    }
    cscert_text text = {(const uint8_t *)ldif, length};
    CHECK(import_ldif(registry, text).added == count);
    free(ldif);
}

/* Publishes every certificate of a file; returns how many were new. */
static inline size_t publish_file(cscert_registry *registry, const char *folder, const char *name)
{
    cscert_text bytes = read_file(folder, name);
    cscert_bundle *bundle = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_bundle_read(bytes, &bundle, &error), error, name);
    const cscert_bundle_item *items = NULL;
    size_t count = 0, published = 0;
    uint64_t private_keys = 0;
    expect(CSCERT_OK, cscert_bundle_items(bundle, &items, &count, &private_keys, &error), error, name);
    for (size_t i = 0; i < count; i++) {
        CHECK(items[i].status == CSCERT_OK);
        cscert_publication publication = {items[i].der, NULL, NULL, 1518339600000000};
        const cscert_publish_result *results = NULL;
        expect(CSCERT_OK, cscert_publish(registry, &publication, 1, 0, &results, &error), error, name);
        if (results[0].status != CSCERT_OK) {
            fprintf(stderr, "%s: %.*s\n", name, (int)results[0].message.length, (const char *)results[0].message.data);
            exit(1);
        }
        published += results[0].outcome == CSCERT_PUBLISHED;
    }
    cscert_bundle_free(bundle);
    free((void *)bytes.data);
    return published;
}

#endif
