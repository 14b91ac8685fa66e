/* SPDX-License-Identifier: MIT */
#include "trainer/matrix/assemble.h"

#include "common/base/mem.h"

#include <stdbool.h>
#include <string.h>

/* While rows are sorted an entry is one word, the column above the bits of the value: no second
 * array, and the value travels with its column. */
static uint64_t entry_pack(int32_t col, float value)
{
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return (uint64_t)(uint32_t)col << 32 | bits;
}

static float entry_value(uint64_t entry)
{
    uint32_t bits = (uint32_t)entry;
    float    value;
    memcpy(&value, &bits, sizeof value);
    return value;
}

enum { DIGIT_BITS = 11, DIGITS = 1 << DIGIT_BITS, SHORT_BITS = 8, INSERTION_MAX = 48 };

static void insertion_sort(uint64_t *entry, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        uint64_t moved = entry[i];
        size_t   j     = i;
        for (; j > 0 && entry[j - 1] > moved; j--)
            entry[j] = entry[j - 1];
        entry[j] = moved;
    }
}

/* Radix sort by column; `scratch` is as long as the row. A short row is sorted by smaller digits,
 * for the counts would take longer than its entries. */
static void radix_sort(uint64_t *entry, uint64_t *scratch, size_t n, int32_t n_cols)
{
    const int bits = n < DIGITS ? SHORT_BITS : DIGIT_BITS, digits = 1 << bits;
    uint32_t  offset[DIGITS + 1];
    for (int shift = 0; shift < 32 && (uint32_t)(n_cols - 1) >> shift > 0; shift += bits) {
        memset(offset, 0, ((size_t)digits + 1) * sizeof *offset);
        for (size_t i = 0; i < n; i++)
            offset[(entry[i] >> (32 + shift) & (uint64_t)(digits - 1)) + 1]++;
        for (int d = 0; d < digits; d++)
            offset[d + 1] += offset[d];
        for (size_t i = 0; i < n; i++)
            scratch[offset[entry[i] >> (32 + shift) & (uint64_t)(digits - 1)]++] = entry[i];
        memcpy(entry, scratch, n * sizeof *entry);
    }
}

static bool is_ascending(const uint64_t *entry, size_t n)
{
    for (size_t i = 1; i < n; i++)
        if (entry[i - 1] > entry[i]) return false;
    return true;
}

/* Building: the triplets in slices, each in parts, and the rows in strips, all fixed beforehand. What
 * a row holds in the end does not depend on any of them. */
enum { SLICES = 8, PARTS_MOST = 8, STRIPS = 64 };

typedef struct Build {
    LbAssembled      *out;
    const LbTriplets *triplets;
    int64_t           slice;
    int               n_parts;
    uint64_t *offset;  /* [n_parts x n_rows] entries of each row in a part of all slices, then the
                                offset behind the next one, which goes before those it has */
    uint64_t *scratch; /* [threads x longest row] */
    uint64_t  longest;
} Build;

static uint64_t *offsets_of(const Build *build, int64_t part)
{
    return build->offset + (size_t)part * (size_t)build->out->n_rows;
}

/* The triplets of a part of a slice begin here, and end where the next part does. */
static int64_t part_begin(const Build *build, int64_t slice, int64_t part)
{
    int64_t begin = lb_pool_part_begin(build->triplets->n, slice, SLICES);
    int64_t end   = lb_pool_part_begin(build->triplets->n, slice + 1, SLICES);
    return begin + lb_pool_part_begin(end - begin, part, build->n_parts);
}

/* Entries of one row mostly follow each other: a run is counted at once. */
static void count_part(void *ctx, int64_t part, int thread)
{
    const Build   *build = ctx;
    const int32_t *row   = build->triplets->user;
    uint64_t      *count = offsets_of(build, part);
    (void)thread;
    for (int64_t slice = 0; slice < SLICES; slice++) {
        int64_t end = part_begin(build, slice, part + 1);
        for (int64_t i = part_begin(build, slice, part), begin = i; i < end; i++)
            if (i + 1 == end || row[i + 1] != row[i]) {
                count[row[i]] += (uint64_t)(i + 1 - begin);
                begin = i + 1;
            }
    }
}

