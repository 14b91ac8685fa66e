/* The page of lbrec-query --serve: files and filters in, film cards out. */
import { forgetFile, keepFile, keptFiles } from '/assets/store.js';

const $ = (id) => document.getElementById(id);
const tools = $('tools'), films = $('films'), status = $('status');
const field = (name) => tools.elements.namedItem(name);

let people = [];    // [{id, name, blob}] in the order in which they came
let running = null; // AbortController of the answer that is awaited
let demo = false;   // the demo profile is shown

/* Not interested: [[slug, title]], kept in this browser. */
const dismissed = new Map(JSON.parse(localStorage.getItem('dismissed') ?? '[]'));

/* ---- What is asked: the form, as options of lbrec-query, and as the address of this page. */

const NEUTRAL = { from: '1900', to: '2030', runtime: '245', novelty: '0.25', diversity: '0', count: '24' };

const years = () => {
    const from = field('from'), to = field('to');
    const low = from.value === from.min ? '' : from.value;
    const high = to.value === to.max ? '' : to.value;
    return low || high ? `${low}..${high}` : '';
};

const parameters = () => {
    const out = new URLSearchParams();
    for (const name of ['genre', 'not_genre', 'language', 'country'])
        if (field(name).value) out.set(name, field(name).value);
    if (years()) out.set('year', years());
    if (field('runtime').value !== field('runtime').max) out.set('runtime', `..${field('runtime').value}`);
    if (field('watchlist').value === 'only') out.set('watchlist_only', '1');
    if (field('watchlist').value === 'without') out.set('no_watchlist', '1');
    out.set('count', field('count').value);
    if (isBlend()) return out;
    if (people.length > 1) out.set('one_person', '1');
    if (field('novelty').value !== NEUTRAL.novelty) out.set('novelty', field('novelty').value);
    if (field('diversity').value !== '0') out.set('diversity', field('diversity').value);
    if (field('explain').checked) out.set('explain', '3');
    return out;
};

const isBlend = () => people.length > 1 && field('mode').value === 'blend';

/* The address holds the filters, so that a reload or a bookmark shows the same; never the films. */
const saveAddress = () => {
    const out = new URLSearchParams();
    for (const element of tools.elements) {
        if (!element.name || element.tagName === 'OUTPUT' || element.tagName === 'FIELDSET') continue;
        if (element.type === 'checkbox') {
            if (!element.checked) out.set(element.name, '0');
        } else if (element.type === 'radio') {
            if (element.checked && element.value !== 'one') out.set(element.name, element.value);
        } else if (element.value !== (NEUTRAL[element.name] ?? '')) {
            out.set(element.name, element.value);
        }
    }
    const query = out.toString();
    history.replaceState(null, '', query ? `?${query}` : location.pathname);
};

const loadAddress = () => {
    for (const [name, value] of new URLSearchParams(location.search)) {
        const element = field(name);
        if (element === null || element.tagName === 'OUTPUT') continue;
        if (element.type === 'checkbox') element.checked = value !== '0';
        else element.value = value;
    }
};

const showValues = () => {
    const text = (name, value) => { field(`${name}_text`).value = value; };
    const from = field('from'), to = field('to'), runtime = field('runtime');
    text('from', from.value === from.min ? 'any year' : from.value);
    text('to', to.value === to.max ? 'any year' : to.value);
    text('runtime', runtime.value === runtime.max ? 'any length' : `${runtime.value} minutes`);
    text('novelty', field('novelty').value === NEUTRAL.novelty ? 'as trained' : field('novelty').value);
    text('diversity', `${Math.round(100 * field('diversity').value)} %`);
};

/* ---- The service. */

const problem = async (response) => {
    try {
        return (await response.json()).detail;
    } catch {
        return `the service answered ${response.status}`;
    }
};

const body = () => {
    const form = new FormData();
    for (const person of people) form.append('export', person.blob, person.name);
    if (dismissed.size > 0) form.append('exclude', [...dismissed.keys()].join('\n'));
    return form;
};

const ask = async (path, query, signal) => {
    const response = await fetch(`${path}?${query}`, { method: 'POST', body: body(), signal });
    if (!response.ok) throw new Error(await problem(response));
    return response;
};

/* A service beyond this machine asks for its token once; the browser keeps it as a cookie. */
const loginIfAsked = async () => {
    const response = await fetch('/v1/model', { method: 'HEAD' });
    if (response.status !== 401) return;
    $('login').hidden = false;
    $('token').focus();
    await new Promise((resolve) => {
        $('login').addEventListener('submit', async (event) => {
            event.preventDefault();
            const headers = { Authorization: `Bearer ${$('token').value.trim()}` };
            const answer = await fetch('/session', { method: 'POST', headers });
            if (answer.ok) resolve();
            else say('That is not the token of this service.', true);
        });
    });
    $('login').hidden = true;
    say('');
};

