/* A registry whose file is replaced while it is open, by another file of its name or by other content in the same one: a service that
   checks certificates notices at its next call, a listing at its next batch. */
#include <fcntl.h>
#include <unistd.h>

#include "support.h"

enum { USERS = 900 };

static const char *folder;
static char path[4096], older[4096];
static cscert_text der;

static void put_by_move(void)
{
    CHECK(rename(older, path) == 0);
}

static void put_by_copy(void)
{
    cscert_text content = read_file(folder, "older.db");
    int file = open(path, O_WRONLY | O_TRUNC);
    CHECK(file >= 0 && write(file, content.data, content.length) == (ssize_t)content.length && close(file) == 0);
    free((void *)content.data);
}

static cscert_status ask(cscert_registry *registry)
{
    cscert_check answer;
    return cscert_certificate_check(registry, der, absent(), 1500000000000000, &answer, NULL);
}

static void expect_replaced(cscert_registry *registry, cscert_users *users)
{
    cscert_error *error = NULL;
    cscert_check answer;
    cscert_status status = cscert_certificate_check(registry, der, absent(), 1500000000000000, &answer, &error);
    CHECK(status == CSCERT_REGISTRY_UNAVAILABLE);
    CHECK(strstr((const char *)error->message.data, "replaced") != NULL);
    cscert_error_free(error);
    const cscert_user *rows = NULL;
    size_t count = 0;
    expect(CSCERT_REGISTRY_UNAVAILABLE, cscert_users_next(users, &rows, &count, &error), error, "next");
    cscert_identity identity = {text("Ken Myer"), NULL, 0, NULL, 0};
    const cscert_user *user = NULL;
    expect(CSCERT_REGISTRY_UNAVAILABLE, cscert_user_find(registry, &identity, 0, &user, NULL, &error), error, "find");
}

static void revoke_all_of(cscert_registry *registry, const char *name)
{
    cscert_error *error = NULL;
    cscert_identity identity = {text(name), NULL, 0, NULL, 0};
    const cscert_user *user = NULL;
    expect(CSCERT_OK, cscert_user_find(registry, &identity, CSCERT_FIND_ANY_USER, &user, NULL, &error), error, "find");
    cscert_revocation revocation = {.user_key = user->user_key, .reason = 1};
    const cscert_revoke_result *results = NULL;
    expect(CSCERT_OK, cscert_revoke(registry, &revocation, 1, 0, &results, &error), error, "revoke");
}

/* `moved`: what was changed since the copy is in the file itself and not in its log alone. */
static void replace(const char *data, bool moved, void (*put)(void))
{
    const char *ends[] = {"registry.db", "registry.db-wal", "registry.db-shm", "older.db"};
    for (size_t i = 0; i < 4; i++) {
        char name[4096];
        snprintf(name, sizeof name, "%s/%s", folder, ends[i]);
        unlink(name);
    }
    cscert_registry *writer = open_registry(folder, CSCERT_OPEN_CREATE);
    cscert_error *error = NULL;
    import_directory(writer, data);
    import_crowd(writer, 0, USERS, true);
    char certificates[4096];
    snprintf(certificates, sizeof certificates, "%s/certificates", data);
    CHECK(publish_file(writer, certificates, "kenmyer-laptop-2017.cer") == 1);
    expect(CSCERT_OK, cscert_registry_backup(writer, text(older), 0, &error), error, "backup");
    revoke_all_of(writer, "Ken Myer");
    if (moved) {
        cscert_registry_close(open_registry(folder, 0));
    }

    cscert_registry *service = open_registry(folder, CSCERT_OPEN_READ_ONLY);
    CHECK(ask(service) == CSCERT_OK);
    cscert_user_query query;
    memset(&query, 0, sizeof query);
    query.limit = UINT64_MAX;
    cscert_users *users = NULL;
    expect(CSCERT_OK, cscert_users_open(service, &query, &users, &error), error, "users");
    const cscert_user *rows = NULL;
    size_t count = 0;
    expect(CSCERT_OK, cscert_users_next(users, &rows, &count, &error), error, "next");
    CHECK(count > 0 && count < USERS);
    /* What others change, and move into the file, replaces nothing. */
    revoke_all_of(writer, "Jo Berry");
    cscert_registry_close(open_registry(folder, 0));
    CHECK(ask(service) == CSCERT_OK);
    if (!moved) {
        revoke_all_of(writer, "Pilar Ackerman");
        CHECK(ask(service) == CSCERT_OK);
    }
    put();
    expect_replaced(service, users);
    cscert_users_close(users);
    cscert_registry_close(service);
    cscert_registry_close(writer);
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    folder = argv[2];
    snprintf(path, sizeof path, "%s/registry.db", folder);
    snprintf(older, sizeof older, "%s/older.db", folder);
    char certificates[4096];
    snprintf(certificates, sizeof certificates, "%s/certificates", argv[1]);
    der = read_file(certificates, "kenmyer-laptop-2017.cer");
    for (int moved = 0; moved <= 1; moved++) {
        replace(argv[1], moved != 0, put_by_move);
        replace(argv[1], moved != 0, put_by_copy);
    }
    free((void *)der.data);
    return 0;
}