/* Where rows begin, and in each row where the entries of each part end. */
static void set_offsets(Build *build)
{
    uint64_t at = 0;
    for (int32_t r = 0; r < build->out->n_rows; r++) {
        uint64_t begin       = at;
        build->out->start[r] = at;
        for (int part = 0; part < build->n_parts; part++) {
            uint64_t *offset = offsets_of(build, part) + r;
            at += *offset;
            *offset = at;
        }
        if (at - begin > build->longest) build->longest = at - begin;
    }
    build->out->start[build->out->n_rows] = at;
}

/* Backwards, so that triplets in their order come into rows in order. */
static void scatter_part(void *ctx, int64_t part, int thread)
{
    const Build      *build    = ctx;
    const LbTriplets *triplets = build->triplets;
    uint64_t         *offset   = offsets_of(build, part);
    int64_t           begin    = part_begin(build, build->slice, part);
    (void)thread;
    for (int64_t i = part_begin(build, build->slice, part + 1); i-- > begin;)
        build->out->col[--offset[triplets->user[i]]] =
            entry_pack(triplets->film[i], triplets->stars[i]);
}

/* From the last slice on: of ratings that lie user by user, as most files have them, either the
 * triplets are in memory or the entries. */
static void scatter(Build *build, LbPool *pool)
{
    const LbTriplets *triplets = build->triplets;
    for (build->slice = SLICES - 1; build->slice >= 0; build->slice--) {
        int64_t begin = part_begin(build, build->slice, 0);
        if (begin == part_begin(build, build->slice, build->n_parts)) continue;
        lb_pool_run(pool, build->n_parts, scatter_part, build);
        if (triplets->release != NULL) triplets->release(triplets->owner, begin);
    }
}

static void sort_row(const Build *build, int32_t row, uint64_t *scratch)
{
    LbAssembled *out   = build->out;
    uint64_t    *entry = out->col + out->start[row];
    size_t       n     = (size_t)(out->start[row + 1] - out->start[row]);
    if (is_ascending(entry, n)) return;
    if (n <= INSERTION_MAX)
        insertion_sort(entry, n);
    else
        radix_sort(entry, scratch, n, out->n_cols);
}

/* Sort each row, then part columns and values. */
static void finish_strip(void *ctx, int64_t strip, int thread)
{
    const Build *build = ctx;
    LbAssembled *out   = build->out;
    int32_t      end   = (int32_t)lb_pool_part_begin(out->n_rows, strip + 1, STRIPS);
    for (int32_t r = (int32_t)lb_pool_part_begin(out->n_rows, strip, STRIPS); r < end; r++) {
        sort_row(build, r, build->scratch + (uint64_t)thread * build->longest);
        for (uint64_t i = out->start[r]; i < out->start[r + 1]; i++) {
            out->value[i] = entry_value(out->col[i]);
            out->col[i] >>= 32;
        }
    }
}

LbStatus lb_assemble(LbAssembled *out, const LbTriplets *triplets, LbPool *pool, LbError *err)
{
    LbStatus    st      = LB_OK;
    int         threads = lb_pool_threads(pool);
    LbAssembled made = {.n_rows = triplets->n_users, .n_cols = triplets->n_films, .n = triplets->n};
    Build       build = {
              .out = &made, .triplets = triplets, .n_parts = threads < PARTS_MOST ? threads : PARTS_MOST};
    *out = (LbAssembled){0};
    LB_ALLOC(made.start, (size_t)made.n_rows + 1);
    LB_ALLOC(made.col, made.n);
    LB_ALLOC_ZEROED(build.offset, (size_t)build.n_parts * (size_t)made.n_rows);
    lb_pool_run(pool, build.n_parts, count_part, &build);
    set_offsets(&build);
    scatter(&build, pool);
    LB_ALLOC(made.value, made.n);
    LB_ALLOC(build.scratch, (uint64_t)threads * build.longest);
    lb_pool_run(pool, STRIPS, finish_strip, &build);
    *out = made;
    made = (LbAssembled){0};
cleanup:
    free(build.offset);
    free(build.scratch);
    lb_assemble_clear(&made);
    return st;
}

void lb_assemble_clear(LbAssembled *assembled)
{
    free(assembled->start);
    free(assembled->col);
    free(assembled->value);
    *assembled = (LbAssembled){0};
}
