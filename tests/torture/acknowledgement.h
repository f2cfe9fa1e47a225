/* What a child that is to be killed says once a call has returned: whatever it said must be true ever after. */
#ifndef ACKNOWLEDGEMENT_H
#define ACKNOWLEDGEMENT_H

#include <stdint.h>

enum { IMPORTED = 'I', PUBLISHED = 'P', REVOKED = 'R', RENAMED = 'T' };

/* Small enough that a pipe takes it whole or not at all. */
struct acknowledgement {
    uint32_t kind;
    /* RENAMED: the generation of the titles. */
    uint32_t generation;
    /* PUBLISHED and REVOKED: whose certificates. */
    int64_t user_key;
    /* PUBLISHED: which. */
    uint8_t sha1[20];
};

#endif
