/* SPDX-License-Identifier: MIT */
#include "trainer/svd/svd_settings.h"

/* A residual of 1e-4 of the eigenvalue is a finer thing than it looks: far from other values the
 * error is its square. Near them it is not, and the promise of six digits has to be kept there. */
static const double FINE = 1e-4, SIX_DIGITS = 1e-6, ROUGH = 0.1;

double lb_svd_settings_value_tolerance(const LbSvdSettings *settings)
{
    return settings->tolerance <= FINE ? SIX_DIGITS : 2 * settings->tolerance;
}

bool lb_svd_settings_is_rough(const LbSvdSettings *settings)
{
    return settings->tolerance >= ROUGH;
}

LbStatus lb_svd_settings_no_convergence(const LbSvdSettings *settings, int32_t converged, int code,
                                        LbError *err)
{
    return lb_error_set(err, LB_ENOCONV, code,
                        "%d of %d singular values converged in %d restarts: allow a larger "
                        "tolerance than %g, or ask for a lower rank",
                        converged, settings->rank, settings->restarts, settings->tolerance);
}
