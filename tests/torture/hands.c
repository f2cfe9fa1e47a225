/* A registry in the wrong hands: rights on creation, whatever the umask; links; files and folders that others own or can write. */
#define _GNU_SOURCE
#include "torture.h"

static char path[PATH_SIZE], folder[PATH_SIZE];
static const char *data;

static void expect_rights(const char *name, mode_t wanted)
{
    struct stat found;
    if (stat(name, &found) != 0) {
        CHECK(errno == ENOENT);
        return;
    }
    if ((found.st_mode & 07777) != wanted) {
        fprintf(stderr, "%s: mode %o\n", name, (unsigned)(found.st_mode & 07777));
        exit(1);
    }
}

/* The owner alone, whatever the umask allows; the log and the shared memory, too, while they are there. */
static void create_under(mode_t mask)
{
    char deep[PATH_SIZE], file[PATH_SIZE], other[PATH_SIZE];
    snprintf(file, sizeof file, "umask-%03o", (unsigned)mask);
    path_in(deep, folder, file);
    mode_t before = umask(mask);
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    path_in(file, deep, "registry.db");
    expect(CSCERT_OK, cscert_registry_open(text(file), CSCERT_OPEN_CREATE, text("hands"), absent(), &registry, &error), error, file);
    import_directory(registry, data);
    expect_rights(deep, 0700);
    const char *names[] = {"registry.db", "registry.db-wal", "registry.db-shm"};
    for (size_t i = 0; i < 3; i++) {
        expect_rights(path_in(other, deep, names[i]), 0600);
    }
    expect(CSCERT_OK, cscert_registry_backup(registry, text(path_in(other, deep, "backup.db")), 0, &error), error, "backup");
    expect_rights(other, 0600);
    expect(CSCERT_OK, cscert_report_write(registry, text(path_in(other, deep, "report.html")), 0, 0, 0, &error), error, "report");
    expect_rights(other, 0600);
    cscert_registry_close(registry);
    umask(before);
}

static void expect_open(cscert_status wanted, const char *file, const char *words)
{
    for (uint32_t flags = 0; flags <= CSCERT_OPEN_CREATE; flags++) {
        cscert_registry *registry = NULL;
        cscert_error *error = NULL;
        cscert_status status = cscert_registry_open(text(file), flags, text("hands"), absent(), &registry, &error);
        if (status == CSCERT_OK) {
            cscert_registry_close(registry);
        } else if (memmem(error->message.data, error->message.length, words, strlen(words)) == NULL) {
            fprintf(stderr, "\"%s\" is not in: %.*s\n", words, (int)error->message.length, (const char *)error->message.data);
            exit(1);
        }
        expect(wanted, status, error, words);
    }
}

static void use_links(void)
{
    char link_name[PATH_SIZE], target[PATH_SIZE];
    CHECK(link(path, path_in(link_name, folder, "second-name.db")) == 0);
    expect_open(CSCERT_ACCESS_DENIED, path, "hard links");
    CHECK(unlink(link_name) == 0);

    /* A link to a registry leads to it, and its own name opens nothing else. */
    CHECK(symlink(path, path_in(link_name, folder, "link.db")) == 0);
    expect_open(CSCERT_OK, link_name, "");
    CHECK(unlink(link_name) == 0);
    /* A link that leads nowhere makes no file elsewhere. */
    CHECK(symlink(path_in(target, folder, "elsewhere"), link_name) == 0);
    cscert_registry *registry = NULL;
    CHECK(cscert_registry_open(text(link_name), CSCERT_OPEN_CREATE, text("hands"), absent(), &registry, NULL) != CSCERT_OK);
    CHECK(access(target, F_OK) != 0);
    CHECK(unlink(link_name) == 0);

    /* Links in place of the files beside it would let it be written elsewhere. */
    const char *ends[] = {"registry.db-wal", "registry.db-shm", "registry.db-journal"};
    write_file(path_in(target, folder, "precious"), "precious", 8);
    for (size_t i = 0; i < 3; i++) {
        unlink(path_in(link_name, folder, ends[i]));
        CHECK(symlink(target, link_name) == 0);
        expect_open(CSCERT_ACCESS_DENIED, path, "symbolic link");
        CHECK(unlink(link_name) == 0);
    }
    cscert_text precious = read_file(folder, "precious");
    CHECK(precious.length == 8 && memcmp(precious.data, "precious", 8) == 0);
    free((void *)precious.data);
    /* Neither a backup nor a report goes through a link. */
    registry = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_open(text(path), 0, text("hands"), absent(), &registry, &error), error, "open");
    CHECK(symlink(target, path_in(link_name, folder, "copy")) == 0);
    CHECK(cscert_registry_backup(registry, text(link_name), 0, NULL) != CSCERT_OK);
    precious = read_file(folder, "precious");
    CHECK(precious.length == 8);
    free((void *)precious.data);
    CHECK(unlink(link_name) == 0);
    cscert_registry_close(registry);
}

