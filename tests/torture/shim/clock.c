/* To be preloaded into a process: a clock that is wrong by `clock_error` seconds, which the program finds with dlsym and sets.
 * What only counts how much time has passed goes on as it does. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <sys/time.h>
#include <time.h>

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

time_t clock_error;

int clock_gettime(clockid_t clock, struct timespec *now)
{
    int result = REAL(clock_gettime)(clock, now);
    if (result == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        now->tv_sec += clock_error;
    }
    return result;
}

int gettimeofday(struct timeval *restrict now, void *restrict zone)
{
    int result = REAL(gettimeofday)(now, zone);
    now->tv_sec += clock_error;
    return result;
}

time_t time(time_t *place)
{
    time_t now = REAL(time)(NULL) + clock_error;
    if (place != NULL) {
        *place = now;
    }
    return now;
}
