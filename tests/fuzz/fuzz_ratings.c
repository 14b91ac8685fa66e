/* SPDX-License-Identifier: MIT */
/* A ratings file of any kind, packed or not: the first byte chooses the settings. Rows must be as
 * the header promises; skipping bad rows must end, and find the rows before the first bad one. */
#include "common/input/rating_reader.h"

#include <math.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim) abort();
}

static void check_id(LbSlice id)
{
    require(id.len >= 1 && id.len <= 255);
    for (size_t i = 0; i < id.len; i++)
        require((unsigned char)id.text[i] >= 0x20 && id.text[i] != 0x7F);
}

static void check_row(const LbRatingRow *row, const LbRatingLayout *layout,
                      const LbRatingSettings *settings)
{
    require(row->line >= 1);
    if (layout->user >= 0) check_id(row->user);
    check_id(row->film);
    require(isfinite(row->rating) || (isnan(row->rating) && !settings->needs_rating));
}

/* Number of good rows up to the end or the first failure. */
static int64_t read_all(const uint8_t *data, size_t size, const LbRatingSettings *settings,
                        LbStatus *last)
{
    LbError         err    = {0};
    LbInput        *in     = NULL;
    LbRatingReader *reader = NULL;
    LbRatingRow     row;
    int64_t         n    = 0;
    bool            more = true;
    *last                = lb_input_open_memory(&in, data, size, NULL, &err);
    if (*last == LB_OK) *last = lb_rating_reader_open(&reader, in, settings, NULL, &err);
    while (*last == LB_OK && more) {
        *last = lb_rating_reader_next(reader, &row, &more, &err);
        if (*last != LB_OK || !more) break;
        LbRatingLayout layout = lb_rating_reader_layout(reader);
        check_row(&row, &layout, settings);
        n++;
    }
    require(*last == LB_OK || (*last == LB_EDATA && err.message[0] != '\0'));
    lb_rating_reader_close(reader);
    lb_input_close(in);
    return n;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    LbRatingSettings settings = lb_rating_layout_defaults();
    settings.format           = (LbRatingFormat)(data[0] & 3);
    settings.needs_user       = (data[0] & 4) == 0;
    settings.needs_rating     = (data[0] & 8) == 0;
    LbStatus strict, lenient;
    int64_t  n        = read_all(data + 1, size - 1, &settings, &strict);
    settings.skip_bad = true;
    int64_t n_skip    = read_all(data + 1, size - 1, &settings, &lenient);
    require(n_skip >= n && (strict != LB_OK || (lenient == LB_OK && n_skip == n)));
    return 0;
}
