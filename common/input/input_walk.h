/* SPDX-License-Identifier: MIT */
/** @file input_walk.h
 *  The folder half of lb_input_walk(), and the limits both halves share. */
#ifndef LB_COMMON_INPUT_INPUT_WALK_H
#define LB_COMMON_INPUT_INPUT_WALK_H

#include "common/input/input.h"

enum { LB_WALK_MEMBERS = 10000, LB_WALK_DEPTH = 8, LB_WALK_NAME = 4096 };

typedef struct LbVisitor {
    LbMemberFn visit;
    void      *ctx;
    int64_t    member_max;
} LbVisitor;

/** Call the visitor for one member, whose bytes `read` gives, as the input "path/member", which
 *  fails with LB_EDATA once it has given more than member_max bytes. */
LB_NODISCARD LbStatus lb_walk_visit(const LbVisitor *visitor, const char *path, const char *member,
                                    LbReadFn read, void *read_ctx, LbError *err);

/** As lb_input_walk(), `path` being a folder. Members come in the order of their names. */
LB_NODISCARD LbStatus lb_walk_folder(const char *path, const LbVisitor *visitor, LbError *err);

#endif
