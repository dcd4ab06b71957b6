/** Asking the registry's server for a verdict, for what this device cannot check. Nothing here runs without the person being told. */

import { language } from "./language.js";

/** The server gave no verdict. `title`: its own words in the page's language, or null when it could not be reached. */
export class ServerError extends Error {
  constructor(message, title = null) {
    super(message);
    this.title = title;
  }
}

/** The verdicts on a text: one. */
export async function askAboutText(text) {
  return [await ask(JSON.stringify({ text }), { "Content-Type": "application/json" })];
}

/** The verdicts on the codes in an image or a PDF. */
export async function askAboutFile(file) {
  const form = new FormData();
  form.append("file", file);
  return (await ask(form, {})).verdicts;
}

/** Throws `ServerError`; a problem document (RFC 9457) brings its title. */
async function ask(body, headers) {
  let answer, said;
  try {
    answer = await fetch("/v1/verify", { method: "POST", body, headers: { ...headers, "Accept-Language": language() }, credentials: "omit" });
    said = await answer.json();
  } catch (error) {
    throw new ServerError(error.message);
  }
  if (!answer.ok) throw new ServerError(`HTTP ${answer.status}`, said.title);
  return said;
}
