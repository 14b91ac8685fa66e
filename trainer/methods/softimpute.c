/* SPDX-License-Identifier: MIT */
#include "trainer/methods/softimpute.h"

#include "common/base/clock.h"
#include "trainer/matrix/turn.h"
#include "trainer/methods/completion.h"
#include "trainer/methods/workspace.h"
#include "trainer/svd/gram.h"

#include <math.h>

/* What the biases leave of each rating. */
static LbStatus residuals(LbCsr *out, const LbWorkspace *work, LbError *err)
{
    LbStatus st = lb_turn_to_longer(out, &work->by_user, err);
    for (int32_t u = 0; st == LB_OK && u < out->n_rows; u++)
        for (int64_t i = out->start[u]; i < out->start[u + 1]; i++)
            out->value[i] = (float)((double)out->value[i] - work->biases.mean -
                                    work->biases.user[u] - work->biases.film[out->col[i]]);
    return st;
}

/* Film factors V sqrt(s) of the completed matrix: its right side when rows are users, else what is
 * left of the left one. */
static void take_film_factors(LbWorkspace *work, const LbCompletion *z, bool is_transposed)
{
    size_t       rank = (size_t)z->rank;
    const float *side = is_transposed ? z->left : z->right;
    for (size_t f = 0; f < (size_t)work->films.n; f++)
        for (size_t j = 0; j < rank; j++) {
            double root  = sqrt(z->values[j]);
            double value = (double)side[f * rank + j];
            work->films.x[f * (rank + 1) + j + 1] =
                (float)(is_transposed ? value / root : value * root);
        }
}

static LbStatus complete(LbWorkspace *work, LbError *err)
{
    LbStatus             st    = LB_OK;
    LbCsr                csr   = {0};
    LbGram              *gram  = NULL;
    LbCompletion        *z     = NULL;
    LbCompletionInfo     info  = {0};
    LbCompletionSettings set   = work->settings->softimpute;
    double               begin = lb_clock_seconds();
    int32_t              most  = 0;
    bool                 is_transposed;
    LB_TRY(residuals(&csr, work, err));
    LB_TRY(lb_gram_new(&gram, &is_transposed, &csr, work->pool, err));
    lb_csr_clear(&csr);
    most     = lb_gram_cols(gram);
    set.seed = work->settings->svd.seed;
    if (set.rank > most) set.rank = most;
    LB_TRY(lb_completion_solve(&z, &info, gram, &set, work->reporter, err));
    work->fit->svd.products = info.products;
    LB_TRY(lb_workspace_new_films(work, z->rank, err));
    take_film_factors(work, z, is_transposed);
    work->fit->svd_seconds = lb_clock_seconds() - begin;
cleanup:
    lb_completion_free(z);
    lb_gram_free(gram);
    lb_csr_clear(&csr);
    return st;
}

static LbStatus learn(LbWorkspace *work, LbError *err)
{
    LbStatus        st  = LB_OK;
    LbStarsSettings set = work->settings->stars;
    set.films           = work->settings->plain_films;
    set.sweeps          = work->settings->plain_sweeps;
    LB_TRY(lb_workspace_load(work, LB_METHOD_SOFTIMPUTE, true, err));
    LB_TRY(complete(work, err));
    LB_TRY(lb_workspace_fit_stars(work, NULL, NULL, NULL, set, err));
    LB_TRY(lb_fit_measure_films(work->fit, err));
cleanup:
    return st;
}

LbStatus lb_softimpute_fit(LbFit **out, const LbTriplets *train, const LbFitSettings *settings,
                           LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbWorkspace work = {.train = train, .settings = settings, .pool = pool, .reporter = reporter};
    return lb_workspace_finish(&work, out, learn(&work, err));
}
