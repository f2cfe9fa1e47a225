/* Opens the demo registry through the header alone and prints the certificates of one user. */
#include "support.h"

static void print_certificates(cscert_registry *registry, const char *name)
{
    cscert_identity identity = {text(name), NULL, 0, NULL, 0};
    const cscert_certificate *rows = NULL;
    size_t count = 0;
    uint32_t form = 0;
    cscert_error *error = NULL;
    int64_t user = 0;
    expect(CSCERT_OK, cscert_certificates_of(registry, &identity, &rows, &count, &user, &form, &error), error, name);
    const cscert_user *former = NULL;
    size_t former_count = 7;
    expect(CSCERT_OK, cscert_former_users(registry, user, &former, &former_count, &error), error, "former users");
    CHECK(former_count == 0);
    /* These are still lent. */
    CHECK(rows[0].user_key == user);
    CHECK(form == CSCERT_FORM_DISPLAY_NAME);
    CHECK(count == 4);
    for (size_t i = 0; i < count; i++) {
        print_text(rows[i].identity);
        printf("  ");
        print_text(rows[i].certificate_type);
        printf("  %lld  ", (long long)(rows[i].not_after / 1000000));
        print_text(rows[i].subject);
        printf("\n");
        CHECK(rows[i].identity.data == rows[0].identity.data);
        CHECK(rows[i].not_after > rows[i].not_before);
        CHECK(rows[i].revocation_time == CSCERT_NO_TIME);
        CHECK(rows[i].subject.data >= rows[i].text.data);
        CHECK(rows[i].subject.data + rows[i].subject.length <= rows[i].text.data + rows[i].text.length);
    }
    int64_t key = rows[0].certificate_key;
    cscert_text der;
    expect(CSCERT_OK, cscert_certificate_der(registry, key, &der, &error), error, "der");
    CHECK(der.length > 300 && der.data[0] == 0x30);
}

static void find_users(cscert_registry *registry)
{
    cscert_error *error = NULL;
    const cscert_user *user = NULL;
    uint32_t form = 0;
    cscert_identity ken = {text("kenmyer@litwareinc.com"), NULL, 0, NULL, 0};
    expect(CSCERT_OK, cscert_user_find(registry, &ken, CSCERT_FIND_LISTED_USERS, &user, &form, &error), error, "find");
    CHECK(form == CSCERT_FORM_ADDRESS);
    CHECK(user->sip_address.length == strlen("sip:ken.myer@litwareinc.com"));
    CHECK(user->registrar_pool.data != NULL);

    /* By the key and registry id that an object carries, whatever its text says. */
    uint8_t id[16], other[16] = {0};
    int64_t key = user->user_key;
    expect(CSCERT_OK, cscert_registry_id(registry, id, &error), error, "id");
    cscert_identity by_key = {text("Pilar Ackerman"), id, key, NULL, 0};
    expect(CSCERT_OK, cscert_user_find(registry, &by_key, CSCERT_FIND_ANY_USER, &user, &form, &error), error, "key");
    CHECK(form == CSCERT_FORM_KEY && user->user_key == key);
    cscert_identity elsewhere = {text("Pilar Ackerman"), other, key, NULL, 0};
    expect(CSCERT_OK, cscert_user_find(registry, &elsewhere, CSCERT_FIND_ANY_USER, &user, &form, &error), error, "text");
    CHECK(form == CSCERT_FORM_DISPLAY_NAME && user->user_key != key);

    /* As an account name and nothing else. */
    cscert_identity account = {text("KENMYER"), NULL, 0, NULL, CSCERT_FORM_SAM_ACCOUNT_NAME};
    expect(CSCERT_OK, cscert_user_find(registry, &account, CSCERT_FIND_ANY_USER, &user, &form, &error), error, "account");
    CHECK(form == CSCERT_FORM_SAM_ACCOUNT_NAME && user->user_key == key);
    cscert_identity no_account = {text("Ken Myer"), NULL, 0, NULL, CSCERT_FORM_SAM_ACCOUNT_NAME};
    expect(CSCERT_MANAGEMENT_OBJECT_NOT_FOUND,
           cscert_user_find(registry, &no_account, CSCERT_FIND_ANY_USER, &user, &form, &error), error, "no account");
    cscert_identity no_form = {text("Ken Myer"), NULL, 0, NULL, CSCERT_FORM_DISPLAY_NAME};
    expect(CSCERT_INVALID_ARGUMENT,
           cscert_user_find(registry, &no_form, CSCERT_FIND_ANY_USER, &user, &form, &error), error, "no form");

    cscert_identity twice = {text("Chris Gray"), NULL, 0, NULL, 0};
    cscert_status status = cscert_user_find(registry, &twice, CSCERT_FIND_ANY_USER, &user, &form, &error);
    CHECK(error != NULL && error->detail.length > 0);
    CHECK(strstr((const char *)error->detail.data, "candidates") != NULL);
    expect(CSCERT_AMBIGUOUS_IDENTITY, status, error, "ambiguous");
    cscert_identity nobody = {text("Nobody"), NULL, 0, NULL, 0};
    expect(CSCERT_MANAGEMENT_OBJECT_NOT_FOUND,
           cscert_user_find(registry, &nobody, CSCERT_FIND_ANY_USER, &user, NULL, &error), error, "nobody");
}

static void list_users(cscert_registry **registry)
{
    cscert_error *error = NULL;
    cscert_user_query query;
    memset(&query, 0, sizeof query);
    query.limit = UINT64_MAX;
    cscert_users *users = NULL;
    expect(CSCERT_OK, cscert_users_open(*registry, &query, &users, &error), error, "users");
    /* A cursor outlives the registry's handle. */
    cscert_registry_close(*registry);
    *registry = NULL;
    size_t total = 0, count = 0;
    const cscert_user *rows = NULL;
    do {
        expect(CSCERT_OK, cscert_users_next(users, &rows, &count, &error), error, "next");
        for (size_t i = 0; i < count; i++) {
            CHECK(rows[i].sip_address.data != NULL);
            CHECK((rows[i].flags & CSCERT_USER_GONE) == 0);
        }
        total += count;
    } while (count > 0);
    CHECK(total == 50);
    cscert_users_close(users);
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    CHECK(cscert_abi_version() == CSCERT_ABI_VERSION);
    cscert_registry *registry = NULL;
    cscert_error *error = NULL;
    char missing[4096];
    snprintf(missing, sizeof missing, "%s/missing.db", argv[2]);
    expect(CSCERT_REGISTRY_NOT_FOUND, cscert_registry_open(text(missing), 0, text("C test"), absent(), &registry, &error), error,
           "missing");

    registry = open_registry(argv[2], CSCERT_OPEN_CREATE);
    cscert_import_summary summary = import_directory(registry, argv[1]);
    CHECK(summary.added == 52 && summary.rejected == 0);
    char folder[4096];
    snprintf(folder, sizeof folder, "%s/certificates", argv[1]);
    const char *files[] = {"kenmyer-laptop-2017.cer", "kenmyer-laptop.cer", "kenmyer-phone.pem", "kenmyer-mobile.cer"};
    for (size_t i = 0; i < 4; i++) {
        CHECK(publish_file(registry, folder, files[i]) == 1);
        CHECK(publish_file(registry, folder, files[i]) == 0);
    }
    cscert_registry_close(registry);

    registry = open_registry(argv[2], CSCERT_OPEN_READ_ONLY);
    print_certificates(registry, "Ken Myer");
    find_users(registry);
    list_users(&registry);
    return 0;
}
