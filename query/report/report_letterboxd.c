/* SPDX-License-Identifier: MIT */
#include "query/report/report.h"

#include "common/text/film_id.h"

static void put_ids(FILE *out, const LbAnswer *answer, const LbPick *pick)
{
    char    imdb[LB_FILM_ID_TEXT];
    int32_t tmdb = lb_answer_tmdb_film(answer, pick);
    lb_film_id_imdb_text(imdb, lb_answer_imdb_id(answer, pick));
    if (tmdb > 0) fprintf(out, "%d", (int)tmdb);
    fprintf(out, ",%s,", imdb);
}

static LbStatus write_answer(const LbReportSettings *settings, const LbAnswer *answer, LbError *err)
{
    FILE *out     = settings->out;
    bool  has_ids = lb_answer_has_ids(answer->model);
    (void)err;
    fputs(has_ids ? "LetterboxdURI,tmdbID,imdbID,Title,Year\n" : "LetterboxdURI,Title,Year\n", out);
    for (int32_t i = 0; i < answer->picks->n; i++) {
        const LbPick *pick  = &answer->picks->items[i];
        LbSlice       title = lb_answer_title(answer, pick);
        int           year  = lb_answer_year(answer, pick);
        char          link[LB_LINK_MAX];
        bool          is_linked = lb_answer_link(link, answer, pick);
        fprintf(out, "%s,", link);
        if (has_ids) put_ids(out, answer, pick);
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
