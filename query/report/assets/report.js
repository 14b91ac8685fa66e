/* Sorts and filters the films of the page. Without it the lists stand as they were ranked. */
'use strict';

/* An image that fails gives way to the title behind it. */
document.addEventListener('error', (event) => {
    if (event.target instanceof HTMLImageElement) event.target.remove();
}, true);

document.addEventListener('DOMContentLoaded', () => {
    const tools = document.getElementById('tools');
    const field = (name) => tools.elements.namedItem(name);

    /* value of a film, and 1 for the smallest first */
    const orders = {
        rank: ['rank', 1],
        stars: ['stars', -1],
        newest: ['year', -1],
        oldest: ['year', 1],
        title: ['key', 1],
        shortest: ['runtime', 1],
        longest: ['runtime', -1],
        popular: ['ratings', -1],
        obscure: ['ratings', 1],
        waiting: ['waiting', -1],
    };

    /* "Amélie" is found by "amelie". */
    const fold = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

    const read = (item) => {
        const number = (name) => parseFloat(item.dataset[name]);
        return {
            item,
            rank: number('rank'),
            stars: number('stars'),
            year: number('year'),
            runtime: number('runtime'),
            ratings: number('ratings'),
            waiting: number('waiting'),
            key: fold(item.querySelector('.name').textContent),
            genres: [...item.querySelectorAll('.genres li')].map((genre) => genre.textContent),
            isOnWatchlist: item.querySelector('.mark') !== null,
        };
    };

    const sections = [...document.querySelectorAll('.person')].map((section) => ({
        list: section.querySelector('.films'),
        none: section.querySelector('.none'),
        films: [...section.querySelectorAll('.film')].map(read),
    }));

    /* Films without the value come last either way; equals stay as ranked. */
    const compare = ([name, sign]) => (a, b) => {
        const x = a[name], y = b[name];
        if (x === y || (Number.isNaN(x) && Number.isNaN(y))) return a.rank - b.rank;
        if (Number.isNaN(x)) return 1;
        if (Number.isNaN(y)) return -1;
        if (typeof x === 'string') return sign * x.localeCompare(y) || a.rank - b.rank;
        return sign * (x - y);
    };

    const wanted = () => {
        const text = fold(field('find').value.trim());
        const genre = field('genre').value;
        const from = parseInt(field('from').value, 10), to = parseInt(field('to').value, 10);
        const watchlist = field('watchlist').checked;
        return (film) => film.key.includes(text)
            && (genre === '' || film.genres.includes(genre))
            && (Number.isNaN(from) || film.year >= from)
            && (Number.isNaN(to) || film.year <= to)
            && (!watchlist || film.isOnWatchlist);
    };

    const apply = () => {
        const isWanted = wanted(), order = compare(orders[field('sort').value]);
        let shown = 0, total = 0;
        for (const section of sections) {
            let here = 0;
            section.films.sort(order);
            for (const film of section.films) {
                film.item.hidden = !isWanted(film);
                if (!film.item.hidden) here += 1;
            }
            section.list.append(...section.films.map((film) => film.item));
            section.none.hidden = here > 0 || section.films.length === 0;
            shown += here;
            total += section.films.length;
        }
        field('count').value = shown === total ? `${total} films` : `${shown} of ${total} films`;
    };

    const films = sections.flatMap((section) => section.films);
    const genres = [...new Set(films.flatMap((film) => film.genres))].sort();
    field('genre').append(...genres.map((genre) => new Option(genre, genre)));
    field('genre').closest('label').hidden = genres.length === 0;
    field('watchlist').closest('label').hidden = !films.some((film) => film.isOnWatchlist);
    if (films.every((film) => Number.isNaN(film.waiting)))
        field('sort').querySelector('[value=waiting]').remove();
    tools.addEventListener('input', apply);
    tools.addEventListener('reset', () => setTimeout(apply));
    tools.addEventListener('submit', (event) => event.preventDefault());
    tools.hidden = false;
    apply();
});
