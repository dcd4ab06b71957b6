/**
 * The decision (docs/formats/decision.md): what a presented text proves, given what is trusted, at an instant.
 * No clock, no network, no storage. The steps are numbered as in the documentation, in Python and in the vectors.
 * Twin of `verify/decision.py`; what each step prevents is said there.
 */

import { decodeClaims } from "./certificate.js";
import { parse } from "./envelope.js";
import { Refused } from "./errors.js";
import { verifies } from "./issuers.js";
import { MAX_TOKEN_BYTES } from "./limits.js";
import { formOf, unwrap } from "./qr.js";
import { Status } from "./status.js";
import { refusedVerdict, verdictOf } from "./verdict.js";

/** Seconds. */
export const DEFAULT_POLICY = Object.freeze({ maxAge: 7 * 86_400, skew: 300 });

const DAY = 86_400;
const SHANGHAI = 8 * 3_600;
const PROVINCE = 10_000; // the first two digits of a GB/T 2260 code
const SEVERITY = ["REVOKED", "INVALIDATED", "DEREGISTERED", "SUSPENDED", "SUPERSEDED"];
const BY_LIST = {
  [Status.INVALID]: { outcome: "INVALIDATED", reason: "history_missing" },
  [Status.SUSPENDED]: { outcome: "SUSPENDED", reason: "status_suspended" },
  [Status.SUPERSEDED]: { outcome: "SUPERSEDED", reason: "status_superseded" },
};
const TAKEN_BACK = ["REVOKED", "INVALIDATED", "DEREGISTERED"];
const HOLDS = Object.freeze({ outcome: "VALID_AS_OF", step: 9, reason: null, ended: null });

/**
 * Decide what a QR text (or the bytes of a token) proves at the instant `at`.
 * @param {string | Uint8Array} presented
 * @param {import("./trust.js").TrustSnapshot} trust
 * @param {Date} at fractions of a second are cut off
 * @returns {Promise<object>} the verdict as documented JSON; anything presented gets one
 * @throws {CannotVerifyHere} if this browser lacks the algorithm of the key
 */
export async function decide(presented, trust, at, policy = DEFAULT_POLICY) {
  const now = Math.floor(at.getTime() / 1000);
  let step = 0;
  let key, claims;
  try {
    // 0. Length and alphabet of what was presented.
    const form = typeof presented === "string" ? formOf(presented) : tokenItself(presented);
    // 1. Unwrap: QR text, digits, base64url or base45 to token bytes.
    step = 1;
    const token = unwrap(presented, form);
    // 2. Strict envelope.
    step = 2;
    const message = parse(token);
    if (message.type !== null) throw new Refused("header", "a publication is no certificate, whoever signed it");
    // 3. Key: by kid, role certificate, algorithm of the key.
    step = 3;
    const keys = keysFor(message, trust);
    // 4. Signature.
    step = 4;
    key = await signer(message, keys);
    // 5. Claims, strict; region and authority inside the key's.
    step = 5;
    claims = decodeClaims(message.payload);
    checkEntitled(key, claims);
    // 6. Signed within the key's life. In the future: only a good answer is held back for it, in step 7.
    step = 6;
    checkAlive(key, claims);
  } catch (error) {
    if (error instanceof Refused) return refusedVerdict(step, error.code, now);
    throw error;
  }
  // 7. Status, from the newest authentic list of the same issuer.
  const standing = trust.standing(key.issuer, claims.statusUri, claims.statusIndex);
  const found = answerStatus(standing, trust.knownAt, now, policy, claims.signedAt);
  // 8. Integrity of the holder, on the day of `at` in Asia/Shanghai.
  const { integrity, remark } = integrityOf(trust, key, claims, now, policy);
  // 9. The caller's policy.
  const answer = applyPolicy(found, standing, now, policy);
  return verdictOf({ answer, remark, integrity, standing, key, claims, codes: trust.codes, now });
}

function tokenItself(token) {
  if (token.length > MAX_TOKEN_BYTES) throw new Refused("too_long", `over ${MAX_TOKEN_BYTES} bytes`);
  return { read: () => token };
}

