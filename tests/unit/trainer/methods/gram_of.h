/* SPDX-License-Identifier: MIT */
/** @file gram_of.h
 *  The Gram matrix of all films of a small matrix, which stays. */
#ifndef LB_TESTS_UNIT_TRAINER_METHODS_GRAM_OF_H
#define LB_TESTS_UNIT_TRAINER_METHODS_GRAM_OF_H

#include "trainer/methods/item_gram.h"

/** Free with lb_item_gram_clear(), whatever the status. */
static inline LbStatus gram_of_films(LbItemGram *out, const LbCsr *films, LbPool *pool,
                                     LbError *err)
{
    LbCsr    copy = {0};
    LbStatus st   = lb_csr_copy(&copy, films, err);
    *out          = (LbItemGram){0};
    if (st == LB_OK) st = lb_item_gram_build(out, &copy, films->n_rows, 1, pool, NULL, err);
    lb_csr_clear(&copy);
    return st;
}

#endif