/* ---- Answers. */

const say = (text, failed = false) => {
    status.textContent = text;
    status.classList.toggle('failed', failed);
};

/* Cards made by the service are put in as they are: it has escaped every text. */
const show = (html) => {
    const page = new DOMParser().parseFromString(html, 'text/html');
    for (const film of page.querySelectorAll('.film[data-film]')) addDeeds(film);
    films.replaceChildren(...page.body.children);
};

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

const update = async (extra = {}) => {
    running?.abort();
    const mine = running = new AbortController();
    saveAddress();
    showValues();
    $('back').hidden = true;
    $('downloads').hidden = people.length === 0;
    $('tonight').disabled = people.length === 0 || isBlend();
    $('together').hidden = people.length < 2;
    if (people.length === 0) {
        films.replaceChildren();
        $('match').replaceChildren();
        say('Choose a file, or try the demo profile, and the films appear here.');
        return;
    }
    document.body.classList.add('busy');
    try {
        const query = parameters();
        query.set('format', 'cards');
        for (const [name, value] of Object.entries(extra)) query.set(name, value);
        const response = await ask(isBlend() ? '/v1/blend' : '/v1/recommendations', query, mine.signal);
        show(await response.text());
        await showMatch(mine.signal);
        const n = films.querySelectorAll('.film').length;
        say(n === 0 ? 'No film is as you ask: loosen a filter.'
            : extra.pick ? 'Drawn for tonight.' : `${n} ${n === 1 ? 'film' : 'films'}${demo ? ' for the demo profile' : ''}.`);
    } catch (error) {
        if (error.name === 'AbortError') return;
        films.replaceChildren();
        say(error.message, true);
    } finally {
        if (running === mine) document.body.classList.remove('busy');
    }
};

const showMatch = async (signal) => {
    $('match').replaceChildren();
    if (!isBlend()) return;
    const response = await ask('/v1/match', new URLSearchParams({ format: 'json' }), signal);
    const { match } = await response.json();
    const list = document.createElement('ul');
    const nameOf = (user) => people[Number(user.match(/^person (\d+)$/)?.[1]) - 1]?.name ?? user;
    list.className = 'chips';
    for (const pair of match.pairs) {
        const item = document.createElement('li');
        item.textContent = `${pair.users.map(nameOf).join(' and ')}: ${pair.percent === null
            ? 'too few films in common' : `${Math.round(pair.percent)} % alike`}`;
        list.append(item);
    }
    $('match').append(list);
};

const similar = async (slug) => {
    running?.abort();
    const mine = running = new AbortController();
    const query = parameters();
    for (const name of ['novelty', 'explain', 'watchlist_only', 'no_watchlist']) query.delete(name);
    query.set('format', 'cards');
    try {
        const response = await fetch(`/v1/films/${encodeURIComponent(slug)}/similar?${query}`, { signal: mine.signal });
        if (!response.ok) throw new Error(await problem(response));
        show(await response.text());
        $('match').replaceChildren();
        $('back').hidden = people.length === 0;
        say(`${films.querySelectorAll('.film').length} films alike.`);
        $('results').focus();
    } catch (error) {
        if (error.name !== 'AbortError') say(error.message, true);
    }
};

/* ---- Files. */

const chip = (text, label, remove) => {
    const item = document.createElement('li'), button = document.createElement('button');
    item.textContent = text;
    button.type = 'button';
    button.textContent = '×';
    button.setAttribute('aria-label', label);
    button.addEventListener('click', remove);
    item.append(button);
    return item;
};

const showPeople = () => {
    $('people').replaceChildren(...people.map((person) => chip(person.name, `Remove ${person.name}`, async () => {
        people = people.filter((other) => other !== person);
        await forgetFile(person.id);
        showPeople();
        update();
    })));
};

const addFiles = async (files, isDemo = false) => {
    if (demo !== isDemo) {
        for (const person of people) if (demo) await forgetFile(person.id);
        if (demo || isDemo) people = [];
    }
    demo = isDemo;
    for (const blob of files) people.push({ id: isDemo ? 0 : await keepFile(blob.name, blob), name: blob.name, blob });
    showPeople();
    update();
};

const loadDemo = async () => {
    const response = await fetch('/assets/demo.csv');
    addFiles([new File([await response.blob()], 'demo.csv', { type: 'text/csv' })], true);
};

/* ---- Not interested. */

const saveDismissed = () => localStorage.setItem('dismissed', JSON.stringify([...dismissed]));

const showDismissed = () => {
    $('dismissed').hidden = dismissed.size === 0;
    $('dismissed').querySelector('ul').replaceChildren(...[...dismissed].map(([slug, title]) =>
        chip(title, `Take back: ${title}`, () => {
            dismissed.delete(slug);
            saveDismissed();
            showDismissed();
            update();
        })));
};