/* Returns whether files could be given away, which only root can. */
static bool open_to_others(void)
{
    static const struct {
        const char *name;
        mode_t mode;
        const char *words;
    } openings[] = {{"registry.db", 0602, "everybody"}, {"registry.db", 0620, "group"}, {"registry.db", 0666, "everybody"},
                    {".", 0777, "everybody"},           {".", 0770, "group"},           {".", 01777, "sticky"}};
    for (size_t i = 0; i < sizeof openings / sizeof *openings; i++) {
        char name[PATH_SIZE];
        struct stat before;
        path_in(name, folder, openings[i].name);
        CHECK(stat(name, &before) == 0 && chmod(name, openings[i].mode) == 0);
        expect_open(CSCERT_ACCESS_DENIED, path, openings[i].words);
        CHECK(chmod(name, before.st_mode & 07777) == 0);
    }
    expect_open(CSCERT_OK, path, "");
    if (geteuid() != 0) {
        return false;
    }
    CHECK(chown(path, 65534, 65534) == 0);
    expect_open(CSCERT_ACCESS_DENIED, path, "is owned by");
    CHECK(chown(path, 0, 0) == 0);
    CHECK(chown(folder, 65534, 65534) == 0);
    expect_open(CSCERT_ACCESS_DENIED, path, "is owned by");
    CHECK(chown(folder, 0, 0) == 0);
    return true;
}

static void no_files(void)
{
    char name[PATH_SIZE];
    CHECK(mkdir(path_in(name, folder, "a-folder"), 0700) == 0);
    expect_open(CSCERT_REGISTRY_UNAVAILABLE, name, "not a file");
    CHECK(mkfifo(path_in(name, folder, "a-pipe"), 0600) == 0);
    expect_open(CSCERT_REGISTRY_UNAVAILABLE, name, "not a file");
    expect_open(CSCERT_REGISTRY_UNAVAILABLE, "/dev/null", "not a file");
}

/* Text in every field of a user, taken as text everywhere. */
static void inject(void)
{
    static const char *const texts[] = {"'; DROP TABLE certificate; --", "\" OR 1=1 --", "%s%n%s%n", "=cmd|' /C calc'!A0",
                                        "\x1b]0;title\x07\x1b[2J", "<script>alert(1)</script>", "$(reboot)", "`reboot`",
                                        "..\\..\\..\\x", "\xe2\x80\xae" "gnp.exe", "{0}{1}", "*", "?", "[a-z]"};
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_registry_open(text(path), 0, text("'; DROP TABLE audit; --"), absent(), &registry, &error), error, "open");
    size_t count = sizeof texts / sizeof *texts;
    cscert_import *import = NULL;
    expect(CSCERT_OK, cscert_import_begin(registry, 0, NULL, 0, &import, &error), error, "import");
    static const char *const names[] = {"displayName", "title",     "department",       "sAMAccountName",  "givenName",
                                        "sn",          "msRTCSIP-Line", "userPrincipalName", "description"};
    for (size_t i = 0; i < count; i++) {
        char dn[64];
        snprintf(dn, sizeof dn, "CN=Injected %zu,DC=litwareinc,DC=com", i);
        cscert_attribute attributes[12] = {{text("distinguishedName"), text(dn)}, {text("objectClass"), text("user")}};
        for (size_t j = 0; j < sizeof names / sizeof *names; j++) {
            attributes[j + 2].name = text(names[j]);
            attributes[j + 2].value = text(texts[i]);
        }
        expect(CSCERT_OK, cscert_import_object(import, text(texts[i]), i + 1, attributes, 11, &error), error, texts[i]);
    }
    cscert_import_summary summary = {.finished = false};
    while (!summary.finished) {
        expect(CSCERT_OK, cscert_import_apply(import, 0, 100, &summary, &error), error, "apply");
    }
    cscert_import_free(import);
    for (size_t i = 0; i < count; i++) {
        cscert_identity identity = {text(texts[i]), NULL, 0, NULL, 0};
        const cscert_user *user = NULL;
        cscert_status status = cscert_user_find(registry, &identity, 0, &user, NULL, &error);
        if (status == CSCERT_OK) {
            CHECK(user->display_name.length == strlen(texts[i]) && memcmp(user->display_name.data, texts[i], strlen(texts[i])) == 0);
        } else {
            /* A text that is no name is still not found, and nothing worse. */
            CHECK(status == CSCERT_MANAGEMENT_OBJECT_NOT_FOUND || status == CSCERT_WILDCARD_NOT_SUPPORTED);
        }
        cscert_error_free(error);
        expect(CSCERT_OK, cscert_audit_refusal(registry, text("Revoke"), text(texts[i]), text(texts[i]), &error), error, "audit");
    }
    cscert_registry_description description;
    expect(CSCERT_OK, cscert_registry_describe(registry, true, absent(), &description, &error), error, "check");
    CHECK(description.healthy && description.user_count >= 52 + count);
    cscert_registry_close(registry);
}

int main(int argc, char **argv)
{
    CHECK(argc == 4);
    data = argv[1];
    path_in(folder, argv[2], "place");
    CHECK(mkdir(folder, 0700) == 0);
    path_in(path, folder, "registry.db");
    static const mode_t masks[] = {0, 002, 022, 027, 066, 077};
    size_t count = sizeof masks / sizeof *masks;
    for (size_t i = 0; i < count; i++) {
        create_under(masks[i]);
    }
    make_demo_registry(data, folder);
    use_links();
    if (!open_to_others()) {
        printf("skipped: files that belong to others: only root can give files away\n");
    }
    no_files();
    inject();
    printf("figures: %zu umasks, links, pipes and open doors tried\n", count);
    return 0;
}
