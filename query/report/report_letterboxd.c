/* SPDX-License-Identifier: MIT */
#include "query/report/report.h"

static LbStatus write_answer(const LbReportSettings *settings, const LbAnswer *answer, LbError *err)
{
    FILE *out = settings->out;
    (void)err;
    fputs("LetterboxdURI,Title,Year\n", out);
    for (int32_t i = 0; i < answer->picks->n; i++) {
        const LbPick *pick  = &answer->picks->items[i];
        LbSlice       title = lb_answer_title(answer, pick);
        int           year  = lb_answer_year(answer, pick);
        char          link[LB_LINK_MAX];
        bool          is_linked = lb_answer_link(link, answer, pick);
        fprintf(out, "%s,", link);
        /* The importer goes by the title where there is no address. */
        lb_report_csv_field(out, title.len > 0 || is_linked ? title : lb_answer_film(answer, pick));
        if (year != LB_NO_YEAR)
            fprintf(out, ",%d\n", year);
        else
            fputs(",\n", out);
    }
    return LB_OK;
}

const LbReportFormat lb_report_letterboxd = {.answer = write_answer, .is_for_one = true};
