/* What the fuzzers share: a registry in memory with a few users, and bytes taken apart. */
#ifndef FUZZ_H
#define FUZZ_H

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cscert.h"

#define MUST(condition)                                                                    \
    do {                                                                                   \
        if (!(condition)) {                                                                \
            fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #condition);  \
            abort();                                                                       \
        }                                                                                  \
    } while (0)

static inline cscert_text text(const char *string)
{
    cscert_text t = {(const uint8_t *)string, strlen(string)};
    return t;
}

static inline cscert_text absent(void)
{
    cscert_text t = {NULL, 0};
    return t;
}

#define PATH_SIZE 256

static char temporary_folder[PATH_SIZE];

static inline void remove_temporary_folder(void)
{
    rmdir(temporary_folder);
}

/* A file in a folder of this process's own, in memory where that can be had. `path` has room for PATH_SIZE bytes. */
static inline void temporary_path(char *path, const char *name)
{
    if (temporary_folder[0] == 0) {
        const char *folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
        MUST(snprintf(temporary_folder, PATH_SIZE, "%s/cscert-fuzz-%d", folder, (int)getpid()) < PATH_SIZE);
        MUST(mkdir(temporary_folder, 0700) == 0 || errno == EEXIST);
        atexit(remove_temporary_folder);
    }
    MUST(snprintf(path, PATH_SIZE, "%s/%s", temporary_folder, name) < PATH_SIZE);
}

/* The bytes not yet taken. */
struct input {
    const uint8_t *data;
    size_t left;
};

static inline uint8_t take_byte(struct input *input)
{
    if (input->left == 0) {
        return 0;
    }
    input->left--;
    return *input->data++;
}

/* The bytes up to the next newline. */
static inline cscert_text take_line(struct input *input)
{
    cscert_text t = {input->data, 0};
    while (t.length < input->left && input->data[t.length] != '\n') {
        t.length++;
    }
    size_t taken = t.length + (t.length < input->left);
    input->data += taken;
    input->left -= taken;
    return t;
}

/* Whatever an input is: success, or an error that says something, and never a defect. */
static inline cscert_status sane(cscert_status status, cscert_error *error)
{
    MUST((status == CSCERT_OK) == (error == NULL));
    if (error != NULL) {
        MUST(error->status == status && error->message.length > 0);
        if (status == CSCERT_INTERNAL_ERROR) {
            fprintf(stderr, "%.*s\n", (int)error->message.length, (const char *)error->message.data);
            abort();
        }
        cscert_error_free(error);
    }
    return status;
}

/* A certificate of Ken Myer, in base64. */
#define KEN_BASE64 \
    "MIICpTCCAY2gAwIBAgIKTE2wFTXfIQUZADANBgkqhkiG9w0BAQsFADAgMR4wHAYDVQQDDBVDb21tdW5pY2F0aW9ucyBTZXJ2ZXIw" \
    "HhcNMTgwNDMwMTYwNTQxWhcNMTgxMDI3MTYwNTQxWjAiMSAwHgYDVQQDDBdLRU4uTVlFUkBMSVRXQVJFSU5DLkNPTTBZMBMGByqG" \
    "SM49AgEGCCqGSM49AwEHA0IABLneUuo/eJ53p+VAAwmpZeWKFRX+IxhaMZuyGBdCzrDKj95YXc6lGCHWGde48tHU0dgy8bP1q/qh" \
    "xVs3RabMfgajgakwgaYwDAYDVR0TAQH/BAIwADAOBgNVHQ8BAf8EBAMCBaAwEwYDVR0lBAwwCgYIKwYBBQUHAwIwMQYDVR0RBCow" \
    "KKAmBgorBgEEAYI3FAIDoBgMFktlbk15ZXJATGl0d2FyZUluYy5jb20wHQYDVR0OBBYEFOpkzQQisBBtwV2tMHwsNTYyyrtmMB8G" \
    "A1UdIwQYMBaAFGvZfwPcDzIF8xnAUAfMHEtPz8g+MA0GCSqGSIb3DQEBCwUAA4IBAQBRox7R3+zIuTeLXlEtBQ2p6P3E/Z+5PzUh" \
    "uCgQ0FVW5SbP5wMe4T9hn3ep5MRq7c1YZsU5t4Kfc3quQ7IwCZeMMkN6qz1CoblpJp40kRPOQ8HJoIuZjcdRnYmVF3FVYWm4NONg" \
    "hfBvQsDV6qQn+w32wnfw8uwC4NxKl/fsUSJWV2lZ1viDk8lLSTaU8QfsoR3yCe02mllR5C1K6iB06FZHkD9gTtRqR8rvVtiFArvL" \
    "Cb1SM9xF+5db5nKJ3HDJRF2wkn3LGDpXF3PD7e5WesTpegwnRN7lBNmTmVNSm+3md8j5DCkYKmsyhJNm5XAf+ze2WHY3Zmhn/Arw" \
    "V9S06iQ5"

