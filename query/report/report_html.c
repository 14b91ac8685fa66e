/* SPDX-License-Identifier: MIT */
#include "query/report/report.h"

#include "common/base/ascii.h"
#include "common/base/date.h"
#include "common/base/hash.h"
#include "common/text/film_id.h"
#include "common/text/html.h"
#include "common/version.h"
#include "query/report/poster.h"
#include "query/report/report_html_assets.h"
#include "query/report/sentence.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

enum { TINTS = 6, LONG_WORD = 9, TEXT_CAP = 1024, SENTENCE_MAX = 1 << 26 };

static const char controls[] =
    "<form id=\"tools\" class=\"tools\" role=\"search\" autocomplete=\"off\" hidden>\n"
    "<label class=\"wide\">Title <input type=\"search\" name=\"find\"></label>\n"
    "<label class=\"wide\">Sort by <select name=\"sort\">\n"
    "<option value=\"rank\">as ranked</option>\n"
    "<option value=\"stars\">predicted stars</option>\n"
    "<option value=\"newest\">newest first</option>\n"
    "<option value=\"oldest\">oldest first</option>\n"
    "<option value=\"title\">title</option>\n"
    "<option value=\"shortest\">shortest first</option>\n"
    "<option value=\"longest\">longest first</option>\n"
    "<option value=\"popular\">most rated first</option>\n"
    "<option value=\"obscure\">least rated first</option>\n"
    "<option value=\"waiting\">longest on the watchlist</option>\n"
    "</select></label>\n"
    "<label class=\"wide\">Genre <select name=\"genre\"><option value=\"\">all</option></select>"
    "</label>\n"
    "<div class=\"years\">\n"
    "<label>From year <input type=\"number\" name=\"from\" min=\"1870\" max=\"2200\"></label>\n"
    "<label>to year <input type=\"number\" name=\"to\" min=\"1870\" max=\"2200\"></label>\n"
    "</div>\n"
    "<label class=\"check\"><input type=\"checkbox\" name=\"watchlist\"> watchlist only</label>\n"
    "<button type=\"reset\">Reset</button>\n"
    "<output name=\"count\" aria-live=\"polite\"></output>\n"
    "</form>\n";

/* The anchor of a person: the name may hold anything, and differ in case from the one asked for. */
static uint64_t anchor_of(LbSlice name)
{
    char   key[256];
    size_t len = 0;
    for (; len < name.len && len < sizeof key; len++)
        key[len] = lb_to_lower(name.text[len]);
    return lb_hash_bytes(key, len);
}

static void put_people(const LbReportSettings *settings)
{
    FILE *out = settings->out;
    fputs("<nav class=\"people\" aria-label=\"People\">\n<ul>\n", out);
    for (int32_t i = 0; i < settings->n_names; i++) {
        fprintf(out, "<li><a href=\"#person-%016" PRIx64 "\">", anchor_of(settings->names[i]));
        lb_html_text(out, settings->names[i]);
        fputs("</a></li>\n", out);
    }
    fputs("</ul>\n</nav>\n", out);
}

static void begin(const LbReportSettings *settings)
{
    FILE *out = settings->out;
    lb_html_begin(out, "Films to see next", &report_style, &report_script);
    fputs("<header>\n<h1>Films to see next</h1>\n", out);
    if (settings->n_names > 1) put_people(settings);
    fputs(controls, out);
    fputs("</header>\n<main>\n", out);
}

static void end(const LbReportSettings *settings)
{
    fputs("</main>\n<footer>\n<p>Stars are predicted from your ratings by a model of everybody's; "
          "films stand in the order in which they are recommended, which is not that of the stars "
          "alone. Made by <a href=\"" LB_HOMEPAGE "\">lbrec " LB_VERSION "</a>, which is not part "
          "of Letterboxd. Opening this page asks other sites for nothing but poster images",
          settings->out);
    if (!settings->any_poster) fputs(", and for these Letterboxd and TMDB alone", settings->out);
    fputs(".</p>\n</footer>\n", settings->out);
    lb_html_end(settings->out);
}

/* A whole number of things: "1 rating", "7 ratings". */
static void put_count(FILE *out, int64_t n, const char *thing)
{
    fprintf(out, "%" PRId64 " %s%s", n, thing, n == 1 ? "" : "s");
}

