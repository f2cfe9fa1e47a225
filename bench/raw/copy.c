/* Inserting what an import inserts. Rows are read ahead in blocks, and only the inserting is counted. */
#include "raw.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_COLUMNS = 32, TABLES = 6 };

/* The import's order: a user, its names, then each certificate's content, row and lookups; here a block of users at a time. */
static const char *const tables[TABLES] = {"user", "user_name", "user_word", "certificate_content", "certificate", "certificate_lookup"};
static const char *const conditions[TABLES] = {
    "user_key BETWEEN ?1 AND ?2",
    "user_key BETWEEN ?1 AND ?2",
    "user_key BETWEEN ?1 AND ?2",
    "certificate_key IN (SELECT certificate_key FROM certificate WHERE user_key BETWEEN ?1 AND ?2)",
    "user_key BETWEEN ?1 AND ?2",
    "user_key BETWEEN ?1 AND ?2",
};

typedef struct block {
    sqlite3_value **values;
    size_t count, room;
    int columns;
} block;

static void read_block(sqlite3_stmt *select, int64_t from, int64_t to, block *rows)
{
    rows->count = 0;
    rows->columns = sqlite3_column_count(select);
    sqlite3_bind_int64(select, 1, from);
    sqlite3_bind_int64(select, 2, to);
    while (sqlite3_step(select) == SQLITE_ROW) {
        for (int i = 0; i < rows->columns; i++) {
            if (rows->count == rows->room) {
                rows->room = rows->room ? 2 * rows->room : 65536;
                rows->values = realloc(rows->values, rows->room * sizeof *rows->values);
            }
            rows->values[rows->count++] = sqlite3_value_dup(sqlite3_column_value(select, i));
        }
    }
    sqlite3_reset(select);
}

static int bind(sqlite3_stmt *insert, int place, sqlite3_value *value)
{
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER:
        return sqlite3_bind_int64(insert, place, sqlite3_value_int64(value));
    case SQLITE_TEXT:
        return sqlite3_bind_text(insert, place, (const char *)sqlite3_value_text(value), sqlite3_value_bytes(value), SQLITE_STATIC);
    case SQLITE_BLOB:
        return sqlite3_bind_blob(insert, place, sqlite3_value_blob(value), sqlite3_value_bytes(value), SQLITE_STATIC);
    default:
        return sqlite3_bind_null(insert, place);
    }
}

static int insert_block(sqlite3_stmt *insert, const block *rows)
{
    for (size_t i = 0; i < rows->count; i += (size_t)rows->columns) {
        for (int column = 0; column < rows->columns; column++) {
            bind(insert, column + 1, rows->values[i + (size_t)column]);
        }
        if (sqlite3_step(insert) != SQLITE_DONE) {
            return 0;
        }
        sqlite3_reset(insert);
    }
    return 1;
}

static void free_block(block *rows)
{
    for (size_t i = 0; i < rows->count; i++) {
        sqlite3_value_free(rows->values[i]);
    }
}

static int copy_schema(sqlite3 *from, sqlite3 *to)
{
    sqlite3_stmt *schema = raw_prepare(from, "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'");
    int good = sqlite3_exec(to, "PRAGMA cache_size = -262144; PRAGMA page_size = 8192; PRAGMA journal_mode = WAL", NULL, NULL, NULL) == SQLITE_OK;
    while (good && sqlite3_step(schema) == SQLITE_ROW) {
        good = sqlite3_exec(to, (const char *)sqlite3_column_text(schema, 0), NULL, NULL, NULL) == SQLITE_OK;
    }
    sqlite3_finalize(schema);
    return good;
}

static void prepare_tables(sqlite3 *from, sqlite3 *to, sqlite3_stmt **selects, sqlite3_stmt **inserts)
{
    for (int i = 0; i < TABLES; i++) {
        char sql[512];
        snprintf(sql, sizeof sql, "SELECT * FROM %s WHERE %s", tables[i], conditions[i]);
        selects[i] = raw_prepare(from, sql);
        int length = snprintf(sql, sizeof sql, "INSERT INTO %s VALUES (?", tables[i]);
        for (int column = 1; column < sqlite3_column_count(selects[i]); column++) {
            length += snprintf(sql + length, sizeof sql - (size_t)length, ", ?");
        }
        snprintf(sql + length, sizeof sql - (size_t)length, ")");
        inserts[i] = raw_prepare(to, sql);
    }
}

double raw_copy(const char *source, const char *destination)
{
    enum { USERS_A_BLOCK = 500 };
    sqlite3 *from = raw_open(source, SQLITE_OPEN_READONLY);
    sqlite3 *to = raw_open(destination, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    if (!from || !to || !copy_schema(from, to)) {
        return raw_failed(to, "copying the schema");
    }
    /* Names and lookups by user: an index of the reader's own, in memory and not counted. */
    sqlite3_exec(from,
        "PRAGMA temp_store = MEMORY;"
        "CREATE TEMP TABLE user_name AS SELECT * FROM main.user_name ORDER BY user_key;"
        "CREATE INDEX temp.name_user ON user_name (user_key);"
        "CREATE TEMP TABLE user_word AS SELECT * FROM main.user_word ORDER BY user_key;"
        "CREATE INDEX temp.word_user ON user_word (user_key);"
        "CREATE TEMP TABLE certificate_lookup AS SELECT * FROM main.certificate_lookup ORDER BY user_key;"
        "CREATE INDEX temp.lookup_user ON certificate_lookup (user_key);", NULL, NULL, NULL);
    sqlite3_stmt *selects[TABLES], *inserts[TABLES];
    prepare_tables(from, to, selects, inserts);
    sqlite3_stmt *last_key = raw_prepare(from, "SELECT max(user_key) FROM user");
    sqlite3_step(last_key);
    int64_t last = sqlite3_column_int64(last_key, 0);
    sqlite3_finalize(last_key);

    block rows[TABLES] = {{0}};
    double start = now(), seconds;
    sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL);
    seconds = now() - start;
    for (int64_t key = 1; key <= last; key += USERS_A_BLOCK) {
        for (int i = 0; i < TABLES; i++) {
            read_block(selects[i], key, key + USERS_A_BLOCK - 1, &rows[i]);
        }
        start = now();
        for (int i = 0; i < TABLES; i++) {
            if (!insert_block(inserts[i], &rows[i])) {
                return raw_failed(to, tables[i]);
            }
        }
        seconds += now() - start;
        for (int i = 0; i < TABLES; i++) {
            free_block(&rows[i]);
        }
    }
    for (int i = 0; i < TABLES; i++) {
        sqlite3_finalize(selects[i]);
        sqlite3_finalize(inserts[i]);
        free(rows[i].values);
    }
    start = now();
    if (sqlite3_exec(to, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
        return raw_failed(to, "COMMIT");
    }
    /* Closing writes the log back into the file, as it does at the end of an import. */
    sqlite3_close(to);
    seconds += now() - start;
    sqlite3_close(from);
    return seconds;
}
