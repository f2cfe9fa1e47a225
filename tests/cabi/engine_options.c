/* The SQLite inside has the options of tests/data/sqlite-options.txt, and no others. */
#include "support.h"

#include <stdbool.h>

/* Whether a line of the list means an option; one that ends with an asterisk means all that begin so. */
static bool is_listed(const char *listed, size_t listed_length, const char *option, size_t length)
{
    if (listed_length > 0 && listed[listed_length - 1] == '*') {
        return length >= listed_length - 1 && memcmp(listed, option, listed_length - 1) == 0;
    }
    return length == listed_length && memcmp(listed, option, length) == 0;
}

/* The line at `*place`, whose length is returned; `*place` moves on to the next one. */
static const char *next_line(cscert_text text, size_t *place, size_t *length)
{
    if (*place >= text.length) {
        return NULL;
    }
    const char *line = (const char *)text.data + *place;
    const char *end = memchr(line, '\n', text.length - *place);
    *length = end == NULL ? text.length - *place : (size_t)(end - line);
    *place += *length + 1;
    return line;
}

static bool holds(cscert_text lines, const char *line, size_t length, bool lines_are_the_list)
{
    size_t place = 0, other_length;
    const char *other;
    while ((other = next_line(lines, &place, &other_length)) != NULL) {
        if (lines_are_the_list ? is_listed(other, other_length, line, length) : is_listed(line, length, other, other_length)) {
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    CHECK(argc == 3);
    if (getenv("CSCERT_SYSTEM_SQLITE") != NULL) {
        printf("this build uses the system's SQLite\n");
        return 77;
    }
    cscert_text options, list = read_file(argv[1], "sqlite-options.txt");
    cscert_error *error = NULL;
    expect(CSCERT_OK, cscert_engine_options(&options, &error), error, "engine options");
    expect(CSCERT_INVALID_ARGUMENT, cscert_engine_options(NULL, &error), error, "nowhere to write to");

    size_t place = 0, length, wrong = 0;
    const char *line;
    while ((line = next_line(options, &place, &length)) != NULL) {
        if (!holds(list, line, length, true)) {
            fprintf(stderr, "not listed: %.*s\n", (int)length, line);
            wrong++;
        }
    }
    place = 0;
    while ((line = next_line(list, &place, &length)) != NULL) {
        if (length > 0 && line[0] != '#' && line[length - 1] != '*' && !holds(options, line, length, false)) {
            fprintf(stderr, "missing: %.*s\n", (int)length, line);
            wrong++;
        }
    }
    free((void *)list.data);
    CHECK(wrong == 0);
    return 0;
}
