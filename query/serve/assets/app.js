/* The page of lbrec-query --serve: files and filters in, film cards out. */
import * as cards from '/assets/films.js';
import { address, field, keepOrder, loadAddress, nFilters, offer, parameters, showValues, tools } from '/assets/filters.js';
import * as search from '/assets/search.js';
import { Refusal, ask, loginIfAsked, read } from '/assets/service.js';
import { dismissed, forgetFile, keepDismissed, keepFile, keptFiles } from '/assets/store.js';

const $ = (id) => document.getElementById(id);

let people = [];      // [{id, name, parts: [{name, blob}]}] in the order in which they came
let available = null; // {id, name, blob}: what can be seen
let service = {};     // {own, members, posters}: what it was started with
let like = '';        // films like this one are shown; "": films for these people
let last = null;      // slug that was dismissed last
let running = null;   // AbortController of the answer that is awaited

const isDemo = () => people.length > 0 && people[0].isDemo === true;
const isOwn = () => people.length === 0 && service.own === true; // the people that the service was given
const kindOf = () => like !== '' ? 'similar' : isOwn() ? 'own' : people.length > 1 ? field('mode').value : 'one';
const hasFilms = () => people.length > 0 || isOwn();

/* ---- What is said. */

const say = (text, failed = false) => {
    $('status').textContent = text;
    $('status').classList.toggle('failed', failed);
};

const number = (n, thing) => `${n} ${thing}${n === 1 ? '' : 's'}`;

const summary = (kind, isDrawn) => {
    const n = cards.count();
    if (n === 0) return nFilters() > 0 ? 'No film is as you ask: loosen a filter.' : 'No film.';
    if (isDrawn) return 'Drawn for tonight.';
    if (kind === 'similar') return `${number(n, 'film')} alike.`;
    return `${number(n, 'film')}${isDemo() ? ' for the demo profile' : ''}.`;
};

/* What there is to do, as things are. */
const showState = (kind, isDrawn) => {
    document.body.classList.toggle('empty', !hasFilms() && like === '');
    document.body.classList.toggle('filled', hasFilms());
    $('drop-title').textContent = people.length > 0 ? 'Your films'
        : isOwn() ? 'Films of those whom this service was given' : 'Drop your Letterboxd export here';
    $('together').hidden = people.length < 2;
    $('tonight').textContent = isDrawn ? 'Draw another' : 'Tonight: draw one';
    $('back').hidden = !(hasFilms() && (kind === 'similar' || isDrawn));
    $('again').hidden = true;
    $('undo').hidden = last === null;
    $('downloads').hidden = $('take').hidden = !hasFilms() || kind === 'similar';
    showRadarr(kind);
    showValues(kind, available !== null);
};

/* Radarr reads an address, by itself and again: it has no file to send. */
const showRadarr = (kind) => {
    const query = parameters('own', false);
    query.delete('explain');
    $('radarr').classList.toggle('is-own', kind === 'own');
    $('radarr-address').value = `${location.origin}/v1/lists/radarr?${query}`;
};

/* ---- Answers. */

const extras = () => [
    ...(dismissed.size > 0 ? [['exclude', [...dismissed.keys()].join('\n')]] : []),
    ...(available !== null ? [['available', available.blob, available.name]] : []),
];

const EXCLUDED_MAX = 4000; // bytes of an address

const exclude = (query) => {
    const films = [...dismissed.keys()].join('\n');
    if (films !== '' && films.length < EXCLUDED_MAX) query.set('exclude', films);
};

/* Of the films for these people, in some format. */
const askForFilms = (kind, format, more, signal) => {
    const query = parameters(kind, available !== null && kind !== 'own');
    query.set('format', format);
    if (!['cards', 'json'].includes(format)) query.delete('explain');
    if (kind === 'own') {
        exclude(query);
        for (const [name, value] of Object.entries(more)) query.set(name, value);
        return read(`/v1/recommendations?${query}`, { signal });
    }
    if (kind === 'one' && (people.length > 1 || isDemo())) query.set('one_person', '1');
    for (const [name, value] of Object.entries(more)) query.set(name, value);
    return ask(kind === 'blend' ? '/v1/blend' : '/v1/recommendations', query, people, extras(), signal);
};

const askForSimilar = (signal) => {
    const query = parameters('similar', false);
    query.set('format', 'cards');
    exclude(query);
    return read(`/v1/films/${encodeURIComponent(like)}/similar?${query}`, { signal });
};

const matchOf = async (kind, signal) => {
    if (kind !== 'blend') return [];
    const response = await ask('/v1/match', new URLSearchParams({ format: 'json' }), people, [], signal);
    return (await response.json()).match.pairs;
};

