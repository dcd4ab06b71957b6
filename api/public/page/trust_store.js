/** Where this device keeps the trust between visits: one record in IndexedDB, replaced whole or not at all, never by an older one. */

const DATABASE = "zhicheng";
const STORE = "trust";
const KEY = "kept";

/**
 * What was kept, or null: nothing yet, or a browser that keeps nothing. Notes that the clock said `now` (seconds), so
 * that setting it back later does not make an old list young (SC-11).
 * @returns {Promise<import("./sync.js").KeptTrust | null>}
 */
export async function readTrust(now) {
  const kept = (await inTransaction("readonly", (store) => store.get(KEY))) ?? null;
  // Up to the horizon only: after it everything is stale, and a clock once years ahead does no harm for longer.
  const instant = kept && Math.min(now, kept.horizon);
  if (kept && instant > kept.knownAt) {
    kept.knownAt = instant;
    await keepTrust(kept);
  }
  return kept;
}

/** Keep `kept`, unless another tab has kept something newer meanwhile. */
export async function keepTrust(kept) {
  await inTransaction("readwrite", (store) => {
    const reading = store.get(KEY);
    reading.onsuccess = () => {
      if (!reading.result || reading.result.version <= kept.version) store.put(kept, KEY);
    };
    return reading;
  });
}

/** The result of `act`'s request once its transaction is complete; undefined in a browser that keeps nothing. */
async function inTransaction(mode, act) {
  const database = await opened();
  if (!database) return undefined;
  try {
    return await new Promise((resolve, reject) => {
      const transaction = database.transaction(STORE, mode);
      const request = act(transaction.objectStore(STORE));
      transaction.oncomplete = () => resolve(request.result);
      transaction.onabort = transaction.onerror = () => reject(transaction.error);
    });
  } finally {
    database.close();
  }
}

/** The database, or null where private browsing forbids one. */
function opened() {
  return new Promise((resolve) => {
    const request = indexedDB.open(DATABASE, 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = (event) => {
      event.preventDefault();
      resolve(null);
    };
  });
}
