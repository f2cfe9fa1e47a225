/* What shim/recorder.c writes and disk.h reads: a head, and the bytes of a write behind it, padded so that
 * every head is aligned. */
#ifndef RECORD_H
#define RECORD_H

#include <stdint.h>

/* The database, its write-ahead log, its rollback journal. (The shared memory beside them survives no loss of power.) */
enum { FILES = 3 };
/* FOLDER_SYNCED speaks of all files: creations and removals before it are on disk. */
enum { CREATED = 1, WRITTEN, TRUNCATED, SYNCED, REMOVED, FOLDER_SYNCED };

struct record {
    uint32_t kind;
    uint32_t file;
    /* Of a write; of a truncation, the new length. */
    uint64_t offset;
    uint64_t length;
};

static inline uint64_t padded(uint64_t length)
{
    return (length + 7) & ~(uint64_t)7;
}

#endif
