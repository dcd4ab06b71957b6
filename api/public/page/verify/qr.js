/**
 * Text that carries a token: the URL of a QR code, its digits alone, base64url, base45.
 * The host of a URL is a convenience for cameras and never decides anything (R-VER-3). Twin of `verify/qr.py`.
 */

import { Refused } from "./errors.js";
import { MAX_TEXT_CHARS, MAX_TOKEN_BYTES, MAX_TOKEN_DIGITS } from "./limits.js";

const BASE64URL = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/** How a text carries its token: the pattern is tried on the whole text, in this order. */
const FORMS = [
  { pattern: /^https?:\/\/[!-"$-~]+#[0-9]+$/, read: (text) => fromDigits(text.slice(text.lastIndexOf("#") + 1)) },
  { pattern: /^[0-9]+$/, read: fromDigits },
  { pattern: /^[A-Za-z0-9_-]+$/, read: fromBase64url },
  { pattern: /^[0-9A-Z $%*+\-./:]+$/, read: fromBase45 },
];

/** Step 0 of the decision: how a text carries a token. Throws `Refused`: too_long or alphabet. */
export function formOf(text) {
  if (text.length > MAX_TEXT_CHARS && [...text].length > MAX_TEXT_CHARS) throw new Refused("too_long");
  const form = FORMS.find(({ pattern }) => pattern.test(text));
  if (!form) throw new Refused("alphabet", "not a URL with digits, digits, base64url or base45");
  return form;
}

/** Step 1 of the decision: the token in a text of that form. Throws `Refused`: too_long or encoding. */
export function unwrap(text, form) {
  const token = form.read(text);
  if (token.length > MAX_TOKEN_BYTES) throw new Refused("too_long", `over ${MAX_TOKEN_BYTES} bytes`);
  return token;
}

function fromDigits(digits) {
  if (digits.length > MAX_TOKEN_DIGITS) throw new Refused("too_long", `over ${MAX_TOKEN_DIGITS} digits`);
  const hexadecimal = BigInt(digits).toString(16);
  // The 0x01 in front, which keeps leading zero bytes, is the odd first digit of an even rest.
  if (digits[0] === "0" || hexadecimal[0] !== "1" || hexadecimal.length % 2 === 0) throw new Refused("encoding");
  return Uint8Array.from({ length: (hexadecimal.length - 1) / 2 }, (_, n) => parseInt(hexadecimal.substr(1 + 2 * n, 2), 16));
}

/** The bytes of base64url without padding; bits left over in the last character are refused. */
export function fromBase64url(text) {
  if (text.length % 4 === 1) throw new Refused("encoding", "not base64url");
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4));
  let held = 0;
  let bits = 0;
  let at = 0;
  for (const character of text) {
    const value = BASE64URL.indexOf(character);
    if (value < 0) throw new Refused("encoding", "not base64url");
    held = ((held << 6) | value) & 0xfff;
    bits += 6;
    if (bits >= 8) bytes[at++] = (held >> (bits -= 8)) & 255;
  }
  if (held & ((1 << bits) - 1)) throw new Refused("encoding", "bits are left over in the last character");
  return bytes;
}

/** The bytes of base45 (RFC 9285); a group that stands for no bytes is refused. */
function fromBase45(text) {
  const bytes = [];
  for (let start = 0; start < text.length; start += 3) {
    const group = [...text.slice(start, start + 3)];
    const value = group.reduce((sum, character, place) => sum + BASE45.indexOf(character) * 45 ** place, 0);
    const size = group.length - 1;
    if (size === 0 || value >= 256 ** size) throw new Refused("encoding", "not base45");
    if (size === 2) bytes.push(value >> 8);
    bytes.push(value & 255);
  }
  return Uint8Array.from(bytes);
}
