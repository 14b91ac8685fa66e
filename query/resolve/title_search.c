/* SPDX-License-Identifier: MIT */
#include "query/resolve/title_search.h"

#include "common/base/mem.h"
#include "common/text/text.h"

#include <stdio.h>
#include <string.h>

enum { KEY_CAP = 256, WORDS_MAX = 16 };

struct LbTitleSearch {
    const LbFilms *films;
    char          *keys;  /* "-the-matrix-1999" for each film, with a NUL behind */
    int64_t       *start; /* [n_films + 1] */
};

static size_t make_key(char key[KEY_CAP], const LbFilms *films, int32_t film)
{
    LbSlice title = films->titles.n > 0 ? lb_model_string(&films->titles, film)
                                        : lb_model_string(&films->slugs, film);
    key[0]        = '-';
    size_t len    = 1 + lb_text_key(key + 1, KEY_CAP - 8, title);
    if (films->year != NULL && films->year[film] != LB_NO_YEAR)
        len += (size_t)snprintf(key + len, KEY_CAP - len, "-%d", films->year[film]);
    return len + 1;
}

LbStatus lb_title_search_new(LbTitleSearch **out, const LbFilms *films, LbError *err)
{
    LbStatus       st     = LB_OK;
    LbTitleSearch *search = NULL;
    char           key[KEY_CAP];
    size_t         total = 0;
    *out                 = NULL;
    LB_ALLOC_ZEROED(search, 1);
    search->films = films;
    LB_ALLOC(search->start, (size_t)films->n_films + 1);
    for (int32_t f = 0; f < films->n_films; f++) {
        search->start[f] = (int64_t)total;
        total += make_key(key, films, f);
    }
    search->start[films->n_films] = (int64_t)total;
    LB_ALLOC(search->keys, total + 1);
    for (int32_t f = 0; f < films->n_films; f++) {
        size_t len = make_key(key, films, f);
        memcpy(search->keys + search->start[f], key, len);
    }
    *out   = search;
    search = NULL;
cleanup:
    lb_title_search_free(search);
    return st;
}

void lb_title_search_free(LbTitleSearch *search)
{
    if (search == NULL) return;
    free(search->keys);
    free(search->start);
    free(search);
}

/* "-word" for each word of the query. @return how many; the first holds the whole in order too */
static int part_words(char words[WORDS_MAX][KEY_CAP], const char *key)
{
    int n = 0;
    while (*key != '\0' && n < WORDS_MAX) {
        size_t len = strcspn(key, "-");
        if (len > 0) snprintf(words[n++], KEY_CAP, "-%.*s", (int)len, key);
        key += len + (key[len] == '-');
    }
    return n;
}

static bool has_all(const char *key, char words[WORDS_MAX][KEY_CAP], int n)
{
    for (int i = 0; i < n; i++)
        if (strstr(key, words[i]) == NULL) return false;
    return true;
}

/* Put a film among the best so far, which are in order. */
static int32_t insert(int32_t *films, int64_t *values, int32_t n, int32_t max, int32_t film,
                      int64_t value)
{
    int32_t at = n;
    if (n == max && values[n - 1] >= value) return n;
    if (n == max) at = n - 1;
    for (; at > 0 && values[at - 1] < value; at--) {
        films[at]  = films[at - 1];
        values[at] = values[at - 1];
    }
    films[at]  = film;
    values[at] = value;
    return n < max ? n + 1 : n;
}

int32_t lb_title_search_find(const LbTitleSearch *search, const char *text, int32_t *films,
                             int32_t max)
{
    enum { MOST = 100 };
    char    key[KEY_CAP], words[WORDS_MAX][KEY_CAP], whole[KEY_CAP + 1];
    int64_t values[MOST];
    int32_t n = 0;
    if (max > MOST) max = MOST;
    if (lb_text_key(key, sizeof key, (LbSlice){text, strlen(text)}) == 0 || max <= 0) return 0;
    int    n_words   = part_words(words, key);
    size_t whole_len = (size_t)snprintf(whole, sizeof whole, "-%s", key);
    for (int32_t f = 0; f < search->films->n_films; f++) {
        const char *title = search->keys + search->start[f];
        if (!has_all(title, words, n_words)) continue;
        int64_t value = search->films->count[f];
        if (strncmp(title, whole, whole_len) == 0) value += (int64_t)1 << 40;
        n = insert(films, values, n, max, f, value);
    }
    return n;
}
