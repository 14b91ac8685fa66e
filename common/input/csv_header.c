/* SPDX-License-Identifier: MIT */
#include "common/input/csv_header.h"

int lb_csv_header_find(const LbCsvRow *header, const char *const *names, int from)
{
    for (int i = from; i < header->n_fields; i++) {
        LbSlice field = lb_slice_trim(header->fields[i]);
        for (const char *const *name = names; *name != NULL; name++)
            if (lb_slice_is_nocase(field, *name)) return i;
    }
    return -1;
}
