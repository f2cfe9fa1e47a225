/* A disk that fails or is full at every single call, files taken away, rights taken away. Each time: an error that says so,
 * nothing acknowledged is lost, nothing is half done, and it works again afterwards. */
#include "beside.h"
#include "daily_work.h"

static long *faulty_call;
static int *faulty_error, *faulty_stays;
static const char *data, *work;
static char path[PATH_SIZE];

static cscert_status try_work(cscert_error **error)
{
    return work_once(path, CSCERT_OPEN_CREATE, 3, error);
}

static void must_hold(const char *what, size_t number)
{
    const char *found = verify(work, 0);
    if (found != NULL) {
        fprintf(stderr, "%s %zu: %s\n", what, number, found);
        exit(1);
    }
}

static void must_work(const char *what)
{
    cscert_error *error = NULL;
    cscert_status status = try_work(&error);
    if (status != CSCERT_OK) {
        fprintf(stderr, "after %s: %s\n", what, failed("it does not work again", status, error));
        exit(1);
    }
}

static void begin_anew(void)
{
    remove_registry(work);
    forget_all();
    make_demo_registry(data, work);
}

/* Lets each call fail in turn, until one more makes no difference. */
static size_t fail_each_call(int number, bool stays, cscert_status wanted, const char *words, size_t stride)
{
    begin_anew();
    size_t faults = 0;
    for (size_t call = below(stride);; call += 1 + below(stride)) {
        *faulty_error = number;
        *faulty_stays = stays;
        *faulty_call = (long)call;
        cscert_error *error = NULL;
        cscert_status status = try_work(&error);
        bool came = *faulty_call < 0 || (stays && *faulty_call == 0);
        *faulty_call = -1;
        if (status != CSCERT_OK) {
            char message[1024] = {0};
            memcpy(message, error->message.data, error->message.length < 1023 ? error->message.length : 1023);
            /* What SQLite cannot read at all it holds for a broken file system, and so for damage. */
            bool unreadable = number == EIO && status == CSCERT_REGISTRY_CORRUPT;
            if (!unreadable && (status != wanted || strstr(message, words) == NULL)) {
                fprintf(stderr, "errno %d at call %zu: status %d: %s\n", number, call, (int)status, message);
                exit(1);
            }
        }
        cscert_error_free(error);
        must_hold("after the fault of call", call);
        if (!came) {
            break;
        }
        faults++;
        if (known_count > 500) {
            begin_anew();
        }
    }
    must_work("faults of the disk");
    return faults;
}

/* A limit on files' lengths is a disk that fills up. */
static size_t fill_disk(void)
{
    begin_anew();
    signal(SIGXFSZ, SIG_IGN);
    struct stat file;
    CHECK(stat(path, &file) == 0);
    size_t full = 0;
    struct rlimit before, tight;
    CHECK(getrlimit(RLIMIT_FSIZE, &before) == 0);
    for (rlim_t size = 0; size < 200000; size += 7000) {
        tight = before;
        tight.rlim_cur = size;
        CHECK(setrlimit(RLIMIT_FSIZE, &tight) == 0);
        cscert_error *error = NULL;
        cscert_status status = try_work(&error);
        CHECK(setrlimit(RLIMIT_FSIZE, &before) == 0);
        CHECK(status == CSCERT_OK || status == CSCERT_REGISTRY_UNAVAILABLE);
        full += status != CSCERT_OK;
        cscert_error_free(error);
        must_hold("with files of at most", (size_t)size);
    }
    CHECK(full > 0);
    must_work("a full disk");
    return full;
}

static void expect_open(cscert_status wanted, uint32_t flags, const char *what)
{
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    cscert_status status = cscert_registry_open(text(path), flags, text("faults"), absent(), &registry, &error);
    if (status == CSCERT_OK && wanted != CSCERT_OK) {
        /* A registry that cannot be written may open; it must say so when it is written. */
        cscert_error_free(error);
        error = NULL;
        status = cscert_audit_refusal(registry, text("Revoke"), absent(), text("a test"), &error);
    }
    cscert_registry_close(registry);
    expect(wanted, status, error, what);
}

