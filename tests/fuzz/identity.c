/* Identities, patterns, thumbprints, serial numbers and other texts of one line. */
#include "fuzz.h"

static void try_text(cscert_registry *registry, cscert_text line)
{
    cscert_error *error = NULL;
    cscert_identity identity = {line, NULL, 0, NULL, 0};
    const cscert_user *user = NULL;
    uint32_t form = 0;
    sane(cscert_user_find(registry, &identity, CSCERT_FIND_ANY_USER, &user, &form, &error), error);
    const cscert_certificate *rows = NULL;
    size_t count = 0;
    sane(cscert_certificates_of(registry, &identity, &rows, &count, NULL, &form, &error), error);
    cscert_user_query pattern = {.display_name_pattern = line, .limit = UINT64_MAX};
    cscert_users *listed = NULL;
    if (sane(cscert_users_open(registry, &pattern, &listed, &error), error) == CSCERT_OK) {
        sane(cscert_users_next(listed, &user, &count, &error), error);
        cscert_users_close(listed);
    }
    for (int which = 0; which < 2; which++) {
        cscert_certificate_query query;
        memset(&query, 0, sizeof query);
        query.not_after_from = query.not_after_before = query.published_after = CSCERT_NO_TIME;
        query.limit = 10;
        *(which ? &query.thumbprint : &query.serial_number) = line;
        cscert_certificates *cursor = NULL;
        if (sane(cscert_certificates_open(registry, &query, &cursor, &error), error) == CSCERT_OK) {
            sane(cscert_certificates_next(cursor, &rows, &count, &error), error);
            cscert_certificates_close(cursor);
        }
    }
    cscert_check check;
    sane(cscert_certificate_check(registry, absent(), line, 0, &check, &error), error);
    cscert_registry_description description;
    sane(cscert_registry_describe(registry, false, line, &description, &error), error);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cscert_registry *registry;
    if (registry == NULL) {
        registry = registry_with_users();
    }
    struct input input = {data, size};
    while (input.left > 0) {
        try_text(registry, take_line(&input));
    }
    return 0;
}
