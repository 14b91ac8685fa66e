/* SPDX-License-Identifier: MIT */
/** @file model.h
 *  A trained model in memory: plain arrays, wherever they lie (a mapped model file, or the
 *  trainer's heap). models/README.md describes the same on disk. Ratings are in stars, 0.5..5,
 *  throughout. */
#ifndef LB_COMMON_MODEL_MODEL_H
#define LB_COMMON_MODEL_MODEL_H

#include "common/base/error.h"
#include "common/base/hash.h"
#include "common/base/slice.h"
#include "common/input/rating_scale.h"

#include <stdbool.h>
#include <stdint.h>

/** n strings in one block: string i is text[start[i]] .. text[start[i + 1]]; start[0] = 0. */
typedef struct LbStrings {
    int32_t        n;     /**< 0 when the model has no such strings: text and start are NULL */
    const char    *text;  /**< [start[n]] */
    const int64_t *start; /**< [n + 1], not descending */
} LbStrings;

/** A list of indices for each film: those of film f are item[start[f]] .. item[start[f + 1]]. */
typedef struct LbLists {
    const int32_t *start; /**< [n_films + 1], not descending, start[0] = 0; NULL = not known */
    const int32_t *item;  /**< [start[n_films]] */
} LbLists;

typedef enum LbFilmKind { LB_KIND_UNKNOWN, LB_KIND_FILM, LB_KIND_TV } LbFilmKind;

enum {
    LB_MODEL_SCHEMA = 2, /**< of the model file; 1 where nothing is in half precision */
    LB_GENRES_MAX   = 64,
    LB_NO_YEAR      = 0,
    LB_FILMS_MAX    = 1 << 24, /**< what a model may hold; far above any catalogue of films */
    LB_RANK_MAX     = 4096,
    LB_STAGES_MAX   = 64
};

/** The films of the model, in order of first appearance in the ratings. Arrays are [n_films]; those
 *  marked "fact" are NULL in a model trained without --films. */
typedef struct LbFilms {
    int32_t   n_films;
    LbStrings slugs;
    const int32_t
           *slug_table;   /**< [table_size] open addressing: film at (lb_hash_bytes(slug) + probe)
                                    & (table_size - 1), -1 = empty; NULL: lookup is linear */
    int64_t table_size;   /**< a power of two, at least 2 n_films */
    const int32_t *count; /**< ratings of each film in training */
    const float   *mean_stars; /**< their mean */
    const float   *fame;       /**< ln(count + 1), less its mean over the films; NULL = not known */

    LbStrings       titles;          /**< fact; UTF-8 */
    LbStrings       posters;         /**< fact; https address, may be empty */
    const int16_t  *year;            /**< fact; LB_NO_YEAR unknown */
    const int16_t  *runtime_minutes; /**< fact; 0 unknown */
    const uint64_t *genres;          /**< fact; bit g = genre_names[g] */
    const int16_t  *language;        /**< fact; index into language_names, -1 unknown */
    const int8_t   *kind;            /**< fact; LbFilmKind */
    const int64_t  *letterboxd_id;   /**< fact; 0 unknown */
    const int32_t  *by_id;           /**< fact; [n_by_id] films with an id, by ascending id */
    int32_t         n_by_id;
    const int32_t  *imdb_id;         /**< fact; the digits of "tt0137523", 0 unknown */
    const int32_t  *tmdb_id;         /**< fact; 0 unknown; films and series are numbered apart */
    const int32_t  *release_date;    /**< fact; yyyymmdd, 0 unknown */
    LbStrings       original_titles; /**< fact; may be empty */
    LbLists         countries;       /**< fact; of country_names */
    LbLists         directors;       /**< fact; of director_names */
    LbStrings       genre_names;     /**< at most LB_GENRES_MAX */
    LbStrings       language_names;  /**< ISO 639-1 codes or names, as in the films file */
    LbStrings       country_names;   /**< names or ISO 3166-1 codes, as in the films file */
    LbStrings       director_names;
} LbFilms;

/** Affinity ("would watch and like"): from a truncated SVD of the weighted ratings W.
 *  A profile of n films with ratings r_j has w_j = max((r_j - shift) * gain, floor), the point
 *      t = diag(g) sum_j w_j input_scale_j factors_j,
 *  and the taste score output_scale_f <t, factors_f>.
 *      g_i = s_i^2 / (s_i^2 + soft_value^2 (1 + (few_films / n)^2)):
 *  the less is known of a person, the more the leading factors alone speak; soft_value 0: g = 1.
 *  Films merely watched weigh `watched_weight`. zscore: shift = mean, gain = 1 / std, floor = -inf.
 *  EigenRec: A. Nikolakopoulos et al., KAIS 58, 2019. */