/* Runs as another user, who may do no more than the rights of the files say. Returns its exit code. */
static int as_nobody(void (*run)(void))
{
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        if (setgid(65534) != 0 || setuid(65534) != 0) {
            _exit(SKIPPED);
        }
        run();
        _exit(0);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child && WIFEXITED(status));
    return WEXITSTATUS(status);
}

static void read_others(void)
{
    expect_open(CSCERT_ACCESS_DENIED, 0, "another user's registry");
    expect_open(CSCERT_ACCESS_DENIED, CSCERT_OPEN_READ_ONLY, "another user's registry, to read");
}

/* Without the files beside it, which nobody but the owner can make, it is not even read. */
static void write_read_only(void)
{
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    cscert_status status = cscert_registry_open(text(path), 0, text("faults"), absent(), &registry, &error);
    if (status == CSCERT_OK) {
        status = cscert_audit_refusal(registry, text("Revoke"), absent(), text("a test"), &error);
    }
    CHECK(status == CSCERT_ACCESS_DENIED || status == CSCERT_REGISTRY_UNAVAILABLE);
    CHECK(memmem(error->message.data, error->message.length, "right", 5) != NULL);
    cscert_error_free(error);
    cscert_registry_close(registry);
}

static bool take_rights_away(void)
{
    begin_anew();
    if (geteuid() != 0) {
        return false;
    }
    CHECK(as_nobody(read_others) == 0);
    CHECK(chmod(path, 0444) == 0 && chmod(work, 0555) == 0);
    CHECK(as_nobody(write_read_only) == 0);
    CHECK(chmod(path, 0600) == 0 && chmod(work, 0700) == 0);
    must_hold("after rights were given back", 0);
    must_work("rights taken away");
    return true;
}

/* The file is removed, or another is put in its place, while it is open: what is written then must not be acknowledged and
 * lost. */
static void take_file_away(bool replace)
{
    begin_anew();
    char aside[PATH_SIZE];
    path_in(aside, work, "aside.db");
    cscert_registry *registry = open_registry(work, 0);
    cscert_error *error = NULL;
    CHECK(rename(path, aside) == 0);
    if (replace) {
        copy_file(aside, path);
    }
    cscert_publication publication = {fresh_certificate(0), NULL, NULL, WITHIN_VALIDITY};
    const cscert_publish_result *results = NULL;
    cscert_status status = cscert_publish(registry, &publication, 1, 0, &results, &error);
    free((void *)publication.der.data);
    expect(CSCERT_REGISTRY_UNAVAILABLE, status, error, replace ? "a file that was replaced" : "a file that was removed");
    cscert_registry_close(registry);
    CHECK(rename(aside, path) == 0);
    must_hold("after the file came back", 0);
    must_work("a file taken away");
}

int main(int argc, char **argv)
{
    preload(argv, "faulty.so", "faulty_call");
    faulty_call = dlsym(RTLD_DEFAULT, "faulty_call");
    faulty_error = dlsym(RTLD_DEFAULT, "faulty_error");
    faulty_stays = dlsym(RTLD_DEFAULT, "faulty_stays");
    double seconds = atof(argv[3]);
    seed_from_command_line(argc, argv);
    data = argv[1];
    work = argv[2];
    CHECK(chmod(work, 0700) == 0);
    path_in(path, work, "registry.db");
    load_models(data);
    size_t stride = seconds < 10 ? 12 : 1;
    size_t faults = fail_each_call(EIO, false, CSCERT_REGISTRY_UNAVAILABLE, "disk", stride);
    faults += fail_each_call(EIO, true, CSCERT_REGISTRY_UNAVAILABLE, "disk", stride);
    size_t full = fail_each_call(ENOSPC, true, CSCERT_REGISTRY_UNAVAILABLE, "disk", stride);
    full += fill_disk();
    bool rights = take_rights_away();
    take_file_away(false);
    take_file_away(true);
    if (!rights) {
        printf("skipped: rights taken away: only root can become another user\n");
    }
    printf("figures: %zu errors of the disk and %zu full disks survived; %zu publications and %zu revocations acknowledged, "
           "none lost\n",
           faults, full, publications_seen, revocations_seen);
    return 0;
}
