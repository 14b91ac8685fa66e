/* SPDX-License-Identifier: MIT */
#include "query/resolve/iso_code.h"

#include "common/text/text.h"
#include "query/resolve/iso_code_table.h"

#include <string.h>

enum { KEY_CAP = 128 };

/* Whether one of the names, separated by '|', is that of the key. */
static bool is_named(const char *names, const char *key)
{
    while (*names != '\0') {
        char   own[KEY_CAP];
        size_t len = strcspn(names, "|");
        (void)lb_text_key(own, sizeof own, (LbSlice){names, len});
        if (strcmp(own, key) == 0) return true;
        names += len + (names[len] == '|');
    }
    return false;
}

bool lb_iso_code_find(char code[LB_ISO_CODE], LbIsoKind kind, LbSlice text)
{
    char               key[KEY_CAP];
    const char *const *table =
        kind == LB_ISO_COUNTRY ? lb_iso_code_table_countries : lb_iso_code_table_languages;
    code[0] = '\0';
    if (kind == LB_ISO_NONE || lb_text_key(key, sizeof key, text) == 0) return false;
    for (; *table != NULL; table++) {
        if (!is_named(*table, key)) continue;
        size_t len = strcspn(*table, "|");
        memcpy(code, *table, len);
        code[len] = '\0';
        return true;
    }
    return false;
}
