/* SPDX-License-Identifier: MIT */
#include "query/source/read_lines.h"

#include "query/source/film_name.h"

#include <string.h>

enum { LINE_MAX_LEN = 1024 };

static bool is_film(LbSlice line)
{
    char    text[LINE_MAX_LEN];
    LbEntry entry;
    if (line.len >= sizeof text) return false;
    memcpy(text, line.text, line.len);
    text[line.len] = '\0';
    return lb_film_name_parse(text, &entry);
}

/* What else a first line tells of the file. */
static const char *hint_of(LbSlice line, int64_t number)
{
    if (number > 1) return "";
    if (line.text[0] == '<')
        return " (pages that were saved from Letterboxd are read with --saved-page; of lbrec's "
               "own answers JSON, CSV and lists are read again)";
    if (line.text[0] == '#') return " (of lbrec's own answers JSON, CSV and lists are read again)";
    for (size_t i = 0; i < line.len; i++)
        if (strchr(",;\t|", line.text[i]) != NULL)
            return " (a table needs a header with a column that names films, such as Title, Name, "
                   "imdb_id or Letterboxd URI)";
    return "";
}

static LbStatus refuse(LbSlice line, int64_t number, LbError *err)
{
    return lb_error_set(err, LB_EDATA, 0,
                        "line %lld: expected a slug, an address (letterboxd.com, boxd.it, IMDb or "
                        "TMDB), an IMDb id or \"Title (Year)\", found '%.*s'%s",
                        (long long)number, (int)(line.len < 60 ? line.len : 60), line.text,
                        hint_of(line, number));
}

LbStatus lb_read_lines(LbFilmRecords *out, LbSlice text, LbError *err)
{
    LbSlice line;
    for (int64_t number = 1; lb_slice_next_line(&line, &text); number++) {
        line = lb_slice_trim(line);
        if (line.len == 0) continue;
        if (!is_film(line)) return refuse(line, number, err);
        LbSlice fields[LB_FIELDS] = {{"", 0}};
        fields[LB_FIELD_FILM]     = line;
        LbStatus st               = lb_film_records_add(out, fields, number, err);
        if (st != LB_OK) return st;
    }
    return LB_OK;
}
