/* Directory objects as PowerShell hands them over: a line is a property, `name=value`; an empty line ends an object. */
#include "fuzz.h"

#define MOST_ATTRIBUTES 64

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static cscert_registry *registry;
    if (registry == NULL) {
        registry = registry_with_users();
    }
    struct input input = {data, size};
    cscert_import *import = NULL;
    cscert_error *error = NULL;
    cscert_netbios_name netbios = {text("litwareinc.com"), take_line(&input)};
    if (sane(cscert_import_begin(registry, 0, &netbios, 1, &import, &error), error) != CSCERT_OK) {
        return 0;
    }
    for (uint64_t index = 1; input.left > 0; index++) {
        cscert_attribute attributes[MOST_ATTRIBUTES];
        size_t count = 0;
        while (input.left > 0 && count < MOST_ATTRIBUTES) {
            cscert_text line = take_line(&input);
            if (line.length == 0) {
                break;
            }
            const uint8_t *equals = memchr(line.data, '=', line.length);
            size_t name = equals != NULL ? (size_t)(equals - line.data) : line.length;
            attributes[count].name = (cscert_text){line.data, name};
            attributes[count].value = equals != NULL ? (cscert_text){equals + 1, line.length - name - 1} : absent();
            count++;
        }
        sane(cscert_import_object(import, text("fuzz"), index, attributes, count, &error), error);
    }
    cscert_import_summary summary = {.finished = false};
    while (sane(cscert_import_apply(import, CSCERT_DRY_RUN, 3, &summary, &error), error) == CSCERT_OK && !summary.finished) {
    }
    cscert_import_free(import);
    return 0;
}
