/* Connection strings, up to the end of the input; the line before may be an account. Nothing is connected. */
#define _GNU_SOURCE
#include "fuzz.h"

/* Nobody else knows it, and the connection string must not say it either. */
#define PASSWORD "Sw0rdfish-7Qz"

static bool says(cscert_text t, const char *what)
{
    return t.length > 0 && memmem(t.data, t.length, what, strlen(what)) != NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct input input = {data, size};
    uint8_t flags = take_byte(&input);
    bool with_account = flags & 2;
    cscert_text user = with_account ? take_line(&input) : absent();
    cscert_text string = {input.data, input.left};
    bool secret = with_account && !says(string, PASSWORD) && !says(user, PASSWORD);
    cscert_server *server = NULL;
    cscert_error *error = NULL;
    cscert_status status =
        cscert_server_open(string, user, with_account ? text(PASSWORD) : absent(), flags & CSCERT_OPEN_READ_ONLY, &server, &error);
    MUST(error == NULL || !secret || !says(error->message, PASSWORD));
    if (sane(status, error) != CSCERT_OK) {
        return 0;
    }
    cscert_server_description description;
    error = NULL;
    MUST(sane(cscert_server_describe(server, &description, &error), error) == CSCERT_OK);
    MUST(description.location.length > 0 && description.warnings.length >= 2);
    MUST(!secret || !(says(description.location, PASSWORD) || says(description.warnings, PASSWORD)));
    cscert_server_interrupt(server);
    MUST(!cscert_server_rest(server, flags));
    cscert_server_close(server);
    return 0;
}
