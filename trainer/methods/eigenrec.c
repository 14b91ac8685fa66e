/* SPDX-License-Identifier: MIT */
#include "trainer/methods/eigenrec.h"

#include "trainer/methods/workspace.h"

static LbStatus learn(LbWorkspace *work, LbError *err)
{
    LbStatus st = LB_OK;
    LB_TRY(lb_workspace_load(work, LB_METHOD_EIGENREC, false, err));
    LB_TRY(lb_workspace_keep_biases(work, err));
    LB_TRY(lb_workspace_fit_taste(work, err));
    work->fit->list = (LbRanking){.affinity = 1, .stars = 1};
    LB_TRY(lb_fit_measure_films(work->fit, err));
cleanup:
    return st;
}

LbStatus lb_eigenrec_fit(LbFit **out, const LbTriplets *train, const LbFitSettings *settings,
                         LbPool *pool, const LbReporter *reporter, LbError *err)
{
    LbWorkspace work = {.train = train, .settings = settings, .pool = pool, .reporter = reporter};
    return lb_workspace_finish(&work, out, learn(&work, err));
}
