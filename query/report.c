/* SPDX-License-Identifier: MIT */
#include "query/report.h"

LbSlice lb_answer_film(const LbAnswer *answer, const LbPick *pick)
{
    if (pick->film >= 0) return lb_strings_at(&answer->model->films.slugs, pick->film);
    return answer->candidates->text[pick->candidate];
}

LbSlice lb_answer_title(const LbAnswer *answer, const LbPick *pick)
{
    if (pick->film < 0) return (LbSlice){"", 0};
    return lb_strings_at(&answer->model->films.titles, pick->film);
}

int lb_answer_year(const LbAnswer *answer, const LbPick *pick)
{
    const int16_t *year = answer->model->films.year;
    return pick->film >= 0 && year != NULL ? year[pick->film] : LB_NO_YEAR;
}
