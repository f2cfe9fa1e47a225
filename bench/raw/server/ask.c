/* Asking by libpq: one question, one answer. */
#include "server.h"

#include <string.h>
#include <time.h>

/* What was read is added up here, so that no compiler leaves the reading out. */
static _Thread_local volatile int64_t sum;

double server_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec * 1e-9;
}

PGconn *server_connect(const char *connection)
{
    PGconn *made = PQconnectdb(connection);
    if (PQstatus(made) != CONNECTION_OK) {
        fprintf(stderr, "raw: %s", PQerrorMessage(made));
        PQfinish(made);
        return NULL;
    }
    return made;
}

int server_prepare(PGconn *connection, const char *sql)
{
    PGresult *answer = PQprepare(connection, "", sql, 0, NULL);
    int good = PQresultStatus(answer) == PGRES_COMMAND_OK;
    if (!good) {
        fprintf(stderr, "raw: %s", PQerrorMessage(connection));
    }
    PQclear(answer);
    return good;
}

int64_t server_ask(PGconn *connection, int count, const char *const *values, const int *lengths)
{
    static const int binary[] = {1};
    PGresult *answer = PQexecPrepared(connection, "", count, values, lengths, lengths ? binary : NULL, 1);
    if (PQresultStatus(answer) != PGRES_TUPLES_OK) {
        fprintf(stderr, "raw: %s", PQerrorMessage(connection));
        PQclear(answer);
        return -1;
    }
    int rows = PQntuples(answer), columns = PQnfields(answer);
    int64_t read = 0;
    for (int row = 0; row < rows; row++) {
        for (int column = 0; column < columns; column++) {
            if (!PQgetisnull(answer, row, column)) {
                read += *PQgetvalue(answer, row, column) + PQgetlength(answer, row, column);
            }
        }
    }
    sum += read;
    PQclear(answer);
    return rows;
}

double server_lookups(const char *connection, const char *sql, const char *const *texts, int64_t count, int64_t *rows)
{
    PGconn *server = server_connect(connection);
    if (!server || !server_prepare(server, sql)) {
        return -1;
    }
    *rows = 0;
    double start = server_now();
    for (int64_t i = 0; i < count; i++) {
        int64_t found = server_ask(server, 1, &texts[i], NULL);
        if (found < 0) {
            return -1;
        }
        *rows += found;
    }
    double seconds = server_now() - start;
    PQfinish(server);
    return seconds;
}

double server_revokes(const char *connection, const char *const *sip_addresses, int64_t count)
{
    static const char revoke[] =
        "select * from cscert.revoke_certificates(uuid_send(gen_random_uuid()), '{root,bench,bench,bench}',"
        " array[(select user_key from cscert.users where sip_address = $1)], array[null::bigint], array[0], array[null::text])";
    int64_t rows;
    return server_lookups(connection, revoke, sip_addresses, count, &rows);
}