const download = (name, blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

/* ---- The page. */

const fill = (name, words) => {
    field(name).append(...words.map((word) => new Option(word, word)));
    field(name).closest('label').hidden = words.length === 0;
};

const loadModel = async () => {
    const response = await fetch('/v1/model');
    if (!response.ok) throw new Error(await problem(response));
    const model = await response.json();
    const byName = (a, b) => a.localeCompare(b);
    fill('genre', [...model.genres].sort(byName));
    fill('not_genre', [...model.genres].sort(byName));
    fill('language', [...model.languages].sort(byName));
    fill('country', [...(model.countries ?? [])].sort(byName));
    if (model.years) {
        [field('from').min, field('to').min] = [model.years[0], model.years[0]];
        [field('from').max, field('to').max] = [model.years[1], model.years[1]];
        [NEUTRAL.from, NEUTRAL.to] = model.years.map(String);
        [field('from').value, field('to').value] = model.years;
    }
    field('from').defaultValue = NEUTRAL.from;
    field('to').defaultValue = NEUTRAL.to;
    $('model').textContent = `${model.method}, ${model.films.toLocaleString('en')} films, ${model.trained.slice(0, 10)}`;
};

let waiting = 0;
const later = (act, milliseconds) => {
    clearTimeout(waiting);
    waiting = setTimeout(act, milliseconds);
};

const listen = () => {
    tools.addEventListener('input', () => { showValues(); later(update, 40); });
    tools.addEventListener('submit', (event) => event.preventDefault());
    tools.addEventListener('reset', () => setTimeout(update));
    $('tonight').addEventListener('click', () => update({ pick: 1, seed: Math.floor(Math.random() * 1e9) }));
    $('back').addEventListener('click', () => update());
    $('demo').addEventListener('click', loadDemo);
    $('files').addEventListener('change', (event) => { addFiles([...event.target.files]); event.target.value = ''; });
    films.addEventListener('click', (event) => {
        const deed = event.target.dataset?.deed, film = event.target.closest('.film');
        if (deed === 'similar') similar(film.dataset.film);
        if (deed !== 'dismiss') return;
        dismissed.set(film.dataset.film, film.querySelector('.name').textContent);
        saveDismissed();
        showDismissed();
        update();
    });
    $('save-dismissed').addEventListener('click', () =>
        download('not-interested.txt', new Blob([[...dismissed.keys()].join('\n'), '\n'], { type: 'text/plain' })));
    $('clear-dismissed').addEventListener('click', () => {
        dismissed.clear();
        saveDismissed();
        showDismissed();
        update();
    });
    $('downloads').addEventListener('click', async (event) => {
        const { format, name } = event.target.dataset;
        if (!format) return;
        const query = parameters();
        query.set('format', format);
        if (format !== 'json') query.delete('explain');
        try {
            download(name, await (await ask(isBlend() ? '/v1/blend' : '/v1/recommendations', query)).blob());
        } catch (error) {
            say(error.message, true);
        }
    });
    /* An image that fails gives way to the title behind it. */
    document.addEventListener('error', (event) => {
        if (event.target instanceof HTMLImageElement) event.target.remove();
    }, true);
};

const listenToDrops = () => {
    const mark = (on) => document.body.classList.toggle('dragging', on);
    document.addEventListener('dragover', (event) => { event.preventDefault(); mark(true); });
    document.addEventListener('dragleave', () => mark(false));
    document.addEventListener('drop', (event) => {
        event.preventDefault();
        mark(false);
        if (event.dataTransfer.files.length > 0) addFiles([...event.dataTransfer.files]);
    });
};

const listenToSearch = () => {
    let slugs = new Map();
    const look = async () => {
        const text = $('title').value.trim();
        if (text === '' || slugs.has(text)) return;
        const response = await fetch(`/v1/films?count=8&q=${encodeURIComponent(text)}`);
        if (!response.ok) return;
        const found = (await response.json()).films.map((film) =>
            [film.year ? `${film.title ?? film.film} (${film.year})` : film.title ?? film.film, film.film]);
        slugs = new Map(found);
        $('titles').replaceChildren(...found.map(([name]) => new Option(name, name)));
    };
    $('title').addEventListener('input', () => later(look, 80));
    $('search').addEventListener('submit', (event) => {
        event.preventDefault();
        const text = $('title').value.trim();
        if (text !== '') similar(slugs.get(text) ?? text);
    });
};

const begin = async () => {
    listen();
    listenToDrops();
    listenToSearch();
    try {
        await loginIfAsked();
        await loadModel();
    } catch (error) {
        say(error.message, true);
        return;
    }
    $('filters').open = !matchMedia('(max-width: 36rem)').matches;
    loadAddress();
    showDismissed();
    people = await keptFiles();
    showPeople();
    if (location.hash === '#demo' && people.length === 0) await loadDemo();
    else update();
};

begin();
