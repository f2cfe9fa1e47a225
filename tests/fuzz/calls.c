/* Sequences of calls, in any order, on handles that are open, closed or were never there (debug builds refuse those). */
#include "fuzz.h"

#define SLOTS 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    cscert_registry *registries[SLOTS] = {NULL};
    cscert_users *lists[SLOTS] = {NULL};
    cscert_certificates *finds[SLOTS] = {NULL};
    cscert_audit *audits[SLOTS] = {NULL};
    cscert_import *imports[SLOTS] = {NULL};
    int opened = 0;
    while (input.left > 0) {
        uint8_t step = take_byte(&input);
        size_t slot = step % SLOTS, other = take_byte(&input) % SLOTS;
        cscert_registry *registry = registries[other];
        cscert_error *error = NULL;
        size_t count = 0;
        switch (step / SLOTS % 20) {
        case 0:
            if (opened++ < 4) {
                cscert_registry *made = empty_registry();
                cscert_registry_close(registries[slot]);
                registries[slot] = made;
            }
            break;
        case 1:
            /* The pointer stays: what is closed may be asked again, and closed again. */
            cscert_registry_close(registries[slot]);
            break;
        case 2:
            if (registry != NULL && cscert_registry_id(registry, (uint8_t[16]){0}, NULL) == CSCERT_OK) {
                import_text(registry, text(users), 0);
            }
            break;
        case 3: {
            cscert_user_query query = {.limit = take_byte(&input)};
            cscert_users *made = NULL;
            if (sane(cscert_users_open(registry, &query, &made, &error), error) == CSCERT_OK) {
                cscert_users_close(lists[slot]);
                lists[slot] = made;
            }
            break;
        }
        case 4: {
            const cscert_user *rows = NULL;
            sane(cscert_users_next(lists[slot], &rows, &count, &error), error);
            break;
        }
        case 5:
            cscert_users_close(lists[slot]);
            break;
        case 6: {
            cscert_certificate_query query;
            memset(&query, 0, sizeof query);
            query.limit = take_byte(&input);
            cscert_certificates *made = NULL;
            if (sane(cscert_certificates_open(registry, &query, &made, &error), error) == CSCERT_OK) {
                cscert_certificates_close(finds[slot]);
                finds[slot] = made;
            }
            break;
        }
        case 7: {
            const cscert_certificate *rows = NULL;
            sane(cscert_certificates_next(finds[slot], &rows, &count, &error), error);
            break;
        }
        case 8:
            cscert_certificates_close(finds[slot]);
            break;
        case 9: {
            cscert_audit_query query = {NULL, absent(), CSCERT_NO_TIME, CSCERT_NO_TIME, take_byte(&input)};
            cscert_audit *made = NULL;
            if (sane(cscert_audit_open(registry, &query, &made, &error), error) == CSCERT_OK) {
                cscert_audit_close(audits[slot]);
                audits[slot] = made;
            }
            break;
        }
        case 10: {
            const cscert_audit_entry *rows = NULL;
            sane(cscert_audit_next(audits[slot], &rows, &count, &error), error);
            break;
        }
        case 11:
            cscert_audit_close(audits[slot]);
            break;
        case 12: {
            cscert_import *made = NULL;
            if (sane(cscert_import_begin(registry, take_byte(&input) & 1, NULL, 0, &made, &error), error) == CSCERT_OK) {
                cscert_import_free(imports[slot]);
                imports[slot] = made;
            }
            break;
        }
        case 13:
            sane(cscert_import_ldif(imports[slot], text("fuzz"), text(users), take_byte(&input) & 1, &error), error);
            break;
        case 14: {
            cscert_import_summary summary;
            uint8_t how = take_byte(&input);
            sane(cscert_import_apply(imports[slot], how & CSCERT_DRY_RUN, how / 2, &summary, &error), error);
            break;
        }
        case 15:
            cscert_import_free(imports[slot]);
            break;
        case 16: {
            cscert_revocation revocation = {take_byte(&input), take_byte(&input) % 3};
            const cscert_revoke_result *results = NULL;
            sane(cscert_revoke(registry, &revocation, other % 2, take_byte(&input), take_byte(&input), &results, &error), error);
            break;
        }
        case 17: {
            cscert_publication publication = {text(users), NULL, NULL, 0};
            const cscert_publish_result *results = NULL;
            sane(cscert_publish(registry, &publication, slot % 2, 0, &results, &error), error);
            break;
        }
        case 18: {
            cscert_registry_description description;
            sane(cscert_registry_describe(registry, take_byte(&input) & 1, absent(), &description, &error), error);
            break;
        }
        default: {
            cscert_identity identity = {text("Ken Myer"), NULL, 0, NULL};
            const cscert_certificate *rows = NULL;
            sane(cscert_certificates_of(registry, &identity, &rows, &count, NULL, &error), error);
            break;
        }
        }
    }
    for (int i = 0; i < SLOTS; i++) {
        cscert_users_close(lists[i]);
        cscert_certificates_close(finds[i]);
        cscert_audit_close(audits[i]);
        cscert_import_free(imports[i]);
        cscert_registry_close(registries[i]);
    }
    return 0;
}
