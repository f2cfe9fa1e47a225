/* A certificate file: read, published and undone, looked up, checked. */
#define _GNU_SOURCE
#include "fuzz.h"

/* The first element of the outer SEQUENCE; both have lengths of two bytes (X.690, 8.1.3.5). */
static cscert_text signed_part(cscert_text der)
{
    const uint8_t *body = der.data + 4;
    MUST(der.length > 8 && body[0] == 0x30 && body[1] == 0x82);
    cscert_text part = {body, 4 + ((size_t)body[2] << 8 | body[3])};
    MUST(part.length < der.length - 4);
    return part;
}

static void try_certificate(cscert_registry *registry, cscert_text der)
{
    cscert_error *error = NULL;
    cscert_publication publication = {der, NULL, NULL, 0};
    const cscert_publish_result *results = NULL;
    MUST(sane(cscert_publish(registry, &publication, 1, CSCERT_DRY_RUN, &results, &error), error) == CSCERT_OK);
    MUST(results[0].status != CSCERT_INTERNAL_ERROR);
    cscert_check check;
    MUST(sane(cscert_certificate_check(registry, der, absent(), 0, &check, &error), error) == CSCERT_OK);
    cscert_text known = certificate_of_ken();
    /* A certificate is what its issuer signed: neither its signature's bytes nor what follows them make another of it. */
    cscert_text body = signed_part(known);
    MUST(check.result == CSCERT_CHECK_UNKNOWN || memmem(der.data, der.length, body.data, body.length) != NULL);
    bool is_known = der.length == known.length && memcmp(der.data, known.data, der.length) == 0;
    MUST(check.result != CSCERT_CHECK_UNKNOWN || !is_known);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cscert_registry *registry;
    if (registry == NULL) {
        registry = registry_with_users();
    }
    cscert_error *error = NULL;
    cscert_text bytes = {data, size};
    cscert_bundle *bundle = NULL;
    MUST(sane(cscert_bundle_read(bytes, &bundle, &error), error) == CSCERT_OK);
    const cscert_bundle_item *items = NULL;
    size_t count = 0;
    uint64_t private_keys = 0;
    MUST(sane(cscert_bundle_items(bundle, &items, &count, &private_keys, &error), error) == CSCERT_OK);
    for (size_t i = 0; i < count; i++) {
        MUST((items[i].status == CSCERT_OK) == (items[i].message.data == NULL));
        if (items[i].status == CSCERT_OK) {
            try_certificate(registry, items[i].der);
        }
    }
    cscert_bundle_free(bundle);
    /* Also past the reader of files, which publishers need not use. */
    try_certificate(registry, bytes);
    return 0;
}
