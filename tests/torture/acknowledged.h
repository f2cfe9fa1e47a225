/* What was acknowledged, and must be true ever after. */
#ifndef ACKNOWLEDGED_H
#define ACKNOWLEDGED_H

#include "acknowledgement.h"
#include "torture.h"

#define MOST_KNOWN 20000

/* A certificate whose publication was acknowledged. */
struct known {
    uint8_t sha1[20];
    int64_t user_key;
    bool revoked;
};

static struct known known[MOST_KNOWN];
static size_t known_count;
static uint32_t known_generation;
static bool known_import;
/* What was acknowledged in all rounds. */
static size_t publications_seen, revocations_seen, imports_seen;

static inline void forget_all(void)
{
    known_count = 0;
    known_generation = 0;
    known_import = false;
}

static inline void learn(const struct acknowledgement *said)
{
    switch (said->kind) {
    case IMPORTED:
        known_import = true;
        break;
    case RENAMED:
        known_generation = said->generation;
        imports_seen++;
        break;
    case PUBLISHED:
        CHECK(known_count < MOST_KNOWN);
        memcpy(known[known_count].sha1, said->sha1, 20);
        known[known_count].user_key = said->user_key;
        known[known_count].revoked = false;
        known_count++;
        publications_seen++;
        break;
    case REVOKED:
        for (size_t i = 0; i < known_count; i++) {
            known[i].revoked |= known[i].user_key == said->user_key;
        }
        revocations_seen++;
        break;
    default:
        CHECK(!"an acknowledgement of an unknown kind");
    }
}

#endif