const saveAddress = () => history.replaceState(null, '', address(like));

let saving = 0; // browsers do not like an address that changes with every step of a slider
const saveAddressLater = () => {
    clearTimeout(saving);
    saving = setTimeout(saveAddress, 250);
};

/* The films stay: they are what was answered last. */
const fail = (error) => {
    if (error.name === 'AbortError') return;
    say(error.message, true);
    $('again').hidden = error.code !== 'gone';
    $('status').scrollIntoView({ block: 'nearest' });
};

/* Ask anew and show it. more: options beside the filters. */
const update = async (more = {}) => {
    running?.abort();
    const mine = running = new AbortController(), kind = kindOf(), isDrawn = more.pick !== undefined;
    saveAddressLater();
    showState(kind, isDrawn);
    if (!hasFilms() && like === '') {
        cards.clear();
        cards.showMatch([]);
        say('');
        return;
    }
    document.body.classList.add('busy');
    try {
        const response = await (kind === 'similar' ? askForSimilar(mine.signal)
            : askForFilms(kind, 'cards', more, mine.signal));
        const html = await response.text(), pairs = await matchOf(kind, mine.signal);
        cards.show(html);
        cards.showMatch(pairs);
        say(summary(kind, isDrawn));
    } catch (error) {
        if (error.name !== 'AbortError' && error.code !== 'gone') cards.clear();
        fail(error);
    } finally {
        if (running === mine) document.body.classList.remove('busy');
    }
};

const tonight = () => update({ pick: 1, seed: Math.floor(Math.random() * 1e9) });

/* Films like one, as a step that the browser's "back" takes back. */
const showSimilar = async (film) => {
    saveAddress();
    like = film;
    last = null;
    history.pushState(null, '', address(like));
    await update();
    $('results').focus();
};

const showFilms = async () => {
    if (like !== '') history.pushState(null, '', address(''));
    like = '';
    await update();
    $('results').focus();
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
        if (person.isDemo) history.replaceState(null, '', location.pathname + location.search);
        await forgetFile(person.id);
        showPeople();
        await update();
        $(people.length > 0 ? 'results' : 'files').focus();
    })));
};

const personOf = ({ id, name, blob }) => ({ id, name, parts: [{ name, blob }] });

/* Files that are none of films are told at once, and not kept. */
const areFilms = async (added) => {
    try {
        await ask('/v1/recommendations', new URLSearchParams({ count: '1', one_person: '1' }), added, []);
    } catch (error) {
        if (!(error instanceof Refusal) || error.code === 'LB_ENONE') return true;
        say(error.code === 'gone' ? error.message : `Not added: ${error.message}`, true);
        $('status').scrollIntoView({ block: 'nearest' });
        return false;
    }
    return true;
};

/* Two account exports are two people's. */
const isExport = (person) => /\.zip$/i.test(person.name);
const guessMode = () => {
    if (people.filter(isExport).length > 1 && field('mode').value === 'one') field('mode').value = 'blend';
};

const addFiles = async (files) => {
    const added = files.map((blob) => personOf({ id: 0, name: blob.name, blob }));
    if (!await areFilms(added)) return;
    for (const person of added) person.id = await keepFile(person.name, person.parts[0].blob, 'export');
    if (isDemo()) {
        people = [];
        history.replaceState(null, '', location.pathname + location.search);
    }
    people.push(...added);
    like = '';
    guessMode();
    showPeople();
    await update();
};

const DEMO = ['ratings.csv', 'watched.csv', 'watchlist.csv'];

const loadDemo = async () => {
    try {
        const parts = await Promise.all(DEMO.map(async (name) =>
            ({ name, blob: await (await read(`/assets/demo-${name}`)).blob() })));
        people = [{ id: 0, name: 'Demo profile', isDemo: true, parts }];
    } catch (error) {
        fail(error);
        return;
    }
    history.replaceState(null, '', `${location.pathname}${location.search}#demo`);
    showPeople();
    await update();
};

const showAvailable = () => {
    const chips = available === null ? [] : [chip(available.name, `Remove ${available.name}`, async () => {
        await forgetFile(available.id);
        available = null;
        showAvailable();
        update();
    })];
    $('available').querySelector('ul').replaceChildren(...chips);
};

const setAvailable = async (blob) => {
    if (available !== null) await forgetFile(available.id);
    available = { id: await keepFile(blob.name, blob, 'available'), name: blob.name, blob };
    showAvailable();
    update();
};

const loadKept = async () => {
    const kept = await keptFiles();
    people = kept.filter((file) => file.role !== 'available').map(personOf);
    available = kept.findLast((file) => file.role === 'available') ?? null;
    showPeople();
    showAvailable();
};

/* ---- Not interested. */

