/* Cards of films, as the service makes them, and what can be done with each. */
const films = document.getElementById('films');

const addDeeds = (film) => {
    const deeds = document.createElement('div');
    const name = film.querySelector('.name').textContent;
    const add = (text, label, act) => {
        const button = document.createElement('button');
        button.type = 'button';
        button.textContent = text;
        button.setAttribute('aria-label', `${label} ${name}`);
        button.dataset.deed = act;
        deeds.append(button);
    };
    deeds.className = 'deeds';
    add('Similar', 'Similar to', 'similar');
    add('Not interested', 'Not interested in', 'dismiss');
    film.querySelector('.body').append(deeds);
};

export const count = () => films.querySelectorAll('.film').length;

/** Put the cards in as they are: the service has escaped every text. */
export const show = (html) => {
    const page = new DOMParser().parseFromString(html, 'text/html');
    for (const film of page.querySelectorAll('.film[data-film]')) addDeeds(film);
    films.replaceChildren(...page.body.children);
};

export const clear = () => films.replaceChildren();

/** act(deed, slug, title, place among the films) when a button of a card is pressed. */
export const listen = (act) => films.addEventListener('click', (event) => {
    const deed = event.target.dataset?.deed, film = event.target.closest('.film');
    if (!deed) return;
    const place = [...films.querySelectorAll('.film')].indexOf(film);
    act(deed, film.dataset.film, film.querySelector('.name').textContent, place);
});

/** The keyboard goes on where it was, at the film that has come to this place. */
export const focus = (place) => {
    const all = films.querySelectorAll('.film');
    all[Math.min(place, all.length - 1)]?.querySelector('[data-deed=dismiss]')?.focus();
};

/** How alike people are: the pairs of /v1/match. */
export const showMatch = (pairs) => {
    const list = document.createElement('ul');
    list.className = 'chips';
    for (const pair of pairs) {
        const item = document.createElement('li');
        item.textContent = `${pair.users.join(' and ')}: ${pair.percent === null
            ? 'too few films in common' : `${Math.round(pair.percent)} % alike`}`;
        list.append(item);
    }
    document.getElementById('match').replaceChildren(...(pairs.length > 0 ? [list] : []));
};
