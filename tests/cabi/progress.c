/* How far work has come, as another thread sees it that looks on without a pause. */
#include <pthread.h>
#include <stdatomic.h>

#include "support.h"

struct onlooker {
    const cscert_registry *registry;
    atomic_bool ended;
    uint64_t looks, wrong;
};

static void *look(void *argument)
{
    struct onlooker *onlooker = argument;
    do {
        uint64_t done = 1, total = 0;
        cscert_registry_progress(onlooker->registry, &done, &total);
        onlooker->wrong += done > total;
        onlooker->looks++;
    } while (!atomic_load(&onlooker->ended));
    return NULL;
}

static void list_users(const cscert_registry *registry)
{
    cscert_error *error = NULL;
    cscert_user_query query = {.limit = UINT64_MAX};
    cscert_users *users = NULL;
    const cscert_user *rows = NULL;
    size_t count = 0;
    expect(CSCERT_OK, cscert_users_open(registry, &query, &users, &error), error, "users");
    do {
        expect(CSCERT_OK, cscert_users_next(users, &rows, &count, &error), error, "next");
    } while (count > 0);
    cscert_users_close(users);
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    cscert_registry *registry = open_registry(argv[2], CSCERT_OPEN_CREATE);
    uint64_t done = 7, total = 7;
    cscert_registry_progress(registry, &done, &total);
    CHECK(done == 0 && total == 0);
    import_directory(registry, argv[1]);
    char folder[4096], file[4096];
    snprintf(folder, sizeof folder, "%s/certificates", argv[1]);
    publish_file(registry, folder, "kenmyer-laptop-2017.cer");

    struct onlooker onlooker = {.registry = registry};
    pthread_t thread;
    CHECK(pthread_create(&thread, NULL, look, &onlooker) == 0);
    cscert_error *error = NULL;
    cscert_registry_description description;
    for (int round = 0; round < 20; round++) {
        expect(CSCERT_OK, cscert_registry_describe(registry, true, absent(), &description, &error), error, "check");
        cscert_registry_progress(registry, &done, &total);
        CHECK(total > 0 && done > 0 && done <= total);

        snprintf(file, sizeof file, "%s/copy%d.db", argv[2], round);
        expect(CSCERT_OK, cscert_registry_backup(registry, text(file), 0, &error), error, "backup");
        cscert_registry_progress(registry, &done, &total);
        CHECK(total > 0 && done == total);

        snprintf(file, sizeof file, "%s/report.html", argv[2]);
        expect(CSCERT_OK, cscert_report_write(registry, text(file), 1526000000000000, 0, 0, &error), error, "report");
        cscert_registry_progress(registry, &done, &total);
        CHECK(total > 0 && done > 0 && done <= total);

        list_users(registry);
        cscert_registry_progress(registry, &done, &total);
        CHECK(total > 0 && done > 0 && done <= total);
    }
    atomic_store(&onlooker.ended, true);
    CHECK(pthread_join(thread, NULL) == 0);
    CHECK(onlooker.looks > 0 && onlooker.wrong == 0);

    /* What is no handle says nothing. */
    done = total = 7;
    cscert_registry_progress(NULL, &done, &total);
    cscert_registry_progress(registry, NULL, NULL);
    CHECK(done == 7 && total == 7);
    cscert_registry_close(registry);
    return 0;
}
