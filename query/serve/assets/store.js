/* What this browser keeps from one visit to the next: files in IndexedDB, films in localStorage. */
const open = () => new Promise((resolve, reject) => {
    const request = indexedDB.open('lbrec', 1);
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
export const dismissed = new Map(JSON.parse(localStorage.getItem('dismissed') ?? '[]'));

export const keepDismissed = () => localStorage.setItem('dismissed', JSON.stringify([...dismissed]));
