/* Filters: the first byte says whether of LDAP, or the console's tree, or an organizational unit, or a completion. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cscert_registry *registry;
    if (registry == NULL) {
        registry = registry_with_users();
    }
    struct input input = {data, size};
    uint8_t kind = take_byte(&input);
    cscert_text given = {input.data, input.left};
    cscert_error *error = NULL;
    size_t count = 0;
    if (kind % 4 == 3) {
        const cscert_completion *completions = NULL;
        sane(cscert_complete(registry, given, 20, &completions, &count, &error), error);
        return 0;
    }
    cscert_user_query query;
    memset(&query, 0, sizeof query);
    query.limit = UINT64_MAX;
    *(kind % 4 == 0 ? &query.ldap_filter : kind % 4 == 1 ? &query.filter : &query.organizational_unit) = given;
    cscert_users *listed = NULL;
    if (sane(cscert_users_open(registry, &query, &listed, &error), error) == CSCERT_OK) {
        const cscert_user *rows = NULL;
        while (sane(cscert_users_next(listed, &rows, &count, &error), error) == CSCERT_OK && count > 0) {
        }
        cscert_users_close(listed);
    }
    return 0;
}
