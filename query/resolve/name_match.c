/* SPDX-License-Identifier: MIT */
#include "query/resolve/name_match.h"

#include "common/base/buf.h"
#include "common/text/text.h"

#include <string.h>

enum {
    KEY_CAP  = 256,
    LIST_MAX = 400, /* bytes of names in a message */
    FEW      = 100, /* names that may all be listed */
    FARTHEST = 2    /* edits to a name that is still alike */
};

/* Whether both mean the same: by their letters, or as names of one language or country. */
static bool is_same(const char *key, const char *code, LbIsoKind kind, LbSlice name)
{
    char own[KEY_CAP], own_code[LB_ISO_CODE];
    (void)lb_text_key(own, sizeof own, name);
    if (strcmp(own, key) == 0) return true;
    return code[0] != '\0' && lb_iso_code_find(own_code, kind, name) && strcmp(own_code, code) == 0;
}

static bool is_alike(const char *key, LbSlice name)
{
    char   own[KEY_CAP];
    size_t len = lb_text_key(own, sizeof own, name), n = strlen(key);
    if (n >= 3 && strstr(own, key) != NULL) return true;
    return lb_text_distance((LbSlice){key, n}, (LbSlice){own, len}, FARTHEST) <= FARTHEST;
}

static LbStatus say_unknown(const LbStrings *names, const char *key, const char *option,
                            const char *text, LbError *err)
{
    LbBuf list;
    bool  is_few = names->n <= FEW;
    lb_buf_init(&list, LIST_MAX);
    for (int32_t i = 0; i < names->n; i++) {
        LbSlice name = lb_model_string(names, i);
        if (!is_few && !is_alike(key, name)) continue;
        if (lb_buf_printf(&list, NULL, "%s%.*s", list.len > 0 ? ", " : "", (int)name.len,
                          name.text) != LB_OK)
            break; /* enough to read */
    }
    const char *lead = list.len == 0 ? "" : is_few ? "; it has " : "; did you mean ";
    LbStatus st = lb_error_set(err, LB_EUSAGE, 0, "%s: the model has no '%s'%s%s%s", option, text,
                               lead, lb_buf_text(&list), is_few || list.len == 0 ? "" : "?");
    lb_buf_clear(&list);
    return st;
}

LbStatus lb_name_match_mark(bool *wanted, const LbStrings *names, LbIsoKind kind,
                            const char *option, const char *text, LbError *err)
{
    char    key[KEY_CAP], code[LB_ISO_CODE];
    LbSlice name  = {text, strlen(text)};
    bool    found = false;
    (void)lb_text_key(key, sizeof key, name);
    (void)lb_iso_code_find(code, kind, name);
    for (int32_t i = 0; i < names->n; i++) {
        if (!is_same(key, code, kind, lb_model_string(names, i))) continue;
        wanted[i] = true;
        found     = true;
    }
    return found ? LB_OK : say_unknown(names, key, option, text, err);
}
