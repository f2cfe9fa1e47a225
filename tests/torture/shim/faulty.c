/* To be preloaded into a process: makes the call of a chosen number fail, of those that touch a registry's files.
 *
 * The program sets `faulty_call` (counting down; negative: never) and `faulty_error`, which it finds with dlsym. After the
 * failure every later call fails, too, while `faulty_stays` is set: a disk that is full stays full. */
#define _GNU_SOURCE
#include "watched.h"

#include <errno.h>

long faulty_call = -1;
int faulty_error = EIO;
int faulty_stays;

static int file_of(const char *path)
{
    return strstr(path, "registry.db") != NULL ? 0 : -1;
}

static void opened(int file, int made)
{
    (void)file;
    (void)made;
}

/* Whether this call is to fail. */
static int fails(int descriptor)
{
    if (file_on(descriptor) < 0 || faulty_call < 0) {
        return 0;
    }
    if (faulty_call > 0) {
        faulty_call--;
        return 0;
    }
    if (!faulty_stays) {
        faulty_call = -1;
    }
    errno = faulty_error;
    return 1;
}

#define READS(name, offset_type)                                                  \
    ssize_t name(int descriptor, void *bytes, size_t length, offset_type offset)  \
    {                                                                             \
        /* What is full can be read. */                                           \
        if (faulty_error != ENOSPC && fails(descriptor)) {                        \
            return -1;                                                            \
        }                                                                         \
        return REAL(name)(descriptor, bytes, length, offset);                     \
    }

READS(pread, off_t)
READS(pread64, off64_t)

#define WRITES(name, offset_type)                                                        \
    ssize_t name(int descriptor, const void *bytes, size_t length, offset_type offset)   \
    {                                                                                    \
        if (fails(descriptor)) {                                                         \
            return -1;                                                                   \
        }                                                                                \
        return REAL(name)(descriptor, bytes, length, offset);                            \
    }

WRITES(pwrite, off_t)
WRITES(pwrite64, off64_t)

#define TRUNCATES(name, offset_type)                      \
    int name(int descriptor, offset_type length)          \
    {                                                     \
        if (fails(descriptor)) {                          \
            return -1;                                    \
        }                                                 \
        return REAL(name)(descriptor, length);            \
    }

TRUNCATES(ftruncate, off_t)
TRUNCATES(ftruncate64, off64_t)

#define SYNCS(name)                        \
    int name(int descriptor)               \
    {                                      \
        if (fails(descriptor)) {           \
            return -1;                     \
        }                                  \
        return REAL(name)(descriptor);     \
    }

SYNCS(fsync)
SYNCS(fdatasync)
