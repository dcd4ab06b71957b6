/**
 * Keeps the page itself for visits without a network. The trust is not kept here: `trust_store.js` does that whole.
 * The copy on the device answers at once; it is replaced whole, after an hour at the earliest, so that the parts of two
 * versions are never mixed.
 */

const SHELL = [
  "/v", "/v/style.css", "/v/icon.svg", "/v/manifest.webmanifest", "/v/words.json",
  ...["app", "checking", "language", "phrases", "scan", "server", "stage", "sync", "trust_keeper", "trust_store", "view", "view_parts", "words"]
    .map((name) => `/v/${name}.js`),
  ...["canonical", "certificate", "codes", "decision", "envelope", "errors", "issuers", "labels", "limits", "qr", "status",
    "strict_json", "trust", "verdict"].map((name) => `/v/verify/${name}.js`),
  "/v/vendor/qr-decode.js", "/v/vendor/index.js",
];
const PREFIX = "page-";
const KEEP_FOR = 3_600_000; // milliseconds

/** Store every part under a new name, then forget older copies. A part that fails leaves the older copy as it was. */
async function store(cache) {
  const name = `${PREFIX}${Date.now()}`;
  const kept = await caches.open(name);
  try {
    await kept.addAll(SHELL.map((path) => new Request(path, { cache })));
  } catch (error) {
    await caches.delete(name);
    throw error;
  }
  for (const older of await copies()) if (older !== name) await caches.delete(older);
}

async function copies() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX)).sort();
}

/** Replace the copy if it is old. Without a network it simply stays. */
async function renew() {
  const newest = (await copies()).at(-1);
  const age = Date.now() - Number(newest?.slice(PREFIX.length) ?? 0);
  if (age < 0 || age > KEEP_FOR) await store("no-cache").catch((error) => console.info("the page stays as it is:", error.message));
}

async function answer(request) {
  const { pathname } = new URL(request.url);
  const kept = await caches.match(pathname === "/v/" ? "/v" : pathname);
  return kept ?? fetch(request);
}

addEventListener("install", (event) => event.waitUntil(store("default").then(() => skipWaiting())));
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { method, url, mode } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  const path = pathname === "/v/" ? "/v" : pathname;
  if (!SHELL.includes(path)) return;
  event.respondWith(answer(event.request));
  if (mode === "navigate") event.waitUntil(renew());
});
