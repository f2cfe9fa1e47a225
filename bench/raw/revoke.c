/* Revoking, with the durability of the registry: write-ahead log, synchronous FULL. */
#include "raw.h"

#include <string.h>

double raw_revoke(const char *path, const char *const *sip_addresses, int64_t count, int64_t batch)
{
    sqlite3 *database = raw_open(path, SQLITE_OPEN_READWRITE);
    if (!database) {
        return -1;
    }
    if (sqlite3_exec(database, "CREATE INDEX IF NOT EXISTS user_sip ON user (sip_address COLLATE NOCASE)", NULL, NULL, NULL) != SQLITE_OK) {
        return raw_failed(database, "CREATE INDEX");
    }
    sqlite3_stmt *find = raw_prepare(database,
        "SELECT user_key, distinguished_name, sip_address FROM user WHERE sip_address = ?1 COLLATE NOCASE");
    sqlite3_stmt *update = raw_prepare(database,
        "UPDATE certificate SET revocation_time = 1, revocation_reason = 0, revocation_entry = ?2, seal = 0"
        " WHERE user_key = ?1 AND revocation_time IS NULL");
    sqlite3_stmt *audit = raw_prepare(database,
        "INSERT INTO audit (sequence, time, operating_system_user, host, process, command, action, outcome, reason, user_key, user_name,"
        " certificates, detail, previous_hash, hash) SELECT ?1, time, operating_system_user, host, process, command, 'Revoke', outcome, 'Unspecified', ?2,"
        " 'sip:somebody.of.usual.length@litwareinc.com', 3,"
        " '{\"thumbprints\":[\"0123456789012345678901234567890123456789\",\"0123456789012345678901234567890123456789\","
        "\"0123456789012345678901234567890123456789\"]}', hash, hash FROM audit WHERE sequence = ?1 - 1");
    sqlite3_stmt *last = raw_prepare(database, "SELECT max(sequence) FROM audit");
    if (!find || !update || !audit || !last) {
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
        sqlite3_bind_text(find, 1, sip_addresses[done], (int)strlen(sip_addresses[done]), SQLITE_STATIC);
        if (sqlite3_step(find) != SQLITE_ROW) {
            return raw_failed(database, "finding");
        }
        int64_t user = sqlite3_column_int64(find, 0);
        sqlite3_reset(find);
        sqlite3_bind_int64(update, 1, user);
        sqlite3_bind_int64(update, 2, ++entry);
        sqlite3_bind_int64(audit, 1, entry);
        sqlite3_bind_int64(audit, 2, user);
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
    sqlite3_finalize(find);
    sqlite3_finalize(update);
    sqlite3_finalize(audit);
    sqlite3_close(database);
    return seconds;
}
