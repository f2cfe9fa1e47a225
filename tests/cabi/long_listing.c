/* A listing that is long is read by others than its caller: nobody is missing, nobody comes twice, and all are in their order. */
#include "support.h"

enum { FIRST = 1000, WITHOUT_ADDRESS = 3000, LAST = 700, LISTED = FIRST + LAST };

static cscert_users *open_listing(cscert_registry *registry, uint64_t limit, const char *pattern)
{
    cscert_user_query query;
    memset(&query, 0, sizeof query);
    query.limit = limit;
    query.display_name_pattern = pattern ? text(pattern) : absent();
    cscert_users *users = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_users_open(registry, &query, &users, &error), error, "users");
    return users;
}

/* Reads at most that many batches; returns the number of users. */
static size_t read_batches(cscert_users *users, size_t batches, int64_t *last_key)
{
    size_t found = 0, count = 1;
    cscert_error *error = NULL;
    for (size_t batch = 0; batch < batches && count > 0; batch++) {
        const cscert_user *rows = NULL;
        expect(CSCERT_OK, cscert_users_next(users, &rows, &count, &error), error, "next");
        for (size_t i = 0; i < count; i++) {
            CHECK(rows[i].user_key > *last_key);
            CHECK(rows[i].sip_address.length > 0);
            CHECK(memcmp(rows[i].distinguished_name.data, "CN=Crowd ", 9) == 0);
            *last_key = rows[i].user_key;
            found++;
        }
    }
    return found;
}

static size_t list(cscert_registry *registry, uint64_t limit, const char *pattern)
{
    cscert_users *users = open_listing(registry, limit, pattern);
    int64_t last_key = 0;
    size_t found = read_batches(users, SIZE_MAX, &last_key);
    /* The end stays the end. */
    CHECK(read_batches(users, 2, &last_key) == 0);
    cscert_users_close(users);
    return found;
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    cscert_registry *registry = open_registry(argv[2], CSCERT_OPEN_CREATE);
    import_crowd(registry, 0, FIRST, true);
    import_crowd(registry, FIRST, WITHOUT_ADDRESS, false);
    import_crowd(registry, FIRST + WITHOUT_ADDRESS, LAST, true);

    CHECK(list(registry, UINT64_MAX, NULL) == LISTED);
    CHECK(list(registry, UINT64_MAX, "crowd*") == LISTED);
    CHECK(list(registry, UINT64_MAX, "nobody*") == 0);
    for (uint64_t limit = LISTED - 2; limit <= LISTED + 2; limit++) {
        CHECK(list(registry, limit, NULL) == (limit < LISTED ? limit : LISTED));
    }
    CHECK(list(registry, 1, NULL) == 1);

    /* Users who come meanwhile are at the end. */
    cscert_users *users = open_listing(registry, UINT64_MAX, NULL);
    int64_t last_key = 0;
    size_t found = read_batches(users, 3, &last_key);
    CHECK(found > 0 && found < LISTED);
    import_crowd(registry, FIRST + WITHOUT_ADDRESS + LAST, 1000, true);
    found += read_batches(users, SIZE_MAX, &last_key);
    CHECK(found == LISTED + 1000);
    cscert_users_close(users);

    /* Whoever has enough closes, before or after the registry. */
    for (size_t batches = 0; batches < 8; batches++) {
        cscert_registry *other = open_registry(argv[2], CSCERT_OPEN_READ_ONLY);
        users = open_listing(other, UINT64_MAX, NULL);
        last_key = 0;
        read_batches(users, batches, &last_key);
        if (batches % 2 == 0) {
            cscert_registry_close(other);
            CHECK(read_batches(users, 1, &last_key) > 0);
            cscert_users_close(users);
        } else {
            cscert_users_close(users);
            cscert_registry_close(other);
        }
    }

    /* An interrupt is heard by all who read. */
    users = open_listing(registry, UINT64_MAX, NULL);
    last_key = 0;
    read_batches(users, 3, &last_key);
    cscert_registry_interrupt(registry);
    cscert_status status = CSCERT_OK;
    for (size_t i = 0; i < LISTED && status == CSCERT_OK; i++) {
        const cscert_user *rows = NULL;
        size_t count = 0;
        cscert_error *error = NULL;
        status = cscert_users_next(users, &rows, &count, &error);
        CHECK(status != CSCERT_OK || count > 0);
        cscert_error_free(error);
    }
    CHECK(status == CSCERT_INTERRUPTED);
    cscert_users_close(users);
    cscert_registry_close(registry);
    printf("%d users, each once\n", LISTED);
    return 0;
}
