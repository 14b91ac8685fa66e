/* SPDX-License-Identifier: MIT */
#include "trainer/methods/stages.h"

#include "common/base/mem.h"
#include "common/base/rng.h"
#include "common/dense/ridge.h"
#include "trainer/matrix/own_rows.h"

#include <string.h>

enum {
    PEOPLE_MAX     = 20000,
    OFFSET_EVERY   = 5,  /* of these people, one in five measures offsets */
    OTHER_SHARE    = 5,  /* a fifth of a person's ratings, as long as these are few */
    OFFSET_SHRINK  = 20, /* people */
    DRAWN          = LB_STAGES_KNOWN + LB_STAGES_OTHER,
    PEOPLE_A_BLOCK = 16 * OFFSET_EVERY,
    STREAM         = 30
};

static const int32_t stage_films[LB_STAGES] = {1, 3, 10, 30, LB_STAGES_KNOWN, 300};

/* Ratings of a person in random order: `other` ones to measure on, then those that are known. */
typedef struct Drawn {
    int32_t film[DRAWN];
    float   stars[DRAWN];
    int32_t n_other, n_known;
} Drawn;

typedef struct Scratch {
    LbRidge *ridge;
    int64_t *order;   /* [longest row] */
    float   *penalty; /* [1 + k] */
    float   *expected, *found;
} Scratch;

/* Errors for a person's other ratings. */
typedef struct Errors {
    double  sum;
    int64_t n;
} Errors;

typedef struct Learner {
    const LbStagesTask *task;
    LbPool             *pool;
    LbBlockRange        own;    /* of the people those of this rank, who has their ratings */
    int32_t             n;      /* people who take part */
    int32_t            *row;    /* [n] of by_user, of each */
    int64_t            *start;  /* [n + 1] of their ratings */
    LbSide              people; /* their rows */
    LbEmbedding         place[LB_STAGES - 1];
    const float        *map; /* whose offset is measured */
    int32_t             stage;
    Errors             *errors;  /* [n] */
    Scratch            *scratch; /* one a thread */
    int                 n_threads;
} Learner;

static size_t width_of(const Learner *l)
{
    return (size_t)l->task->films->k + 1;
}

static bool is_own(const Learner *l, int64_t i)
{
    return lb_own_has(l->own, l->row[i]);
}

/* All get what each rank has made of its own people. */
static LbStatus gather(Learner *l, void *rows, size_t row_bytes, LbError *err)
{
    return lb_own_rows_gather(rows, row_bytes, l->n, l->row, lb_pool_comm(l->pool), err);
}

/* How many of a person's n ratings are drawn, and what for. */
static void split(Drawn *drawn, int64_t n)
{
    int32_t most   = (int32_t)(n < DRAWN ? n : DRAWN);
    drawn->n_other = most / OTHER_SHARE;
    if (drawn->n_other > LB_STAGES_OTHER) drawn->n_other = LB_STAGES_OTHER;
    drawn->n_known = most - drawn->n_other;
}

static void draw(Drawn *drawn, const Learner *l, int64_t i, int64_t *order)
{
    const LbCsr *by_user = l->task->by_user;
    int64_t      first   = by_user->start[l->row[i]];
    int64_t      n = by_user->start[l->row[i] + 1] - first, most = n < DRAWN ? n : DRAWN;
    LbRng        rng;
    lb_rng_init(&rng, l->task->seed + (uint64_t)i, STREAM);
    for (int64_t e = 0; e < n; e++)
        order[e] = first + e;
    for (int64_t e = 0; e < most; e++) {
        int64_t other = e + (int64_t)lb_rng_below(&rng, (uint64_t)(n - e)), entry = order[other];
        order[other]    = order[e];
        order[e]        = entry;
        drawn->film[e]  = by_user->col[entry];
        drawn->stars[e] = by_user->value[entry];
    }
    split(drawn, n);
}

/* Where the person's first films put them, more and more of them. */
static void locate(Learner *l, int64_t i, const Drawn *drawn)
{
    size_t  rank = (size_t)l->task->rank;
    int32_t next = 0;
    for (int s = 0; s < LB_STAGES - 1; s++) {
        float *place = l->place[s].row + (size_t)i * rank;
        if (s > 0) memcpy(place, l->place[s - 1].row + (size_t)i * rank, rank * sizeof *place);
        for (; next < drawn->n_known && next < stage_films[s]; next++) {
            const float *film = l->task->seen + (size_t)drawn->film[drawn->n_other + next] * rank;
            for (size_t j = 0; j < rank; j++)
                place[j] += film[j];
        }
    }
}

