/** JSON as the trust repository writes it: UTF-8, no duplicate keys, the stated format. Twin of `parse_json` in `verify/issuers.py`. */

import { Refused } from "./errors.js";
import { MAX_JSON_BYTES } from "./limits.js";

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const TOKENS = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;

/** The object in `data`. Throws `Refused("malformed")`. */
export function parseJson(data, format) {
  if (data.length > MAX_JSON_BYTES) throw new Refused("malformed", `over ${MAX_JSON_BYTES} bytes`);
  let tree;
  try {
    const text = utf8.decode(data);
    tree = JSON.parse(text);
    refuseDuplicates(text);
  } catch (error) {
    throw new Refused("malformed", `not strict JSON: ${error.message}`);
  }
  if (!isObject(tree) || tree.format !== format) throw new Refused("malformed", `not of format ${format}`);
  return tree;
}

/** Whether a value of JSON is an object. */
export function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** JSON.parse keeps the last of two equal keys and tells nobody. `text` is valid JSON already. */
function refuseDuplicates(text) {
  const open = []; // the keys of each open object, null for an array
  let keyNext = false;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "{" || token === "[") open.push(token === "{" ? new Set() : null);
    else if (token === "}" || token === "]") open.pop();
    else if (token !== "," && keyNext) {
      const key = JSON.parse(token);
      if (open.at(-1).has(key)) throw new SyntaxError("a duplicate key");
      open.at(-1).add(key);
    }
    keyNext = token === "{" || (token === "," && open.at(-1) !== null);
  }
}
