/* SPDX-License-Identifier: MIT */
/** @file plot.h
 *  Small plots as inline SVG, in the classes of assets/report.css. Each has its figures as text in
 *  it, and a name for who cannot see it. */
#ifndef LB_TRAINER_REPORT_PLOT_H
#define LB_TRAINER_REPORT_PLOT_H

#include <stdbool.h>
#include <stdio.h>

typedef struct LbBar {
    const char *label;
    double      value;   /**< 0 or more; NAN = not known: left out */
    bool        is_ours; /**< stands out */
} LbBar;

/** Upright bars with their share of the sum in percent above: a histogram. */
void lb_plot_columns(FILE *out, const char *name, const LbBar *bars, int n);

/** Lying bars with their values, `digits` behind the point. */
void lb_plot_bars(FILE *out, const char *name, const LbBar *bars, int n, int digits);

/** y[0..n - 1], all 0 or more, over 1..n; n >= 1. */
void lb_plot_curve(FILE *out, const char *name, const double *y, int n);

#endif