static int32_t known_at(int s, int32_t n_known)
{
    return n_known < stage_films[s] ? n_known : stage_films[s];
}

/* Places as the fold-in has them: of a common length, then drawn to the centre. */
static void draw_to_centre(Learner *l, int s, const int32_t *n_known)
{
    size_t       rank   = (size_t)l->task->rank;
    const float *centre = l->task->centre;
    lb_embedding_normalise(&l->place[s]);
    for (size_t i = 0; i < (size_t)l->n; i++) {
        double n     = known_at(s, n_known[i]);
        float  own   = (float)(n > 0 ? n / (n + l->task->shrink) : 0);
        float *place = l->place[s].row + i * rank;
        for (size_t j = 0; j < rank; j++)
            place[j] = centre[j] + own * (place[j] - centre[j]);
    }
}

static LbStatus locate_people(Learner *l, LbError *err)
{
    LbStatus st      = LB_OK;
    int32_t *n_known = NULL;
    Drawn    drawn   = {0};
    LB_ALLOC(n_known, l->n);
    for (int64_t i = 0; i < l->n; i++) {
        split(&drawn, l->start[i + 1] - l->start[i]);
        n_known[i] = drawn.n_known;
        if (!is_own(l, i)) continue;
        draw(&drawn, l, i, l->scratch[0].order);
        locate(l, i, &drawn);
    }
    for (int s = 0; s < LB_STAGES - 1; s++) {
        LB_TRY(gather(l, l->place[s].row, (size_t)l->task->rank * sizeof(float), err));
        draw_to_centre(l, s, n_known);
    }
cleanup:
    free(n_known);
    return st;
}

/* Sum of the errors for the other ratings, what is known being folded in. */
static void measure(Learner *l, int64_t i, Scratch *scratch)
{
    const LbStagesTask *task  = l->task;
    const LbSide       *films = task->films;
    size_t              width = width_of(l);
    float               mean  = (float)task->fold->mean;
    LbEmbedding         own   = {
                  .n = 1, .rank = task->rank, .row = l->place[l->stage].row + (size_t)i * (size_t)task->rank};
    Drawn drawn;
    draw(&drawn, l, i, scratch->order);
    int32_t n = known_at(l->stage, drawn.n_known);
    if (n == 0 || drawn.n_other == 0) return;
    lb_prior_apply(scratch->expected, &own, l->map, films->k, NULL);
    lb_als_penalty(task->fold, films->k, n, scratch->penalty);
    lb_ridge_begin(scratch->ridge, scratch->expected);
    for (int32_t e = drawn.n_other; e < drawn.n_other + n; e++) {
        const float *x = films->x + (size_t)drawn.film[e] * width;
        lb_ridge_add(scratch->ridge, x + 1, drawn.stars[e] - mean - x[0]);
    }
    lb_ridge_finish(scratch->ridge, scratch->penalty, scratch->found);
    l->errors[i].n = drawn.n_other;
    for (int32_t e = 0; e < drawn.n_other; e++) {
        const float *x         = films->x + (size_t)drawn.film[e] * width;
        double       predicted = (double)(mean + x[0] + scratch->found[0]);
        for (size_t q = 1; q < width; q++)
            predicted += (double)(x[q] * scratch->found[q]);
        l->errors[i].sum += (double)drawn.stars[e] - predicted;
    }
}

static void measure_block(void *ctx, int64_t block, int thread)
{
    Learner *l     = ctx;
    int64_t  first = block * PEOPLE_A_BLOCK;
    int64_t  end   = first + PEOPLE_A_BLOCK;
    for (int64_t i = first; i < end && i < l->n; i += OFFSET_EVERY)
        if (is_own(l, i)) measure(l, i, &l->scratch[thread]);
}

/* The mean error, every rating of these people counted once (as RMSE does), less of it where few
 * people say so. */
static LbStatus measure_offset(float *offset, Learner *l, LbError *err)
{
    double  error = 0, count = 0, people = 0;
    int64_t blocks = (l->n + PEOPLE_A_BLOCK - 1) / PEOPLE_A_BLOCK;
    memset(l->errors, 0, (size_t)l->n * sizeof *l->errors);
    lb_pool_run(l->pool, blocks, measure_block, l);
    LbStatus st = gather(l, l->errors, sizeof *l->errors, err);
    for (int64_t i = 0; i < l->n; i++) {
        if (l->errors[i].n == 0) continue;
        double ratings = (double)(l->start[i + 1] - l->start[i]);
        error += l->errors[i].sum / (double)l->errors[i].n * ratings;
        count += ratings;
        people++;
    }
    *offset = count > 0 ? (float)(error / count * people / (people + OFFSET_SHRINK)) : 0;
    return st;
}

