/* Revoking, with the durability of the registry: write-ahead log, synchronous FULL. */
#include "raw.h"

double raw_revoke(const char *path, int64_t first, int64_t count, int64_t batch)
{
    sqlite3 *database = raw_open(path, SQLITE_OPEN_READWRITE);
    if (!database) {
        return -1;
    }
    sqlite3_stmt *update = raw_prepare(database,
        "UPDATE certificate SET revocation_time = 1, revocation_reason = 0, revocation_entry = ?2, seal = 0"
        " WHERE user_key = ?1 AND revocation_time IS NULL");
    sqlite3_stmt *audit = raw_prepare(database,
        "INSERT INTO audit SELECT ?1, time, operating_system_user, host, process, command, 'Revoke', outcome, 'Unspecified', ?2,"
        " 'sip:somebody.of.usual.length@litwareinc.com', 3,"
        " '{\"thumbprints\":[\"0123456789012345678901234567890123456789\",\"0123456789012345678901234567890123456789\","
        "\"0123456789012345678901234567890123456789\"]}', hash, hash FROM audit WHERE sequence = ?1 - 1");
    sqlite3_stmt *last = raw_prepare(database, "SELECT max(sequence) FROM audit");
    if (!update || !audit || !last) {
        return -1;
    }
    sqlite3_step(last);
    int64_t entry = sqlite3_column_int64(last, 0);
    sqlite3_finalize(last);

    double start = now();
    for (int64_t done = 0; done < count; done++) {
        if (done % batch == 0) {
            sqlite3_exec(database, "BEGIN IMMEDIATE", NULL, NULL, NULL);
        }
        sqlite3_bind_int64(update, 1, first + done);
        sqlite3_bind_int64(update, 2, ++entry);
        sqlite3_bind_int64(audit, 1, entry);
        sqlite3_bind_int64(audit, 2, first + done);
        if (sqlite3_step(update) != SQLITE_DONE || sqlite3_step(audit) != SQLITE_DONE) {
            return raw_failed(database, "revoking");
        }
        sqlite3_reset(update);
        sqlite3_reset(audit);
        if (done % batch == batch - 1 || done == count - 1) {
            if (sqlite3_exec(database, "COMMIT", NULL, NULL, NULL) != SQLITE_OK) {
                return raw_failed(database, "COMMIT");
            }
        }
    }
    double seconds = now() - start;
    sqlite3_finalize(update);
    sqlite3_finalize(audit);
    sqlite3_close(database);
    return seconds;
}
