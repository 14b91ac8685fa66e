/* SPDX-License-Identifier: MIT */
/* Text from outside: numbers, cleaning, keys, widths. Checks what the header promises. */
#include "common/text/text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(bool claim)
{
    if (!claim) abort();
}

static void check_cleaning(LbSlice text)
{
    char   clean[200], again[200];
    size_t len = lb_text_clean(clean, sizeof clean, text);
    require(len < sizeof clean && clean[len] == '\0');
    require(lb_text_clean(again, sizeof again, (LbSlice){clean, len}) == len);
    require(memcmp(clean, again, len) == 0);
}

static void check_key(LbSlice text)
{
    char   key[200], again[200];
    size_t len = lb_text_key(key, sizeof key, text);
    require(len < sizeof key && key[len] == '\0');
    require(lb_text_key(again, sizeof again, (LbSlice){key, len}) == len);
    require(memcmp(key, again, len) == 0);
    LbSlice half = {text.text, text.len / 2};
    int     d    = lb_text_distance(text, half, 5);
    require(d >= 0 && d <= 6 && d == lb_text_distance(half, text, 5));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    LbSlice text   = {(const char *)data, size};
    double  number = 0;
    int64_t integer;
    if (lb_slice_to_double(text, &number)) require(isfinite(number));
    if (lb_slice_to_int(text, &integer)) require(lb_slice_to_double(text, &number) || size > 400);
    check_cleaning(text);
    check_key(text);
    for (int width = 0; width < 10; width++) {
        size_t n = lb_text_prefix(text, width);
        require(n <= size && lb_text_width((LbSlice){text.text, n}) <= width);
    }
    return 0;
}
