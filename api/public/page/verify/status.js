/**
 * Status lists, integrity register and history register (docs/formats/status.md): what a signed publication says.
 * Whether its signer may say so is for `trust.js` to judge. Twin of `verify/status.py`.
 */

import { decode, hasKeys } from "./canonical.js";
import { CannotVerifyHere, Refused } from "./errors.js";
import * as labels from "./labels.js";
import { LIST_BYTES, LIST_SIZE, MAX_DAY, MAX_INSTANT, MIN_DAY } from "./limits.js";

/** What two bits of a status list say. */
export const Status = Object.freeze({ VALID: 0, INVALID: 1, SUSPENDED: 2, SUPERSEDED: 3 });
/** What the history register says has become of a certificate, by its number. */
export const HISTORY_OUTCOMES = Object.freeze({ 1: "REVOKED", 2: "INVALIDATED", 3: "DEREGISTERED", 4: "SUPERSEDED", 5: "SUSPENDED" });

/**
 * A status list out of a message whose signature the caller has checked.
 * @returns {Promise<{sub: string, number: number, issuedAt: number, expiresAt: number, at: (index: number) => number}>}
 * @throws {Refused} publication
 */
export async function decodeStatusList(message) {
  const claims = claimsOf(message, labels.TYPE_STATUS_LIST, [labels.CLAIM_STATUS_LIST, labels.CLAIM_TTL]);
  const body = claims.get(labels.CLAIM_STATUS_LIST);
  if (!hasKeys(body, ["bits", "lst"]) || body.get("bits") !== 2) throw refused("not a list of two bits a position");
  integer(claims.get(labels.CLAIM_TTL), 0, MAX_INSTANT);
  const bits = await unpack(body.get("lst"));
  return { ...published(claims), at: (index) => (bits[index >> 2] >> ((index & 3) << 1)) & 3 };
}

/** An integrity register: `entries` is list URI → index → last active day. As `decodeStatusList`. */
export async function decodeIntegrity(message) {
  const claims = claimsOf(message, labels.TYPE_INTEGRITY, [labels.CLAIM_INTEGRITY]);
  return { ...published(claims), entries: entries(claims.get(labels.CLAIM_INTEGRITY), day) };
}

/** A history register: `entries` is list URI → index → outcome and days. As `decodeStatusList`. */
export async function decodeHistory(message) {
  const claims = claimsOf(message, labels.TYPE_HISTORY, [labels.CLAIM_HISTORY]);
  return { ...published(claims), entries: entries(claims.get(labels.CLAIM_HISTORY), historyEntry) };
}

/** Inflate a zlib stream of exactly `LIST_BYTES`; inflating stops when there is more, so a bomb costs no more than a list. */
export async function unpack(stream) {
  if (!(stream instanceof Uint8Array)) throw refused("the list is no byte string");
  if (typeof DecompressionStream === "undefined") throw new CannotVerifyHere("DecompressionStream");
  const bits = new Uint8Array(LIST_BYTES);
  let filled = 0;
  const reader = new Blob([stream]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (filled + part.value.length > LIST_BYTES) {
        await reader.cancel();
        throw refused("the zlib stream is longer than a list");
      }
      bits.set(part.value, filled);
      filled += part.value.length;
    }
  } catch (error) {
    // The stream answers a wrong checksum, a cut or anything after its end with a TypeError.
    if (error instanceof TypeError) throw refused("the list is no zlib stream, or followed by something");
    throw error;
  }
  if (filled !== LIST_BYTES) throw refused("the zlib stream is shorter than a list");
  return bits;
}

function claimsOf(message, type, own) {
  if (message.type !== type) throw refused(`of type ${message.type}, not ${type}`);
  const claims = decode(message.payload, "publication");
  if (!hasKeys(claims, [...own, labels.CLAIM_SUB, labels.CLAIM_EXP, labels.CLAIM_IAT, labels.CLAIM_NUMBER])) {
    throw refused("a claim is missing, or one too many");
  }
  return claims;
}

function published(claims) {
  const sub = claims.get(labels.CLAIM_SUB);
  if (typeof sub !== "string") throw refused("the subject is no text");
  return {
    sub,
    number: integer(claims.get(labels.CLAIM_NUMBER), 0, Number.MAX_SAFE_INTEGER),
    issuedAt: integer(claims.get(labels.CLAIM_IAT), 0, MAX_INSTANT),
    expiresAt: integer(claims.get(labels.CLAIM_EXP), 0, MAX_INSTANT),
  };
}

function entries(tree, read) {
  if (!(tree instanceof Map)) throw refused("the entries are no map");
  return new Map([...tree].map(([uri, ofList]) => {
    if (typeof uri !== "string" || !(ofList instanceof Map)) throw refused("the entries are not maps by list");
    return [uri, new Map([...ofList].map(([index, entry]) => [integer(index, 0, LIST_SIZE - 1), read(entry)]))];
  }));
}

function historyEntry(entry) {
  if (!Array.isArray(entry) || entry.length !== 3) throw refused("an entry is not outcome, effective from, decided on");
  return { outcome: HISTORY_OUTCOMES[integer(entry[0], 1, 5)], effectiveFrom: day(entry[1]), decidedOn: day(entry[2]) };
}

function day(value) {
  return integer(value, MIN_DAY, MAX_DAY);
}

function integer(value, low, high) {
  if (!Number.isSafeInteger(value) || value < low || value > high) throw refused("an integer is out of range");
  return value;
}

function refused(detail) {
  return new Refused("publication", detail);
}
