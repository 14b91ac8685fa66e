/* SPDX-License-Identifier: MIT */
#include "trainer/ingest/id_table.h"

#include "common/base/mem.h"

LbStatus lb_book_init(LbBook *book, LbError *err)
{
    *book = (LbBook){0};
    return lb_idmap_new(&book->ids, err);
}

void lb_book_clear(LbBook *book)
{
    lb_idmap_free(book->ids);
    free(book->place);
    *book = (LbBook){0};
}

LbStatus lb_book_add_many(LbBook *book, const LbSlice *ids, const uint64_t *places, size_t n,
                          int32_t *index, LbError *err)
{
    size_t   known = (size_t)lb_idmap_count(book->ids);
    void    *grown = book->place;
    LbStatus st    = lb_array_grow(&grown, &book->place_cap, known + n, sizeof *book->place, err);
    book->place    = grown;
    if (st == LB_OK) st = lb_idmap_add_many(book->ids, ids, n, index, err);
    for (size_t i = 0; st == LB_OK && i < n; i++)
        if ((size_t)index[i] == known) book->place[known++] = places[i];
    return st;
}

LbStatus lb_book_add(LbBook *book, LbSlice id, uint64_t place, int32_t *index, LbError *err)
{
    return lb_book_add_many(book, &id, &place, 1, index, err);
}
