/* Files that this browser keeps from one visit to the next, in IndexedDB. */
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

/** @return the number under which the file is kept; 0 when the browser keeps nothing (private windows) */
export const keepFile = async (name, blob) => {
    try {
        return await run('readwrite', (files) => files.add({ name, blob }));
    } catch {
        return 0;
    }
};

export const forgetFile = async (id) => {
    if (id > 0) await run('readwrite', (files) => files.delete(id));
};

/** [{id, name, blob}] in the order in which they came. */
export const keptFiles = async () => {
    try {
        return await run('readonly', (files) => files.getAll());
    } catch {
        return [];
    }
};
