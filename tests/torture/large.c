/* A megabyte of whatever is hard to read: each input ends soon, and needs little memory. */
#include "torture.h"

#define LENGTH (1 << 20)
/* Of a processor's time, which a machine that is busy otherwise does not lengthen; what is bounded takes a fraction of it. */
#define SECONDS_EACH 60
/* Of any time: whoever takes longer waits for what never comes. */
#define SECONDS_HUNG 1200
#define MEGABYTES_EACH 512

static uint8_t bytes[LENGTH];

/* Fills the bytes with `head` and then `body` again and again. A '#' in the body becomes a number that rises. */
static cscert_text fill(const char *head, const char *body)
{
    size_t length = strlen(head);
    memcpy(bytes, head, length);
    for (unsigned number = 0;; number++) {
        char piece[512];
        size_t size = 0;
        for (const char *c = body; *c != 0; c++) {
            if (*c == '#') {
                size += (size_t)snprintf(piece + size, sizeof piece - size, "%u", number);
            } else {
                piece[size++] = *c;
            }
        }
        if (size == 0 || length + size > LENGTH) {
            break;
        }
        memcpy(bytes + length, piece, size);
        length += size;
    }
    cscert_text t = {bytes, length};
    return t;
}

static cscert_registry *registry;

static void read_ldif(cscert_text input)
{
    cscert_import *import = NULL;
    CHECK(cscert_import_begin(registry, 0, NULL, 0, &import, NULL) == CSCERT_OK);
    cscert_status status = cscert_import_ldif(import, text("large"), input, true, NULL);
    cscert_import_summary summary = {.finished = false};
    while (status == CSCERT_OK && !summary.finished) {
        status = cscert_import_apply(import, CSCERT_DRY_RUN, 1000, &summary, NULL);
    }
    const cscert_import_notice *notices = NULL;
    size_t count = 0;
    CHECK(cscert_import_notices(import, &notices, &count, NULL) == CSCERT_OK);
    CHECK(status != CSCERT_INTERNAL_ERROR);
    cscert_import_free(import);
}

static void read_certificates(cscert_text input)
{
    cscert_bundle *bundle = NULL;
    CHECK(cscert_bundle_read(input, &bundle, NULL) == CSCERT_OK);
    cscert_bundle_free(bundle);
    cscert_publication publication = {input, NULL, NULL, 0};
    const cscert_publish_result *results = NULL;
    CHECK(cscert_publish(registry, &publication, 1, CSCERT_DRY_RUN, &results, NULL) == CSCERT_OK);
    CHECK(results[0].status != CSCERT_OK);
}

static void read_identity(cscert_text input)
{
    cscert_identity identity = {input, NULL, 0, NULL, 0};
    const cscert_user *user = NULL;
    cscert_status status = cscert_user_find(registry, &identity, 0, &user, NULL, NULL);
    CHECK(status != CSCERT_OK && status != CSCERT_INTERNAL_ERROR);
    cscert_user_query query;
    memset(&query, 0, sizeof query);
    query.display_name_pattern = input;
    query.limit = 10;
    cscert_users *users = NULL;
    if (cscert_users_open(registry, &query, &users, NULL) == CSCERT_OK) {
        size_t count = 0;
        CHECK(cscert_users_next(users, &user, &count, NULL) != CSCERT_INTERNAL_ERROR);
        cscert_users_close(users);
    }
}

static void read_filter(cscert_text input)
{
    for (int which = 0; which < 3; which++) {
        cscert_user_query query;
        memset(&query, 0, sizeof query);
        *(which == 0 ? &query.ldap_filter : which == 1 ? &query.filter : &query.organizational_unit) = input;
        query.limit = 10;
        cscert_users *users = NULL;
        if (cscert_users_open(registry, &query, &users, NULL) == CSCERT_OK) {
            const cscert_user *user = NULL;
            size_t count = 0;
            CHECK(cscert_users_next(users, &user, &count, NULL) != CSCERT_INTERNAL_ERROR);
            cscert_users_close(users);
        }
    }
}

