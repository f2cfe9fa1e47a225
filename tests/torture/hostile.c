/* Registries that somebody made to mislead: views for tables, triggers, other indexes, wrong types, lies in the schema. Each is
 * refused or answers with the truth; none hangs, crashes, or runs what stands in it. */
#if !__has_include(<sqlite3.h>)
#include <stdio.h>

int main(void)
{
    printf("SQLite's header is not installed\n");
    return 77;
}
#else
#include "questions.h"

#include <sqlite3.h>

/* How long one registry may keep anybody busy. */
#define SECONDS_EACH 600

enum expectation {
    /* It does not open. */
    REFUSED,
    /* It may open, and must not mislead. */
    HARMLESS,
    /* It is unusual and right: all answers are equal. */
    RIGHT
};

static const struct hostile {
    const char *name;
    enum expectation expectation;
    const char *sql;
} registries[] = {
    {"as it was made", RIGHT, ""},
    {"a view in place of the certificates", REFUSED,
     "ALTER TABLE certificate RENAME TO c; CREATE VIEW certificate AS SELECT user_key, certificate_key, publication_time, "
     "not_before, not_after, NULL AS revocation_time, NULL AS revocation_reason, publication_entry, NULL AS revocation_entry, "
     "details, seal FROM c;"},
    {"a view that never ends", REFUSED,
     "DROP TABLE registry; CREATE VIEW registry AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT "
     "i AS registry_id, i AS hash_secret FROM n;"},
    {"a trigger that undoes revocations", REFUSED,
     "CREATE TRIGGER undo AFTER UPDATE ON certificate BEGIN UPDATE certificate SET revocation_time = NULL, revocation_entry "
     "= NULL WHERE user_key = new.user_key; END;"},
    {"a trigger that swallows the audit", REFUSED,
     "CREATE TRIGGER swallow BEFORE INSERT ON audit BEGIN SELECT RAISE(IGNORE); END;"},
    {"an audit that can be changed", REFUSED, "DROP TRIGGER audit_is_never_changed;"},
    {"an index that holds nothing", REFUSED,
     "DROP INDEX certificate_not_after; CREATE INDEX certificate_not_after ON certificate (not_after) WHERE not_after < 0;"},
    {"an index that is missing", REFUSED, "DROP INDEX certificate_publication;"},
    {"a table too many", REFUSED, "CREATE TABLE more (text TEXT);"},
    {"a column too many", REFUSED, "ALTER TABLE user ADD COLUMN more TEXT;"},
    {"a computed column", REFUSED, "ALTER TABLE user ADD COLUMN more TEXT AS (sip_address || hex(zeroblob(1000000)));"},
    {"a schema without a table", REFUSED,
     "PRAGMA writable_schema = ON; DELETE FROM sqlite_schema WHERE name = 'certificate_lookup';"},
    {"a schema that calls users certificates", HARMLESS,
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = "
     "'user_name') WHERE name = 'certificate_lookup';"},
    {"a schema with two tables in one place", HARMLESS,
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = "
     "'certificate_content') WHERE name = 'user';"},
    {"an index of another table", HARMLESS,
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = "
     "'user_domain') WHERE name = 'certificate_not_after';"},
    {"a schema that is no SQL", REFUSED,
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = 'CREATE TABLE user (((' WHERE name = 'user';"},
    {"another program's database", REFUSED, "PRAGMA application_id = 7;"},
    {"a version to come", REFUSED, "PRAGMA user_version = 2000000000;"},
    {"a version before all", REFUSED, "PRAGMA user_version = -1;"},
    {"no secret", REFUSED, "DELETE FROM registry;"},
    {"another secret", HARMLESS, "UPDATE registry SET hash_secret = randomblob(16);"},
    {"texts where numbers belong", HARMLESS,
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'certificate';"
     "PRAGMA writable_schema = RESET; UPDATE certificate SET user_key = 'one', not_after = 'never', details = '12345678901234567890';"
     "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET sql = replace(sql, 'WITHOUT ROWID', 'STRICT, WITHOUT ROWID') "
     "WHERE name = 'certificate';"},
    {"bytes that are no text", HARMLESS, "UPDATE user SET sip_address = CAST(x'736970ff00fe' AS TEXT), display_name = "
     "CAST(x'c328' AS TEXT);"},
    {"names of a hundred megabytes", HARMLESS,
     "UPDATE user SET attributes = CAST(zeroblob(100000000) AS TEXT) WHERE user_key = 1;"},
    {"names of five megabytes", HARMLESS,
     "UPDATE user SET sip_address = 'sip:' || hex(zeroblob(2500000)) WHERE user_key < 4;"},
    {"certificates of another user", HARMLESS,
     "UPDATE certificate SET user_key = (SELECT max(user_key) FROM certificate) WHERE user_key = (SELECT min(user_key) FROM "
     "certificate);"},
    {"contents exchanged", HARMLESS,
     "UPDATE certificate_content SET der = (SELECT der FROM certificate_content WHERE certificate_key = 2) WHERE "
     "certificate_key = 1;"},
    {"revocations undone by hand", HARMLESS, "UPDATE certificate SET revocation_time = NULL, revocation_entry = NULL;"},
    {"names exchanged", HARMLESS,
     "UPDATE user SET sip_address = sip_address || 'x'; UPDATE user SET sip_address = (SELECT substr(o.sip_address, 1, "
     "length(o.sip_address) - 1) FROM user o WHERE o.user_key = 1 + user.user_key % 52);"},
    {"every name leads to one user", HARMLESS, "UPDATE OR IGNORE user_name SET user_key = 3;"},
    {"keys used up", HARMLESS, "UPDATE sqlite_sequence SET seq = 9223372036854775807;"},
    {"keys given again", HARMLESS, "UPDATE sqlite_sequence SET seq = 0;"},
    {"keys that are no numbers", HARMLESS, "UPDATE sqlite_sequence SET seq = 'many';"},
    {"statistics that lie", RIGHT,
     "ANALYZE; UPDATE sqlite_stat1 SET stat = '1 1 1'; INSERT INTO sqlite_stat1 VALUES ('certificate', NULL, '0 0 0 0');"},
    {"a rollback journal for a log", RIGHT, "PRAGMA journal_mode = DELETE;"},
    {"pages of another size", RIGHT, "PRAGMA journal_mode = DELETE; PRAGMA page_size = 512; VACUUM;"},
    {"another way to free pages", RIGHT, "PRAGMA auto_vacuum = FULL; VACUUM;"},
};

static void make(const char *template, const char *folder, const struct hostile *hostile)
{
    char path[PATH_SIZE];
    remove_registry(folder);
    copy_file(template, path_in(path, folder, "registry.db"));
    sqlite3 *database = NULL;
    CHECK(sqlite3_open(path, &database) == SQLITE_OK);
    char *message = NULL;
    if (sqlite3_exec(database, hostile->sql, NULL, NULL, &message) != SQLITE_OK) {
        fprintf(stderr, "%s: cannot be made: %s\n", hostile->name, message);
        exit(1);
    }
    CHECK(sqlite3_close(database) == SQLITE_OK);
}

/* Whoever writes to it must not mislead either. Errors are fine. */
static void write_to(const char *path, const char *data, struct tally *tally)
{
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    if (cscert_registry_open(text(path), 0, text("writer"), absent(), &registry, &error) != CSCERT_OK) {
        cscert_error_free(error);
        return;
    }
    const struct true_certificate *victim = &true_certificates[true_certificate_count - 1];
    cscert_revocation revocation = {.user_key = victim->user_key, .reason = 1};
    const cscert_revoke_result *results = NULL;
    cscert_status status = cscert_revoke(registry, &revocation, 1, 0, &results, &error);
    bool acknowledged = status == CSCERT_OK && results[0].status == CSCERT_OK && results[0].changed > 0;
    cscert_error_free(error);
    cscert_check check;
    status = cscert_certificate_check(registry, victim->der, absent(), WITHIN_VALIDITY, &check, &error);
    if (acknowledged && status == CSCERT_OK && check.result == CSCERT_CHECK_VALID) {
        harm(tally, "a revocation was acknowledged and did nothing");
    }
    cscert_error_free(error);
    cscert_import *import = NULL;
    CHECK(cscert_import_begin(registry, 0, NULL, 0, &import, NULL) == CSCERT_OK);
    cscert_text ldif = read_file(data, "directory.ldif");
    CHECK(cscert_import_ldif(import, text("directory"), ldif, true, NULL) == CSCERT_OK);
    cscert_import_summary summary = {.finished = false};
    do {
        status = cscert_import_apply(import, 0, 100, &summary, &error);
    } while (status == CSCERT_OK && !summary.finished);
    if (status != CSCERT_OK) {
        count_error(tally, status, error);
    }
    cscert_import_free(import);
    free((void *)ldif.data);
    cscert_registry_close(registry);
}

static int try_one(const char *folder, const char *data, const struct hostile *hostile)
{
    char path[PATH_SIZE];
    path_in(path, folder, "registry.db");
    struct tally tally;
    for (int read_only = 0; read_only < 2; read_only++) {
        memset(&tally, 0, sizeof tally);
        cscert_registry *registry = NULL;
        cscert_error *error = NULL;
        cscert_status status = cscert_registry_open(text(path), read_only ? CSCERT_OPEN_READ_ONLY : 0, text("hostile"), absent(),
                                                    &registry, &error);
        cscert_registry_close(registry);
        bool refused = status == CSCERT_REGISTRY_CORRUPT || status == CSCERT_REGISTRY_TOO_NEW;
        if (status != CSCERT_OK && !refused) {
            fprintf(stderr, "%s: refused with status %d: %.*s\n", hostile->name, (int)status, (int)error->message.length,
                    (const char *)error->message.data);
            return 1;
        }
        cscert_error_free(error);
        if (refused != (hostile->expectation == REFUSED) && hostile->expectation != HARMLESS) {
            fprintf(stderr, "%s: %s\n", hostile->name, refused ? "refused" : "not refused");
            return 1;
        }
        ask(path, read_only ? CSCERT_OPEN_READ_ONLY : 0, &tally);
        if (hostile->expectation == RIGHT && tally.errors + tally.less > 0) {
            fprintf(stderr, "%s: %zu errors, %zu missing answers\n", hostile->name, tally.errors, tally.less);
            return 1;
        }
        if (read_only) {
            write_to(path, data, &tally);
        }
        if (tally.harm[0] != 0) {
            fprintf(stderr, "%s: %s\n", hostile->name, tally.harm);
            return 1;
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    CHECK(argc == 4);
    char template[PATH_SIZE], path[PATH_SIZE];
    make_true_registry(argv[1], argv[2], path_in(template, argv[2], "template.db"));
    size_t count = sizeof registries / sizeof *registries, failures = 0;
    for (size_t i = 0; i < count; i++) {
        make(template, argv[2], &registries[i]);
        pid_t child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            alarm(SECONDS_EACH);
            _exit(try_one(argv[2], argv[1], &registries[i]));
        }
        int status = 0;
        CHECK(waitpid(child, &status, 0) == child);
        if (WIFSIGNALED(status)) {
            fprintf(stderr, "%s: %s\n", registries[i].name, strsignal(WTERMSIG(status)));
        }
        failures += status != 0;
    }
    unlink(path_in(path, argv[2], "template.db"));
    printf("figures: %zu crafted registries, none misled\n", count - failures);
    return failures > 0;
}
#endif
