/* SPDX-License-Identifier: MIT */
#include "common/base/mem.h"
#include "common/input/csv.h"
#include "scripts/simulate/simulate.h"

#include <math.h>
#include <string.h>

enum { GENRES_MAX = 32, GENRE_NAME = 32, SLUG_MAX = 96, FILMS_MAX = 100000 };

typedef struct Film {
    char     slug[SLUG_MAX];
    int      year;
    uint32_t genres;
    double   quality, fame;
} Film;

typedef struct Table {
    Film  *films;
    size_t n, cap;
    char   genre[GENRES_MAX][GENRE_NAME];
    int    n_genres;
} Table;

/* Somebody with a taste: what each genre and each distance in years adds to a film. */
typedef struct Person {
    double mean, spread, era, era_width, era_weight;
    double genre[GENRES_MAX];
} Person;

typedef struct Pick {
    double keenness, liking;
    size_t film;
} Pick;

/* Bit of a genre; 0 when it is empty or there are too many. */
static uint32_t genre_bit(Table *table, LbSlice name)
{
    name = lb_slice_trim(name);
    if (name.len == 0 || name.len >= GENRE_NAME) return 0;
    for (int g = 0; g < table->n_genres; g++)
        if (lb_slice_is_nocase(name, table->genre[g])) return UINT32_C(1) << g;
    if (table->n_genres == GENRES_MAX) return 0;
    memcpy(table->genre[table->n_genres], name.text, name.len);
    table->genre[table->n_genres][name.len] = '\0';
    return UINT32_C(1) << table->n_genres++;
}

static uint32_t parse_genres(Table *table, LbSlice text)
{
    uint32_t genres = 0;
    while (text.len > 0) {
        const char *bar = memchr(text.text, '|', text.len);
        size_t      len = bar != NULL ? (size_t)(bar - text.text) : text.len;
        size_t      cut = bar != NULL ? len + 1 : len;
        genres |= genre_bit(table, (LbSlice){text.text, len});
        text = (LbSlice){text.text + cut, text.len - cut};
    }
    return genres;
}

static int find_column(const LbCsvRow *row, const char *name)
{
    for (int i = 0; i < row->n_fields; i++)
        if (lb_slice_is_nocase(lb_slice_trim(row->fields[i]), name)) return i;
    return -1;
}

static LbStatus add_film(Table *table, const LbCsvRow *row, const int column[3], LbError *err)
{
    int64_t  year = 0;
    LbSlice  slug = row->n_fields > column[0] ? row->fields[column[0]] : (LbSlice){"", 0};
    LbStatus st   = LB_OK;
    if (row->n_fields <= column[1] || row->n_fields <= column[2] || slug.len == 0 ||
        slug.len >= SLUG_MAX || !lb_slice_to_int(row->fields[column[1]], &year))
        return lb_error_set(err, LB_EDATA, 0, "line %lld: expected slug, year and genres",
                            (long long)row->line);
    if (table->n == FILMS_MAX)
        return lb_error_set(err, LB_EDATA, 0, "more than %d films", FILMS_MAX);
    st = LB_GROW(&table->films, &table->cap, table->n + 1, err);
    if (st != LB_OK) return st;
    Film *film = &table->films[table->n++];
    *film      = (Film){.year = (int)year, .genres = parse_genres(table, row->fields[column[2]])};
    memcpy(film->slug, slug.text, slug.len);
    return LB_OK;
}

static LbStatus read_films(Table *table, LbCsv *csv, LbError *err)
{
    LbStatus st = LB_OK;
    LbCsvRow row;
    LB_TRY(lb_csv_next(csv, &row, err));
    int column[3] = {find_column(&row, "slug"), find_column(&row, "year"),
                     find_column(&row, "genres")};
    if (column[0] < 0 || column[1] < 0 || column[2] < 0)
        LB_FAIL(LB_EDATA, 0, "line 1: expected columns slug, year, genres");
    for (;;) {
        LB_TRY(lb_csv_next(csv, &row, err));
        if (row.n_fields == 0) break;
        LB_TRY(add_film(table, &row, column, err));
    }
    if (table->n == 0) LB_FAIL(LB_EDATA, 0, "no films");
cleanup:
    return st;
}

static LbStatus read_table(Table *table, const char *path, LbError *err)
{
    LbStatus      st       = LB_OK;
    LbInput      *in       = NULL;
    LbCsv        *csv      = NULL;
    LbCsvSettings settings = lb_csv_defaults();
    LB_TRY(lb_input_open(&in, path, err));
    LB_TRY(lb_csv_open(&csv, in, &settings, err));
    LB_TRY(read_films(table, csv, err));
cleanup:
    lb_csv_close(csv);
    lb_input_close(in);
    if (st == LB_EDATA) st = lb_error_context(err, st, "%s", path);
    return st;
}