function keysFor(message, trust) {
  const listed = trust.certificateKeys(message.kid);
  if (!listed.length) throw new Refused("unknown_key");
  const usable = listed.filter((key) => key.algorithms.includes(message.alg));
  if (!usable.length) throw new Refused("key_algorithm");
  return usable;
}

async function signer(message, keys) {
  for (const key of keys) if (await verifies(key, message)) return key;
  throw new Refused("signature");
}

function checkEntitled(key, claims) {
  const province = (region) => Math.floor(region / PROVINCE);
  if (province(claims.region) !== province(key.issuer.region)) throw new Refused("key_region");
  if (key.authorities !== null && !key.authorities.includes(claims.authority)) throw new Refused("key_authority");
}

function checkAlive(key, { signedAt }) {
  if (signedAt < key.notBefore) throw new Refused("key_not_yet_valid");
  if (key.compromisedSince !== null && signedAt >= key.compromisedSince) throw new Refused("key_compromised");
  if (key.retiredAt !== null && signedAt >= key.retiredAt) throw new Refused("key_retired");
}

/** The worst wins: an old list that says revoked still says so, because a certificate is never un-revoked. */
function answerStatus({ status, statusList, history }, knownAt, now, policy, signedAt) {
  const byHistory = history && { outcome: history.outcome, reason: `status_${history.outcome.toLowerCase()}` };
  // The register says which kind of invalid it is, and that may be the milder one.
  const explained = status === Status.INVALID && history && TAKEN_BACK.includes(history.outcome);
  const found = [status && !explained ? BY_LIST[status] : null, byHistory].filter(Boolean);
  if (found.length) {
    const worst = found.reduce((one, other) => (SEVERITY.indexOf(other.outcome) < SEVERITY.indexOf(one.outcome) ? other : one));
    const told = byHistory && byHistory.outcome === worst.outcome && byHistory.reason === worst.reason;
    return { ...worst, step: 7, ended: told ? history : null };
  }
  if (signedAt - now > policy.skew) return { outcome: "STALE", step: 6, reason: "clock_behind", ended: null };
  const doubt = doubtOf(statusList, knownAt, now, policy, signedAt);
  return doubt ? { outcome: "STALE", step: 7, reason: doubt, ended: null } : HOLDS;
}

function doubtOf(statusList, knownAt, now, policy, signedAt) {
  if (knownAt !== null && knownAt - now > policy.skew) return "clock_behind";
  if (!statusList) return "status_missing";
  if (statusList.issuedAt < signedAt) return "status_predates_certificate";
  return now >= statusList.expiresAt ? "status_too_old" : null;
}

function applyPolicy(answer, { statusList }, now, policy) {
  const tooOld = answer === HOLDS && now - statusList.issuedAt > policy.maxAge;
  return tooOld ? { outcome: "STALE", step: 9, reason: "status_too_old", ended: null } : answer;
}

/** Dates are compared, never timers: on record through the last day inclusive, with no act by anyone (R-VER-6). */
function integrityOf(trust, key, claims, now, policy) {
  const unknown = (remark, asOf = null) => ({ integrity: { state: "UNKNOWN", lastDay: null, asOf }, remark });
  if (Math.max(trust.knownAt ?? claims.signedAt, claims.signedAt) - now > policy.skew) return unknown("clock_behind");
  const register = trust.register(key.issuer, "integrity");
  if (!register) return unknown("integrity_missing");
  const asOf = register.issuedAt;
  const lastDay = register.entries.get(claims.statusUri)?.get(claims.statusIndex);
  if (lastDay !== undefined && lastDay >= Math.floor((now + SHANGHAI) / DAY)) {
    return { integrity: { state: "ON_RECORD", lastDay, asOf }, remark: null };
  }
  if (now >= register.expiresAt || now - asOf > policy.maxAge) return unknown("integrity_too_old", asOf);
  return { integrity: { state: "CLEAR", lastDay: null, asOf }, remark: null };
}
