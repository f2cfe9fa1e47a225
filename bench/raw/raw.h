/* The SQLite C API in loops: what no program over SQLite can be quicker than. Every function returns seconds, or a negative number
   after printing what went wrong. Opening is not counted. */
#ifndef CSCERT_BENCH_RAW_H
#define CSCERT_BENCH_RAW_H

#include <sqlite3.h>
#include <stdint.h>
#include <stdio.h>

/* Time that passes, or with BENCH_CLOCK=cpu the process's. */
double now(void);
double processor_seconds(void);

/* Opens with the cache that the registry has; NULL after saying why not. */
sqlite3 *raw_open(const char *path, int flags);
sqlite3_stmt *raw_prepare(sqlite3 *database, const char *sql);
double raw_failed(sqlite3 *database, const char *what);

/* Steps a statement to its end and reads every column as what it is; returns the rows, or -1. */
int64_t raw_read_all(sqlite3_stmt *statement);

/* Which state of the database queries are answered from: all from that of the first, or each from what is committed by then. */
enum snapshot { ONE_FOR_ALL, ONE_EACH };

/* One query for each of `count` texts. */
double raw_lookups(const char *path, const char *sql, const char *const *texts, int64_t count, enum snapshot snapshot, int64_t *rows);

/* One query, `count` times over; in all, `rows` rows. */
double raw_query(const char *path, const char *sql, int64_t count, int64_t *rows);

/* As raw_query, but each time with the opening, preparing and closing that a command of its own has to do as well. */
double raw_ask(const char *path, const char *sql, int64_t count, int64_t *rows);

/* Finds `count` users by their SIP addresses, for which the registry gets an index, and revokes all their certificates, with an audit
   entry each, `batch` users a transaction. */
double raw_revoke(const char *path, const char *const *sip_addresses, int64_t count, int64_t batch);

/* cscert_complete for each of `count` texts. */
double border_complete(const char *library, const char *registry, const char *const *texts, int64_t count, int64_t limit, int64_t *rows);

/* cscert_certificates_of for each of `count` texts, through the library at `library`. */
double border_lookups(const char *library, const char *registry, const char *const *texts, int64_t count, int64_t *rows);

/* Inserts the rows of the registry at `source` into a new one of the same schema, in one transaction. */
double raw_copy(const char *source, const char *destination);

#endif