typedef struct LbTaste {
    int32_t         rank;    /**< k; 0 = the model has no such part */
    const float    *factors; /**< [n_films x rank] row-major, 64-byte aligned in a mapped file */
    const uint16_t *half; /**< the same in half precision (common/dense/half.h), where `factors` is
                                NULL */
    const double   *singular_values;                    /**< [rank] s, descending */
    double          shift, gain, floor, watched_weight; /**< stars; 1 / stars; ; */
    double          soft_value, few_films;
    const float    *input_scale;  /**< [n_films]; NULL = 1 */
    const float    *output_scale; /**< [n_films]; NULL = 1 */
    const float    *norm;         /**< [n_films] |output_scale_f factors_f|; NULL = not known */
    const double   *gram; /**< [(1 + rank)^2] sums over all films of the products of two entries of
                               [1, output_scale_f factors_f]; NULL = not known */
} LbTaste;

/** Where the stars head expects a person before seeing how they rate: from what they watch.
 *  e = the sum of factors_j over all n films seen, rated or not, scaled to |e| = sqrt(rank) (0 stays
 *  0), then drawn to the centre: e := centre + (e - centre) n / (n + shrink); the expected
 *  (b_u, p_u) is [1, e] map.
 *
 *  What few films tell is told by another map than what many do, and of the films that a person comes
 *  to watch they like the more the less the model knows why: there are stages, each with the map and
 *  the offset learnt from people of whom stage_films films were known. In between, both are
 *  interpolated in ln n, n the films seen for the map and the rated ones for the offset; below the
 *  first stage and above the last they are those of that stage. */
typedef struct LbStarsPrior {
    int32_t         rank;    /**< 0 = none: (b_u, p_u) is expected at 0 */
    const float    *factors; /**< [n_films x rank] row-major */
    const uint16_t *half;    /**< the same in half precision, where `factors` is NULL */
    const float    *map;    /**< [(rank + 1) x (1 + stars rank)] row-major; first row: the constant,
                               first column: b_u */
    const float    *centre; /**< [rank] mean of e in training; NULL = 0 */
    double          shrink; /**< films */

    int32_t        n_stages;     /**< 0 = `map` for everybody, and no offset */
    const int32_t *stage_films;  /**< [n_stages] ascending, from 1 on */
    const float   *stage_map;    /**< [n_stages x size of `map`] */
    const float   *stage_offset; /**< [n_stages] stars */
} LbStarsPrior;

/** Predicted stars: mean + b_u + film_bias_f + <p_u, factors_f> + offset, where (b_u, p_u) minimise
 *  sum_j (r_j - prediction_j)^2 + bias_ridge (b_u - b_0)^2
 *  + (ridge + ridge_per_rating n) |p_u - p_0|^2 (without the offset) and (b_0, p_0) is what the
 *  prior expects. */
typedef struct LbStarsHead {
    int32_t         rank;    /**< k; 0 = biases alone */
    const float    *factors; /**< [n_films x rank] row-major */
    const uint16_t *half;    /**< the same in half precision, where `factors` is NULL */
    const float *film_bias; /**< [n_films], stars; NULL: stars come from the taste score (zscore) */
    double       bias_ridge; /**< ratings */
    double       ridge, ridge_per_rating;
    const float *norm;  /**< [n_films] |factors_f|; NULL = not known */
    const double *gram; /**< [(2 + rank)^2] the same sums of [1, film_bias_f, factors_f]; NULL = not
                             known */
    LbStarsPrior  prior;
} LbStarsHead;

/** Item-item weights beside the taste part: for a film j seen, films neighbour[start[j]] ..
 *  neighbour[start[j + 1]] gain w_j * weight[...]. The affinity of a person of n films is then
 *  (1 - w) z(taste score) + w z(gains), w = share n^2 / (n^2 + half_films^2), z() as in
 *  common/score.h. */
typedef struct LbNeighbours {
    const int64_t *start;     /**< [n_films + 1]; NULL = none */
    const int32_t *neighbour; /**< [start[n_films]] */
    const float   *weight;
    double         share;      /**< above 0, at most 1 */
    double         half_films; /**< at so many films the share is half of it; 0 = always whole */
} LbNeighbours;

/** Item-item regression of every film on all others at once, beside the taste part: a film j seen
 *  adds w_j c_jf root_j / root_f to the gain of film f, c the partial correlations row_scale_j
 *  (code_jf / 127)^3. Only n films take part. The affinity of a person of m films is the above
 *  + x z(gains), x = gain m^4 / (m^4 + half_films^4), z() as in common/score.h.
 *  H. Steck: Embarrassingly shallow autoencoders for sparse data. WWW 2019. */