const showDismissed = () => {
    $('dismissed').hidden = dismissed.size === 0;
    $('dismissed').querySelector('ul').replaceChildren(...[...dismissed].map(([slug, title]) =>
        chip(title, `Take back: ${title}`, () => restore(slug))));
};

const changeDismissed = async (change) => {
    change();
    keepDismissed();
    showDismissed();
    await update();
};

const restore = (slug) => changeDismissed(() => {
    dismissed.delete(slug);
    if (last === slug) last = null;
});

const dismiss = async (slug, title, place) => {
    await changeDismissed(() => {
        dismissed.set(slug, title);
        last = slug;
    });
    cards.focus(place);
};

/* ---- Lists to take along. */

const download = (name, blob) => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

const downloadList = async ({ format, name }) => {
    try {
        download(name, await (await askForFilms(kindOf(), format, {})).blob());
    } catch (error) {
        fail(error);
    }
};

/* ---- The page. */

const loadModel = async () => {
    service = await (await read('/assets/service.json')).json();
    $('posters').hidden = !service.posters;
    const model = await (await read('/v1/model')).json();
    offer(model);
    for (const element of document.querySelectorAll('[data-ids]')) element.hidden = !model.facts?.tmdb_ids;
    const films = model.films.toLocaleString('en');
    $('model').textContent = `${model.method}, ${films} films, ${model.trained.slice(0, 10)}`;
};

let waiting = 0;
const later = (act, milliseconds) => {
    clearTimeout(waiting);
    waiting = setTimeout(act, milliseconds);
};

const listen = () => {
    /* A slider answers at every step, a name once it is written. */
    tools.addEventListener('input', (event) => {
        if (event.target.type === 'file') return;
        keepOrder(event.target);
        showValues(kindOf(), available !== null);
        later(update, event.target.type === 'text' ? 500 : 40);
    });
    tools.addEventListener('submit', (event) => event.preventDefault());
    tools.addEventListener('reset', () => {
        const mode = field('mode').value; // no filter
        setTimeout(() => { field('mode').value = mode; update(); });
    });
    $('tonight').addEventListener('click', async () => { like = ''; await tonight(); });
    $('take').addEventListener('click', () => $('downloads').focus());
    $('back').addEventListener('click', showFilms);
    $('again').addEventListener('click', () => update());
    $('undo').addEventListener('click', async () => { await restore(last); $('results').focus(); });
    $('demo').addEventListener('click', loadDemo);
    $('files').addEventListener('change', (event) => { addFiles([...event.target.files]); event.target.value = ''; });
    $('available-files').addEventListener('change', (event) => {
        if (event.target.files.length > 0) setAvailable(event.target.files[0]);
        event.target.value = '';
    });
    cards.listen((deed, slug, title, place) => deed === 'similar' ? showSimilar(slug) : dismiss(slug, title, place));
    $('save-dismissed').addEventListener('click', () =>
        download('not-interested.txt', new Blob([[...dismissed.keys()].join('\n'), '\n'], { type: 'text/plain' })));
    $('clear-dismissed').addEventListener('click', () => changeDismissed(() => { dismissed.clear(); last = null; }));
    $('downloads').addEventListener('click', (event) => {
        if (event.target.dataset.format) downloadList(event.target.dataset);
    });
    addEventListener('popstate', () => { like = new URLSearchParams(location.search).get('like') ?? ''; update(); });
    /* An image that fails gives way to the title behind it. */
    document.addEventListener('error', (event) => {
        if (event.target instanceof HTMLImageElement) event.target.remove();
    }, true);
};

const listenToDrops = () => {
    const mark = (on) => document.body.classList.toggle('dragging', on);
    document.addEventListener('dragover', (event) => { event.preventDefault(); mark(true); });
    document.addEventListener('dragleave', (event) => { if (event.relatedTarget === null) mark(false); });
    document.addEventListener('drop', (event) => {
        event.preventDefault();
        mark(false);
        if (event.dataTransfer.files.length > 0) addFiles([...event.dataTransfer.files]);
    });
};

const begin = async () => {
    document.body.classList.add('scripted');
    listen();
    listenToDrops();
    search.listen(showSimilar, fail);
    try {
        await loginIfAsked((text) => say(text, text !== ''));
        await loadModel();
    } catch (error) {
        document.body.classList.remove('starting');
        fail(error);
        return;
    }
    $('filters').open = !matchMedia('(max-width: 60rem)').matches;
    like = loadAddress();
    showDismissed();
    await loadKept();
    if (!new URLSearchParams(location.search).has('mode')) guessMode();
    if (location.hash === '#demo' && people.length === 0) await loadDemo();
    else await update();
    document.body.classList.remove('starting');
};

begin();
