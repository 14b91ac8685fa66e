/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/filmfacts.h"

#include "common/base/buf.h"
#include "common/base/mem.h"
#include "common/text/name_list.h"
#include "common/text/text.h"
#include "trainer/ingest/film_table.h"

#include <string.h>

enum {
    NAMES_MAX     = 4096,
    DIRECTORS_MAX = 1 << 22,
    ITEMS_MAX     = 32,
    CODE_MAX      = 3 /* letters of a language's code */
};

static const size_t TEXTS_MAX = (size_t)1 << 30;

/* Where a film's text lies in the buffer of all texts, or its items among all items. */
typedef struct Span {
    size_t begin, len;
} Span;

/* A text of each film: as it is gathered, and in the order of the films. */
typedef struct Texts {
    Span    *span; /* [n_films] */
    char    *text;
    int64_t *start;
} Texts;

/* Names of each film, likewise. */
typedef struct Names {
    LbIdMap *names;
    Span    *span; /* [n_films] */
    int32_t *gathered;
    size_t   n_gathered, capacity;
    int32_t *start, *item;
} Names;

struct LbFilmFacts {
    LbFilms          films; /* the facts as they are lent; its arrays are those below */
    LbFilmFactsCount count;
    bool            *is_known;
    int16_t         *year, *runtime, *language;
    uint64_t        *genres;
    int8_t          *kind;
    int64_t         *id;
    int32_t         *by_id, *imdb_id, *tmdb_id, *release_date;
    LbBuf            texts;
    Texts            titles, originals, posters;
    Names            countries, directors;
    LbIdMap         *genre_names, *language_names;
};

/* Index of a name; -1 when it is empty, too long, or there are `max` others. */
static LbStatus take_name(LbIdMap *names, LbSlice name, int32_t max, int32_t *index, LbError *err)
{
    char   clean[LB_NAME_LIST_ITEM];
    size_t len = lb_text_clean(clean, sizeof clean, lb_slice_trim(name));
    *index     = -1;
    if (len == 0) return LB_OK;
    *index = lb_idmap_find(names, (LbSlice){clean, len});
    if (*index >= 0 || lb_idmap_count(names) >= max) return LB_OK;
    return lb_idmap_add(names, (LbSlice){clean, len}, index, err);
}

static LbStatus take_genres(LbIdMap *names, LbSlice field, uint64_t *genres, LbError *err)
{
    char       genre[LB_NAME_LIST_ITEM];
    LbNameList list = lb_name_list_begin(field);
    *genres         = 0;
    while (lb_name_list_next(&list, genre)) {
        int32_t  index;
        LbStatus st = take_name(names, (LbSlice){genre, strlen(genre)}, LB_GENRES_MAX, &index, err);
        if (st != LB_OK) return st;
        if (index >= 0) *genres |= UINT64_C(1) << index;
    }
    return LB_OK;
}

static bool has_item(const Names *names, Span span, int32_t item)
{
    for (size_t i = 0; i < span.len; i++)
        if (names->gathered[span.begin + i] == item) return true;
    return false;
}

static LbStatus take_names(Names *names, int32_t film, LbSlice field, int32_t max, LbError *err)
{
    char       name[LB_NAME_LIST_ITEM];
    LbNameList list = lb_name_list_begin(field);
    Span       span = {names->n_gathered, 0};
    while (span.len < ITEMS_MAX && lb_name_list_next(&list, name)) {
        int32_t  item  = -1;
        void    *array = names->gathered;
        LbStatus st    = take_name(names->names, (LbSlice){name, strlen(name)}, max, &item, err);
        if (st == LB_OK)
            st = lb_mem_grow(&array, &names->capacity, names->n_gathered + 1,
                             sizeof *names->gathered, err);
        names->gathered = array;
        if (st != LB_OK) return st;
        if (item < 0 || has_item(names, span, item)) continue;
        names->gathered[names->n_gathered++] = item;
        span.len++;
    }
    names->span[film] = span;
    return LB_OK;
}

static LbStatus take_text(LbFilmFacts *facts, Texts *texts, int32_t film, const char *text,
                          LbError *err)
{
    size_t   begin    = facts->texts.len;
    LbStatus st       = lb_buf_puts(&facts->texts, text, err);
    texts->span[film] = (Span){begin, facts->texts.len - begin};
    return st;
}