static void put_about(FILE *out, const LbAnswer *answer)
{
    LbProfileCounts    counts = lb_resolve_counts(answer->resolved, answer->profile);
    const LbModelInfo *info   = &answer->model->info;
    fputs("<p class=\"about\">From ", out);
    put_count(out, counts.rated, "rating");
    fprintf(out, ", %d watched, %d on the watchlist", (int)counts.watched, (int)counts.watchlist);
    if (answer->resolved->n_unknown > 0)
        fprintf(out, "; the model does not know %d of these films",
                (int)answer->resolved->n_unknown);
    fputs(". Model of ", out);
    lb_html_text(out, (LbSlice){info->trained, strcspn(info->trained, "T")});
    fprintf(out, ": %s, ", lb_model_method_name(info->method));
    put_count(out, answer->model->films.n_films, "film");
    fputs(".</p>\n", out);
}

/* What people call the film: its title, else its slug. */
static void put_name(FILE *out, const LbAnswer *answer, const LbPick *pick)
{
    LbSlice title = lb_answer_title(answer, pick);
    lb_html_text(out, title.len > 0 ? title : lb_answer_film(answer, pick));
}

/* What the script sorts by; what is not known is left out. */
static void put_values(FILE *out, const LbAnswer *answer, const LbPick *pick, int32_t rank)
{
    const LbFilms *films   = &answer->model->films;
    int            year    = lb_answer_year(answer, pick);
    int            minutes = lb_answer_runtime(answer, pick);
    fputs(" data-film=\"", out);
    lb_html_text(out, lb_answer_film(answer, pick));
    fprintf(out, "\" data-rank=\"%d\"", (int)rank);
    if (isfinite(pick->stars)) fprintf(out, " data-stars=\"%.4f\"", (double)pick->stars);
    if (year != LB_NO_YEAR) fprintf(out, " data-year=\"%d\"", year);
    if (minutes > 0) fprintf(out, " data-runtime=\"%d\"", minutes);
    if (pick->film >= 0) fprintf(out, " data-ratings=\"%d\"", (int)films->count[pick->film]);
}

/* Whether a word of the title is too long for a poster in letters of the usual size. */
static bool has_long_word(LbSlice title)
{
    size_t word = 0;
    for (size_t i = 0; i < title.len; i++) {
        bool is_first = ((unsigned char)title.text[i] & 0xc0) != 0x80; /* byte of a character */
        word          = title.text[i] == ' ' || title.text[i] == '-' ? 0 : word + is_first;
        if (word > LONG_WORD) return true;
    }
    return false;
}

/* The image covers the title, which is seen as long as there is none. */
static void put_poster(const LbReportSettings *settings, const LbAnswer *answer, const LbPick *pick,
                       int32_t rank, const char *link)
{
    FILE       *out    = settings->out;
    LbSlice     slug   = lb_answer_film(answer, pick);
    LbSlice     poster = lb_poster_address(answer->model, pick->film, settings->any_poster);
    const char *tag    = link[0] != '\0' ? "a" : "div";
    fprintf(out, "<%s class=\"poster tint-%d\" aria-hidden=\"true\"", tag,
            (int)(lb_hash_bytes(slug.text, slug.len) % TINTS));
    if (link[0] != '\0') fprintf(out, " href=\"%s\" tabindex=\"-1\"", link);
    fprintf(out, "><span class=\"rank\">%d</span><span class=\"cover%s\">", (int)rank,
            has_long_word(lb_answer_title(answer, pick)) ? " long" : "");
    put_name(out, answer, pick);
    fputs("</span>", out);
    if (poster.len > 0) {
        fputs("<img src=\"", out);
        lb_html_text(out, poster);
        fputs("\" alt=\"\" loading=\"lazy\" decoding=\"async\" referrerpolicy=\"no-referrer\">",
              out);
    }
    fprintf(out, "</%s>\n", tag);
}

static void put_heading(FILE *out, const LbAnswer *answer, const LbPick *pick, const char *link)
{
    int year = lb_answer_year(answer, pick);
    if (link[0] != '\0')
        fprintf(out, "<h3><a class=\"name\" href=\"%s\">", link);
    else
        fputs("<h3><span class=\"name\">", out);
    put_name(out, answer, pick);
    fputs(link[0] != '\0' ? "</a>" : "</span>", out);
    if (year != LB_NO_YEAR) fprintf(out, " <span class=\"year\">%d</span>", year);
    fputs("</h3>\n", out);
}

