/* What this browser keeps from one visit to the next: files in IndexedDB, films in localStorage. */
const PATIENCE_MS = 3000;
let isSilent = false; // some browsers never answer, and the page waits for them once

const open = () => new Promise((resolve, reject) => {
    if (isSilent) throw new Error('no answer');
    const request = indexedDB.open('lbrec', 1);
    setTimeout(() => { isSilent = request.readyState !== 'done'; reject(new Error('no answer')); }, PATIENCE_MS);
    request.onupgradeneeded = () => request.result.createObjectStore('files', { keyPath: 'id', autoIncrement: true });
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
});

const run = async (mode, act) => {
    const database = await open();
    return new Promise((resolve, reject) => {
        const request = act(database.transaction('files', mode).objectStore('files'));
        request.onsuccess = () => { resolve(request.result); database.close(); };
        request.onerror = () => { reject(request.error); database.close(); };
    });
};

/** role: "export" or "available"
 *  @return the number under which the file is kept; 0 when the browser keeps nothing (private windows) */
export const keepFile = async (name, blob, role) => {
    try {
        return await run('readwrite', (files) => files.add({ name, blob, role }));
    } catch {
        return 0;
    }
};

export const forgetFile = async (id) => {
    if (id > 0) await run('readwrite', (files) => files.delete(id));
};

/** [{id, name, blob, role}] in the order in which they came. */
export const keptFiles = async () => {
    try {
        return await run('readonly', (files) => files.getAll());
    } catch {
        return [];
    }
};

/** Films that are not of interest: slug -> title. */
export const dismissed = new Map();
try {
    for (const [slug, title] of JSON.parse(localStorage.getItem('dismissed') ?? '[]')) dismissed.set(slug, title);
} catch { /* without cookies nothing is kept, and what is no list of ours is none */ }

export const keepDismissed = () => {
    try {
        localStorage.setItem('dismissed', JSON.stringify([...dismissed]));
    } catch { /* until the page is left */ }
};
