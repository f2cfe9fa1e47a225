/* What a program over libpq does, and the C border with a registry on a server. Functions that return seconds return a negative number after
   printing what went wrong. */
#ifndef CSCERT_BENCH_SERVER_H
#define CSCERT_BENCH_SERVER_H

#include <libpq-fe.h>
#include <stdint.h>
#include <stdio.h>

#include "cscert.h"

/* Seconds that pass; what a server does is no time of this process. */
double server_now(void);

/* Connects; NULL after saying why not. Prepares one statement, whose answers are read as binary. */
PGconn *server_connect(const char *connection);
int server_prepare(PGconn *connection, const char *sql);
/* Executes it, with text parameters unless `lengths` are given; returns the rows, or -1. Every value is read. */
int64_t server_ask(PGconn *connection, int count, const char *const *values, const int *lengths);

/* One prepared query for each of `count` texts, each waited for; in all, `rows` rows. */
double server_lookups(const char *connection, const char *sql, const char *const *texts, int64_t count, int64_t *rows);

/* Revokes the certificates of `count` users by their SIP addresses, each with one prepared statement, in a transaction of its own. */
double server_revokes(const char *connection, const char *const *sip_addresses, int64_t count);

/* Certificates that are presented. */
typedef struct presented {
    const uint8_t *const *ders;
    const int32_t *lengths;
    int64_t count;
} presented;

/* What a load test found: seconds in all, and a check's. */
typedef struct load {
    double seconds, median, most_of_them;
} load;

/* Checks each certificate once, over so many connections at the same time, through the library at `library`. 0, or -1. */
int server_checks(const char *library, const char *connection, const presented *certificates, int connections, load *found);

/* The same by a prepared query each, for the SHA-256 of the certificates. */
int server_check_queries(const char *connection, const char *sql, const presented *hashes, int connections, load *found);

/* Listens on a port of the loopback, which it returns, and passes on what comes to the server and back: every byte `microseconds` later, as
   many at a time as there are. Until the process ends. */
int server_delay(int port, int64_t microseconds);

#endif
