/**
 * Bring the published trust repository (docs/formats/trust-repository.md) from this page's own origin. Every file is
 * compared with the hash that leads to it, so a mixture of two publications is never taken; a version or a publication
 * number that falls is refused (R-VER-2). Signatures of TUF metadata are for the installed verifier: whoever serves this
 * page could serve another page too.
 */

import { hex } from "./verify/envelope.js";
import { Refused } from "./verify/errors.js";
import { PACK_MEMBER_BYTES } from "./verify/limits.js";
import { isObject } from "./verify/strict_json.js";
import { TrustSnapshot } from "./verify/trust.js";

const READ_BY_PAGE = /^(issuers\.json|codes\.json|integrity\.cbor|history\.cbor|status\/[^/]+\.cwt)$/;
const PATIENCE = 10_000; // milliseconds for one file: beyond it a mobile network is down
const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The published trust was not taken. `code`: unreachable, tampered or rolled_back. */
export class SyncError extends Error {
  constructor(code, detail) {
    super(`${code}: ${detail}`);
    this.code = code;
  }
}

/**
 * @typedef {{version: number, targets: Record<string, {hash: string, data: Uint8Array}>, numbers: Record<string, number>,
 *   knownAt: number, horizon: number}} KeptTrust what this device keeps: `knownAt` and `horizon` in seconds, the latest
 *   instant known to have passed and the last expiry of any publication
 */

/**
 * The newest published trust. Files that are kept already are not fetched again.
 * @param {Promise<KeptTrust | null>} loading what is kept; the registry is asked before it is known
 * @returns {Promise<{kept: KeptTrust, snapshot: TrustSnapshot}>}
 * @throws {SyncError}
 */
export async function fetchTrust(loading) {
  const [timestamp, kept] = await Promise.all([metadata("timestamp.json", null, "no-cache"), loading]);
  if (kept && timestamp.version < kept.version) throw new SyncError("rolled_back", `version ${timestamp.version} after ${kept.version}`);
  const snapshot = await listed(timestamp, "snapshot");
  const roles = await Promise.all([listed(snapshot, "targets"), listed(snapshot, "status")]);
  const entries = roles.flatMap((role) => Object.entries(role.targets ?? {})).filter(([name]) => READ_BY_PAGE.test(name));
  const targets = Object.fromEntries(await Promise.all(entries.map(async ([name, entry]) => {
    const had = kept?.targets[name];
    const hash = entry?.hashes?.sha256;
    if (typeof hash !== "string") throw new SyncError("tampered", `${name} has no hash`);
    return [name, had?.hash === hash ? had : await target(name, entry)];
  })));
  return advanced(kept, timestamp.version, targets);
}

/** The trust that kept targets make. */
export function snapshotOf(kept) {
  const targets = Object.fromEntries(Object.entries(kept.targets).map(([name, { data }]) => [name, data]));
  return TrustSnapshot.fromTargets(targets, { knownAt: kept.knownAt });
}

/** What is kept after these targets. Throws `SyncError` (rolled_back) when a publication's number fell. */
async function advanced(kept, version, targets) {
  const snapshot = await snapshotOf({ targets, knownAt: kept?.knownAt ?? 0 }).catch((error) => {
    throw error instanceof Refused ? new SyncError("tampered", error.message) : error;
  });
  const numbers = { ...kept?.numbers };
  let horizon = kept?.horizon ?? 0;
  for (const { sub, number, expiresAt } of [...snapshot.publications.values()].flatMap((found) => [...found.values()])) {
    if (number < (numbers[sub] ?? 0)) throw new SyncError("rolled_back", `${sub} fell to number ${number}`);
    numbers[sub] = number;
    horizon = Math.max(horizon, expiresAt);
  }
  return { kept: { version, targets, numbers, horizon, knownAt: snapshot.knownAt }, snapshot };
}

async function listed(parent, role) {
  const entry = parent.meta?.[`${role}.json`];
  if (!Number.isSafeInteger(entry?.version)) throw new SyncError("tampered", `${role}.json is not listed`);
  const found = await metadata(`${entry.version}.${role}.json`, entry, "default");
  if (found.version !== entry.version) throw new SyncError("tampered", `${role} is of another version`);
  return found;
}

async function metadata(name, entry, cache) {
  const data = await file(`/trust/metadata/${name}`, entry, cache);
  let signed;
  try {
    ({ signed } = JSON.parse(utf8.decode(data)));
  } catch (error) {
    throw new SyncError("tampered", `${name}: ${error.message}`);
  }
  if (!isObject(signed) || !Number.isSafeInteger(signed.version)) throw new SyncError("tampered", `${name} is no metadata`);
  return signed;
}

async function target(name, entry) {
  const place = name.lastIndexOf("/") + 1;
  const path = `/trust/targets/${name.slice(0, place)}${entry.hashes.sha256}.${name.slice(place)}`;
  return { hash: entry.hashes.sha256, data: await file(path, entry, "default") };
}

/** One file, compared with the length and hash that `entry` announces. */
async function file(path, entry, cache) {
  let data;
  try {
    const answer = await fetch(path, { cache, credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    if (!answer.ok) throw new TypeError(`HTTP ${answer.status}`);
    data = new Uint8Array(await answer.arrayBuffer());
  } catch (error) {
    // A TypeError is a network that fails, a DOMException one that takes too long.
    if (error instanceof TypeError || error instanceof DOMException) throw new SyncError("unreachable", `${path}: ${error.message}`);
    throw error;
  }
  if (data.length > PACK_MEMBER_BYTES || (entry?.length ?? data.length) !== data.length) throw new SyncError("tampered", `${path}: length`);
  const announced = entry?.hashes?.sha256;
  if (announced && hex(new Uint8Array(await crypto.subtle.digest("SHA-256", data))) !== announced) {
    throw new SyncError("tampered", `${path}: hash`);
  }
  return data;
}
