/**
 * Deterministic CBOR (RFC 8949, 4.2.1), and nothing but integers, texts, byte strings, arrays and maps.
 * Instead of writing again what was read, the reader notes every form that would be written differently.
 * Twin of `verify/canonical.py`.
 */

import { Refused } from "./errors.js";
import { MAX_CBOR_DEPTH } from "./limits.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Stands for a float or a simple value: readable, but equal to nothing that a format allows. */
export const FOREIGN = Symbol("foreign");

/**
 * One CBOR item without tags, duplicate keys or indefinite lengths. Maps become `Map`, integers beyond 2^53 `BigInt`.
 * `deterministic` says whether the bytes are the one permitted encoding of the value; the caller owes a look at it.
 * @param {Uint8Array} bytes
 * @param {string} reason the code of the refusal
 * @returns {{value: any, deterministic: boolean}}
 * @throws {Refused} `reason`
 */
export function load(bytes, reason) {
  const reader = new Reader(bytes, reason);
  const value = reader.item(0);
  return { value, deterministic: reader.deterministic && reader.at === bytes.length };
}

/** One item that is its own deterministic encoding. Throws `Refused(reason)`. */
export function decode(bytes, reason) {
  const { value, deterministic } = load(bytes, reason);
  if (!deterministic) throw new Refused(reason, "not the deterministic encoding of its content");
  return value;
}

/** The head of a byte string of that length, in the shortest form. */
export function byteStringHead(length) {
  if (length < 24) return [0x40 | length];
  return length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
}

/** Whether the keys of a `Map` are exactly these. */
export function hasKeys(value, keys) {
  return value instanceof Map && value.size === keys.length && keys.every((key) => value.has(key));
}

class Reader {
  constructor(bytes, reason) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.reason = reason;
    this.at = 0;
    this.deterministic = true;
  }

  refuse(detail) {
    throw new Refused(this.reason, `not CBOR: ${detail}`);
  }

  /** The next `length` bytes; a length beyond the input is refused before anything is reserved for it. */
  take(length) {
    if (length > this.bytes.length - this.at) this.refuse("cut short");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }

  argument(info) {
    if (info < 24) return info;
    if (info > 27) this.refuse("indefinite or reserved length");
    const start = this.at;
    this.take(1 << (info - 24));
    const wide = info === 27 ? this.view.getBigUint64(start) : 0n;
    const value = [() => this.view.getUint8(start), () => this.view.getUint16(start), () => this.view.getUint32(start),
      () => (wide > BigInt(Number.MAX_SAFE_INTEGER) ? wide : Number(wide))][info - 24]();
    if (value < [24, 0x100, 0x10000, 0x100000000][info - 24]) this.deterministic = false;
    return value;
  }

  item(depth) {
    const initial = this.take(1)[0];
    const argument = this.argument(initial & 31);
    switch (initial >> 5) {
      case 0: return argument;
      case 1: return typeof argument === "bigint" ? -1n - argument : -1 - argument;
      case 2: return this.take(argument).slice();
      case 3: return this.text(this.take(argument));
      case 4: return Array.from({ length: this.count(argument, depth) }, () => this.item(depth + 1));
      case 5: return this.map(this.count(argument, depth), depth);
      case 7: return this.foreign(initial & 31);
      default: return this.refuse("no tag is allowed here");
    }
  }

  /** How many members a container has: no more than bytes are left, and none below the deepest level. */
  count(length, depth) {
    if (length > this.bytes.length - this.at) this.refuse("cut short");
    if (length > 0 && depth >= MAX_CBOR_DEPTH) this.refuse("nested too deep");
    return length;
  }

  map(length, depth) {
    const map = new Map();
    let previous = null;
    for (let member = 0; member < length; member++) {
      const start = this.at;
      const key = this.item(depth + 1);
      if (map.has(key)) this.refuse("a key stands twice");
      const encoded = this.bytes.subarray(start, this.at);
      if (typeof key !== "number" && typeof key !== "string") this.deterministic = false;
      if (previous && order(previous, encoded) >= 0) this.deterministic = false;
      previous = encoded;
      map.set(key, this.item(depth + 1));
    }
    return map;
  }

  text(bytes) {
    try {
      return utf8.decode(bytes);
    } catch {
      return this.refuse("a text is not UTF-8");
    }
  }

  foreign(info) {
    if (info > 27) this.refuse("a break or a reserved value");
    this.deterministic = false;
    return FOREIGN;
  }
}

/** Bytewise order of two encoded keys. */
function order(left, right) {
  for (let n = 0; n < left.length && n < right.length; n++) if (left[n] !== right[n]) return left[n] - right[n];
  return left.length - right.length;
}
