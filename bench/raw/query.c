/* Reading. */
#include "raw.h"

#include <string.h>

/* What was read is added up here, so that no compiler leaves the reading out. */
static volatile int64_t sum;

sqlite3 *raw_open(const char *path, int flags)
{
    sqlite3 *database = NULL;
    if (sqlite3_open_v2(path, &database, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK
        || sqlite3_exec(database, "PRAGMA cache_size = -131072; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL", NULL, NULL, NULL)
            != SQLITE_OK) {
        raw_failed(database, path);
        sqlite3_close(database);
        return NULL;
    }
    return database;
}

sqlite3_stmt *raw_prepare(sqlite3 *database, const char *sql)
{
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &statement, NULL) != SQLITE_OK) {
        raw_failed(database, sql);
    }
    return statement;
}

double raw_failed(sqlite3 *database, const char *what)
{
    fprintf(stderr, "raw: %s: %s\n", what, sqlite3_errmsg(database));
    return -1;
}

int64_t raw_read_all(sqlite3_stmt *statement)
{
    int64_t rows = 0, read = 0;
    int columns = sqlite3_column_count(statement), status;
    while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
        rows++;
        for (int i = 0; i < columns; i++) {
            switch (sqlite3_column_type(statement, i)) {
            case SQLITE_INTEGER:
                read += sqlite3_column_int64(statement, i);
                break;
            case SQLITE_TEXT:
                read += *sqlite3_column_text(statement, i) + sqlite3_column_bytes(statement, i);
                break;
            case SQLITE_BLOB:
                read += *(const char *)sqlite3_column_blob(statement, i) + sqlite3_column_bytes(statement, i);
                break;
            default:
                break;
            }
        }
    }
    sum += read;
    return status == SQLITE_DONE ? rows : -1;
}

double raw_lookups(const char *path, const char *sql, const char *const *texts, int64_t count,
    enum snapshot snapshot, int64_t *rows)
{
    sqlite3 *database = raw_open(path, SQLITE_OPEN_READONLY);
    sqlite3_stmt *statement = database ? raw_prepare(database, sql) : NULL;
    if (!statement) {
        return -1;
    }
    *rows = 0;
    double start = now();
    if (snapshot == ONE_FOR_ALL) {
        sqlite3_exec(database, "BEGIN", NULL, NULL, NULL);
    }
    for (int64_t i = 0; i < count; i++) {
        sqlite3_bind_text(statement, 1, texts[i], (int)strlen(texts[i]), SQLITE_STATIC);
        int64_t found = raw_read_all(statement);
        if (found < 0) {
            return raw_failed(database, sql);
        }
        *rows += found;
        sqlite3_reset(statement);
    }
    if (snapshot == ONE_FOR_ALL) {
        sqlite3_exec(database, "COMMIT", NULL, NULL, NULL);
    }
    double seconds = now() - start;
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return seconds;
}

double raw_ask(const char *path, const char *sql, int64_t count, int64_t *rows)
{
    *rows = 0;
    double start = now();
    for (int64_t i = 0; i < count; i++) {
        sqlite3 *database = raw_open(path, SQLITE_OPEN_READONLY);
        sqlite3_stmt *statement = database ? raw_prepare(database, sql) : NULL;
        int64_t found = statement ? raw_read_all(statement) : -1;
        if (found < 0) {
            return raw_failed(database, sql);
        }
        *rows += found;
        sqlite3_finalize(statement);
        sqlite3_close(database);
    }
    return now() - start;
}

double raw_query(const char *path, const char *sql, int64_t count, int64_t *rows)
{
    sqlite3 *database = raw_open(path, SQLITE_OPEN_READONLY);
    sqlite3_stmt *statement = database ? raw_prepare(database, sql) : NULL;
    if (!statement) {
        return -1;
    }
    *rows = 0;
    double start = now();
    sqlite3_exec(database, "BEGIN", NULL, NULL, NULL);
    for (int64_t i = 0; i < count; i++) {
        int64_t found = raw_read_all(statement);
        if (found < 0) {
            return raw_failed(database, sql);
        }
        *rows += found;
        sqlite3_reset(statement);
    }
    sqlite3_exec(database, "COMMIT", NULL, NULL, NULL);
    double seconds = now() - start;
    sqlite3_finalize(statement);
    sqlite3_close(database);
    return seconds;
}