/* Two or three genres loved, one or two disliked, the rest near nothing. */
static void draw_person(Person *person, const Table *table, LbRng *rng)
{
    *person = (Person){
        .mean       = 6.8 + 0.7 * lb_rng_normal(rng),
        .spread     = 1.5 + 0.4 * lb_rng_uniform(rng),
        .era        = 1950 + 75 * lb_rng_uniform(rng),
        .era_width  = 12 + 25 * lb_rng_uniform(rng),
        .era_weight = 0.9 * lb_rng_uniform(rng),
    };
    uint64_t n_genres = (uint64_t)table->n_genres;
    for (int g = 0; g < table->n_genres; g++)
        person->genre[g] = 0.15 * lb_rng_normal(rng);
    for (uint64_t i = 0; n_genres > 0 && i < 2 + lb_rng_below(rng, 2); i++)
        person->genre[lb_rng_below(rng, n_genres)] = 1 + 0.4 * lb_rng_uniform(rng);
    for (uint64_t i = 0; n_genres > 0 && i < 1 + lb_rng_below(rng, 2); i++)
        person->genre[lb_rng_below(rng, n_genres)] = -1 - 0.3 * lb_rng_uniform(rng);
}

static double liking(const Person *person, const Film *film)
{
    double sum = 0, n = 0;
    for (int g = 0; g < GENRES_MAX; g++) {
        if ((film->genres >> g & 1) == 0) continue;
        sum += person->genre[g];
        n++;
    }
    double years = (film->year - person->era) / person->era_width;
    return (n > 0 ? sum / sqrt(n) : 0) + person->era_weight * (exp(-0.5 * years * years) - 0.5);
}

static int by_keenness(const void *a, const void *b)
{
    const Pick *x = a, *y = b;
    if (x->keenness != y->keenness) return x->keenness > y->keenness ? -1 : 1;
    return (x->film > y->film) - (x->film < y->film);
}

/* Films are drawn without replacement with odds exp(fame + liking): the largest of these sums plus
 * Gumbel noise. */
static void write_person(FILE *out, const Table *table, LbRng *rng, int64_t number, size_t n,
                         Pick *picks)
{
    Person person;
    draw_person(&person, table, rng);
    for (size_t f = 0; f < table->n; f++) {
        double liked  = liking(&person, &table->films[f]);
        double gumbel = -log(-log(lb_rng_uniform(rng) * (1 - 2e-9) + 1e-9));
        picks[f]      = (Pick){table->films[f].fame + 1.3 * liked + gumbel, liked, f};
    }
    qsort(picks, table->n, sizeof *picks, by_keenness);
    for (size_t i = 0; i < n; i++) {
        const Film *film    = &table->films[picks[i].film];
        double      opinion = 0.9 * picks[i].liking + film->quality - 0.35;
        fprintf(out, "sim%04lld,%s,%d\n", (long long)number, film->slug,
                lb_sim_rating(person.mean, person.spread, opinion + 0.4 * lb_rng_normal(rng)));
    }
}

LbStatus lb_sim_demo(FILE *out, const LbSimSettings *settings, LbError *err)
{
    LbStatus st    = LB_OK;
    Table    table = {0};
    Pick    *picks = NULL;
    LbRng    rng;
    int64_t  users = settings->users > 0 ? settings->users : 800;
    int64_t  rows  = settings->rows > 0 ? settings->rows : 60 * users;
    lb_rng_init(&rng, (uint64_t)settings->seed, 2);
    LB_TRY(read_table(&table, settings->table, err));
    LB_ALLOC(picks, table.n);
    for (size_t f = 0; f < table.n; f++) {
        table.films[f].quality = 0.45 * lb_rng_normal(&rng);
        table.films[f].fame    = lb_rng_normal(&rng) + 0.8 * table.films[f].quality;
    }
    fputs("user_id,movie_id,rating_val\n", out);
    for (int64_t u = 0; u < users && !ferror(out); u++) {
        int64_t left = users - u, share = rows / left;
        int64_t n =
            u + 1 == users ? rows : (int64_t)((double)share * (0.4 + 1.2 * lb_rng_uniform(&rng)));
        n = n < 1 ? 1 : n;
        n = n > (int64_t)table.n ? (int64_t)table.n : n;
        write_person(out, &table, &rng, u + 1, (size_t)n, picks);
        rows -= n;
    }
cleanup:
    free(picks);
    free(table.films);
    return st;
}
