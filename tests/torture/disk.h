/* The disk after a loss of power: all that was synced, and of the rest whatever the disk happened to have written. */
#ifndef DISK_H
#define DISK_H

#include "shim/record.h"
#include "torture.h"

/* What a disk writes whole or not at all. */
#define SECTOR 512

struct image {
    bool there;
    /* The folder knows of it, whatever happens. */
    bool entered;
    uint8_t *bytes;
    size_t length, capacity;
};

struct disk {
    struct image files[FILES];
};

static const char *const disk_names[FILES] = {"registry.db", "registry.db-wal", "registry.db-journal"};

static inline void resize_image(struct image *image, size_t length)
{
    if (length > image->capacity) {
        image->capacity = length * 2;
        image->bytes = realloc(image->bytes, image->capacity);
        CHECK(image->bytes != NULL);
    }
    if (length > image->length) {
        memset(image->bytes + image->length, 0, length - image->length);
    }
    image->length = length;
}

/* What lies in the folder now, all of it synced. */
static inline void load_disk(struct disk *disk, const char *folder)
{
    char path[PATH_SIZE];
    for (int file = 0; file < FILES; file++) {
        struct image *image = &disk->files[file];
        int in = open(path_in(path, folder, disk_names[file]), O_RDONLY);
        image->there = image->entered = in >= 0;
        resize_image(image, 0);
        if (in >= 0) {
            struct stat data;
            CHECK(fstat(in, &data) == 0);
            resize_image(image, (size_t)data.st_size);
            CHECK(read(in, image->bytes, image->length) == (ssize_t)image->length);
            close(in);
        }
    }
}

static inline void store_disk(const struct disk *disk, const char *folder)
{
    char path[PATH_SIZE];
    remove_registry(folder);
    for (int file = 0; file < FILES; file++) {
        if (disk->files[file].there) {
            write_file(path_in(path, folder, disk_names[file]), disk->files[file].bytes, disk->files[file].length);
        }
    }
}

static inline void apply_bytes(struct image *image, uint64_t offset, const uint8_t *bytes, size_t length)
{
    if (offset + length > image->length) {
        resize_image(image, offset + length);
    }
    memcpy(image->bytes + offset, bytes, length);
}

static inline void apply(struct image *image, const struct record *record)
{
    switch (record->kind) {
    case CREATED:
        image->there = true;
        image->entered = false;
        resize_image(image, 0);
        break;
    case WRITTEN:
        apply_bytes(image, record->offset, (const uint8_t *)(record + 1), record->length);
        break;
    case TRUNCATED:
        resize_image(image, record->offset);
        break;
    case REMOVED:
        image->there = image->entered = false;
        resize_image(image, 0);
        break;
    default:
        CHECK(!"a record of an unknown kind");
    }
}

/* Some sectors of a write. */
static inline void apply_torn(struct image *image, const struct record *record)
{
    const uint8_t *bytes = (const uint8_t *)(record + 1);
    for (uint64_t at = 0; at < record->length; at += SECTOR) {
        uint64_t length = record->length - at < SECTOR ? record->length - at : SECTOR;
        if (below(2)) {
            apply_bytes(image, record->offset + at, bytes + at, length);
        }
    }
}

enum { LOSE_ALL, LOSE_SOME, LOSE_TAIL, FATES };

/* What was done to one file and has not been synced. */
struct pending {
    const struct record **records;
    size_t count, capacity;
};

static inline void postpone(struct pending *pending, const struct record *record)
{
    if (pending->count == pending->capacity) {
        pending->capacity = pending->capacity * 2 + 64;
        pending->records = realloc(pending->records, pending->capacity * sizeof *pending->records);
        CHECK(pending->records != NULL);
    }
    pending->records[pending->count++] = record;
}

/* Makes the first `count` of them stay. */
static inline void settle(struct image *image, struct pending *pending, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        apply(image, pending->records[i]);
    }
    pending->count -= count;
    memmove(pending->records, pending->records + count, pending->count * sizeof *pending->records);
}

/* A folder's sync keeps creations and removals; what was written to a file that is removed does not matter any more. */
static inline void settle_entries(struct image *image, struct pending *pending)
{
    size_t count = 0;
    for (size_t i = 0; i < pending->count; i++) {
        if (pending->records[i]->kind == REMOVED || pending->records[i]->kind == CREATED) {
            count = i + 1;
        }
    }
    settle(image, pending, count);
    image->entered = image->there;
}

/* What became of that which was not synced. A removal happened or not, and nothing after it without it. */
static inline void lose(struct image *image, struct pending *pending, int fate)
{
    size_t kept = fate == LOSE_TAIL ? below(pending->count + 1) : pending->count;
    for (size_t i = 0; i < kept; i++) {
        const struct record *record = pending->records[i];
        bool entry = record->kind == REMOVED || record->kind == CREATED;
        if (fate == LOSE_TAIL) {
            apply(image, record);
        } else if (entry && below(2)) {
            break;
        } else if (entry) {
            apply(image, record);
        } else if (record->kind == WRITTEN && fate == LOSE_SOME && below(2)) {
            apply_torn(image, record);
        } else if (record->kind == TRUNCATED && fate == LOSE_SOME && below(2)) {
            apply(image, record);
        }
    }
    if (!image->entered && below(2)) {
        image->there = false;
    }
}

/* Carries the disk through what the log says, then takes its power away. */
static inline void lose_power(struct disk *disk, const uint8_t *log, size_t length)
{
    int fate = (int)below(FATES);
    for (uint32_t file = 0; file < FILES; file++) {
        struct image *image = &disk->files[file];
        struct pending pending = {NULL, 0, 0};
        for (size_t at = 0; at + sizeof(struct record) <= length;) {
            const struct record *record = (const struct record *)(const void *)(log + at);
            at += sizeof *record + (record->kind == WRITTEN ? padded(record->length) : 0);
            if (at > length) {
                break;
            }
            if (record->kind == FOLDER_SYNCED) {
                settle_entries(image, &pending);
            } else if (record->file == file && record->kind == SYNCED) {
                settle(image, &pending, pending.count);
            } else if (record->file == file) {
                postpone(&pending, record);
            }
        }
        lose(image, &pending, fate);
        free(pending.records);
    }
}

#endif
