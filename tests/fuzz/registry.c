/* A registry's file, damaged: the input is a list of patches to a sound one, four bytes each (three of place, one of value). */
#include <fcntl.h>

#include "fuzz.h"

static uint8_t *sound, *patched;
static size_t sound_length;
static char path[PATH_SIZE];

static void make_sound(void)
{
    temporary_path(path, "registry.db");
    unlink(path);
    cscert_registry *registry = registry_with_users();
    cscert_error *error = NULL;
    MUST(sane(cscert_registry_backup(registry, text(path), 0, &error), error) == CSCERT_OK);
    cscert_registry_close(registry);
    int file = open(path, O_RDONLY);
    off_t length = lseek(file, 0, SEEK_END);
    sound_length = (size_t)length;
    sound = malloc(sound_length);
    patched = malloc(sound_length);
    MUST(sound != NULL && patched != NULL && pread(file, sound, sound_length, 0) == length);
    close(file);
}

static void must_be_kens(const cscert_certificate *row)
{
    static const char ken[] = "sip:ken.myer@litwareinc.com";
    MUST(row->identity.length == strlen(ken) && memcmp(row->identity.data, ken, strlen(ken)) == 0);
}

static void remove_files(void)
{
    char name[PATH_SIZE + 16];
    const char *ends[] = {"", "-wal", "-shm", "-journal"};
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "%s%s", path, ends[i]);
        unlink(name);
    }
}

/* Ken Myer's certificate is his, or there is an error, or it is unknown; nobody else has one. */
static void ask_for_certificate(cscert_registry *registry)
{
    cscert_error *error = NULL;
    cscert_text der = certificate_of_ken();
    cscert_check check;
    if (sane(cscert_certificate_check(registry, der, absent(), 0, &check, &error), error) == CSCERT_OK &&
        check.result != CSCERT_CHECK_UNKNOWN) {
        must_be_kens(check.certificate);
    }
    cscert_certificate_query query;
    memset(&query, 0, sizeof query);
    query.flags = CSCERT_FIND_INCLUDE_REVOKED;
    query.not_after_from = query.not_after_before = query.published_after = CSCERT_NO_TIME;
    query.limit = 100;
    cscert_certificates *cursor = NULL;
    size_t count = 0;
    if (sane(cscert_certificates_open(registry, &query, &cursor, &error), error) == CSCERT_OK) {
        const cscert_certificate *rows = NULL;
        while (sane(cscert_certificates_next(cursor, &rows, &count, &error), error) == CSCERT_OK && count > 0) {
            for (size_t i = 0; i < count; i++) {
                must_be_kens(&rows[i]);
            }
        }
        cscert_certificates_close(cursor);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (sound == NULL) {
        make_sound();
        atexit(remove_files);
    }
    memcpy(patched, sound, sound_length);
    for (size_t i = 0; i + 4 <= size; i += 4) {
        size_t place = (size_t)data[i] | (size_t)data[i + 1] << 8 | (size_t)data[i + 2] << 16;
        patched[place % sound_length] = data[i + 3];
    }
    remove_files();
    int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    MUST(write(file, patched, sound_length) == (ssize_t)sound_length);
    close(file);
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    if (sane(cscert_registry_open(text(path), 0, text("fuzz"), absent(), &registry, &error), error) != CSCERT_OK) {
        return 0;
    }
    cscert_registry_description description;
    sane(cscert_registry_describe(registry, true, absent(), &description, &error), error);
    static const char *const names[] = {"sip:ken.myer@litwareinc.com", "LITWAREINC\\cgray", "Jose Alvarez"};
    for (size_t i = 0; i < 3; i++) {
        cscert_identity identity = {text(names[i]), NULL, 0, NULL, 0};
        const cscert_user *user = NULL;
        if (sane(cscert_user_find(registry, &identity, 0, &user, NULL, &error), error) == CSCERT_OK) {
            static const char *const wanted[] = {"CN=Ken Myer,", "CN=Chris Gray,", "CN=Jos\\C3\\A9 Alvarez,"};
            MUST(user->distinguished_name.length > 12 && memcmp(user->distinguished_name.data, wanted[i], 7) == 0);
        }
    }
    ask_for_certificate(registry);
    import_text(registry, text(users), 0);
    cscert_registry_close(registry);
    return 0;
}
