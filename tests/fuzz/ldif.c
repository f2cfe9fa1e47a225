/* A directory export, in pieces, applied and undone. The first byte says how long the pieces are. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cscert_registry *registry;
    if (registry == NULL) {
        registry = registry_with_users();
    }
    struct input input = {data, size};
    size_t piece = take_byte(&input);
    piece = piece == 0 ? input.left : piece;
    cscert_import *import = NULL;
    cscert_error *error = NULL;
    MUST(sane(cscert_import_begin(registry, 0, NULL, 0, &import, &error), error) == CSCERT_OK);
    do {
        cscert_text bytes = {input.data, input.left < piece ? input.left : piece};
        input.data += bytes.length;
        input.left -= bytes.length;
        if (sane(cscert_import_ldif(import, text("fuzz"), bytes, input.left == 0, &error), error) != CSCERT_OK) {
            break;
        }
    } while (input.left > 0);
    cscert_import_summary summary = {.finished = false};
    while (sane(cscert_import_apply(import, CSCERT_DRY_RUN, 3, &summary, &error), error) == CSCERT_OK && !summary.finished) {
    }
    const cscert_import_notice *notices = NULL;
    size_t count = 0;
    MUST(sane(cscert_import_notices(import, &notices, &count, &error), error) == CSCERT_OK);
    cscert_import_free(import);
    return 0;
}
