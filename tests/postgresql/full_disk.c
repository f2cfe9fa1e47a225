/* To be preloaded into a server's processes: while the file that CSCERT_FULL_DISK names is there, no file of a table can be made larger. What is
 * inside a file can be written; so can the log, whose end would end the server. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int is_full(int descriptor, off64_t end)
{
    const char *flag = getenv("CSCERT_FULL_DISK");
    struct stat64 state;
    if (flag == NULL || fstat64(descriptor, &state) != 0 || end <= state.st_size || access(flag, F_OK) != 0) {
        return 0;
    }
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", descriptor);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) {
        return 0;
    }
    path[length] = '\0';
    return strstr(path, "/base/") != NULL;
}

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

#define WRITE(name, offset_type)                                                        \
    ssize_t name(int descriptor, const void *bytes, size_t count, offset_type offset)   \
    {                                                                                   \
        if (is_full(descriptor, (off64_t)(offset + (offset_type)count))) {              \
            errno = ENOSPC;                                                             \
            return -1;                                                                  \
        }                                                                               \
        return REAL(name)(descriptor, bytes, count, offset);                            \
    }

WRITE(pwrite, off_t)
WRITE(pwrite64, off64_t)

#define WRITE_VECTOR(name, offset_type)                                                       \
    ssize_t name(int descriptor, const struct iovec *parts, int count, offset_type offset)    \
    {                                                                                         \
        if (is_full(descriptor, (off64_t)offset + 1)) {                                       \
            errno = ENOSPC;                                                                   \
            return -1;                                                                        \
        }                                                                                     \
        return REAL(name)(descriptor, parts, count, offset);                                  \
    }

WRITE_VECTOR(pwritev, off_t)
WRITE_VECTOR(pwritev64, off64_t)

#define ALLOCATE(name, offset_type)                                       \
    int name(int descriptor, offset_type offset, offset_type length)      \
    {                                                                     \
        if (is_full(descriptor, (off64_t)(offset + length))) {            \
            return ENOSPC;                                                \
        }                                                                 \
        return REAL(name)(descriptor, offset, length);                    \
    }

ALLOCATE(posix_fallocate, off_t)
ALLOCATE(posix_fallocate64, off64_t)