/* What it would be in the ratings file: "7.9 of 1 to 10". */
static void put_own_rating(FILE *out, const LbAnswer *answer, const LbPick *pick)
{
    const LbScale scale = answer->model->info.scale;
    if (!isfinite(pick->stars)) return;
    fprintf(out, "<p>%.1f <span class=\"own\">on a scale of %g to %g</span></p>\n",
            lb_answer_own_rating(answer, pick), scale.lo, scale.hi);
}

static void put_stars(FILE *out, float stars)
{
    if (!isfinite(stars)) {
        fputs("<p>not known to the model</p>\n", out);
        return;
    }
    long halves = lrintf(2 * stars);
    fputs("<p class=\"stars\"><span aria-hidden=\"true\">", out);
    for (long i = 1; i < halves; i += 2)
        fputs("★", out);
    if (halves % 2 != 0) fputs("½", out);
    fprintf(out,
            "</span> <b>%.1f</b><span class=\"hidden-text\"> predicted stars of 5</span></p>\n",
            (double)stars);
}

/* What each person of a group would give the film. */
static void put_each(FILE *out, const LbGroup *group, int32_t film)
{
    if (group == NULL || film < 0) return;
    fputs("<ul class=\"each\" aria-label=\"Stars of each\">", out);
    for (int32_t i = 0; i < group->n; i++) {
        const LbGroupMember *member = &group->members[i];
        if (member->stars == NULL || !isfinite(member->stars[film])) continue;
        fputs("<li>", out);
        lb_html_string(out, member->name);
        fprintf(out, " <b>%.1f</b></li>", (double)member->stars[film]);
    }
    fputs("</ul>\n", out);
}

static void put_facts(FILE *out, const LbAnswer *answer, const LbPick *pick)
{
    const LbFilms *films   = &answer->model->films;
    int            minutes = lb_answer_runtime(answer, pick);
    if (pick->film < 0) return;
    fputs("<p>", out);
    if (minutes >= 60) fprintf(out, "%d h %02d min · ", minutes / 60, minutes % 60);
    if (minutes > 0 && minutes < 60) fprintf(out, "%d min · ", minutes);
    put_count(out, films->count[pick->film], "rating");
    fputs("</p>\n", out);
    if (films->genres == NULL || films->genres[pick->film] == 0) return;
    fputs("<ul class=\"genres\" aria-label=\"Genres\">", out);
    for (int32_t g = 0; g < films->genre_names.n; g++) {
        if ((films->genres[pick->film] >> g & 1) == 0) continue;
        fputs("<li>", out);
        lb_html_text(out, lb_model_string(&films->genre_names, g));
        fputs("</li>", out);
    }
    fputs("</ul>\n", out);
}

/* Where else the film is found. */
static void put_links(FILE *out, const LbAnswer *answer, const LbPick *pick, const char *link)
{
    char    imdb[LB_FILM_ID_TEXT];
    int32_t tmdb = lb_answer_tmdb_id(answer, pick);
    lb_film_id_imdb_text(imdb, lb_answer_imdb_id(answer, pick));
    if (imdb[0] == '\0' && tmdb <= 0) return;
    fputs("<p class=\"links\">", out);
    if (link[0] != '\0') fprintf(out, "<a href=\"%s\">Letterboxd</a> ", link);
    if (imdb[0] != '\0') fprintf(out, "<a href=\"https://www.imdb.com/title/%s/\">IMDb</a> ", imdb);
    if (tmdb > 0)
        fprintf(out, "<a href=\"https://www.themoviedb.org/%s/%d\">TMDB</a>",
                lb_answer_is_tv(answer, pick) ? "tv" : "movie", (int)tmdb);
    fputs("</p>\n", out);
}

static void put_available(const LbReportSettings *settings, const LbPick *pick)
{
    char text[TEXT_CAP];
    if (settings->availability == NULL) return;
    lb_availability_text(text, sizeof text, settings->availability, pick->film);
    if (text[0] == '\0') return;
    fputs("<p class=\"available\">on ", settings->out);
    lb_html_string(settings->out, text);
    fputs("</p>\n", settings->out);
}

