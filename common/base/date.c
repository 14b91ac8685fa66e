/* SPDX-License-Identifier: MIT */
#include "common/base/date.h"

#include <stdio.h>

enum { FIRST_YEAR = 1800, LAST_YEAR = 9999 };

static int days_in(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool             leap   = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return days[month - 1] + (month == 2 && leap);
}

int32_t lb_date_parse(LbSlice text)
{
    int64_t year, month, day;
    if (text.len != 10 || text.text[4] != '-' || text.text[7] != '-') return 0;
    if (!lb_slice_to_int((LbSlice){text.text, 4}, &year) ||
        !lb_slice_to_int((LbSlice){text.text + 5, 2}, &month) ||
        !lb_slice_to_int((LbSlice){text.text + 8, 2}, &day))
        return 0;
    if (year < FIRST_YEAR || year > LAST_YEAR || month < 1 || month > 12 || day < 1 ||
        day > days_in((int)year, (int)month))
        return 0;
    return (int32_t)(year * 10000 + month * 100 + day);
}

void lb_date_text(char out[LB_DATE_TEXT], int32_t date)
{
    snprintf(out, LB_DATE_TEXT, "%04d-%02d-%02d", (int)(date / 10000), (int)(date / 100 % 100),
             (int)(date % 100));
}

/* Days since 1 March of year 0: years that begin in March have their leap day at the end.
 * E. Richards: Calendars. In: Explanatory Supplement to the Astronomical Almanac, 2013. */
static int32_t day_number(int32_t date)
{
    int32_t year = date / 10000, month = date / 100 % 100, day = date % 100;
    int32_t from_march = (month + 9) % 12;
    year -= month <= 2;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * from_march + 2) / 5 + day - 1;
}

int32_t lb_date_days(int32_t from, int32_t to)
{
    return day_number(to) - day_number(from);
}

void lb_date_span(char out[LB_DATE_SPAN], int32_t days)
{
    int32_t     n    = days;
    const char *unit = "day";
    if (days >= 365) {
        n    = (int32_t)(days / 365.2425);
        n    = n > 0 ? n : 1;
        unit = "year";
    } else if (days > 30) {
        n    = (int32_t)(days / 30.436875);
        unit = "month";
    }
    if (days <= 0)
        snprintf(out, LB_DATE_SPAN, "today");
    else
        snprintf(out, LB_DATE_SPAN, "%d %s%s", (int)n, unit, n == 1 ? "" : "s");
}
