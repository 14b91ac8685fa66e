/* SPDX-License-Identifier: MIT */
/** @file embedding.h
 *  Coordinates of people and films by who watches what, whatever they thought of it: truncated SVD
 *  of the matrix that is 1 where there is a rating, films scaled to norm^d. */
#ifndef LB_TRAINER_METHODS_EMBEDDING_H
#define LB_TRAINER_METHODS_EMBEDDING_H

#include "trainer/matrix/csr.h"
#include "trainer/svd/factors.h"

/** Rows of a common length, which says nothing: |e| = sqrt(rank), or 0. Of several ranks each has its
 *  own (own_rows.h). */
typedef struct LbEmbedding {
    int32_t n, rank; /**< n: rows that are here */
    float  *row;     /**< [n x rank] row-major */
} LbEmbedding;

typedef struct LbEmbeddingSettings {
    int32_t rank;   /**< default 60 */
    double  power;  /**< d; default 0.5 */
    double  shrink; /**< a person of n films keeps n / (n + shrink) of their coordinates; 20 */
} LbEmbeddingSettings;

LbEmbeddingSettings lb_embedding_defaults(void);

/** Both embeddings, and what gives a new person coordinates: the sum of `seen` over their films,
 *  scaled, then drawn to `centre`. */
typedef struct LbEmbeddings {
    LbEmbedding people, films;
    float      *seen;   /**< [n_films x rank] */
    float      *centre; /**< [rank] mean of the people */
} LbEmbeddings;

/** Scale the rows as LbEmbedding wants them. */
void lb_embedding_normalise(LbEmbedding *embedding);

/** Learn from `by_user`, whose values do not matter. The rank may come out lower than asked.
 *  @param solver  rank is that of `settings`
 *  @retval as lb_factors_solve()
 *  Cost: the SVD, and one pass over the ratings. */
LB_NODISCARD LbStatus lb_embedding_fit(LbEmbeddings *out, const LbCsr *by_user,
                                       const LbEmbeddingSettings *settings,
                                       const LbFactorSettings *solver, LbPool *pool,
                                       const LbReporter *reporter, LbError *err);
void                  lb_embedding_clear(LbEmbeddings *embeddings);

#endif
