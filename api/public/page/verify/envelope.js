/**
 * COSE_Sign1 (RFC 9052, 4.2), strict: tag 18, empty unprotected header, known algorithm, an 8-byte key id, one encoding.
 * Answers which bytes were signed, by which key id, with which algorithm; and whether a key made a signature.
 * Twin of `verify/envelope.py`.
 */

import { byteStringHead, FOREIGN, hasKeys, load } from "./canonical.js";
import { CannotVerifyHere, Refused } from "./errors.js";
import * as labels from "./labels.js";
import { KID_BYTES, SIGNATURE_BYTES } from "./limits.js";

const TAG = 0xc0 | labels.TAG_SIGN1;
const CONTEXT = new TextEncoder().encode("Signature1");

/**
 * @typedef {{alg: number, kid: string, type: string | null, protected: Uint8Array, payload: Uint8Array, signature: Uint8Array}} Sign1
 * The parts of one well-formed message, nothing verified yet; `kid` in hexadecimal.
 */

/**
 * Read one message that equals its own re-encoding.
 * @param {Uint8Array} message
 * @returns {Sign1}
 * @throws {Refused} envelope, header or algorithm
 */
export function parse(message) {
  if (message[0] !== TAG) throw new Refused("envelope", "not a message with tag 18");
  const { value, deterministic } = load(message.subarray(1), "envelope");
  if (!Array.isArray(value) || value.length !== 4) throw new Refused("envelope", "not four parts");
  const [protectedHeader, unprotected, payload, signature] = value;
  if (!(unprotected instanceof Map) || ![protectedHeader, payload, signature].every(isBytes)) {
    throw new Refused("envelope", "not the four parts of a COSE_Sign1");
  }
  // Whatever stands there is not signed: a kid or an algorithm in it would be the attacker's.
  if (unprotected.size) throw new Refused("header", "the unprotected header is not empty");
  if (!deterministic) throw new Refused("envelope", "not the deterministic encoding of its content");
  return { ...parseHeader(protectedHeader), protected: protectedHeader, payload, signature };
}

/** The Sig_structure (RFC 9052, 4.4) without external data. */
export function toBeSigned({ protected: protectedHeader, payload }) {
  return Uint8Array.of(
    0x84, 0x60 | CONTEXT.length, ...CONTEXT,
    ...byteStringHead(protectedHeader.length), ...protectedHeader, 0x40, ...byteStringHead(payload.length), ...payload,
  );
}

/**
 * The public key of a SubjectPublicKeyInfo (DER), usable only for its own algorithm.
 * @param {"ES256" | "Ed25519"} algorithm
 * @throws {CannotVerifyHere} if this browser does not know the algorithm
 */
export async function importKey(algorithm, spki) {
  const parameters = algorithm === "ES256" ? { name: "ECDSA", namedCurve: "P-256" } : { name: "Ed25519" };
  try {
    return await crypto.subtle.importKey("spki", spki, parameters, false, ["verify"]);
  } catch (error) {
    if (error.name === "NotSupportedError") throw new CannotVerifyHere(algorithm, { cause: error });
    throw error;
  }
}

/** Whether `key` made this raw 64-byte signature. Both twins of an ECDSA signature hold: a token's hash is no identity. */
export async function signatureHolds(key, message, signature) {
  if (signature.length !== SIGNATURE_BYTES) return false;
  const parameters = key.algorithm.name === "ECDSA" ? { name: "ECDSA", hash: "SHA-256" } : { name: "Ed25519" };
  return crypto.subtle.verify(parameters, key, signature, message);
}

/** Lower-case hexadecimal. */
export function hex(bytes) {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function parseHeader(bytes) {
  const { value, deterministic } = load(bytes, "header");
  if (!(value instanceof Map) || [...value.keys()].includes(FOREIGN)) throw new Refused("header", "no map, or a key that is no label");
  const alg = value.get(labels.HEADER_ALG);
  const kid = value.get(labels.HEADER_KID);
  const type = value.get(labels.HEADER_TYPE) ?? null;
  if (!labels.ALGORITHMS.includes(alg)) throw new Refused("algorithm", "an algorithm outside the four of this profile");
  if (!isBytes(kid) || kid.length !== KID_BYTES) throw new Refused("header", "the key id is not 8 bytes");
  if (type !== null && typeof type !== "string") throw new Refused("header", "the type is no text");
  const keys = [labels.HEADER_ALG, labels.HEADER_KID, ...(type === null ? [] : [labels.HEADER_TYPE])];
  if (!deterministic || !hasKeys(value, keys)) throw new Refused("header", "other keys, or another encoding");
  return { alg, kid: hex(kid), type };
}

function isBytes(value) {
  return value instanceof Uint8Array;
}
