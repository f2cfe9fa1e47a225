/* Kills a process that publishes, revokes and imports, at random moments, and looks what is left. */
#include "child.h"

/* Kills before a new registry is begun: the making of one is a moment to die in, too. */
#define KILLS_A_REGISTRY 20

int main(int argc, char **argv)
{
    double end = seconds_now() + atof(argv[3]);
    size_t least = atof(argv[3]) < 10 ? 10 : 300;
    seed_from_command_line(argc, argv);
    size_t kills = 0;
    for (; kills < least || seconds_now() < end; kills++) {
        bool fresh = kills % KILLS_A_REGISTRY == 0;
        if (fresh) {
            remove_registry(argv[2]);
            forget_all();
        }
        struct child child = start_child(argv[0], argv[1], argv[2], next_random(), kills, NULL);
        /* Early in a registry's life the child hardly gets further than making it. */
        size_t longest = kills % KILLS_A_REGISTRY < 5 ? 40 : 250;
        if (!end_child(child, (double)below(longest * 1000) / 1e6)) {
            fprintf(stderr, "kill %zu: the child ended by itself\n", kills);
            return 1;
        }
        /* Whoever comes next, reader or writer, finds everything in order without a repair. */
        const char *found = verify(argv[2], below(2) ? CSCERT_OPEN_READ_ONLY : 0);
        if (found != NULL) {
            fprintf(stderr, "kill %zu: %s\n", kills, found);
            return 1;
        }
    }
    printf("figures: %zu kills survived; %zu publications, %zu revocations and %zu imports acknowledged, none lost\n", kills,
           publications_seen, revocations_seen, imports_seen);
    return 0;
}