/* How long the film has waited on the watchlist, where that is known. */
static void put_mark(FILE *out, int32_t waiting_days)
{
    char span[LB_DATE_SPAN];
    fputs("<p class=\"mark\">on the watchlist", out);
    if (waiting_days > 0) {
        lb_date_span(span, waiting_days);
        fprintf(out, " for %s", span);
    }
    fputs("</p>\n", out);
}

/* What carried the pick, with --explain. */
static LbStatus put_because(FILE *out, const LbAnswer *answer, const LbPick *pick, LbError *err)
{
    LbBuf text;
    lb_buf_init(&text, SENTENCE_MAX);
    LbStatus st = lb_sentence_append(&text, answer, pick, err);
    if (st == LB_OK && text.len > 0) {
        fputs("<p class=\"because\">", out);
        lb_html_string(out, lb_buf_text(&text));
        fputs("</p>\n", out);
    }
    lb_buf_clear(&text);
    return st;
}

static LbStatus put_film(const LbReportSettings *settings, const LbAnswer *answer,
                         const LbPick *pick, int32_t rank, LbError *err)
{
    FILE   *out     = settings->out;
    int32_t waiting = lb_answer_waiting_days(answer, pick, settings->today);
    char    link[LB_LINK_MAX];
    lb_answer_link(link, answer, pick);
    fputs("<li class=\"film\"", out);
    put_values(out, answer, pick, rank);
    if (waiting >= 0) fprintf(out, " data-waiting=\"%d\"", (int)waiting);
    fputs(">\n", out);
    put_poster(settings, answer, pick, rank, link);
    fputs("<div class=\"body\">\n", out);
    put_heading(out, answer, pick, link);
    if (answer->similar != NULL)
        fprintf(out, "<p class=\"stars\"><b>%.0f %%</b> alike</p>\n", 100 * (double)pick->score);
    else
        put_stars(out, pick->stars);
    if (settings->own_scale && answer->similar == NULL) put_own_rating(out, answer, pick);
    put_each(out, answer->group, pick->film);
    put_facts(out, answer, pick);
    put_available(settings, pick);
    if (pick->is_on_watchlist) put_mark(out, waiting);
    LbStatus st = put_because(out, answer, pick, err);
    put_links(out, answer, pick, link);
    fputs("</div>\n</li>\n", out);
    return st;
}

static void put_nothing(FILE *out, const LbAnswer *answer)
{
    fputs("<p>There is nothing to recommend", out);
    if (answer->why != NULL) {
        fputs(": ", out);
        lb_html_string(out, answer->why);
    }
    fputs(".</p>\n", out);
}

static LbStatus write_answer(const LbReportSettings *settings, const LbAnswer *answer, LbError *err)
{
    FILE       *out    = settings->out;
    const char *user   = lb_profile_user(answer->profile);
    uint64_t    anchor = anchor_of((LbSlice){user, strlen(user)});
    LbStatus    st     = LB_OK;
    fprintf(out,
            "<section class=\"person\" id=\"person-%016" PRIx64
            "\" aria-labelledby=\"name-%016" PRIx64 "\">\n<h2 id=\"name-%016" PRIx64 "\">",
            anchor, anchor, anchor);
    if (answer->similar != NULL) {
        fputs("Films like ", out);
        put_name(out, answer, answer->similar);
        fputs("</h2>\n", out);
    } else {
        lb_html_string(out, user[0] != '\0' ? user : "For you");
        fputs("</h2>\n", out);
        put_about(out, answer);
    }
    fputs("<ol class=\"films\" role=\"list\">\n", out);
    for (int32_t i = 0; i < answer->picks->n && st == LB_OK; i++)
        st = put_film(settings, answer, &answer->picks->items[i], i + 1, err);
    fputs("</ol>\n", out);
    if (answer->picks->n == 0) put_nothing(out, answer);
    fputs("<p class=\"none\" hidden>No film is as you ask.</p>\n</section>\n", out);
    return st;
}

const LbReportFormat lb_report_html = {.begin = begin, .answer = write_answer, .end = end};

const LbReportFormat lb_report_cards = {.answer = write_answer};
