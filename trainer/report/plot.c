/* SPDX-License-Identifier: MIT */
#include "trainer/report/plot.h"

#include "common/text/html.h"

#include <math.h>

/* Units of the SVGs, which the browser scales to the width there is. */
enum { WIDTH = 400, LABELS = 92, VALUES = 46, ROW = 26, HEIGHT = 170, TEXT = 16, MARGIN = 44 };

static void start(FILE *out, const char *name, int height)
{
    fprintf(out, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"", WIDTH, height);
    lb_html_string(out, name);
    fputs("\">\n", out);
}

static void put_text(FILE *out, const char *anchor, double x, double y, const char *text)
{
    fprintf(out, "<text class=\"tick\" text-anchor=\"%s\" x=\"%.1f\" y=\"%.1f\">", anchor, x, y);
    lb_html_string(out, text);
    fputs("</text>\n", out);
}

static void put_rectangle(FILE *out, const LbBar *bar, double x, double y, double width,
                          double height)
{
    fprintf(out,
            "<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" "
            "rx=\"2\"/>\n",
            bar->is_ours ? "ours" : "other", x, y, width, height);
}

static double largest(const LbBar *bars, int n)
{
    double value = 0;
    for (int i = 0; i < n; i++)
        if (bars[i].value > value) value = bars[i].value;
    return value > 0 ? value : 1;
}

void lb_plot_columns(FILE *out, const char *name, const LbBar *bars, int n)
{
    double sum = 0, top = largest(bars, n), step = (double)WIDTH / (n > 0 ? n : 1);
    for (int i = 0; i < n; i++)
        if (bars[i].value > 0) sum += bars[i].value;
    start(out, name, HEIGHT + 2 * TEXT);
    for (int i = 0; i < n; i++) {
        double middle = step * (i + 0.5), height = bars[i].value / top * (double)HEIGHT;
        char   share[32];
        if (isnan(bars[i].value)) continue;
        snprintf(share, sizeof share, "%.1f%%", sum > 0 ? 100 * bars[i].value / sum : 0);
        put_rectangle(out, &bars[i], middle - 0.4 * step, TEXT + HEIGHT - height, 0.8 * step,
                      height);
        put_text(out, "middle", middle, TEXT + HEIGHT - height - 4, share);
        put_text(out, "middle", middle, 2 * TEXT + HEIGHT - 2, bars[i].label);
    }
    fputs("</svg>\n", out);
}

void lb_plot_bars(FILE *out, const char *name, const LbBar *bars, int n, int digits)
{
    double top   = largest(bars, n);
    int    known = 0, row = 0;
    for (int i = 0; i < n; i++)
        if (!isnan(bars[i].value)) known++;
    start(out, name, ROW * known);
    for (int i = 0; i < n; i++) {
        char   value[32];
        double length = bars[i].value / top * (WIDTH - LABELS - VALUES), y = ROW * row;
        if (isnan(bars[i].value)) continue;
        snprintf(value, sizeof value, "%.*f", digits, bars[i].value);
        put_text(out, "start", 0, y + 17, bars[i].label);
        put_rectangle(out, &bars[i], LABELS, y + 4, length, ROW - 8);
        put_text(out, "start", (double)LABELS + length + 5, y + 17, value);
        row++;
    }
    fputs("</svg>\n", out);
}

/* A round number: a third to a fifth of the way to `top`. */
static double tick_of(double top)
{
    double decade = pow(10, floor(log10(top))), share = top / decade;
    if (share < 1.5) return 0.5 * decade;
    if (share < 3) return decade;
    return share < 6 ? 2 * decade : 5 * decade;
}

static void put_scale(FILE *out, double top)
{
    double tick = tick_of(top);
    for (int i = 0; i * tick <= top; i++) {
        char   text[32];
        double y = TEXT + HEIGHT - i * tick / top * (double)HEIGHT;
        snprintf(text, sizeof text, "%g", i * tick);
        fprintf(out, "<line class=\"grid\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n", MARGIN,
                WIDTH, y, y);
        put_text(out, "end", MARGIN - 6, y + 4, text);
    }
}

void lb_plot_curve(FILE *out, const char *name, const double *y, int n)
{
    double top = 0, step = n > 1 ? (double)(WIDTH - MARGIN - TEXT) / (n - 1) : 0;
    char   last[16];
    for (int i = 0; i < n; i++)
        if (y[i] > top) top = y[i];
    if (!(top > 0)) top = 1;
    start(out, name, HEIGHT + 2 * TEXT);
    put_scale(out, top);
    fputs("<polyline class=\"curve\" points=\"", out);
    for (int i = 0; i < n; i++)
        fprintf(out, "%.1f,%.1f ", (double)MARGIN + i * step,
                TEXT + HEIGHT - y[i] / top * (double)HEIGHT);
    fputs("\"/>\n", out);
    for (int i = 0; i < n && n <= 60; i++)
        fprintf(out, "<circle class=\"ours\" cx=\"%.1f\" cy=\"%.1f\" r=\"3\"/>\n",
                (double)MARGIN + i * step, TEXT + HEIGHT - y[i] / top * (double)HEIGHT);
    snprintf(last, sizeof last, "%d", n);
    put_text(out, "middle", MARGIN, 2 * TEXT + HEIGHT - 2, "1");
    if (n > 1) put_text(out, "end", WIDTH - TEXT + 4, 2 * TEXT + HEIGHT - 2, last);
    fputs("</svg>\n", out);
}
