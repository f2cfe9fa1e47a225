/* To be preloaded into a process: records every write to a registry's files and every sync of them, so that the state of a
 * disk can be made in which nothing is left but what was synced. (A kill alone loses nothing that the kernel already has.)
 *
 * RECORDER_LOG: the file that records go to. RECORDER_DIE_AT: kill the process at the call of that number, counted over
 * writes, syncs, truncations and removals. RECORDER_IGNORE: keep silent about syncs of `files` or of `folders`, as a disk that lies
 * does. */
#define _GNU_SOURCE
#include "record.h"
#include "watched.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int log_descriptor = -1;
static long calls_left = -1;
/* A kind of record, or 0. */
static int ignored;

__attribute__((constructor)) static void begin(void)
{
    const char *log = getenv("RECORDER_LOG"), *die_at = getenv("RECORDER_DIE_AT");
    if (log != NULL) {
        log_descriptor = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    calls_left = die_at != NULL ? atol(die_at) : -1;
    const char *ignore = getenv("RECORDER_IGNORE");
    if (ignore != NULL) {
        ignored = strcmp(ignore, "files") == 0 ? SYNCED : FOLDER_SYNCED;
    }
}

static int file_of(const char *path)
{
    static const char *const ends[FILES] = {"registry.db", "registry.db-wal", "registry.db-journal"};
    size_t length = strlen(path);
    for (int file = 0; file < FILES; file++) {
        size_t end = strlen(ends[file]);
        if (length >= end && strcmp(path + length - end, ends[file]) == 0) {
            return file;
        }
    }
    return -1;
}

static void record(int kind, int file, uint64_t offset, const void *bytes, uint64_t length)
{
    pthread_mutex_lock(&lock);
    if (calls_left >= 0 && calls_left-- == 0) {
        kill(getpid(), SIGKILL);
    }
    if (log_descriptor >= 0 && kind != ignored) {
        struct record head = {(uint32_t)kind, (uint32_t)file, offset, length};
        uint8_t padding[8] = {0};
        size_t size = bytes != NULL ? length : 0;
        struct iovec parts[3] = {{&head, sizeof head}, {(void *)bytes, size}, {padding, padded(size) - size}};
        syscall(SYS_writev, log_descriptor, parts, 3);
    }
    pthread_mutex_unlock(&lock);
}

static void opened(int file, int made)
{
    if (made) {
        record(CREATED, file, 0, NULL, 0);
    }
}

/* A write is recorded before it is made, a sync after: of what stands in the log, never too much was kept. */
#define WRITES_AT(name, offset_type)                                                   \
    ssize_t name(int descriptor, const void *bytes, size_t length, offset_type offset) \
    {                                                                                  \
        if (file_on(descriptor) >= 0) {                                                \
            record(WRITTEN, file_on(descriptor), (uint64_t)offset, bytes, length);     \
        }                                                                              \
        return REAL(name)(descriptor, bytes, length, offset);                          \
    }

WRITES_AT(pwrite, off_t)
WRITES_AT(pwrite64, off64_t)

ssize_t write(int descriptor, const void *bytes, size_t length)
{
    if (file_on(descriptor) >= 0) {
        record(WRITTEN, file_on(descriptor), (uint64_t)lseek(descriptor, 0, SEEK_CUR), bytes, length);
    }
    return REAL(write)(descriptor, bytes, length);
}

#define TRUNCATES(name, offset_type)                                                   \
    int name(int descriptor, offset_type length)                                       \
    {                                                                                  \
        if (file_on(descriptor) >= 0) {                                                \
            record(TRUNCATED, file_on(descriptor), (uint64_t)length, NULL, 0);         \
        }                                                                              \
        return REAL(name)(descriptor, length);                                         \
    }

TRUNCATES(ftruncate, off_t)
TRUNCATES(ftruncate64, off64_t)

#define SYNCS(name)                                               \
    int name(int descriptor)                                      \
    {                                                             \
        int result = REAL(name)(descriptor);                      \
        struct stat data;                                         \
        if (result == 0 && file_on(descriptor) >= 0) {            \
            record(SYNCED, file_on(descriptor), 0, NULL, 0);      \
        } else if (result == 0 && fstat(descriptor, &data) == 0 && S_ISDIR(data.st_mode)) { \
            record(FOLDER_SYNCED, 0, 0, NULL, 0);                 \
        }                                                         \
        return result;                                            \
    }

SYNCS(fsync)
SYNCS(fdatasync)

int unlink(const char *path)
{
    if (file_of(path) >= 0) {
        record(REMOVED, file_of(path), 0, NULL, 0);
    }
    return REAL(unlink)(path);
}
