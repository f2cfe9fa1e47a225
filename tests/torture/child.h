/* The child that is to be killed. */
#ifndef CHILD_H
#define CHILD_H

#include <poll.h>

#include "beside.h"
#include "verify.h"

struct child {
    pid_t id;
    int said;
};

/* Starts kill_worker, which lies beside the program itself, with `environment` added to its own (NULL ends it). */
static inline struct child start_child(const char *self, const char *data, const char *work, uint64_t seed, size_t round,
                                       char *const *environment)
{
    int ends[2];
    CHECK(pipe(ends) == 0);
    struct child child = {fork(), ends[0]};
    CHECK(child.id >= 0);
    if (child.id == 0) {
        CHECK(dup2(ends[1], STDOUT_FILENO) >= 0);
        close(ends[0]);
        close(ends[1]);
        char program[PATH_SIZE], seed_text[32], round_text[32];
        path_beside(program, self, "kill_worker");
        snprintf(seed_text, sizeof seed_text, "%llu", (unsigned long long)seed);
        snprintf(round_text, sizeof round_text, "%zu", round);
        for (; environment != NULL && *environment != NULL; environment++) {
            CHECK(putenv(*environment) == 0);
        }
        execl(program, program, data, work, seed_text, round_text, (char *)NULL);
        perror(program);
        _exit(127);
    }
    close(ends[1]);
    return child;
}

/* Takes what the child says, and kills it after that time, or never if it is negative. What it had said by then counts, for
 * it was true when it was said. Returns whether it died of SIGKILL, by whomever. */
static inline bool end_child(struct child child, double after)
{
    double end = seconds_now() + after;
    bool killed = false;
    for (;;) {
        double left = end - seconds_now();
        if (after >= 0 && left <= 0 && !killed) {
            kill(child.id, SIGKILL);
            killed = true;
        }
        struct pollfd ready = {child.said, POLLIN, 0};
        int timeout = after < 0 || killed ? -1 : (int)(left * 1000) + (left > 0);
        if (poll(&ready, 1, timeout) <= 0) {
            continue;
        }
        struct acknowledgement said;
        ssize_t got = read(child.said, &said, sizeof said);
        if (got == 0) {
            break;
        }
        CHECK(got == (ssize_t)sizeof said);
        learn(&said);
    }
    close(child.said);
    int status = 0;
    CHECK(waitpid(child.id, &status, 0) == child.id);
    return WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
}

#endif
