/* SPDX-License-Identifier: MIT */
#include "common/base/mem.h"
#include "scripts/simulate/simulate.h"

#include <math.h>
#include <string.h>

/* Popularity of the film of rank r is proportional to (r + OFFSET)^-SLOPE: the head of the real
 * file, where the most rated film is known to about two thirds of the members. */
static const double SLOPE  = 1.25;
static const double OFFSET = 260;

enum { TASTES = 6, SLUG_MAX = 96, WORD_BITS = 7, WORDS = 1 << WORD_BITS };

typedef struct Shape {
    LbSimSettings settings;
    LbRng         rng;
    float        *taste;   /* [films x TASTES] */
    float        *quality; /* [films] */
    char (*slug)[SLUG_MAX];
    int32_t *seen;     /* [films] last user who rated it, -1 = nobody */
    int64_t *activity; /* [users] ratings of each */
} Shape;

static const char *const WORD[WORDS] = {
    "night",    "river",   "summer",    "house",     "love",    "last",    "city",   "blue",
    "shadow",   "winter",  "garden",    "stranger",  "road",    "silent",  "dream",  "golden",
    "children", "island",  "letter",    "moon",      "fire",    "broken",  "secret", "mountain",
    "heart",    "train",   "empire",    "girl",      "king",    "ghost",   "dance",  "paper",
    "red",      "ocean",   "hunter",    "mirror",    "story",   "wild",    "mother", "stone",
    "return",   "dark",    "light",     "paris",     "tokyo",   "blood",   "angel",  "desert",
    "flower",   "machine", "doctor",    "double",    "hidden",  "brother", "sister", "queen",
    "voyage",   "storm",   "black",     "white",     "lonely",  "music",   "bridge", "window",
    "autumn",   "spring",  "soldier",   "bird",      "wolf",    "lady",    "man",    "woman",
    "boy",      "forest",  "glass",     "iron",      "crystal", "eternal", "first",  "second",
    "third",    "lost",    "found",     "fallen",    "rising",  "sun",     "star",   "sky",
    "earth",    "water",   "wind",      "thunder",   "rain",    "snow",    "ice",    "dust",
    "memory",   "future",  "past",      "time",      "day",     "hour",    "year",   "century",
    "american", "french",  "secretary", "detective", "captain", "prince",  "thief",  "killer",
    "murder",   "wedding", "party",     "game",      "school",  "street",  "hotel",  "castle",
    "village",  "kingdom", "world",     "planet",    "galaxy",  "code",    "legend", "spirit",
};

static const char *const SUFFIX[] = {"",           "",        "",          "-2014", "-1972",
                                     "-2021",      "-part-2", "-the-film", "-ii",   "-a-memoir",
                                     "-revisited", "-1998",   "-redux",    "-2019"};

/* Three words spell the film's number, so that slugs differ; the suffix only varies the length. */
static void make_slug(char *out, uint64_t film, LbRng *rng)
{
    const uint64_t space  = UINT64_C(1) << (3 * WORD_BITS);
    uint64_t       number = film * UINT64_C(0x9e3779b1) % space;
    const char    *suffix = SUFFIX[lb_rng_below(rng, sizeof SUFFIX / sizeof *SUFFIX)];
    int            len    = snprintf(out, SLUG_MAX, "%s-%s-%s%s", WORD[number % WORDS],
                                     WORD[(number >> WORD_BITS) % WORDS],
                                     WORD[(number >> (2 * WORD_BITS)) % WORDS], suffix);
    if (film >= space)
        snprintf(out + len, (size_t)(SLUG_MAX - len), "-%llu",
                 (unsigned long long)film / (unsigned long long)space);
}

int lb_sim_rating(double mean, double spread, double opinion)
{
    double rating = floor(mean + spread * opinion + 0.5);
    return rating < 1 ? 1 : rating > 10 ? 10 : (int)rating;
}

/* Inverse of the popularity's distribution function, continuous in the rank. */
static int64_t draw_film(Shape *shape)
{
    double  power = 1 - SLOPE;
    double  low   = pow(OFFSET, power);
    double  high  = pow(OFFSET + (double)shape->settings.films, power);
    double  at    = pow(low + lb_rng_uniform(&shape->rng) * (high - low), 1 / power) - OFFSET;
    int64_t film  = (int64_t)at;
    return film < 0 ? 0 : film < shape->settings.films ? film : shape->settings.films - 1;
}

/* Ratings of each user: lognormal, at least the films that only this user is sure to rate, scaled
 * so that they add up to the rows that were asked for. */
static LbStatus share_rows(Shape *shape, LbError *err)
{
    int64_t rows = shape->settings.rows, users = shape->settings.users;
    int64_t films = shape->settings.films, most = films - films / 4, left = rows;
    int64_t least = films / users + 1;
    double  sum   = 0;
    if (rows < least * users || rows > most * users)
        return lb_error_set(err, LB_EUSAGE, 0,
                            "--rows: expected %lld..%lld for %lld users and %lld films, got %lld",
                            (long long)least * users, (long long)most * users, (long long)users,
                            (long long)films, (long long)rows);
    for (int64_t u = 0; u < users; u++) {
        shape->activity[u] = (int64_t)(1000 * exp(0.9 * lb_rng_normal(&shape->rng)));
        sum += (double)shape->activity[u];
    }
    double scale = (double)(rows - least * users) / sum;
    for (int64_t u = 0; u < users; u++) {
        int64_t n          = least + (int64_t)((double)shape->activity[u] * scale);
        shape->activity[u] = n < most ? n : most;
        left -= shape->activity[u];
    }
    for (int64_t u = 0; left > 0; u = (u + 1) % users) {
        if (shape->activity[u] == most) continue;
        shape->activity[u]++;
        left--;
    }
    return LB_OK;
}

