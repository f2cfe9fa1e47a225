/* A registry that has grown for years: as many certificates as there is time for, three million at the most. -Check of it needs
 * hardly more memory than of a small one, and finds a single flipped bit. */
#include "beside.h"
#include "numbered.h"

#include <sys/mman.h>

#define CERTIFICATES_A_USER 3U
#define MOST_USERS 1000000U
/* The first import; each further one is half as large as the registry is by then, so that there are few. */
#define FIRST_USERS 10000U
/* What -Check of a large registry may need beyond that of a small one: SQLite's page cache is 8 MB, and a bit a page. */
#define MOST_GROWTH_KB (16L * 1024)

static size_t model_length;

static void import_users(cscert_registry *registry, unsigned first, unsigned count)
{
    cscert_import *import = NULL;
    cscert_error *error = NULL;
    char *entry = malloc(1024 + CERTIFICATES_A_USER * 2 * model_length);
    CHECK(entry != NULL);
    expect(CSCERT_OK, cscert_import_begin(registry, 0, NULL, 0, &import, &error), error, "import");
    for (unsigned user = first; user < first + count; user++) {
        cscert_text ldif = {(const uint8_t *)entry, numbered_entry(entry, user, CERTIFICATES_A_USER)};
        expect(CSCERT_OK, cscert_import_ldif(import, text("users"), ldif, user + 1 == first + count, &error), error, "ldif");
    }
    free(entry);
    cscert_import_summary summary = {.finished = false};
    while (!summary.finished) {
        expect(CSCERT_OK, cscert_import_apply(import, 0, 10000, &summary, &error), error, "apply");
    }
    CHECK(summary.added == count && summary.certificates_published == CERTIFICATES_A_USER * (uint64_t)count);
    cscert_import_free(import);
}

/* Grows the registry until half of the time is used; returns how many users it has. */
static unsigned grow(const char *folder, double seconds)
{
    cscert_registry *registry = open_registry(folder, CSCERT_OPEN_CREATE);
    double start = seconds_now();
    unsigned users = 0, next = FIRST_USERS;
    do {
        import_users(registry, users, next);
        users += next;
        next = users / 2 < MOST_USERS - users ? users / 2 : MOST_USERS - users;
        /* What the next import would take. */
    } while (next > 0 && (seconds_now() - start) * (users + next) / users < seconds / 2);
    cscert_registry_close(registry);
    return users;
}

/* What a check in a process of its own says. */
struct checked {
    bool healthy;
    long peak_kb;
    double seconds;
    char findings[1024];
};

/* The most memory that this process ever had. Not what getrusage says, which is also the parent's. */
static long peak_kb(void)
{
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    long peak = 0;
    CHECK(file != NULL);
    while (peak == 0 && fgets(line, sizeof line, file) != NULL) {
        sscanf(line, "VmHWM: %ld kB", &peak);
    }
    fclose(file);
    CHECK(peak > 0);
    return peak;
}

/* The part of the child: checks the registry and writes what it said to standard output. */
static int check_here(const char *folder)
{
    struct checked checked;
    memset(&checked, 0, sizeof checked);
    double start = seconds_now();
    cscert_registry *registry = open_registry(folder, CSCERT_OPEN_READ_ONLY);
    cscert_registry_description description;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_describe(registry, true, absent(), &description, &error), error, "check");
    checked.healthy = description.healthy;
    size_t length = description.findings.length;
    length = length < sizeof checked.findings ? length : sizeof checked.findings - 1;
    memcpy(checked.findings, description.findings.data, length);
    cscert_registry_close(registry);
    checked.seconds = seconds_now() - start;
    checked.peak_kb = peak_kb();
    CHECK(write(STDOUT_FILENO, &checked, sizeof checked) == (ssize_t)sizeof checked);
    return 0;
}

static struct checked check(const char *self, const char *folder)
{
    int ends[2];
    struct checked checked;
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        CHECK(dup2(ends[1], STDOUT_FILENO) >= 0);
        execl(self, self, "check", folder, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    CHECK(read(ends[0], &checked, sizeof checked) == (ssize_t)sizeof checked);
    close(ends[0]);
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && status == 0);
    return checked;
}

/* Flips a bit of the first place where these bytes stand in the registry's file. */
static void flip(const char *folder, const uint8_t *bytes, size_t length)
{
    char path[PATH_SIZE];
    int file = open(path_in(path, folder, "registry.db"), O_RDWR);
    struct stat data;
    CHECK(file >= 0 && fstat(file, &data) == 0);
    uint8_t *whole = mmap(NULL, (size_t)data.st_size, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
    CHECK(whole != MAP_FAILED);
    uint8_t *place = memmem(whole, (size_t)data.st_size, bytes, length);
    CHECK(place != NULL);
    place[length / 2] ^= 1;
    CHECK(munmap(whole, (size_t)data.st_size) == 0);
    close(file);
}

static void must_find(const struct checked *checked, const char *finding)
{
    if (checked->healthy || strstr(checked->findings, finding) == NULL) {
        fprintf(stderr, "\"%s\" is not among what the check found: %s\n", finding, checked->findings);
        exit(1);
    }
}

/* Damages a certificate's content and another's row, far from both ends. */
static void damage(const char *folder, unsigned users)
{
    uint8_t der[4096];
    numbered_certificate(der, users / 2, 1);
    flip(folder, der + numbered_model.serial, numbered_model.address + strlen(MODEL_ADDRESS) - numbered_model.serial);

    char name[64];
    snprintf(name, sizeof name, "sip:u%07u@litwareinc.com", users / 3);
    cscert_identity identity = {text(name), NULL, 0, NULL, 0};
    const cscert_certificate *rows = NULL;
    size_t count = 0;
    cscert_error *error = NULL;
    cscert_registry *registry = open_registry(folder, CSCERT_OPEN_READ_ONLY);
    expect(CSCERT_OK, cscert_certificates_of(registry, &identity, &rows, &count, NULL, NULL, &error), error, name);
    CHECK(count == CERTIFICATES_A_USER);
    uint8_t sha1[20];
    memcpy(sha1, rows[0].sha1, sizeof sha1);
    cscert_registry_close(registry);
    flip(folder, sha1, sizeof sha1);
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "check") == 0) {
        return check_here(argv[2]);
    }
    CHECK(argc == 4);
    load_numbered_model(argv[1]);
    model_length = numbered_model.der.length;
    char small[PATH_SIZE];
    CHECK(mkdir(path_in(small, argv[2], "small"), 0700) == 0);
    make_demo_registry(argv[1], small);
    struct checked modest = check(argv[0], small);
    CHECK(modest.healthy);

    unsigned users = grow(argv[2], atof(argv[3]));
    struct checked large = check(argv[0], argv[2]);
    if (!large.healthy) {
        fprintf(stderr, "the check found: %s\n", large.findings);
        return 1;
    }
    if (large.peak_kb > modest.peak_kb + MOST_GROWTH_KB) {
        fprintf(stderr, "the check of %u certificates needs %ld kB, that of a few %ld kB\n", CERTIFICATES_A_USER * users,
                large.peak_kb, modest.peak_kb);
        return 1;
    }
    damage(argv[2], users);
    struct checked damaged = check(argv[0], argv[2]);
    must_find(&damaged, "1 certificates do not match their seals");
    must_find(&damaged, "1 certificate contents do not match their seals");
    printf("figures: %u certificates checked in %.0f s and %ld MB (a few: %ld MB); two flipped bits found\n",
           CERTIFICATES_A_USER * users, large.seconds, large.peak_kb / 1024, modest.peak_kb / 1024);
    return 0;
}
