/* A registry whose bytes changed: flipped bits, overwritten stretches, swapped and missing pages, cut ends. Every answer must
 * be an error or true; nothing may crash, hang, or show a certificate under another user's name. */
#include "questions.h"

#include <sys/mman.h>

/* A batch of damages in a process of its own, so that one that kills it is known. */
#define BATCH 100
/* A damage whose questions take longer hangs. */
#define SECONDS_A_BATCH 600

static uint8_t *whole, *damaged;
static size_t whole_length, page;

/* As the head of the file says: two bytes, of which 1 stands for what does not fit (https://www.sqlite.org/fileformat.html). */
static size_t page_size(const uint8_t *file)
{
    size_t size = (size_t)file[16] << 8 | file[17];
    return size == 1 ? 65536 : size;
}

/* What the batch's process tells the one that waits for it. */
static struct shared {
    size_t number;
    size_t unharmed, refused, less;
    struct tally tally;
} *shared;

static size_t damage_once(void)
{
    memcpy(damaged, whole, whole_length);
    size_t length = whole_length, pages = whole_length / page;
    switch (below(8)) {
    case 0:
        return below(length);
    case 1: {
        size_t from = below(pages), to = below(pages);
        memcpy(damaged + to * page, whole + from * page, page);
        return length;
    }
    case 2:
        memset(damaged + below(pages) * page, (int)below(2) * 0xFF, page);
        return length;
    case 3: {
        size_t at = below(length), stretch = 1 + below(64);
        for (size_t i = at; i < length && i < at + stretch; i++) {
            damaged[i] = (uint8_t)next_random();
        }
        return length;
    }
    case 4: {
        /* The head of a page, where its structure stands. */
        size_t at = below(pages) * page + below(48);
        damaged[at] ^= (uint8_t)(1 << below(8));
        return length;
    }
    default:
        for (size_t flips = 1 + below(3); flips > 0; flips--) {
            damaged[below(length)] ^= (uint8_t)(1 << below(8));
        }
        return length;
    }
}

static void batch(const char *folder, uint64_t seed)
{
    char path[PATH_SIZE];
    path_in(path, folder, "registry.db");
    seed_random(seed);
    for (shared->number = 0; shared->number < BATCH; shared->number++) {
        size_t length = damage_once();
        remove_registry(folder);
        write_file(path, damaged, length);
        struct tally tally;
        memset(&tally, 0, sizeof tally);
        ask(path, below(2) ? CSCERT_OPEN_READ_ONLY : 0, &tally);
        if (tally.harm[0] != 0) {
            shared->tally = tally;
            return;
        }
        shared->refused += tally.errors > 0;
        shared->less += tally.errors == 0 && tally.less > 0;
        shared->unharmed += tally.errors == 0 && tally.less == 0;
    }
}

static int run_batch(const char *folder, uint64_t seed)
{
    pid_t child = fork();
    CHECK(child >= 0);
    if (child == 0) {
        alarm(SECONDS_A_BATCH);
        batch(folder, seed);
        _exit(0);
    }
    int status = 0;
    CHECK(waitpid(child, &status, 0) == child);
    return status;
}

int main(int argc, char **argv)
{
    double end = seconds_now() + atof(argv[3]);
    uint64_t seed = seed_from_command_line(argc, argv);
    size_t least = atof(argv[3]) < 10 ? 3 : 30;
    char copy[PATH_SIZE];
    make_true_registry(argv[1], argv[2], path_in(copy, argv[2], "sound.db"));
    cscert_text file = read_file(argv[2], "sound.db");
    whole = (uint8_t *)file.data;
    whole_length = file.length;
    page = page_size(whole);
    CHECK(page >= 512 && whole_length % page == 0 && whole_length / page > 8);
    damaged = malloc(whole_length);
    shared = mmap(NULL, sizeof *shared, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    CHECK(damaged != NULL && shared != MAP_FAILED);
    size_t batches = 0;
    for (; batches < least || seconds_now() < end; batches++) {
        int status = run_batch(argv[2], seed + batches);
        if (status != 0 || shared->tally.harm[0] != 0) {
            fprintf(stderr, "batch of seed %llu, damage %zu: %s\n", (unsigned long long)(seed + batches), shared->number,
                    status != 0 ? (WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "ended") : shared->tally.harm);
            return 1;
        }
    }
    printf("figures: %zu damaged registries: %zu refused, %zu answered in full, %zu answered with something missing\n",
           batches * BATCH, shared->refused, shared->unharmed, shared->less);
    return 0;
}
