/* SPDX-License-Identifier: MIT */
#include "trainer/evaluate/holdout.h"

#include "common/base/mem.h"
#include "common/base/rng.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { USERS_STREAM = 10, RATINGS_STREAM = 11, GIVEN_STREAM = 13 };
enum { PIECE = 1 << 18 }; /* ratings that travel at a time */

/* A rating of somebody kept out, under way to all ranks. */
typedef struct Rating {
    int32_t person, film;
    float   stars;
} Rating;

/* Users with at least `least` ratings, ascending. */
static int32_t list_eligible(int32_t *eligible, const int64_t *count, int32_t n_users,
                             int64_t least)
{
    int32_t n = 0;
    for (int32_t u = 0; u < n_users; u++)
        if (count[u] >= least) eligible[n++] = u;
    return n;
}

/* The first `k` of the list become a random choice of k. */
static void draw(int32_t *list, int32_t n, int32_t k, LbRng *rng)
{
    for (int32_t i = 0; i < k; i++) {
        int32_t other = i + (int32_t)lb_rng_below(rng, (uint64_t)(n - i));
        int32_t item  = list[i];
        list[i]       = list[other];
        list[other]   = item;
    }
}

static int compare_users(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

/* Choose the people: people[i] is a user, ascending; count [n_users] is the users' ratings. */
static LbStatus choose(int32_t *people, LbHoldout *holdout, const int64_t *count, int32_t n_users,
                       double fraction, uint64_t seed, LbError *err)
{
    static const int32_t least[] = {20, 5, 2};
    int32_t              n       = 0;
    if (n_users < 2)
        return lb_error_set(err, LB_EDATA, 0,
                            "an evaluation keeps users out of training: it needs at least 2 users, "
                            "found %d",
                            n_users);
    for (size_t i = 0; i < sizeof least / sizeof *least && n == 0; i++) {
        holdout->min_ratings = least[i];
        n                    = list_eligible(people, count, n_users, least[i]);
    }
    if (n == 0)
        return lb_error_set(err, LB_EDATA, 0,
                            "an evaluation needs a user with at least 2 ratings; nobody has them");
    double  wanted    = fmax(1, round(fraction * n_users));
    int32_t most      = n < n_users ? n : n_users - 1;
    holdout->n_people = wanted < most ? (int32_t)wanted : most;
    LbRng rng;
    lb_rng_init(&rng, seed, USERS_STREAM);
    draw(people, n, holdout->n_people, &rng);
    qsort(people, (size_t)holdout->n_people, sizeof *people, compare_users);
    return LB_OK;
}

/* Whether a rating is of somebody kept out; person[u] = -1: not. */
static bool is_kept_out(const void *person, int32_t user, int32_t film)
{
    (void)film;
    return ((const int32_t *)person)[user] >= 0;
}

/* Those of the ranks that go in one piece: rank r's are piece[at[r] .. at[r + 1]). left [size] falls. */
static void share_piece(int64_t *at, int64_t *left, int size)
{
    int64_t most = PIECE / size;
    at[0]        = 0;
    for (int r = 0; r < size; r++) {
        int64_t n = left[r] < most ? left[r] : most;
        at[r + 1] = at[r] + n;
        left[r] -= n;
    }
}

/* Copy what was moved out, grouped by person, on all ranks. next [n_people] is scratch. */
static LbStatus gather(LbHoldout *holdout, const LbTriplets *triplets, const int32_t *person,
                       int64_t *next, LbError *err)
{
    LbStatus st   = LB_OK;
    LbComm  *comm = triplets->spread;
    int      size = lb_comm_size(comm), own = lb_comm_rank(comm);
    int64_t  i     = holdout->train.n;
    Rating  *piece = NULL;
    int64_t  left[LB_COMM_MOST + 1], at[LB_COMM_MOST + 1];
    LB_ALLOC(piece, PIECE);
    memcpy(next, holdout->first, (size_t)holdout->n_people * sizeof *next);
    left[own] = triplets->n - i;
    lb_comm_split(comm, at, size);
    LB_TRY(lb_comm_gather(comm, left, sizeof *left, at, err));
    for (share_piece(at, left, size); at[size] > 0; share_piece(at, left, size)) {
        for (int64_t k = at[own]; k < at[own + 1]; k++, i++)
            piece[k] = (Rating){person[triplets->user[i]], triplets->film[i], triplets->stars[i]};
        LB_TRY(lb_comm_gather(comm, piece, sizeof *piece, at, err));
        for (int64_t k = 0; k < at[size]; k++) {
            int64_t to         = next[piece[k].person]++;
            holdout->film[to]  = piece[k].film;
            holdout->stars[to] = piece[k].stars;
        }
    }
cleanup:
    free(piece);
    return st;
}

static int compare_films(const void *a, const void *b)
{
    const Rating *x = a, *y = b;
    return (x->film > y->film) - (x->film < y->film);
}

/* Each person's ratings by film: an order that is the same wherever they come from. */
static LbStatus sort_by_film(LbHoldout *holdout, LbError *err)
{
    LbStatus st      = LB_OK;
    Rating  *sorted  = NULL;
    int64_t  longest = 0;
    for (int32_t p = 0; p < holdout->n_people; p++) {
        int64_t n = holdout->first[p + 1] - holdout->first[p];
        longest   = n > longest ? n : longest;
    }
    LB_ALLOC(sorted, longest);
    for (int32_t p = 0; p < holdout->n_people; p++) {
        int64_t first = holdout->first[p], n = holdout->first[p + 1] - first;
        for (int64_t i = 0; i < n; i++)
            sorted[i] = (Rating){p, holdout->film[first + i], holdout->stars[first + i]};
        qsort(sorted, (size_t)n, sizeof *sorted, compare_films);
        for (int64_t i = 0; i < n; i++) {
            holdout->film[first + i]  = sorted[i].film;
            holdout->stars[first + i] = sorted[i].stars;
        }
    }
cleanup:
    free(sorted);
    return st;
}

/* The first k of the n ratings from `first` on become a random choice of them. */
static void draw_ratings(LbHoldout *holdout, int64_t first, int64_t n, int64_t k, LbRng *rng)
{
    for (int64_t i = 0; i < k; i++) {
        int64_t a = first + i, b = a + (int64_t)lb_rng_below(rng, (uint64_t)(n - i));
        int32_t film      = holdout->film[a];
        float   stars     = holdout->stars[a];
        holdout->film[a]  = holdout->film[b];
        holdout->stars[a] = holdout->stars[b];
        holdout->film[b]  = film;
        holdout->stars[b] = stars;
    }
}

static void hide(LbHoldout *holdout, double hidden, uint64_t seed)
{
    LbRng rng;
    lb_rng_init(&rng, seed, RATINGS_STREAM);
    for (int32_t p = 0; p < holdout->n_people; p++) {
        int64_t first = holdout->first[p], n = holdout->first[p + 1] - first;
        int64_t k = (int64_t)fmax(1, round(hidden * (double)n));
        if (k >= n) k = n - 1;
        draw_ratings(holdout, first, n, k, &rng);
        holdout->n_of[p] = (int32_t)k;
        holdout->n_hidden += k;
    }
}

void lb_holdout_shuffle_given(LbHoldout *holdout, uint64_t seed)
{
    LbRng rng;
    lb_rng_init(&rng, seed, GIVEN_STREAM);
    for (int32_t p = 0; p < holdout->n_people; p++) {
        int64_t first = holdout->first[p] + holdout->n_of[p], n = holdout->first[p + 1] - first;
        draw_ratings(holdout, first, n, n, &rng);
    }
}

static LbStatus count_by_user(int64_t **out, const LbTriplets *triplets, LbError *err)
{
    LbStatus st    = LB_OK;
    int64_t *count = NULL;
    LB_ALLOC_ZEROED(count, triplets->n_users);
    for (int64_t i = 0; i < triplets->n; i++)
        count[triplets->user[i]]++;
    LB_TRY(lb_comm_sum(triplets->spread, count, triplets->n_users, err));
    *out  = count;
    count = NULL;
cleanup:
    free(count);
    return st;
}

/* Room for the chosen people's ratings; person [n_users] says who they are, -1 = nobody. */
static LbStatus make_room(LbHoldout *holdout, int32_t *person, int32_t n_users,
                          const int32_t *people, const int64_t *count, LbError *err)
{
    LbStatus st = LB_OK;
    LB_ALLOC_ZEROED(holdout->first, (size_t)holdout->n_people + 1);
    LB_ALLOC(holdout->n_of, holdout->n_people);
    for (int32_t u = 0; u < n_users; u++)
        person[u] = -1;
    for (int32_t p = 0; p < holdout->n_people; p++) {
        person[people[p]]     = p;
        holdout->first[p + 1] = holdout->first[p] + count[people[p]];
    }
    LB_ALLOC(holdout->film, holdout->first[holdout->n_people]);
    LB_ALLOC(holdout->stars, holdout->first[holdout->n_people]);
cleanup:
    return st;
}

LbStatus lb_holdout_users(LbHoldout **out, LbTriplets *triplets, double fraction, double hidden,
                          uint64_t seed, LbError *err)
{
    LbStatus   st      = LB_OK;
    int32_t    n_users = triplets->n_users;
    LbHoldout *holdout = NULL;
    int64_t   *count   = NULL;
    int32_t   *people = NULL, *person = NULL;
    *out = NULL;
    LB_ALLOC_ZEROED(holdout, 1);
    LB_ALLOC(people, n_users);
    LB_ALLOC(person, n_users);
    LB_TRY(count_by_user(&count, triplets, err));
    LB_TRY(choose(people, holdout, count, n_users, fraction, seed, err));
    LB_TRY(make_room(holdout, person, n_users, people, count, err));
    LB_TRY(lb_triplets_part(&holdout->train, triplets, is_kept_out, person, err));
    LB_TRY(gather(holdout, triplets, person, count, err));
    LB_TRY(sort_by_film(holdout, err));
    hide(holdout, hidden, seed);
    *out    = holdout;
    holdout = NULL;
cleanup:
    lb_holdout_free(holdout);
    free(count);
    free(people);
    free(person);
    return st;
}

void lb_holdout_free(LbHoldout *holdout)
{
    if (holdout == NULL) return;
    free(holdout->first);
    free(holdout->n_of);
    free(holdout->film);
    free(holdout->stars);
    free(holdout);
}
