# SPDX-License-Identifier: MIT
"""Pages as Letterboxd makes them since April 2026, made up: film N has the slug "film-N", the id N
and the title "Film N"."""

import html
import json


def film(number, title=None):
    """The element that names a film."""
    name = html.escape(title or "Film %d (%d)" % (number, 1950 + number % 70))
    identity = html.escape(json.dumps({"lid": "x", "uid": "film:%d" % number, "type": "film"}))
    return ('<div class="react-component" data-component-class="LazyPoster"'
            ' data-item-name="%s" data-item-slug="film-%d" data-item-link="/film/film-%d/"'
            ' data-target-link="/film/film-%d/" data-postered-identifier="%s">'
            '<div class="poster film-poster"><img src="empty.png" alt="Film"></div></div>'
            % (name, number, number, number, identity))


def page(user, body_class, content, title="Films", charset="utf-8"):
    """A whole page; like every good one it names the challenge script, which is no challenge."""
    return ('<!DOCTYPE html>\n<html lang="en"><head><meta charset="%s"><title>%s</title>'
            '<script src="/cdn-cgi/challenge-platform/scripts/jsd/main.js"></script></head>'
            '<body class="%s" data-owner="%s"><div class="content-wrap">%s</div></body></html>\n'
            % (charset, title, body_class, user, content))


def pagination(next_path, last=None):
    """The links between pages; next_path None: the last page; both None: the only page."""
    if next_path is None and last is None:
        return ""
    link = ('<a class="next" href="%s">Older</a>' % next_path if next_path
            else '<span class="next">Older</span>')
    disabled = "" if next_path else " paginate-disabled"
    numbers = "".join('<li class="paginate-page"><a href="#">%d</a></li>' % n
                      for n in range(1, (last or 0) + 1))
    return ('<div class="pagination"><div class="paginate-nextprev%s">%s</div>'
            '<div class="paginate-pages"><ul>%s</ul></div></div>' % (disabled, link, numbers))


def films(user, numbers, next_path=None, last=None, stars=lambda n: n % 11, **more):
    """A films page; stars gives half stars, 0 for none."""
    cards = "".join(
        '<li class="griditem">%s<p class="poster-viewingdata" data-item-uid="film:%d">%s</p></li>'
        % (film(n), n, '<span class="rating -micro -darker rated-%d">x</span>' % stars(n)
           if stars(n) else "") for n in numbers)
    return page(user, "films-watched", '<ul class="grid -p70">%s</ul>%s'
                % (cards, pagination(next_path, last)), **more)


def watchlist(user, numbers, total=None, next_path=None):
    """A watchlist page of a list that says to have `total` films."""
    numbers = list(numbers)
    cards = "".join('<li class="griditem">%s</li>' % film(n) for n in numbers)
    return page(user, "watchlist", '<div class="js-watchlist-content" data-num-entries="%d">'
                '<ul class="grid -p125">%s</ul></div>%s'
                % (len(numbers) if total is None else total, cards,
                   pagination(next_path, 2 if next_path else None)))


def diary(user, rows, next_path=None):
    """A diary page; rows are (film, half stars), newest first."""
    cells = "".join(
        '<tr class="diary-entry-row viewing-poster-container" data-viewing-id="%d">'
        '<td class="col-daydate"><a class="daydate" href="/%s/diary/films/for/2026/01/%02d/">1</a>'
        '</td><td class="col-production">%s</td><td class="col-rating"><div class="rating-green">'
        '<div class="hide-for-owner"><span class="rating %s"> </span></div></div></td>'
        '<td class="col-like"></td><td class="col-rewatch icon-status-off"></td></tr>'
        % (i, user, 28 - i, film(n), "rated-%d" % half if half else "")
        for i, (n, half) in enumerate(rows))
    return page(user, "diary films-diary", '<table id="diary-table"><tbody>%s</tbody></table>%s'
                % (cells, pagination(next_path, 2 if next_path else None)))


def feed(user, rows):
    """A feed; rows are (film, stars), newest first."""
    items = "".join(
        "<item><title>Film %d, 2001</title><link>https://letterboxd.com/%s/film/film-%d/</link>"
        '<guid isPermaLink="false">letterboxd-watch-%d</guid>'
        "<letterboxd:watchedDate>2026-01-%02d</letterboxd:watchedDate>"
        "<letterboxd:filmTitle>Film %d</letterboxd:filmTitle>"
        "<letterboxd:filmYear>2001</letterboxd:filmYear>"
        "<letterboxd:memberRating>%.1f</letterboxd:memberRating></item>"
        % (n, user, n, i, 28 - i, n, stars) for i, (n, stars) in enumerate(rows))
    return ('<?xml version="1.0" encoding="utf-8"?><rss version="2.0"'
            ' xmlns:letterboxd="https://letterboxd.com"><channel><title>Letterboxd</title>'
            "<link>https://letterboxd.com/%s/</link>%s</channel></rss>\n" % (user, items))


def empty(user):
    """The films page of a member who has seen nothing."""
    return page(user, "films-watched", '<section class="empty-text body-text -small">'
                '<h2 class="ui-block-heading">No films yet</h2></section>')


NOT_FOUND = ('<!DOCTYPE html><html><head><title>Letterboxd - Not Found</title></head>'
             '<body class="error message-dark"><section class="message"><p><strong>Sorry, we '
             "can\u2019t find the page you\u2019ve requested.</strong></p></section></body></html>\n")
PRIVATE = ('<!DOCTYPE html><html><head><title>Letterboxd - Forbidden</title></head>'
           '<body class="error"><section class="message"><p>This list is private.</p></section>'
           "</body></html>\n")
CHALLENGE = ('<!DOCTYPE html><html lang="en-US"><head><title>Just a moment...</title>'
             '<meta name="robots" content="noindex,nofollow"></head><body>'
             '<script src="https://challenges.cloudflare.com/x.js"></script></body></html>\n')


def ok(body, **more):
    return dict({"body": body}, **more)


def not_found():
    return {"status": 404, "body": NOT_FOUND}


def private():
    return {"status": 403, "body": PRIVATE, "headers": {"cf-ray": "1"}}


def challenge(status=403):
    return {"status": status, "body": CHALLENGE,
            "headers": {"cf-mitigated": "challenge", "server": "cloudflare", "cf-ray": "1"}}