static const char users[] =
    "dn: CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com\nobjectClass: user\ndisplayName: Ken Myer\nsAMAccountName: kenmyer\n"
    "objectGUID:: ZPmUUoJWI0GVVS2MFt+ooA==\nuserPrincipalName: kenmyer@litwareinc.com\n"
    "msRTCSIP-PrimaryUserAddress: sip:ken.myer@litwareinc.com\nmsRTCSIP-UserEnabled: TRUE\n"
    "msRTCSIP-PrimaryHomeServer: CN=LC Services,CN=Microsoft,CN=pool01.litwareinc.com,CN=Pools,CN=RTC Service,CN=Services,"
    "CN=Configuration,DC=litwareinc,DC=com\nuserCertificate;binary:: " KEN_BASE64 "\n\n"
    "dn: CN=Jos\\C3\\A9 Alvarez,OU=Sales,DC=litwareinc,DC=com\nobjectClass: user\ndisplayName:: Sm9zw6kgQWx2YXJleg==\n"
    "sAMAccountName: jalvarez\nmsRTCSIP-PrimaryUserAddress: sip:jose@litwareinc.com\n\n"
    "dn: CN=Chris Gray,OU=Sales,DC=litwareinc,DC=com\nobjectClass: user\ndisplayName: Chris Gray\nsAMAccountName: cgray\n"
    "msRTCSIP-PrimaryUserAddress: sip:chris.gray@litwareinc.com\n\n"
    "dn: CN=Chris Gray,OU=IT,DC=litwareinc,DC=com\nobjectClass: user\ndisplayName: Chris Gray\nsAMAccountName: cgray2\n\n";

static const char ken_pem[] = "-----BEGIN CERTIFICATE-----\n" KEN_BASE64 "\n-----END CERTIFICATE-----\n";

/* The same as DER. */
static inline cscert_text certificate_of_ken(void)
{
    static uint8_t der[1024];
    static size_t length;
    if (length == 0) {
        cscert_bundle *bundle = NULL;
        const cscert_bundle_item *items = NULL;
        size_t count = 0;
        uint64_t private_keys = 0;
        cscert_error *error = NULL;
        MUST(sane(cscert_bundle_read(text(ken_pem), &bundle, &error), error) == CSCERT_OK);
        MUST(sane(cscert_bundle_items(bundle, &items, &count, &private_keys, &error), error) == CSCERT_OK);
        MUST(count == 1 && items[0].status == CSCERT_OK && items[0].der.length <= sizeof der);
        length = items[0].der.length;
        memcpy(der, items[0].der.data, length);
        cscert_bundle_free(bundle);
    }
    cscert_text t = {der, length};
    return t;
}

static inline cscert_registry *empty_registry(void)
{
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    cscert_text nowhere = text("/nonexistent/registry.db");
    MUST(sane(cscert_registry_open(nowhere, CSCERT_OPEN_IN_MEMORY_IF_MISSING, text("fuzz"), absent(), &registry, &error), error) ==
         CSCERT_OK);
    return registry;
}

static inline void import_text(cscert_registry *registry, cscert_text ldif, uint32_t flags)
{
    cscert_import *import = NULL;
    cscert_error *error = NULL;
    MUST(sane(cscert_import_begin(registry, 0, NULL, 0, &import, &error), error) == CSCERT_OK);
    if (sane(cscert_import_ldif(import, text("fuzz"), ldif, true, &error), error) == CSCERT_OK) {
        cscert_import_summary summary = {.finished = false};
        while (sane(cscert_import_apply(import, flags, 1000, &summary, &error), error) == CSCERT_OK && !summary.finished) {
        }
    }
    const cscert_import_notice *notices = NULL;
    size_t count = 0;
    MUST(sane(cscert_import_notices(import, &notices, &count, &error), error) == CSCERT_OK);
    for (size_t i = 0; i < count; i++) {
        MUST(notices[i].message.length > 0 && notices[i].status != CSCERT_INTERNAL_ERROR);
    }
    cscert_import_free(import);
}

/* Four users, one of them with a certificate. */
static inline cscert_registry *registry_with_users(void)
{
    cscert_registry *registry = empty_registry();
    import_text(registry, text(users), 0);
    return registry;
}

#endif
