/* A damaged write-ahead log. SQLite takes what follows the first frame whose checksum is wrong for a write that was cut short, so
 * that the newest changes may be missing: then all of them from one on, each whole, and whoever kept the audit's head hears of it. */
#include "daily_work.h"

/* Not so many that they are moved into the main file while the registry is open. */
#define CHANGES 24

static char heads[CHANGES + 1][128];
static cscert_text file, sound_log;

static void keep_head(cscert_registry *registry, char *head)
{
    cscert_registry_description description;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_describe(registry, false, absent(), &description, &error), error, "head");
    CHECK(description.audit_head.length < sizeof *heads);
    memcpy(head, description.audit_head.data, description.audit_head.length);
    head[description.audit_head.length] = 0;
}

/* Leaves a registry as a process does that dies before it moves its log, and keeps the head after each change. */
static void make_log(const char *data, const char *work)
{
    make_demo_registry(data, work);
    cscert_registry *registry = open_registry(work, 0);
    keep_head(registry, heads[0]);
    for (size_t change = 1; change <= CHANGES; change++) {
        cscert_error *error = NULL;
        if (change % 4 == 0) {
            expect(CSCERT_OK, revoke_user(registry, known[below(known_count)].user_key, &error), error, "revoke");
        } else {
            expect(CSCERT_OK, publish_fresh(registry, below(MODELS), &error), error, "publish");
        }
        keep_head(registry, heads[change]);
    }
    file = read_file(work, "registry.db");
    sound_log = read_file(work, "registry.db-wal");
    CHECK(sound_log.length > 0);
    cscert_registry_close(registry);
}

/* Sometimes none: the whole log must hold everything. */
static size_t damage(uint8_t *log)
{
    memcpy(log, sound_log.data, sound_log.length);
    if (below(4) == 0) {
        return below(sound_log.length);
    }
    for (size_t flips = below(4); flips > 0; flips--) {
        log[below(sound_log.length)] ^= (uint8_t)(1 << below(8));
    }
    return sound_log.length;
}

/* After which change the registry is: the last with its head, for a revocation that finds nothing to revoke is no change. */
static size_t state_of(cscert_registry *registry)
{
    char head[sizeof *heads];
    keep_head(registry, head);
    size_t state = CHANGES;
    while (strcmp(head, heads[state]) != 0) {
        CHECK(state > 0);
        state--;
    }
    return state;
}

static bool healthy(cscert_registry *registry, cscert_text expected_head)
{
    cscert_registry_description description;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_describe(registry, true, expected_head, &description, &error), error, "check");
    return description.healthy;
}

/* After which change the registry is with a damaged log. */
static size_t try_one(const char *work, uint8_t *log)
{
    char path[PATH_SIZE];
    size_t length = damage(log);
    remove_registry(work);
    write_file(path_in(path, work, "registry.db"), file.data, file.length);
    write_file(path_in(path, work, "registry.db-wal"), log, length);
    cscert_registry *registry = open_registry(work, below(2) ? CSCERT_OPEN_READ_ONLY : 0);
    size_t state = state_of(registry);
    CHECK(healthy(registry, absent()));
    CHECK(healthy(registry, text(heads[CHANGES])) == (state == CHANGES));
    cscert_registry_close(registry);
    return state;
}

int main(int argc, char **argv)
{
    double end = seconds_now() + atof(argv[3]);
    size_t least = atof(argv[3]) < 10 ? 100 : 1000;
    seed_from_command_line(argc, argv);
    load_models(argv[1]);
    make_log(argv[1], argv[2]);
    uint8_t *log = malloc(sound_log.length);
    CHECK(log != NULL);
    size_t tried = 0, whole = 0, in_part = 0;
    for (; tried < least || seconds_now() < end; tried++) {
        size_t state = try_one(argv[2], log);
        whole += state == CHANGES;
        in_part += state > 0 && state < CHANGES;
    }
    CHECK(whole > 0 && in_part > 0);
    free(log);
    printf("figures: %zu logs, %zu of them damaged and without the newest changes, which an expected head finds\n", tried,
           tried - whole);
    return 0;
}
