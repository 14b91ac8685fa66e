/* What is asked of the service, and how it refuses. */

/** message: for people; code: the name of the exit code, "gone" when nobody answers */
export class Refusal extends Error {
    constructor(message, code) {
        super(message);
        this.code = code;
    }
}

const refusal = async (response) => {
    try {
        const { detail, code } = await response.json();
        return new Refusal(detail, code);
    } catch {
        return new Refusal(`The service answered ${response.status}.`, '');
    }
};

/** A response that is no failure. */
export const read = async (address, options = {}) => {
    let response;
    try {
        response = await fetch(address, options);
    } catch (error) {
        if (error.name === 'AbortError') throw error;
        throw new Refusal('The service does not answer. Is lbrec-query --serve still running?', 'gone');
    }
    if (!response.ok) throw await refusal(response);
    return response;
};

/** Ask about the people of some files.
 *  people: [{parts: [{name, blob}]}]; more: [[field, blob or text, file name or none]] */
export const ask = (path, query, people, more, signal) => {
    const form = new FormData();
    for (const part of people.flatMap((person) => person.parts)) form.append('export', part.blob, part.name);
    for (const entry of more) form.append(...entry);
    return read(`${path}?${query}`, { method: 'POST', body: form, signal });
};

/** A service beyond this machine asks for its token once; the browser keeps it as a cookie.
 *  tell: shows a text */
export const loginIfAsked = async (tell) => {
    const login = document.getElementById('login'), token = document.getElementById('token');
    const response = await fetch('/v1/model', { method: 'HEAD' });
    if (response.status !== 401) return;
    document.body.classList.remove('starting');
    login.hidden = false;
    token.focus();
    await new Promise((resolve) => {
        login.addEventListener('submit', async (event) => {
            event.preventDefault();
            const headers = { Authorization: `Bearer ${token.value.trim()}` };
            const answer = await fetch('/session', { method: 'POST', headers });
            if (answer.ok) resolve();
            else tell('That is not the token of this service.');
        });
    });
    login.hidden = true;
    tell('');
};