static void take_numbers(LbFilmFacts *facts, const LbFilmRow *row)
{
    int32_t     f    = row->film;
    const bool *told = row->is_told;
    if (told[LB_FACT_YEAR]) facts->year[f] = row->year;
    if (told[LB_FACT_RUNTIME]) facts->runtime[f] = row->runtime_minutes;
    if (told[LB_FACT_KIND]) facts->kind[f] = row->kind;
    if (told[LB_FACT_LETTERBOXD_ID]) facts->id[f] = row->letterboxd_id;
    if (told[LB_FACT_IMDB_ID]) facts->imdb_id[f] = row->imdb_id;
    if (told[LB_FACT_TMDB_ID]) facts->tmdb_id[f] = row->tmdb_id;
    if (told[LB_FACT_RELEASE_DATE]) facts->release_date[f] = row->release_date;
}

/* The original language, which is the first where a table has several. "Greek, Modern" is one. */
static LbStatus take_language(LbIdMap *names, LbSlice field, int32_t *language, LbError *err)
{
    char       first[LB_NAME_LIST_ITEM];
    LbNameList list    = lb_name_list_begin(lb_slice_trim(field));
    bool       is_bare = list.separator == ',' && list.rest.text == lb_slice_trim(field).text;
    if (!lb_name_list_next(&list, first)) return LB_OK;
    if (is_bare && strlen(first) > CODE_MAX)
        return take_name(names, field, NAMES_MAX, language, err);
    return take_name(names, (LbSlice){first, strlen(first)}, NAMES_MAX, language, err);
}

static LbStatus take_row(LbFilmFacts *facts, const LbFilmRow *row, LbError *err)
{
    LbStatus    st       = LB_OK;
    int32_t     f        = row->film;
    int32_t     language = -1;
    const bool *told     = row->is_told;
    if (!facts->is_known[f]) facts->count.matched++;
    facts->is_known[f] = true;
    take_numbers(facts, row);
    if (told[LB_FACT_GENRES])
        LB_TRY(take_genres(facts->genre_names, row->genres, &facts->genres[f], err));
    if (told[LB_FACT_LANGUAGE]) {
        LB_TRY(take_language(facts->language_names, row->language, &language, err));
        facts->language[f] = (int16_t)language;
    }
    if (told[LB_FACT_COUNTRIES])
        LB_TRY(take_names(&facts->countries, f, row->countries, NAMES_MAX, err));
    if (told[LB_FACT_DIRECTORS])
        LB_TRY(take_names(&facts->directors, f, row->directors, DIRECTORS_MAX, err));
    if (told[LB_FACT_TITLE]) LB_TRY(take_text(facts, &facts->titles, f, row->title, err));
    if (told[LB_FACT_ORIGINAL_TITLE])
        LB_TRY(take_text(facts, &facts->originals, f, row->original_title, err));
    if (told[LB_FACT_POSTER]) LB_TRY(take_text(facts, &facts->posters, f, row->poster, err));
cleanup:
    return st;
}

static LbStatus read_file(LbFilmFacts *facts, const char *path, const LbIdMap *films,
                          const LbReporter *reporter, LbError *err)
{
    LbStatus     st    = LB_OK;
    LbFilmTable *table = NULL;
    LbFilmRow    row;
    bool         more = true;
    LB_TRY(lb_film_table_open(&table, path, films, reporter, err));
    for (;;) {
        LB_TRY(lb_film_table_next(table, &row, &more, err));
        if (!more) break;
        LB_TRY(take_row(facts, &row, err));
    }
    facts->count.rows += lb_film_table_count(table).rows;
    facts->count.bad += lb_film_table_count(table).bad;
cleanup:
    lb_film_table_close(table);
    return st;
}

/* The texts in the order of the films, in one block. */
static LbStatus pack_texts(LbStrings *out, Texts *texts, const LbBuf *all, int32_t n, LbError *err)
{
    LbStatus st  = LB_OK;
    size_t   len = 0;
    for (int32_t f = 0; f < n; f++)
        len += texts->span[f].len;
    LB_ALLOC(texts->text, len);
    LB_ALLOC(texts->start, (size_t)n + 1);
    len = 0;
    for (int32_t f = 0; f < n; f++) {
        Span span       = texts->span[f];
        texts->start[f] = (int64_t)len;
        if (span.len > 0) memcpy(texts->text + len, all->data + span.begin, span.len);
        len += span.len;
    }
    texts->start[n] = (int64_t)len;
    *out            = (LbStrings){n, texts->text, texts->start};
cleanup:
    return st; /* the caller frees */
}