static const struct {
    void (*read)(cscert_text);
    const char *head, *body;
} inputs[] = {
    {read_ldif, "dn: CN=X", "x"},
    {read_ldif, "dn: CN=X\n", "x: y\n"},
    {read_ldif, "dn: CN=X\n", "x#: y\n"},
    {read_ldif, "dn: CN=X\nobjectClass: user\n", "proxyAddresses: sip:a#@b\n"},
    {read_ldif, "dn: CN=X\nobjectClass: user\n", "displayName;lang-#: y\n"},
    {read_ldif, "dn: CN=X\nobjectClass: user\nuserCertificate;binary::", "\n MIIB"},
    {read_ldif, "dn: ", "CN=x+"},
    {read_ldif, "dn: ", "CN=x#,"},
    {read_ldif, "dn: ", "\\2C"},
    {read_ldif, "dn: CN=", "\\\\"},
    {read_ldif, "", "\n"},
    {read_ldif, "", "dn\n"},
    {read_ldif, "", "# \n "},
    {read_ldif, "", "dn: CN=#\n\n"},
    {read_ldif, "", "dn: CN=#,DC=a#\nobjectClass: user\nsAMAccountName: a\n\n"},
    {read_ldif, "", "dn: CN=Same\nobjectClass: user\ndisplayName: #\n\n"},
    {read_ldif, "dn:: ", "QUFB"},
    {read_ldif, "dn: CN=x\n", "a:: !!\n"},
    {read_ldif, "dn: CN=x\nchangetype: modify\n", "add: x\nx: y\n-\n"},
    {read_certificates, "", "\x30\x84"},
    {read_certificates, "", "\x30\x80"},
    {read_certificates, "", "\xa0\x80\x24\x80"},
    {read_certificates, "", "-----BEGIN CERTIFICATE-----\n"},
    {read_certificates, "", "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n"},
    {read_certificates, "-----BEGIN CERTIFICATE-----\n", "MIIB\n"},
    {read_certificates, "-----BEGIN CERTIFICATE-----\n", "A: b\n"},
    {read_certificates, "", "-----BEGIN "},
    {read_identity, "", "x"},
    {read_identity, "", "*"},
    {read_identity, "", "*a"},
    {read_identity, "CN=", "a+CN="},
    {read_identity, "", "CN=a#,"},
    {read_identity, "CN=", "\\"},
    {read_identity, "sip:", "\xcc\x81"},
    {read_identity, "", "\xef\xb7\xba"},
    {read_identity, "", "a\\"},
    {read_identity, "", "@"},
    {read_filter, "", "("},
    {read_filter, "", "(&"},
    {read_filter, "", "(!"},
    {read_filter, "(displayName=", "*a"},
    {read_filter, "(displayName=", "\\2a"},
    {read_filter, "(&", "(a=b)"},
    {read_filter, "(|", "(displayName=*#*)"},
    {read_filter, "", "["},
    {read_filter, "", "{\"not\":"},
    {read_filter, "{\"and\": [true", ",true"},
    {read_filter, "{\"and\": [true", ",{\"property\": \"DisplayName\", \"operator\": \"like\", \"value\": \"*#*\", \"offset\": 0}"},
    {read_filter, "", "OU=a,"},
};

int main(int argc, char **argv)
{
    CHECK(argc == 4);
    size_t count = sizeof inputs / sizeof *inputs, failures = 0;
    double slowest = 0;
    long most = 0;
    for (size_t i = 0; i < count; i++) {
        double start = seconds_now();
        pid_t child = fork();
        CHECK(child >= 0);
        if (child == 0) {
            CHECK(setrlimit(RLIMIT_CPU, &(struct rlimit){SECONDS_EACH, SECONDS_EACH}) == 0);
            alarm(SECONDS_HUNG);
            char nowhere[PATH_SIZE];
            CHECK(cscert_registry_open(text(path_in(nowhere, argv[2], "none.db")), CSCERT_OPEN_IN_MEMORY_IF_MISSING,
                                       text("large"), absent(), &registry, NULL) == CSCERT_OK);
            import_directory(registry, argv[1]);
            cscert_text filled = fill(inputs[i].head, inputs[i].body);
            inputs[i].read(filled);
            /* The same with its end cut off differently. */
            filled.length -= 3;
            inputs[i].read(filled);
            cscert_registry_close(registry);
            _exit(0);
        }
        int status = 0;
        struct rusage usage;
        CHECK(wait4(child, &status, 0, &usage) == child);
        double took = seconds_now() - start;
        slowest = took > slowest ? took : slowest;
        most = usage.ru_maxrss > most ? usage.ru_maxrss : most;
        if (status != 0 || usage.ru_maxrss > MEGABYTES_EACH * 1024L) {
            fprintf(stderr, "input %zu (\"%s\", then \"%s\"): %s, %ld MB, %.1f s\n", i, inputs[i].head, inputs[i].body,
                    WIFSIGNALED(status) ? strsignal(WTERMSIG(status)) : "ended", usage.ru_maxrss / 1024, took);
            failures++;
        }
    }
    printf("figures: %zu inputs of a megabyte; the slowest took %.1f s, the largest %ld MB\n", 2 * count, slowest, most / 1024);
    return failures > 0;
}
