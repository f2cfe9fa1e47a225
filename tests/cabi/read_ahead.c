/* Users in the order of their keys are read ahead. Whatever another handle or another process commits in between must be seen by the
   next call all the same, and answers must be those that each user gets who is asked for alone. */
#define _POSIX_C_SOURCE 200809L
#include "support.h"

#include <spawn.h>
#include <sys/wait.h>
#include <time.h>

extern char **environ;

/* So many users before and after those of the directory that theirs are read on another thread, long before they are asked for. */
enum { CROWD = 600, MOST_USERS = 2 * CROWD + 256, MOST_CERTIFICATES = 16 };

struct answer {
    cscert_status status;
    size_t count;
    int64_t keys[MOST_CERTIFICATES];
};

/* A user as Get-CsUser hands it on: only who carries an objectGUID too is answered from what was read ahead. */
struct user {
    int64_t key;
    bool has_guid;
    uint8_t guid[16];
};

static uint8_t registry_id[16];

/* The last ones are published after everything else was revoked. */
enum { PUBLISHED_FIRST = 12, FILES = 14 };
static const char *const files[FILES] = {
    "kenmyer-laptop.cer", "kenmyer-mobile.cer", "kmyerson-desktop.cer", "kmyerson-phone.cer", "packerman-desktop.cer",
    "jberry-desktop.cer", "jberry-mobile.cer",  "hsteen-desktop.cer",   "wkahn-desktop.cer",  "rkelly-desktop.cer",
    "fkohl-desktop.cer",  "asmith-desktop.cer", "kenmyer-laptop-2017.cer", "jberry-laptop-2016.cer",
};

static void publish(cscert_registry *registry, const char *data, size_t first)
{
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/certificates", data);
    size_t last = first == 0 ? PUBLISHED_FIRST : FILES;
    for (size_t i = first; i < last; i++) {
        CHECK(publish_file(registry, folder, files[i]) == 1);
    }
}

static void expect_id(cscert_registry *registry)
{
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_id(registry, registry_id, &error), error, "id");
}

static struct answer ask(cscert_registry *registry, const struct user *user)
{
    cscert_identity identity = {text("by key"), registry_id, user->key, user->has_guid ? user->guid : NULL, 0};
    const cscert_certificate *rows = NULL;
    struct answer answer = {CSCERT_OK, 0, {0}};
    cscert_error *error = NULL;
    answer.status = cscert_certificates_of(registry, &identity, &rows, &answer.count, NULL, NULL, &error);
    cscert_error_free(error);
    if (answer.status != CSCERT_OK) {
        answer.count = 0;
    }
    CHECK(answer.count <= MOST_CERTIFICATES);
    for (size_t i = 0; i < answer.count; i++) {
        CHECK(rows[i].user_key == user->key);
        CHECK(rows[i].subject.data >= rows[i].text.data);
        CHECK(rows[i].subject.data + rows[i].subject.length <= rows[i].text.data + rows[i].text.length);
        answer.keys[i] = rows[i].certificate_key;
    }
    return answer;
}

/* All that are listed, each once and in their order. */
static size_t users(cscert_registry *registry, struct user *all)
{
    cscert_user_query query;
    memset(&query, 0, sizeof query);
    query.limit = UINT64_MAX;
    cscert_users *cursor = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_users_open(registry, &query, &cursor, &error), error, "users");
    size_t found = 0, count = 0;
    do {
        const cscert_user *rows = NULL;
        expect(CSCERT_OK, cscert_users_next(cursor, &rows, &count, &error), error, "next");
        CHECK(found + count <= MOST_USERS);
        for (size_t i = 0; i < count; i++) {
            CHECK(found == 0 || rows[i].user_key > all[found - 1].key);
            struct user *user = &all[found++];
            user->key = rows[i].user_key;
            user->has_guid = (rows[i].flags & CSCERT_USER_HAS_OBJECT_GUID) != 0;
            if (user->has_guid) {
                memcpy(user->guid, rows[i].object_guid, sizeof user->guid);
            }
        }
    } while (count > 0);
    cscert_users_close(cursor);
    return found;
}

static void revoke_all(cscert_registry *registry, int64_t user_key)
{
    cscert_revocation revocation = {.user_key = user_key};
    const cscert_revoke_result *results = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_revoke(registry, &revocation, 1, 0, &results, &error), error, "revoke");
    CHECK(results[0].status == CSCERT_OK && results[0].changed > 0);
}

static void revoke_elsewhere(char *program, char *folder, int64_t user_key)
{
    char key[32];
    snprintf(key, sizeof key, "%lld", (long long)user_key);
    char *arguments[] = {program, "revoke", folder, key, NULL};
    pid_t child;
    int status = 0;
    CHECK(posix_spawn(&child, program, NULL, NULL, arguments, environ) == 0);
    CHECK(waitpid(child, &status, 0) == child && status == 0);
}