static LbStatus new_scratch(Learner *l, size_t longest, LbError *err)
{
    LbStatus st    = LB_OK;
    size_t   width = width_of(l);
    LB_ALLOC_ZEROED(l->scratch, l->n_threads);
    for (int t = 0; t < l->n_threads; t++) {
        Scratch *scratch = &l->scratch[t];
        LB_TRY(lb_ridge_new(&scratch->ridge, l->task->films->k, err));
        LB_ALLOC(scratch->order, longest);
        LB_ALLOC(scratch->penalty, width);
        LB_ALLOC(scratch->expected, width);
        LB_ALLOC(scratch->found, width);
    }
cleanup:
    return st;
}

static LbStatus learner_init(Learner *l, LbError *err)
{
    LbStatus       st    = LB_OK;
    int32_t        all   = l->task->by_user->n_rows;
    const int64_t *start = lb_csr_starts(l->task->by_user);
    size_t         rank = (size_t)l->task->rank, width = width_of(l), longest = 0;
    l->people = (LbSide){.n = l->n, .k = l->task->films->k};
    LB_ALLOC(l->row, l->n);
    LB_ALLOC_ZEROED(l->start, (size_t)l->n + 1);
    LB_ALLOC(l->people.x, (size_t)l->n * width);
    LB_ALLOC(l->errors, l->n);
    for (int s = 0; s < LB_STAGES - 1; s++) {
        l->place[s] = (LbEmbedding){.n = l->n, .rank = l->task->rank};
        LB_ALLOC_ZEROED(l->place[s].row, (size_t)l->n * rank);
    }
    for (int64_t i = 0; i < l->n; i++) {
        int64_t row = i * all / l->n, n = start[row + 1] - start[row];
        l->row[i]       = (int32_t)row; /* evenly over all */
        l->start[i + 1] = l->start[i] + n;
        if ((size_t)n > longest) longest = (size_t)n;
        memcpy(l->people.x + (size_t)i * width, l->task->people->x + (size_t)row * width,
               width * sizeof *l->people.x);
    }
    LB_TRY(new_scratch(l, longest, err));
cleanup:
    return st;
}

static void learner_clear(Learner *l)
{
    free(l->row);
    free(l->start);
    free(l->people.x);
    free(l->errors);
    for (int s = 0; s < LB_STAGES - 1; s++)
        free(l->place[s].row);
    for (int t = 0; l->scratch != NULL && t < l->n_threads; t++) {
        lb_ridge_free(l->scratch[t].ridge);
        free(l->scratch[t].order);
        free(l->scratch[t].penalty);
        free(l->scratch[t].expected);
        free(l->scratch[t].found);
    }
    free(l->scratch);
}

/* The ridge as it would be were places of few films not drawn to the centre. */
static double ridge_at(int s, const LbStagesTask *task)
{
    double own = stage_films[s] / (stage_films[s] + task->shrink);
    return task->prior->ridge * own * own;
}

LbStatus lb_stages_fit(int32_t *films, float *map, float *offset, const LbStagesTask *task,
                       LbPool *pool, LbError *err)
{
    LbStatus st   = LB_OK;
    int32_t  all  = task->by_user->n_rows;
    Learner  l    = {.task      = task,
                     .pool      = pool,
                     .own       = lb_block_sum_range(pool, LB_BLOCKS),
                     .n         = all < PEOPLE_MAX ? all : PEOPLE_MAX,
                     .n_threads = lb_pool_threads(pool)};
    size_t   size = ((size_t)task->rank + 1) * width_of(&l);
    LB_TRY(learner_init(&l, err));
    LB_TRY(locate_people(&l, err));
    memcpy(films, stage_films, sizeof stage_films);
    for (l.stage = 0; l.stage < LB_STAGES - 1; l.stage++) {
        LbPriorSettings how = *task->prior;
        float          *own = map + (size_t)l.stage * size;
        how.ridge           = ridge_at(l.stage, task);
        LB_TRY(lb_prior_fit(own, &l.place[l.stage], &l.people, l.start, &how, NULL, err));
        l.map = own;
        LB_TRY(measure_offset(&offset[l.stage], &l, err));
    }
    memcpy(map + (LB_STAGES - 1) * size, task->map, size * sizeof *map);
    offset[LB_STAGES - 1] = 0;
cleanup:
    learner_clear(&l);
    return st;
}
