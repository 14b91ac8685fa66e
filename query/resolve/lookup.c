/* SPDX-License-Identifier: MIT */
#include "query/resolve/lookup.h"

#include "common/base/mem.h"
#include "common/text/film_title.h"
#include "common/text/text.h"
#include "query/source/film_name.h"

#include <stdio.h>

enum {
    KEY_CAP  = 128,
    SHOWN    = 5,
    FARTHEST = 3, /* edits to a name that is still alike */
    WITHIN   = 2, /* distance of a longer name that has the key within */
    NAME_CAP = 80,
    LIST_CAP = 320
};

typedef struct Guess {
    int32_t film;
    int     distance;
} Guess;

/* The nearest films, best first. */
typedef struct Guesses {
    Guess   best[SHOWN];
    int     n;
    int32_t same; /* films at distance 0 */
} Guesses;

static bool is_better(const LbFilms *films, Guess a, Guess b)
{
    if (a.distance != b.distance) return a.distance < b.distance;
    if (films->count[a.film] != films->count[b.film])
        return films->count[a.film] > films->count[b.film];
    return a.film < b.film;
}

static void keep(Guesses *guesses, const LbFilms *films, Guess guess)
{
    int at = guesses->n;
    guesses->same += guess.distance == 0;
    while (at > 0 && is_better(films, guess, guesses->best[at - 1]))
        at--;
    if (at == SHOWN) return;
    if (guesses->n < SHOWN) guesses->n++;
    for (int i = guesses->n - 1; i > at; i--)
        guesses->best[i] = guesses->best[i - 1];
    guesses->best[at] = guess;
}

/* How far the name is from what was typed; FARTHEST + 1 = not alike at all. */
static int distance_of(LbSlice key, LbSlice name)
{
    char   own[KEY_CAP];
    int    limit = (int)(key.len / 4) + 1 < FARTHEST ? (int)(key.len / 4) + 1 : FARTHEST;
    size_t len   = lb_text_key(own, sizeof own, name);
    if (len == 0) return FARTHEST + 1;
    int distance = lb_text_distance(key, (LbSlice){own, len}, limit);
    if (distance > limit) distance = FARTHEST + 1;
    bool is_within = key.len >= 4 && strstr(own, key.text) != NULL;
    return is_within && distance > WITHIN ? WITHIN : distance;
}

static void guess_all(Guesses *guesses, const LbFilms *films, LbSlice key, int year)
{
    for (int32_t f = 0; f < films->n_films; f++) {
        int by_title = distance_of(key, lb_model_string(&films->titles, f));
        int by_slug  = distance_of(key, lb_model_string(&films->slugs, f));
        int distance = by_title < by_slug ? by_title : by_slug;
        if (distance == 0 && year != LB_NO_YEAR && films->year != NULL && films->year[f] != year)
            distance = 1;
        if (distance <= FARTHEST) keep(guesses, films, (Guess){f, distance});
    }
}

/* "parasite-2019 (Parasite, 2019)". @return length, as snprintf() */
static int put_guess(char *out, size_t cap, const LbFilms *films, int32_t film)
{
    char slug[NAME_CAP], title[NAME_CAP];
    int  year = films->year != NULL ? films->year[film] : LB_NO_YEAR;
    lb_text_clean(slug, sizeof slug, lb_model_string(&films->slugs, film));
    lb_text_clean(title, sizeof title, lb_model_string(&films->titles, film));
    if (title[0] == '\0') return snprintf(out, cap, "%s", slug);
    if (year == LB_NO_YEAR) return snprintf(out, cap, "%s (%s)", slug, title);
    return snprintf(out, cap, "%s (%s, %d)", slug, title, year);
}

/* As many of them as there is room for, best first. */
static void list_guesses(char out[LIST_CAP], const Guesses *guesses, const LbFilms *films)
{
    size_t used = 0;
    out[0]      = '\0';
    int n       = guesses->same > 0 && guesses->same < guesses->n ? guesses->same : guesses->n;
    for (int i = 0; i < n; i++) {
        char one[3 * NAME_CAP];
        (void)put_guess(one, sizeof one, films, guesses->best[i].film);
        if (used + strlen(one) + 3 > LIST_CAP) return;
        used += (size_t)snprintf(out + used, LIST_CAP - used, "%s%s", i > 0 ? ", " : "", one);
    }
}

/* Judge what was found near the key. */
static LbStatus decide(int32_t *film, const Guesses *guesses, const LbFilms *films,
                       const char *text, LbError *err)
{
    char list[LIST_CAP];
    if (guesses->same == 1) {
        *film = guesses->best[0].film;
        return LB_OK;
    }
    list_guesses(list, guesses, films);
    if (guesses->same > 1)
        return lb_error_set(err, LB_ENOINPUT, 0,
                            "'%.100s' is the name of %d films: give one of them by its slug: %s",
                            text, (int)guesses->same, list);
    if (guesses->n > 0)
        return lb_error_set(err, LB_ENOINPUT, 0, "the model has no film '%.100s'; did you mean %s?",
                            text, list);
    return lb_error_set(
        err, LB_ENOINPUT, 0, "the model has no film '%.100s', nor one spelt alike%s", text,
        films->titles.n == 0 ? ": it has no titles (lbrec-train --films FILMS.csv adds them)" : "");
}

LbStatus lb_lookup_film(int32_t *film, const LbResolver *resolver, const LbFilms *films,
                        const char *text, LbError *err)
{
    LbStatus st      = LB_OK;
    char    *copy    = NULL;
    Guesses  guesses = {.n = 0};
    char     key[KEY_CAP], turned[LB_FILM_TITLE_MAX];
    LB_STRDUP(copy, text);
    LbEntry     entry;
    bool        is_form = lb_film_name_parse(copy, &entry);
    const char *name    = text;
    *film               = -1;
    if (is_form) {
        LbFound found;
        LB_TRY(lb_resolver_find(resolver, &entry, &found, err));
        *film = found.film;
    }
    if (*film >= 0) goto cleanup;
    if (is_form && entry.slug[0] != '\0') name = entry.slug;
    if (is_form && entry.title[0] != '\0') name = entry.title;
    if (lb_film_title_turn(turned, (LbSlice){name, strlen(name)})) name = turned;
    size_t len = lb_text_key(key, sizeof key, (LbSlice){name, strlen(name)});
    if (len > 0) guess_all(&guesses, films, (LbSlice){key, len}, is_form ? entry.year : LB_NO_YEAR);
    st = decide(film, &guesses, films, text, err);
cleanup:
    free(copy);
    return st;
}