static LbStrings strings_of(const LbIdMap *map)
{
    LbStrings strings = {.n = lb_idmap_count(map)};
    lb_idmap_strings(map, &strings.text, &strings.start);
    return strings;
}

/* The items in the order of the films; nothing when there are none. */
static LbStatus pack_names(LbLists *out, LbStrings *out_names, Names *names, int32_t n,
                           LbError *err)
{
    LbStatus st    = LB_OK;
    size_t   total = 0;
    for (int32_t f = 0; f < n; f++)
        total += names->span[f].len;
    if (total == 0) return LB_OK;
    if (total > INT32_MAX) LB_FAIL(LB_EDATA, 0, "more than %d countries or directors", INT32_MAX);
    LB_ALLOC(names->item, total);
    LB_ALLOC(names->start, (size_t)n + 1);
    total = 0;
    for (int32_t f = 0; f < n; f++) {
        Span span       = names->span[f];
        names->start[f] = (int32_t)total;
        for (size_t i = 0; i < span.len; i++)
            names->item[total++] = names->gathered[span.begin + i];
    }
    names->start[n] = (int32_t)total;
    *out            = (LbLists){names->start, names->item};
    *out_names      = strings_of(names->names);
cleanup:
    return st; /* the caller frees */
}

typedef struct IdOrder {
    int64_t id;
    int32_t film;
} IdOrder;

static int by_id_then_film(const void *a, const void *b)
{
    const IdOrder *x = a, *y = b;
    if (x->id != y->id) return x->id < y->id ? -1 : 1;
    return (x->film > y->film) - (x->film < y->film);
}

/* Films that share an id are one film under two slugs: the first of them is found. */
static LbStatus order_ids(LbFilmFacts *facts, int32_t n, LbError *err)
{
    LbStatus st    = LB_OK;
    IdOrder *order = NULL;
    int32_t  found = 0, kept = 0;
    LB_ALLOC(order, n);
    for (int32_t f = 0; f < n; f++)
        if (facts->id[f] > 0) order[found++] = (IdOrder){facts->id[f], f};
    if (found > 1) qsort(order, (size_t)found, sizeof *order, by_id_then_film);
    for (int32_t i = 0; i < found; i++)
        if (i == 0 || order[i].id != order[i - 1].id) facts->by_id[kept++] = order[i].film;
    facts->films.n_by_id = kept;
    facts->count.with_id = found;
cleanup:
    free(order);
    return st;
}

static LbStatus allocate_numbers(LbFilmFacts *facts, int32_t n, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(facts->is_known, n);
    LB_ALLOC_ZEROED(facts->year, n);
    LB_ALLOC_ZEROED(facts->runtime, n);
    LB_ALLOC_ZEROED(facts->genres, n);
    LB_ALLOC_ZEROED(facts->kind, n);
    LB_ALLOC_ZEROED(facts->id, n);
    LB_ALLOC(facts->by_id, n);
    LB_ALLOC_ZEROED(facts->imdb_id, n);
    LB_ALLOC_ZEROED(facts->tmdb_id, n);
    LB_ALLOC_ZEROED(facts->release_date, n);
    LB_ALLOC(facts->language, n);
    for (int32_t f = 0; f < n; f++)
        facts->language[f] = -1;
cleanup:
    return st; /* the caller frees */
}

static LbStatus allocate(LbFilmFacts *facts, int32_t n, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(allocate_numbers(facts, n, err));
    LB_ALLOC_ZEROED(facts->titles.span, n);
    LB_ALLOC_ZEROED(facts->originals.span, n);
    LB_ALLOC_ZEROED(facts->posters.span, n);
    LB_ALLOC_ZEROED(facts->countries.span, n);
    LB_ALLOC_ZEROED(facts->directors.span, n);
    LB_TRY(lb_idmap_new(&facts->countries.names, err));
    LB_TRY(lb_idmap_new(&facts->directors.names, err));
    LB_TRY(lb_idmap_new(&facts->genre_names, err));
    LB_TRY(lb_idmap_new(&facts->language_names, err));
cleanup:
    return st; /* the caller frees */
}

static int32_t count_known(const int32_t *values, int32_t n)
{
    int32_t known = 0;
    for (int32_t f = 0; f < n; f++)
        known += values[f] > 0;
    return known;
}

