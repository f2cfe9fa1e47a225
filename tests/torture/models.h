/* Any number of certificates for the users of the demo: each is a model with other bytes where nobody looks for a meaning. */
#ifndef MODELS_H
#define MODELS_H

#include "torture.h"

#define MODELS 6

static cscert_text models[MODELS];

static inline void load_models(const char *data)
{
    static const char *const files[MODELS] = {"kenmyer-laptop.cer",    "kmyerson-desktop.cer", "packerman-desktop.cer",
                                              "ppinilla-desktop.cer", "asmith-desktop.cer",   "jsmithson-desktop.cer"};
    char folder[PATH_SIZE];
    path_in(folder, data, "certificates");
    for (size_t i = 0; i < MODELS; i++) {
        models[i] = read_file(folder, files[i]);
    }
}

/* A certificate nobody has seen: its signature, which no registry verifies, and its serial number are random. Its owner
 * frees `data`. */
static inline cscert_text fresh_certificate(size_t model)
{
    cscert_text der = models[model];
    uint8_t *bytes = malloc(der.length);
    CHECK(bytes != NULL);
    memcpy(bytes, der.data, der.length);
    for (size_t i = 0; i < 12; i++) {
        bytes[der.length - 1 - i] = (uint8_t)next_random();
    }
    /* SEQUENCE, SEQUENCE, [0] version, INTEGER: its length stands at 14, and its first byte decides the sign. */
    CHECK(bytes[13] == 0x02 && bytes[14] >= 8);
    for (size_t i = 16; i < (size_t)15 + bytes[14]; i++) {
        bytes[i] = (uint8_t)next_random();
    }
    der.data = bytes;
    return der;
}

#endif