typedef struct LbItemHead {
    int32_t        n;          /**< 0 = none */
    const int32_t *film;       /**< [n] */
    const int32_t *place;      /**< [n_films] row of each film, -1 = takes no part */
    const int8_t  *code;       /**< [n x n] row-major, -127..127 */
    const float   *row_scale;  /**< [n] */
    const float   *root;       /**< [n] above 0 */
    double         gain;       /**< weight of the gains */
    double         half_films; /**< at so many films of a profile that is halved; 0 = never */
} LbItemHead;

/** People of whom few films are known: while they are new, that a film was seen counts for more than
 *  what they thought of it, and rare films say more than those that everybody has seen. The weight
 *  of film j in a profile of n films becomes
 *      max((r_j - shift) * gain + seen new, floor) exp(-rarity new fame_j),
 *      new = 1 / (1 + (n / half_films)^2); one merely watched weighs (watched_weight + seen new) as
 *  much. */
typedef struct LbNewcomers {
    double rarity;     /**< power of a film's number of ratings; 0 in a model without fame */
    double seen;       /**< stars */
    double half_films; /**< of a profile: `new` is a half there; 0 = nobody is new */
} LbNewcomers;

/** What a list is ranked by: affinity * A + stars * z(predicted stars) - novelty * fame. */
typedef struct LbRanking {
    double affinity; /**< 0: no need to compute it */
    double stars;
    double novelty; /**< of LbFilms.fame; 0 in a model without it */
} LbRanking;

typedef enum LbMethod {
    LB_METHOD_HYBRID,
    LB_METHOD_ZSCORE,
    LB_METHOD_EIGENREC,
    LB_METHOD_SOFTIMPUTE
} LbMethod; /**< order of --method's choices */

/** "hybrid" and so on. */
const char *lb_model_method_name(LbMethod method);

typedef struct LbModelInfo {
    LbMethod    method;
    LbScale     scale;                 /**< of the ratings file */
    double      mean_stars, std_stars; /**< over all ratings, n - 1 */
    int64_t     n_ratings;
    int32_t     n_users;
    LbRanking   discovery;                /**< all films */
    LbRanking   list;                     /**< --watchlist-only and --candidates */
    char        trained[24];              /**< UTC, 2026-11-24T00:00:00Z: the day */
    char        source[256];              /**< base name of the ratings file */
    char        input_hash[LB_HASH_TEXT]; /**< lb_hash_text() of its bytes */
    char        program[64];              /**< "lbrec 1.0.0" */
    const char *settings;   /**< JSON object of all training settings; NUL-terminated */
    const char *evaluation; /**< JSON object of the held-out measures; "" = not evaluated */
    const char *libraries;  /**< "ARPACK-ng 3.8.0, ..." */
} LbModelInfo;

typedef struct LbModel {
    LbModelInfo  info;
    LbFilms      films;
    LbTaste      taste;
    LbStarsHead  stars;
    LbNeighbours near;
    LbItemHead   items;
    LbNewcomers  newcomers;
} LbModel;

/** Film of a slug, -1 when unknown. O(1) with the table. */
int32_t lb_model_find_film(const LbFilms *films, LbSlice slug);

/** Film of a Letterboxd id, -1 when unknown or the model has no ids. O(log n). */
int32_t lb_model_find_film_id(const LbFilms *films, int64_t id);

/** String i; empty when i is out of range. Safe on a model file that was opened without `verify`:
 *  never leaves the block, whatever `start` holds. */
LbSlice lb_model_string(const LbStrings *strings, int32_t i);

/** The items of film f: an array of *n, 0 when the model has none. Safe as lb_model_string(). */
const int32_t *lb_model_list(const LbLists *lists, int32_t n_films, int32_t f, int32_t *n);

/** Fill a slug table of `size` (a power of two >= 2 n) entries, in time that no choice of slugs
 *  makes worse. @retval LB_ENOMEM */
LB_NODISCARD LbStatus lb_model_hash_slugs(const LbStrings *slugs, int32_t n_films, int32_t *table,
                                          int64_t size, LbError *err);

/** The smallest table size for n films. */
int64_t lb_model_table_size(int32_t n_films);

/** The schema of a file with this model: 2 where factors are in half precision, else 1. */
int32_t lb_model_schema_of(const LbModel *model);

/** Check everything that the code relies on: ranges, orders, finiteness of scalars, neighbours
 *  within the films, by_id ascending; with `deep`, every element of every array as well (one pass).
 *  @retval LB_EDATA  "film 17: year 40000 is out of range" */
LB_NODISCARD LbStatus lb_model_check(const LbModel *model, bool deep, LbError *err);

/** Fail for a result that is no number (NAN, infinity): damage inside an array, which opening a
 *  file without `verify` cannot see. @return LB_EDATA */
LbStatus lb_model_refuse(LbError *err);

#endif
