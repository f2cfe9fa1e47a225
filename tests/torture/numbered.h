/* Any number of users, and certificates for each: a model with another name, serial number and signature in the same places. */
#ifndef NUMBERED_H
#define NUMBERED_H

#include "torture.h"

/* The SIP address in the model's subject, which is as long as `u0000042@litwareinc.com`. */
#define MODEL_ADDRESS "KEN.MYER@LITWAREINC.COM"
#define MODEL_SERIAL_LENGTH 8

static struct {
    cscert_text der;
    size_t address, serial;
} numbered_model;

static inline void load_numbered_model(const char *data)
{
    static const uint8_t serial[] = {0x4C, 0x4D, 0xB0, 0x15, 0x35, 0xDF, 0x21, 0x05, 0x19, 0x00};
    char folder[PATH_SIZE];
    cscert_text der = read_file(path_in(folder, data, "certificates"), "kenmyer-mobile.cer");
    const uint8_t *address = memmem(der.data, der.length, MODEL_ADDRESS, strlen(MODEL_ADDRESS));
    const uint8_t *number = memmem(der.data, der.length, serial, sizeof serial);
    CHECK(address != NULL && number != NULL);
    numbered_model.der = der;
    numbered_model.address = (size_t)(address - der.data);
    numbered_model.serial = (size_t)(number - der.data) + sizeof serial - MODEL_SERIAL_LENGTH;
}

/* The DER of a user's certificate; `bytes` has room for the model's length. */
static inline void numbered_certificate(uint8_t *bytes, unsigned user, unsigned certificate)
{
    char address[64];
    memcpy(bytes, numbered_model.der.data, numbered_model.der.length);
    CHECK(snprintf(address, sizeof address, "u%07u@litwareinc.com", user) == (int)strlen(MODEL_ADDRESS));
    memcpy(bytes + numbered_model.address, address, strlen(MODEL_ADDRESS));
    for (size_t i = 0; i < MODEL_SERIAL_LENGTH; i++) {
        bytes[numbered_model.serial + i] = (uint8_t)((uint64_t)(user * 16ULL + certificate) >> 8 * i);
    }
}

static inline size_t encode_base64(char *text, const uint8_t *bytes, size_t length)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t written = 0;
    for (size_t i = 0; i < length; i += 3) {
        size_t left = length - i;
        uint32_t group = (uint32_t)bytes[i] << 16 | (left > 1 ? (uint32_t)bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
        for (size_t digit = 0; digit < 4; digit++) {
            text[written++] = digit <= left ? digits[group >> (18 - 6 * digit) & 63] : '=';
        }
    }
    return written;
}

/* The LDIF entry of a user with so many certificates; returns its length. `text` has room for 1024 bytes and, for each
 * certificate, twice the model's length. */
static inline size_t numbered_entry(char *text, unsigned user, unsigned certificates)
{
    int length = sprintf(text,
                         "dn: CN=User %07u,OU=Unit %03u,DC=litwareinc,DC=com\nobjectClass: user\ndisplayName: User %07u\n"
                         "sAMAccountName: u%07u\nmsRTCSIP-PrimaryUserAddress: sip:u%07u@litwareinc.com\n"
                         "msRTCSIP-PrimaryHomeServer: CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,CN=Pools,CN=RTC Service\n",
                         user, user % 997, user, user, user);
    CHECK(length > 0);
    size_t written = (size_t)length;
    for (unsigned certificate = 0; certificate < certificates; certificate++) {
        uint8_t der[4096];
        CHECK(numbered_model.der.length <= sizeof der);
        numbered_certificate(der, user, certificate);
        written += (size_t)sprintf(text + written, "userCertificate;binary:: ");
        written += encode_base64(text + written, der, numbered_model.der.length);
        text[written++] = '\n';
    }
    text[written++] = '\n';
    return written;
}

#endif
