/* The C border, as a C program uses it. */
#include "raw.h"

#include <dlfcn.h>
#include <string.h>

#include "cscert.h"

static cscert_text text_of(const char *text)
{
    cscert_text result = {(const uint8_t *)text, strlen(text)};
    return result;
}

double border_lookups(const char *library, const char *registry, const char *const *texts, int64_t count, int64_t *rows)
{
    void *module = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!module) {
        fprintf(stderr, "raw: %s\n", dlerror());
        return -1;
    }
    __typeof__(&cscert_registry_open) open;
    __typeof__(&cscert_registry_close) close;
    __typeof__(&cscert_certificates_of) certificates_of;
    *(void **)&open = dlsym(module, "cscert_registry_open");
    *(void **)&close = dlsym(module, "cscert_registry_close");
    *(void **)&certificates_of = dlsym(module, "cscert_certificates_of");

    cscert_registry *handle = NULL;
    cscert_error *error = NULL;
    if (open(text_of(registry), CSCERT_OPEN_READ_ONLY, text_of("bench"), (cscert_text){0}, &handle, &error) != CSCERT_OK) {
        fprintf(stderr, "raw: the registry could not be opened\n");
        return -1;
    }
    *rows = 0;
    double start = now();
    for (int64_t i = 0; i < count; i++) {
        cscert_identity identity = {text_of(texts[i]), NULL, 0, NULL, 0};
        const cscert_certificate *certificates;
        size_t found;
        if (certificates_of(handle, &identity, &certificates, &found, NULL, NULL, &error) != CSCERT_OK) {
            fprintf(stderr, "raw: %s was not found\n", texts[i]);
            return -1;
        }
        *rows += (int64_t)found;
    }
    double seconds = now() - start;
    close(handle);
    return seconds;
}

double border_complete(const char *library, const char *registry, const char *const *texts, int64_t count, int64_t limit, int64_t *rows)
{
    void *module = dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (!module) {
        fprintf(stderr, "raw: %s\n", dlerror());
        return -1;
    }
    __typeof__(&cscert_registry_open) open;
    __typeof__(&cscert_registry_close) close;
    __typeof__(&cscert_complete) complete;
    *(void **)&open = dlsym(module, "cscert_registry_open");
    *(void **)&close = dlsym(module, "cscert_registry_close");
    *(void **)&complete = dlsym(module, "cscert_complete");

    cscert_registry *handle = NULL;
    cscert_error *error = NULL;
    if (open(text_of(registry), CSCERT_OPEN_READ_ONLY, text_of("bench"), (cscert_text){0}, &handle, &error) != CSCERT_OK) {
        fprintf(stderr, "raw: the registry could not be opened\n");
        return -1;
    }
    *rows = 0;
    double start = now();
    for (int64_t i = 0; i < count; i++) {
        const cscert_completion *completions;
        size_t found;
        if (complete(handle, text_of(texts[i]), (size_t)limit, &completions, &found, &error) != CSCERT_OK) {
            fprintf(stderr, "raw: %s could not be completed\n", texts[i]);
            return -1;
        }
        *rows += (int64_t)found;
    }
    double seconds = now() - start;
    close(handle);
    return seconds;
}
