/* The filters: a form, as options of lbrec-query and as the address of this page. */
export const tools = document.getElementById('tools');
export const field = (name) => tools.elements.namedItem(name);

/* What the controls say when they ask for nothing. */
const NEUTRAL = { from: '1900', to: '2030', runtime: '245', novelty: '0.25', diversity: '0', count: '24' };

/* Options that are called as their fields and are given as they stand there. */
const PLAIN = ['genre', 'not_genre', 'language', 'country', 'director', 'not_director', 'max_per_director'];

const years = () => {
    const from = field('from'), to = field('to');
    const low = from.value === NEUTRAL.from ? '' : from.value;
    const high = to.value === NEUTRAL.to ? '' : to.value;
    return low || high ? `${low}..${high}` : '';
};

/** The first year moves the last along, and the other way round. */
export const keepOrder = (moved) => {
    const from = field('from'), to = field('to');
    if (Number(from.value) > Number(to.value)) (moved === from ? to : from).value = moved.value;
};

/** The options of a request.
 *  kind: "one", "each", "own", "blend" or "similar"; not all options are for all of them
 *  hasAvailable: a file of what can be seen goes with it */
export const parameters = (kind, hasAvailable) => {
    const out = new URLSearchParams();
    const set = (name, value, isAsked) => { if (isAsked) out.set(name, value); };
    for (const name of hasAvailable ? [...PLAIN, 'service', 'available_in'] : PLAIN)
        set(name, field(name).value.trim(), field(name).value.trim() !== '');
    set('blend_by', field('blend_by').value, kind === 'blend' && field('blend_by').value !== '');
    set('year', years(), years() !== '');
    set('runtime', `..${field('runtime').value}`, field('runtime').value !== NEUTRAL.runtime);
    set('released', '1', field('released').checked);
    set('diversity', field('diversity').value, kind !== 'blend' && field('diversity').value !== NEUTRAL.diversity);
    if (kind !== 'similar') {
        set('watchlist_only', '1', field('watchlist').value === 'only');
        set('no_watchlist', '1', field('watchlist').value === 'without');
        set('include_watched', '1', field('include_watched').checked);
    }
    if (kind !== 'similar' && kind !== 'blend') {
        set('novelty', field('novelty').value, field('novelty').value !== NEUTRAL.novelty);
        set('explain', '3', field('explain').checked);
    }
    out.set('count', field('count').value);
    return out;
};

/* [name, value] of every control that is not as it was. */
const changes = () => {
    const found = [];
    for (const element of tools.elements) {
        if (!element.name || element.tagName === 'OUTPUT') continue;
        if (element.type === 'checkbox') {
            if (element.checked !== element.defaultChecked) found.push([element.name, element.checked ? '1' : '0']);
        } else if (element.type === 'radio' ? element.checked && !document.getElementById('together').hidden
            : element.value !== (NEUTRAL[element.name] ?? '')) {
            found.push([element.name, element.value]);
        }
    }
    return found;
};

/** How many filters are set. */
export const nFilters = () => changes().filter(([name]) => !['count', 'mode', 'explain'].includes(name)).length;

/** The address that shows the same again: filters, and the film that others are like; never files. */
export const address = (like) => {
    const out = new URLSearchParams(changes());
    if (like !== '') out.set('like', like);
    const query = out.toString();
    return (query ? `?${query}` : location.pathname) + location.hash;
};

/** Set the controls by the address of the page; a film that others are to be like, or "". */
export const loadAddress = () => {
    let like = '';
    for (const [name, value] of new URLSearchParams(location.search)) {
        const element = field(name);
        if (name === 'like') like = value;
        if (element === null || element.tagName === 'OUTPUT') continue;
        const before = element.value;
        if (element.type === 'checkbox') element.checked = value !== '0';
        else element.value = value;
        if (element.selectedIndex === -1) element.value = before; // no such choice, or no longer
    }
    return like;
};

/** What the sliders stand at, in words; how many filters are set; what is of use for this kind. */
export const showValues = (kind, hasAvailable) => {
    const text = (name, value) => { field(`${name}_text`).value = value; };
    const from = field('from'), to = field('to'), runtime = field('runtime');
    text('from', from.value === NEUTRAL.from ? 'any year' : from.value);
    text('to', to.value === NEUTRAL.to ? 'any year' : to.value);
    text('runtime', runtime.value === NEUTRAL.runtime ? 'any length' : `${runtime.value} minutes`);
    text('novelty', field('novelty').value === NEUTRAL.novelty ? 'as trained' : field('novelty').value);
    text('diversity', `${Math.round(100 * field('diversity').value)} %`);
    const n = nFilters();
    document.getElementById('n-filters').textContent = n > 0 ? `(${n})` : '';
    for (const label of tools.querySelectorAll('[data-without]'))
        label.hidden = label.dataset.without.split(' ').includes(kind);
    for (const label of tools.querySelectorAll('[data-only]')) label.hidden = label.dataset.only !== kind;
    for (const label of tools.querySelectorAll('[data-needs=available]'))
        label.hidden = !hasAvailable || kind === 'similar' || kind === 'own';
};

const fill = (name, words, nameOf = (word) => word) => {
    const options = words.map((word) => new Option(nameOf(word), word));
    field(name).append(...options.sort((a, b) => a.text.localeCompare(b.text)));
    field(name).closest('label').hidden = words.length === 0;
};

/* Film tables have codes; TMDB's own, which are none of ISO's, are cn and xx. */
const namesOf = (type, more) => {
    const names = new Intl.DisplayNames(['en'], { type, fallback: 'code' });
    return (code) => {
        try {
            return more[code] ?? names.of(code);
        } catch {
            return code;
        }
    };
};

/** Offer what the films of the model are: the object of /v1/model. */
export const offer = (model) => {
    fill('genre', model.genres);
    fill('not_genre', model.genres);
    fill('language', model.languages, namesOf('language', { cn: 'Cantonese', xx: 'no language' }));
    fill('country', model.countries ?? [], namesOf('region', {}));
    for (const label of tools.querySelectorAll('[data-facts=directors]')) label.hidden = !model.facts?.directors;
    for (const [at, name] of ['from', 'to'].entries()) {
        if (!model.years) break;
        [field(name).min, field(name).max] = model.years;
        NEUTRAL[name] = String(model.years[at]);
        field(name).value = NEUTRAL[name];
        field(name).setAttribute('value', NEUTRAL[name]);
    }
};
