/* SPDX-License-Identifier: MIT */
#include "query/report/report.h"

#include "common/text/film_id.h"
#include "common/text/json.h"
#include "common/text/text.h"

#include <stdlib.h>

enum { TEXT_CAP = 1024 };

static LbStatus put_film(FILE *out, const LbAnswer *answer, const LbPick *pick, LbError *err)
{
    LbStatus st   = LB_OK;
    LbJson  *doc  = lb_json_new();
    char    *line = NULL;
    char     imdb[LB_FILM_ID_TEXT], title[TEXT_CAP];
    int32_t  tmdb = lb_answer_tmdb_film(answer, pick);
    int      year = lb_answer_year(answer, pick);
    if (doc == NULL) return lb_error_nomem(err, 0);
    LbJsonValue *root = lb_json_root(doc);
    lb_film_id_imdb_text(imdb, lb_answer_imdb_id(answer, pick));
    lb_text_clean(title, sizeof title, lb_answer_title(answer, pick));
    lb_json_int(doc, root, "id", tmdb);
    lb_json_int(doc, root, "tmdb_id", tmdb);
    if (imdb[0] != '\0') lb_json_text(doc, root, "imdb_id", imdb);
    if (title[0] != '\0') lb_json_text(doc, root, "title", title);
    if (year != LB_NO_YEAR) lb_json_int(doc, root, "year", year);
    LB_TRY(lb_json_dump(doc, false, &line, err));
    fputs(line, out);
cleanup:
    free(line);
    lb_json_free(doc);
    return st;
}

static LbStatus write_answer(const LbReportSettings *settings, const LbAnswer *answer, LbError *err)
{
    LbStatus st   = LB_OK;
    int32_t  kept = 0;
    fputc('[', settings->out);
    for (int32_t i = 0; i < answer->picks->n && st == LB_OK; i++) {
        const LbPick *pick = &answer->picks->items[i];
        if (lb_answer_tmdb_film(answer, pick) <= 0) continue;
        fputs(kept++ > 0 ? ",\n " : "", settings->out);
        st = put_film(settings->out, answer, pick, err);
    }
    fputs("]\n", settings->out);
    if (kept < answer->picks->n)
        lb_reporter_message(settings->reporter, LB_LEVEL_NOTE,
                            "left out, having no TMDB id of a film: %d of %d",
                            (int)(answer->picks->n - kept), (int)answer->picks->n);
    return st;
}

const LbReportFormat lb_report_radarr = {
    .answer = write_answer, .is_for_one = true, .needs_tmdb_ids = true};