/* Changes a letter wherever that text stands in the registry's file. */
static void damage(const char *folder, const char *wanted)
{
    cscert_text file = read_file(folder, "registry.db");
    uint8_t *bytes = (uint8_t *)file.data;
    size_t found = 0, length = strlen(wanted);
    for (size_t at = 0; at + length <= file.length; at++) {
        if (memcmp(bytes + at, wanted, length) == 0) {
            bytes[at] ^= 1;
            found++;
        }
    }
    CHECK(found > 0);
    char path[4096];
    snprintf(path, sizeof path, "%s/registry.db", folder);
    FILE *written = fopen(path, "r+b");
    CHECK(written != NULL && fwrite(bytes, 1, file.length, written) == file.length && fclose(written) == 0);
    free(bytes);
}

int main(int argc, char **argv)
{
    if (argc == 4 && strcmp(argv[1], "revoke") == 0) {
        cscert_registry *registry = open_registry(argv[2], 0);
        revoke_all(registry, strtoll(argv[3], NULL, 10));
        cscert_registry_close(registry);
        return 0;
    }
    CHECK(argc == 3);
    cscert_registry *registry = open_registry(argv[2], CSCERT_OPEN_CREATE);
    import_crowd(registry, 0, CROWD, true);
    import_directory(registry, argv[1]);
    import_crowd(registry, CROWD, CROWD, true);
    publish(registry, argv[1], 0);
    expect_id(registry);
    static struct user all[MOST_USERS];
    size_t count = users(registry, all), with_guid = 0;
    CHECK(count >= 2 * CROWD + 8);
    for (size_t i = 0; i < count; i++) {
        with_guid += all[i].has_guid;
    }
    CHECK(with_guid == count);
    struct answer alone[MOST_USERS];
    for (size_t i = 0; i < count; i++) {
        cscert_registry *fresh = open_registry(argv[2], CSCERT_OPEN_READ_ONLY);
        alone[i] = ask(fresh, &all[i]);
        cscert_registry_close(fresh);
    }

    cscert_registry *reader = open_registry(argv[2], CSCERT_OPEN_READ_ONLY);
    size_t holders = 0, refused = 0;
    for (size_t round = 0; round < 3; round++) {
        for (size_t i = 0; i < count; i++) {
            /* In their order, against it, and with gaps. */
            size_t at = round == 0 ? i : round == 1 ? count - 1 - i : i * 7 % count;
            struct answer answer = ask(reader, &all[at]);
            CHECK(memcmp(&answer, &alone[at], sizeof answer) == 0);
            holders += answer.count > 0;
            refused += answer.status != CSCERT_OK;
        }
    }
    CHECK(holders >= 3 * 8 && refused >= 3);

    /* Each time those after were read ahead before they change. */
    size_t changes = 0;
    for (size_t i = 0; i < count; i++) {
        if (alone[i].count > 0) {
            if (changes++ % 2 == 0) {
                revoke_all(registry, all[i].key);
            } else {
                revoke_elsewhere(argv[0], argv[2], all[i].key);
            }
        }
        struct answer answer = ask(reader, &all[i]);
        CHECK(answer.status == alone[i].status && answer.count == 0);
    }
    CHECK(changes >= 8);

    /* A certificate more, for a user who was read ahead without any. */
    ask(reader, &all[0]);
    ask(reader, &all[1]);
    ask(reader, &all[2]);
    publish(registry, argv[1], PUBLISHED_FIRST);
    size_t more = 0;
    for (size_t i = 0; i < count; i++) {
        more += ask(reader, &all[i]).count;
    }
    CHECK(more == FILES - PUBLISHED_FIRST);
    cscert_registry_close(reader);

    /* A change to a user whom the other thread has read, while the users before are asked for. */
    cscert_registry *fresh = open_registry(argv[2], CSCERT_OPEN_READ_ONLY);
    size_t holder = 0;
    while (holder < count && ask(fresh, &all[holder]).count == 0) {
        holder++;
    }
    cscert_registry_close(fresh);
    CHECK(holder >= CROWD && holder < count);
    reader = open_registry(argv[2], CSCERT_OPEN_READ_ONLY);
    for (size_t i = 0; i < CROWD / 2; i++) {
        CHECK(ask(reader, &all[i]).count == 0);
    }
    const struct timespec time_to_read = {0, 200000000};
    CHECK(nanosleep(&time_to_read, NULL) == 0);
    revoke_elsewhere(argv[0], argv[2], all[holder].key);
    CHECK(ask(reader, &all[holder]).count == 0);
    printf("%zu users, %zu changes seen at once\n", count, changes + 1);
    cscert_registry_close(reader);
    cscert_registry_close(registry);

    /* What is wrong with a user further on is that user's trouble. */
    damage(argv[2], "sip:pilar.ackerman@");
    size_t damaged = 0;
    reader = open_registry(argv[2], CSCERT_OPEN_READ_ONLY);
    for (size_t i = 0; i < count; i++) {
        cscert_registry *fresh = open_registry(argv[2], CSCERT_OPEN_READ_ONLY);
        struct answer answer = ask(reader, &all[i]), own = ask(fresh, &all[i]);
        CHECK(memcmp(&answer, &own, sizeof answer) == 0);
        damaged += answer.status == CSCERT_REGISTRY_CORRUPT;
        cscert_registry_close(fresh);
    }
    CHECK(damaged == 1);
    cscert_registry_close(reader);
    return 0;
}
