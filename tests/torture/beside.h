/* What lies beside a torture program: the other programs and the libraries that are preloaded into them. */
#ifndef BESIDE_H
#define BESIDE_H

#include "torture.h"

#include <dlfcn.h>

static inline const char *path_beside(char *buffer, const char *self, const char *name)
{
    const char *end = strrchr(self, '/');
    CHECK(end != NULL);
    int length = snprintf(buffer, PATH_SIZE, "%.*s/%s", (int)(end - self), self, name);
    CHECK(length > 0 && length < PATH_SIZE);
    return buffer;
}

/* Starts the program anew with that library preloaded, unless it is already: `symbol` is one of the library's. */
static inline void preload(char **argv, const char *library, const char *symbol)
{
    if (dlsym(RTLD_DEFAULT, symbol) != NULL) {
        return;
    }
    char path[PATH_SIZE];
    CHECK(getenv("LD_PRELOAD") == NULL);
    CHECK(setenv("LD_PRELOAD", path_beside(path, argv[0], library), 1) == 0);
    execv(argv[0], argv);
    perror(argv[0]);
    exit(1);
}

#endif
