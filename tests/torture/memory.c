/* SQLite's memory runs out at every single allocation: an error that says so, nothing lost, and it works again afterwards.
 * (Where Rust itself finds no memory the process ends, as it does everywhere; a kill, which kill.c is about.) */
#if !__has_include(<sqlite3.h>)
#include <stdio.h>

int main(void)
{
    printf("SQLite's header is not installed\n");
    return 77;
}
#else
#include <sqlite3.h>

#include "daily_work.h"

static sqlite3_mem_methods real;
static long left = -1;
static bool stays;
static bool asked;

static bool runs_out(void)
{
    if (left < 0) {
        return false;
    }
    if (left > 0) {
        left--;
        return false;
    }
    if (!stays) {
        left = -1;
    }
    return true;
}

static void *scarce_malloc(int size)
{
    asked = true;
    return runs_out() ? NULL : real.xMalloc(size);
}

static void *scarce_realloc(void *memory, int size)
{
    return runs_out() ? NULL : real.xRealloc(memory, size);
}

int main(int argc, char **argv)
{
    CHECK(sqlite3_config(SQLITE_CONFIG_GETMALLOC, &real) == SQLITE_OK);
    sqlite3_mem_methods scarce = real;
    scarce.xMalloc = scarce_malloc;
    scarce.xRealloc = scarce_realloc;
    CHECK(sqlite3_config(SQLITE_CONFIG_MALLOC, &scarce) == SQLITE_OK);
    double end = seconds_now() + atof(argv[3]);
    seed_from_command_line(argc, argv);
    char path[PATH_SIZE];
    path_in(path, argv[2], "registry.db");
    load_models(argv[1]);
    make_demo_registry(argv[1], argv[2]);
    if (!asked) {
        printf("the library has an SQLite of its own, whose memory cannot be taken from outside\n");
        return SKIPPED;
    }
    /* The library keeps no statistics, which every thread would wait for. */
    CHECK(sqlite3_memory_highwater(0) == 0);
    size_t shortages = 0, stride = atof(argv[3]) < 10 ? 60 : 4;
    for (int round = 0; round < 2; round++) {
        stays = round == 1;
        for (long call = (long)below(stride);; call += 1 + (long)below(stride)) {
            left = call;
            cscert_error *error = NULL;
            cscert_status status = work_once(path, 0, 2, &error);
            bool came = left < 0 || (stays && left == 0);
            left = -1;
            if (status != CSCERT_OK && status != CSCERT_REGISTRY_UNAVAILABLE) {
                fprintf(stderr, "allocation %ld: %s\n", call, failed("an error of another kind", status, error));
                return 1;
            }
            cscert_error_free(error);
            const char *found = verify(argv[2], 0);
            if (found != NULL) {
                fprintf(stderr, "allocation %ld: %s\n", call, found);
                return 1;
            }
            if (!came || (seconds_now() > end && shortages > 50)) {
                break;
            }
            shortages++;
            if (known_count > 500) {
                remove_registry(argv[2]);
                forget_all();
                make_demo_registry(argv[1], argv[2]);
            }
        }
    }
    printf("figures: %zu shortages of memory survived\n", shortages);
    return 0;
}
#endif