static LbStatus shape_init(Shape *shape, LbError *err)
{
    LbStatus st    = LB_OK;
    int64_t  films = shape->settings.films;
    lb_rng_init(&shape->rng, (uint64_t)shape->settings.seed, 1);
    LB_ALLOC(shape->taste, films * TASTES);
    LB_ALLOC(shape->quality, films);
    LB_ALLOC(shape->slug, films);
    LB_ALLOC(shape->seen, films);
    LB_ALLOC(shape->activity, shape->settings.users);
cleanup:
    return st; /* the caller clears */
}

static void draw_films(Shape *shape)
{
    for (int64_t f = 0; f < shape->settings.films; f++) {
        for (int t = 0; t < TASTES; t++)
            shape->taste[f * TASTES + t] = (float)lb_rng_normal(&shape->rng);
        shape->quality[f] = (float)(0.5 * lb_rng_normal(&shape->rng));
        shape->seen[f]    = -1;
        make_slug(shape->slug[f], (uint64_t)f, &shape->rng);
    }
}

static void shape_clear(Shape *shape)
{
    free(shape->taste);
    free(shape->quality);
    free(shape->slug);
    free(shape->seen);
    free(shape->activity);
}

typedef struct Person {
    int32_t number;
    char    name[40];
    double  mean, spread;
    double  taste[TASTES];
} Person;

static void draw_person(Shape *shape, Person *person, int32_t number)
{
    person->number = number;
    person->mean   = 6.9 + 0.9 * lb_rng_normal(&shape->rng);
    person->spread = 1.5 + 0.5 * lb_rng_uniform(&shape->rng);
    for (int t = 0; t < TASTES; t++)
        person->taste[t] = 0.35 * lb_rng_normal(&shape->rng);
    snprintf(person->name, sizeof person->name, "sim%04lld%s",
             (long long)shape->settings.first_user + number + 1,
             WORD[lb_rng_below(&shape->rng, WORDS)]);
}

static double liking(const Shape *shape, const Person *person, int64_t film)
{
    const float *taste = shape->taste + film * TASTES;
    double       sum   = (double)shape->quality[film];
    for (int t = 0; t < TASTES; t++)
        sum += person->taste[t] * (double)taste[t];
    return sum;
}

static void write_row(FILE *out, Shape *shape, const Person *person, int64_t film, double liked)
{
    char row[SLUG_MAX + 96];
    int  rating =
        lb_sim_rating(person->mean, person->spread, liked + 0.7 * lb_rng_normal(&shape->rng));
    uint64_t id[2] = {lb_rng_next(&shape->rng), lb_rng_next(&shape->rng)};
    for (int i = 0; i < 24; i++)
        row[i] = "0123456789abcdef"[id[i / 12] >> (4 * (i % 12)) & 15];
    row[24]    = ',';
    size_t len = 25, n = strlen(shape->slug[film]);
    memcpy(row + len, shape->slug[film], n);
    len += n;
    row[len++] = ',';
    if (rating == 10) row[len++] = '1';
    row[len++] = (char)('0' + rating % 10);
    row[len++] = ',';
    n          = strlen(person->name);
    memcpy(row + len, person->name, n);
    len += n;
    row[len++] = '\n';
    (void)fwrite(row, 1, len, out);
}

/* First the films that nobody else is sure to rate, then films by popularity, those that suit the
 * person more often. */
static void write_person(FILE *out, Shape *shape, const Person *person)
{
    int64_t films = shape->settings.films, left = shape->activity[person->number];
    for (int64_t f = person->number; f < films; f += shape->settings.users, left--) {
        shape->seen[f] = person->number;
        write_row(out, shape, person, f, liking(shape, person, f));
    }
    for (int64_t tries = 0; left > 0; tries++) {
        int64_t f = draw_film(shape);
        if (tries > 20 * shape->activity[person->number]) /* a keen member of a small file */
            f = (int64_t)lb_rng_below(&shape->rng, (uint64_t)films);
        if (shape->seen[f] == person->number) continue;
        double liked = liking(shape, person, f);
        if (lb_rng_uniform(&shape->rng) > 0.6 + 0.4 * liked) continue;
        shape->seen[f] = person->number;
        write_row(out, shape, person, f, liked);
        left--;
    }
}

LbStatus lb_sim_shape(FILE *out, const LbSimSettings *settings, LbError *err)
{
    LbStatus st    = LB_OK;
    Shape    shape = {.settings = *settings};
    if (shape.settings.rows == 0) shape.settings.rows = 9630000;
    if (shape.settings.users == 0) shape.settings.users = 7477;
    if (shape.settings.films == 0) shape.settings.films = 285880;
    LB_TRY(shape_init(&shape, err));
    LB_TRY(share_rows(&shape, err));
    draw_films(&shape);
    fputs("_id,movie_id,rating_val,user_id\n", out);
    for (int32_t u = 0; u < shape.settings.users && !ferror(out); u++) {
        Person person;
        draw_person(&shape, &person, u);
        write_person(out, &shape, &person);
    }
cleanup:
    shape_clear(&shape);
    return st;
}
