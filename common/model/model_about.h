/* SPDX-License-Identifier: MIT */
/** @file model_about.h
 *  What a model says of itself, for people and monitors: lbrec-query --model-info and lbrec-train
 *  --list. */
#ifndef LB_COMMON_MODEL_MODEL_ABOUT_H
#define LB_COMMON_MODEL_MODEL_ABOUT_H

#include "common/model/model.h"
#include "common/text/json.h"

enum { LB_AGE_TEXT = 64 };

/** Seconds since `trained` ("2026-11-24T13:00:00Z") at `now`, in seconds since 1970; negative when
 *  the clock has been set back since. NAN when it is no such date. */
double lb_model_about_age(const char *trained, int64_t now);

/** "3 hours", "12 days"; for a negative age that the date is in the future. */
void lb_model_about_age_text(char out[LB_AGE_TEXT], double seconds);

/** Rank of the main factor matrix; 0 = biases alone. */
int32_t lb_model_about_rank(const LbModel *model);

/** One fact about films, and of how many the model knows it. */
typedef struct LbAboutFact {
    const char *key;  /**< "imdb_ids" */
    const char *name; /**< "IMDb ids" */
    int32_t     films;
} LbAboutFact;

enum { LB_ABOUT_FACTS = 14 };

/** What the model knows of its films. One pass over them. */
void lb_model_about_facts(LbAboutFact out[LB_ABOUT_FACTS], const LbFilms *films);

/** The evaluation or the settings of a model as JSON; *out = NULL when the text is none, as of a model
 *  that was not evaluated.
 *  @retval LB_ENOMEM  only */
LB_NODISCARD LbStatus lb_model_about_parse(LbJson **out, const char *text, LbError *err);

/** Put everything but the arrays: trained, age_seconds, method, rank, ratings, users, films, scale,
 *  mean_stars, source, input_hash, program, libraries, facts (of how many films each is known),
 *  settings and evaluation (null when it was not evaluated). */
void lb_model_about_json(LbJson *doc, LbJsonValue *object, const LbModel *model, int64_t now);

#endif