static void finish_numbers(LbFilmFacts *facts, int32_t n)
{
    LbFilms *films         = &facts->films;
    films->n_films         = n;
    films->year            = facts->year;
    films->runtime_minutes = facts->runtime;
    films->genres          = facts->genres;
    films->language        = facts->language;
    films->kind            = facts->kind;
    films->letterboxd_id   = facts->id;
    films->by_id           = facts->by_id;
    facts->count.with_imdb = count_known(facts->imdb_id, n);
    facts->count.with_tmdb = count_known(facts->tmdb_id, n);
    if (facts->count.with_imdb > 0) films->imdb_id = facts->imdb_id;
    if (facts->count.with_tmdb > 0) films->tmdb_id = facts->tmdb_id;
    if (count_known(facts->release_date, n) > 0) films->release_date = facts->release_date;
}

static LbStatus finish(LbFilmFacts *facts, int32_t n, LbError *err)
{
    LbStatus st    = LB_OK;
    LbFilms *films = &facts->films;
    LB_TRY(pack_texts(&films->titles, &facts->titles, &facts->texts, n, err));
    LB_TRY(pack_texts(&films->original_titles, &facts->originals, &facts->texts, n, err));
    LB_TRY(pack_texts(&films->posters, &facts->posters, &facts->texts, n, err));
    if (films->original_titles.start[n] == 0) films->original_titles = (LbStrings){0};
    LB_TRY(pack_names(&films->countries, &films->country_names, &facts->countries, n, err));
    LB_TRY(pack_names(&films->directors, &films->director_names, &facts->directors, n, err));
    LB_TRY(order_ids(facts, n, err));
    finish_numbers(facts, n);
    films->genre_names    = strings_of(facts->genre_names);
    films->language_names = strings_of(facts->language_names);
cleanup:
    return st;
}

LbStatus lb_filmfacts_read(LbFilmFacts **out, const char *const *paths, int n, const LbIdMap *films,
                           const LbReporter *reporter, LbError *err)
{
    LbStatus     st      = LB_OK;
    LbFilmFacts *facts   = NULL;
    int32_t      n_films = lb_idmap_count(films);
    *out                 = NULL;
    LB_ALLOC_ZEROED(facts, 1);
    lb_buf_init(&facts->texts, TEXTS_MAX);
    LB_TRY(allocate(facts, n_films, err));
    for (int i = 0; i < n; i++)
        LB_TRY(read_file(facts, paths[i], films, reporter, err));
    if (n > 0 && facts->count.matched == 0)
        LB_FAIL(LB_EDATA, 0,
                "%s: none of its films is among those of the ratings: expected the same ids, as "
                "'%.*s'",
                paths[0], (int)lb_idmap_text(films, 0).len, lb_idmap_text(films, 0).text);
    LB_TRY(finish(facts, n_films, err));
    lb_buf_clear(&facts->texts);
    *out  = facts;
    facts = NULL;
cleanup:
    lb_filmfacts_free(facts);
    return st;
}

static void clear_texts(Texts *texts)
{
    free(texts->span);
    free(texts->text);
    free(texts->start);
}

static void clear_names(Names *names)
{
    lb_idmap_free(names->names);
    free(names->span);
    free(names->gathered);
    free(names->start);
    free(names->item);
}

void lb_filmfacts_free(LbFilmFacts *facts)
{
    if (facts == NULL) return;
    free(facts->is_known);
    free(facts->year);
    free(facts->runtime);
    free(facts->language);
    free(facts->genres);
    free(facts->kind);
    free(facts->id);
    free(facts->by_id);
    free(facts->imdb_id);
    free(facts->tmdb_id);
    free(facts->release_date);
    lb_buf_clear(&facts->texts);
    clear_texts(&facts->titles);
    clear_texts(&facts->originals);
    clear_texts(&facts->posters);
    clear_names(&facts->countries);
    clear_names(&facts->directors);
    lb_idmap_free(facts->genre_names);
    lb_idmap_free(facts->language_names);
    free(facts);
}

LbFilmFactsCount lb_filmfacts_count(const LbFilmFacts *facts)
{
    return facts->count;
}

/* Everything that the facts have is a member of LbFilms that nothing else sets. */
void lb_filmfacts_lend(const LbFilmFacts *facts, LbFilms *films)
{
    LbFilms all    = facts->films;
    all.n_films    = films->n_films;
    all.slugs      = films->slugs;
    all.slug_table = films->slug_table;
    all.table_size = films->table_size;
    all.count      = films->count;
    all.mean_stars = films->mean_stars;
    all.fame       = films->fame;
    *films         = all;
}
