/* Titles that are found while one is typed. */
import { read } from '/assets/service.js';

const title = document.getElementById('title');
let slugs = new Map(); // of the titles that are offered

const look = async () => {
    const text = title.value.trim();
    if (text === '' || slugs.has(text)) return;
    const { films } = await (await read(`/v1/films?count=8&q=${encodeURIComponent(text)}`)).json();
    slugs = new Map(films.map((film) =>
        [film.year ? `${film.title ?? film.film} (${film.year})` : film.title ?? film.film, film.film]));
    document.getElementById('titles').replaceChildren(...[...slugs.keys()].map((name) => new Option(name, name)));
};

/** found(slug, or what was typed) when a title is chosen; fail(error) when the service does not help. */
export const listen = (found, fail) => {
    let waiting = 0;
    title.addEventListener('input', () => {
        clearTimeout(waiting);
        waiting = setTimeout(() => look().catch(fail), 80);
    });
    document.getElementById('search').addEventListener('submit', (event) => {
        event.preventDefault();
        const text = title.value.trim();
        if (text !== '') found(slugs.get(text) ?? text);
    });
};
