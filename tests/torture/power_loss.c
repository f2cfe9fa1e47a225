/* Takes the power from a machine that publishes, revokes and imports, at random writes and syncs: what was not synced is
 * lost, whole, in part, or torn. First a disk that lies about syncs shows that a missing sync would be noticed. */
#include "child.h"
#include "disk.h"

#define LOSSES_A_REGISTRY 15
/* A disk that lies must be found out within so many losses. */
#define MOST_LIES 200

static uint8_t *read_log(const char *path, size_t *length)
{
    int in = open(path, O_RDONLY);
    CHECK(in >= 0);
    struct stat data;
    CHECK(fstat(in, &data) == 0);
    uint8_t *log = malloc((size_t)data.st_size + 1);
    CHECK(log != NULL && read(in, log, (size_t)data.st_size) == data.st_size);
    close(in);
    *length = (size_t)data.st_size;
    return log;
}

/* One loss, of a disk that lies about syncs of `files` or `folders` or, NULL, does not lie; returns what is wrong afterwards. */
static const char *lose_once(char **argv, size_t round, const char *lies_about)
{
    static struct disk disk;
    char log[PATH_SIZE], shim[PATH_SIZE], log_variable[PATH_SIZE + 32], die_variable[64], shim_variable[PATH_SIZE + 32];
    char lies_variable[64];
    bool fresh = round % LOSSES_A_REGISTRY == 0;
    if (fresh) {
        remove_registry(argv[2]);
        forget_all();
    }
    load_disk(&disk, argv[2]);
    unlink(path_in(log, argv[2], "log"));
    snprintf(log_variable, sizeof log_variable, "RECORDER_LOG=%s", log);
    snprintf(shim_variable, sizeof shim_variable, "LD_PRELOAD=%s", path_beside(shim, argv[0], "recorder.so"));
    snprintf(die_variable, sizeof die_variable, "RECORDER_DIE_AT=%zu", below(fresh ? 60 : 600));
    snprintf(lies_variable, sizeof lies_variable, "RECORDER_IGNORE=%s", lies_about ? lies_about : "");
    char *environment[] = {log_variable, shim_variable, die_variable, lies_about ? lies_variable : NULL, NULL};
    if (!end_child(start_child(argv[0], argv[1], argv[2], next_random(), round, environment), -1)) {
        return "the child ended by itself";
    }
    size_t length = 0;
    uint8_t *bytes = read_log(log, &length);
    lose_power(&disk, bytes, length);
    free(bytes);
    store_disk(&disk, argv[2]);
    return verify(argv[2], below(2) ? CSCERT_OPEN_READ_ONLY : 0);
}

/* After how many losses it shows that the disk lies. */
static size_t find_out(char **argv, const char *lies_about)
{
    for (size_t lies = 0; lies < MOST_LIES; lies++) {
        if (lose_once(argv, lies, lies_about) != NULL) {
            return lies + 1;
        }
    }
    fprintf(stderr, "a disk that lies about syncs of %s was not found out\n", lies_about);
    exit(1);
}

int main(int argc, char **argv)
{
    double end = seconds_now() + atof(argv[3]);
    size_t least = atof(argv[3]) < 10 ? 10 : 200;
    seed_from_command_line(argc, argv);
    find_out(argv, "folders");
    size_t lies = find_out(argv, "files");
    publications_seen = revocations_seen = imports_seen = 0;
    size_t losses = 0;
    for (; losses < least || seconds_now() < end; losses++) {
        const char *found = lose_once(argv, losses, NULL);
        if (found != NULL) {
            fprintf(stderr, "loss %zu: %s\n", losses, found);
            return 1;
        }
    }
    printf("figures: %zu losses of power survived; %zu publications, %zu revocations and %zu imports acknowledged, none lost; "
           "a disk that lies about syncs found out at loss %zu (%s)\n",
           losses, publications_seen, revocations_seen, imports_seen, lies, problem_text);
    return 0;
}
