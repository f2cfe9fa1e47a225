/* Handles that were closed, or never were handles: debug builds refuse them. */
#include "../torture/torture.h"

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    cscert_registry *registry = open_registry(argv[2], CSCERT_OPEN_CREATE);
    import_directory(registry, argv[1]);
    cscert_error *error = NULL;
    cscert_user_query query = {.limit = 10};
    cscert_users *users = NULL;
    expect(CSCERT_OK, cscert_users_open(registry, &query, &users, &error), error, "users");
    uint8_t id[16], elsewhere[64] = {0};
    const cscert_user *rows = NULL;
    size_t count = 0;

    expect(CSCERT_INVALID_ARGUMENT, cscert_registry_id((cscert_registry *)(void *)elsewhere, id, &error), error, "no handle");
    expect(CSCERT_INVALID_ARGUMENT, cscert_registry_id((cscert_registry *)(void *)users, id, &error), error, "another handle");
    expect(CSCERT_INVALID_ARGUMENT, cscert_registry_id(NULL, id, &error), error, "NULL");
    cscert_users_close((cscert_users *)(void *)registry);
    expect(CSCERT_OK, cscert_registry_id(registry, id, &error), error, "closed as what it is not");

    cscert_registry_close(registry);
    expect(CSCERT_INVALID_ARGUMENT, cscert_registry_id(registry, id, &error), error, "closed");
    cscert_registry_close(registry);
    cscert_registry_interrupt(registry);
    expect(CSCERT_OK, cscert_users_next(users, &rows, &count, &error), error, "a cursor outlives the registry's handle");
    CHECK(count == 10);
    cscert_users_close(users);
    cscert_users_close(users);
    expect(CSCERT_INVALID_ARGUMENT, cscert_users_next(users, &rows, &count, &error), error, "closed");
    return 0;
}
