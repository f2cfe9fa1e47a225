/* What the shims share: which descriptors are open on a registry's files.
 *
 * Whoever includes this defines `file_of`, which tells a registry's files from others, and `opened`, which hears of each. */
#ifndef WATCHED_H
#define WATCHED_H

#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define DESCRIPTORS 1024

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

/* The number of a registry's file, from 0; negative for any other. */
static int file_of(const char *path);
/* A registry's file was opened, or made. */
static void opened(int file, int made);

/* What a descriptor is open on: the number of a file plus one, or 0. */
static uint8_t open_on[DESCRIPTORS];

static int file_on(int descriptor)
{
    return descriptor >= 0 && descriptor < DESCRIPTORS ? open_on[descriptor] - 1 : -1;
}

/* Whether opening the path makes a file that is watched. */
static int makes_file(const char *path, int flags)
{
    return (flags & O_CREAT) != 0 && file_of(path) >= 0 && access(path, F_OK) != 0;
}

static int watch(int descriptor, const char *path, int made)
{
    if (descriptor >= 0 && descriptor < DESCRIPTORS) {
        open_on[descriptor] = (uint8_t)(file_of(path) + 1);
        if (file_on(descriptor) >= 0) {
            opened(file_on(descriptor), made);
        }
    }
    return descriptor;
}

#define OPENS(name, parameters, arguments)                            \
    int name parameters                                               \
    {                                                                 \
        va_list more;                                                 \
        va_start(more, flags);                                        \
        mode_t mode = va_arg(more, mode_t);                           \
        va_end(more);                                                 \
        int made = makes_file(path, flags);                           \
        return watch(REAL(name) arguments, path, made);               \
    }

OPENS(open, (const char *path, int flags, ...), (path, flags, mode))
OPENS(open64, (const char *path, int flags, ...), (path, flags, mode))
OPENS(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))
OPENS(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, mode))

int close(int descriptor)
{
    if (descriptor >= 0 && descriptor < DESCRIPTORS) {
        open_on[descriptor] = 0;
    }
    return REAL(close)(descriptor);
}

#endif
