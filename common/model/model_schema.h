/* SPDX-License-Identifier: MIT */
/** @file model_schema.h
 *  Schemas 1 and 2 of the model file as a table: what is stored where. Reader and writer both walk it;
 *  models/README.md describes it for people. Knows nothing of HDF5. */
#ifndef LB_COMMON_MODEL_MODEL_SCHEMA_H
#define LB_COMMON_MODEL_MODEL_SCHEMA_H

#include "common/model/model.h"

typedef enum LbElement {
    LB_ELEMENT_U8,
    LB_ELEMENT_I8,
    LB_ELEMENT_I16,
    LB_ELEMENT_I32,
    LB_ELEMENT_I64,
    LB_ELEMENT_U64,
    LB_ELEMENT_F16, /**< of schema 2 */
    LB_ELEMENT_F32,
    LB_ELEMENT_F64,
    LB_ELEMENT_TEXT /**< attributes only: char[size] in the structure */
} LbElement;

/** The extents that arrays have. */
typedef enum LbExtent {
    LB_EXTENT_NONE, /**< the array has one dimension */
    LB_EXTENT_FILMS,
    LB_EXTENT_FILMS_AND_ONE,
    LB_EXTENT_TABLE,
    LB_EXTENT_WITH_ID,
    LB_EXTENT_TASTE,
    LB_EXTENT_TASTE_AND_ONE,
    LB_EXTENT_STARS,
    LB_EXTENT_STARS_AND_ONE,
    LB_EXTENT_STARS_AND_TWO,
    LB_EXTENT_PRIOR,
    LB_EXTENT_PRIOR_AND_ONE,
    LB_EXTENT_PRIOR_MAP, /**< entries of the map */
    LB_EXTENT_STAGES,
    LB_EXTENT_NEIGHBOURS,
    LB_EXTENT_HEAD,
    LB_EXTENT_STARTS, /**< of a block of strings: n + 1 */
    LB_EXTENT_TEXT,   /**< of the same block: start[n] */
    LB_EXTENT_ITEMS   /**< of lists of the films: start[n_films] */
} LbExtent;

/** One array. Two rows of the table with the same path, one behind the other, are the same array in
 *  two types, of which a model has one. */
typedef struct LbDataset {
    const char *path;
    LbElement   element;
    LbExtent    rows, cols;
    size_t      pointer; /**< offset in LbModel of the pointer to the array */
    size_t      block;   /**< offset of the LbStrings or LbLists it belongs to, for the last three
                              extents */
    const char *about;   /**< stored beside the array: what it is, in which unit */
} LbDataset;

/** One scalar. */
typedef struct LbScalar {
    const char *group; /**< "/" = the root */
    const char *name;
    LbElement   element;
    size_t      offset; /**< in LbModel */
    size_t      size;   /**< bytes there */
} LbScalar;

/** One group. */
typedef struct LbGroup {
    const char *name;
    bool        is_new; /**< added to schema 1: older files lack it, and all of it is 0 then */
} LbGroup;

extern const LbGroup   lb_model_schema_groups[]; /**< name NULL at the end */
extern const LbDataset lb_model_schema_datasets[];
extern const LbScalar  lb_model_schema_scalars[];
extern const int       lb_model_schema_n_datasets, lb_model_schema_n_scalars;

/** Whether row i of the table is followed by the same array in another type. */
bool lb_model_schema_has_other_type(int i);

size_t lb_model_schema_element_size(LbElement element);

/** The array's address in a model, NULL = absent; and setting it. */
const void *lb_model_schema_array(const LbModel *model, const LbDataset *set);
void        lb_model_schema_set_array(LbModel *model, const LbDataset *set, const void *array);

/** How long the extent is in this model. Start arrays must be there for what follows from them. */
int64_t lb_model_schema_extent(const LbModel *model, const LbDataset *set, LbExtent extent);

/** Learn from an array of a file how long the extent is; those that follow from other arrays are
 *  left alone. @return false when it is out of range */
bool lb_model_schema_learn(LbModel *model, const LbDataset *set, LbExtent extent, uint64_t length);

#endif
