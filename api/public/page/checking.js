/** From what was presented to an answer on the stage: here by the trust that is kept and then renewed, or by the server. */

import { phrase } from "./language.js";
import { askAboutFile, askAboutText, ServerError } from "./server.js";
import { announce, show, showNotice, showVerdicts } from "./stage.js";
import { TrustKeeper } from "./trust_keeper.js";
import { decide } from "./verify/decision.js";
import { CannotVerifyHere } from "./verify/errors.js";
import { notice } from "./view_parts.js";
import { loadWords } from "./words.js";

/** Without https a browser has neither cryptography nor camera. */
export const secure = globalThis.isSecureContext;

const keeper = secure ? new TrustKeeper() : null;
/** What the answer on the stage is about, and how many things were presented: nothing is shown of an earlier one. */
let presented = null;
let turn = 0;

/** Decide what a text proves. `byPerson`: it was presented on this page, not by opening it. */
export async function check(text, options = {}) {
  const isCurrent = nextTurn(text);
  announce(phrase("checking"));
  if (!secure) return checkInsecurely(text, isCurrent, options);
  try {
    await checkHere(text, isCurrent, options);
  } catch (error) {
    if (!isCurrent()) return;
    if (error instanceof CannotVerifyHere) offerServer(text, options);
    else if (error instanceof TypeError) showNotice(() => warning("broken_title", phrase("broken")), options);
    else throw error;
  }
}

/** Check the code in a file: a picture here; a PDF, or where nothing can be read here, by the server if the person agrees. */
export async function checkFile(file, onText) {
  const isCurrent = nextTurn(null);
  const isPdf = file.type === "application/pdf";
  if (!secure || isPdf) {
    const send = () => ask(() => askAboutFile(file), isCurrent, { byPerson: true });
    const content = () => ({
      heading: phrase(isPdf ? "pdf_title" : "picture_title"),
      text: phrase(isPdf ? "pdf" : "picture_sent", { name: file.name, host: location.host }),
      actions: [["send_file", send]],
    });
    return showNotice(content, { byPerson: true });
  }
  announce(phrase("checking"));
  const { readPicture, ScanError } = await import("./scan.js");
  try {
    const text = await readPicture(file);
    if (isCurrent()) onText(text);
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    if (isCurrent()) showNotice(() => warning("no_code_title", phrase(error.code)), { byPerson: true });
  }
}

/** Ask the registry again if its last answer is getting old, and answer anew. */
export function renew() {
  if (keeper?.isDue && presented !== null) check(presented);
}

async function checkHere(text, isCurrent, options) {
  if (keeper.isDue) keeper.refresh();
  await Promise.all([loadWords(), keeper.loaded]);
  /** Shows the answer by the trust of the moment; returns which freshness it was shown with, or null if it was not. */
  const answer = async (how) => {
    if (!keeper.snapshot) return null;
    const { state } = keeper;
    const verdict = await decide(text, keeper.snapshot, new Date());
    // A key that this device has not heard of may be a new one: no alarm before the registry was asked.
    if (state === "asking" && verdict.reasons[0] === "unknown_key") return null;
    if (isCurrent()) showVerdicts([verdict], state, how);
    return state;
  };
  const shown = await answer(options);
  if (shown !== null && shown !== "asking") return;
  if (shown === null && isCurrent()) showNotice(() => ({ heading: phrase("checking"), text: phrase("asking") }), options);
  await keeper.refreshed;
  await answer(shown === null ? options : {});
  const retry = () => check(text, { byPerson: true });
  if (!keeper.snapshot && isCurrent()) showNotice(() => warning("no_trust_title", phrase("no_trust"), ["retry", retry]), options);
}

/** In a page that was not opened by https the server is asked, and the person is told. */
function checkInsecurely(text, isCurrent, options) {
  const told = () => [notice(warning("insecure_title", phrase("insecure", { host: location.host })))];
  show(told, () => phrase("insecure_title"), options);
  return ask(() => askAboutText(text), isCurrent, { before: told, ...options });
}

function offerServer(text, options) {
  const isCurrent = nextTurn(null);
  const send = () => ask(() => askAboutText(text), isCurrent, { byPerson: true });
  showNotice(() => warning("unable_title", phrase("unable", { host: location.host }), ["send_text", send]), options);
}

/** Have the server answer, and show what it says. */
async function ask(question, isCurrent, options) {
  try {
    const [verdicts] = await Promise.all([question(), loadWords()]);
    if (isCurrent()) showVerdicts(verdicts, "by_server", options);
  } catch (error) {
    if (!(error instanceof ServerError || error instanceof TypeError)) throw error;
    const said = error instanceof ServerError ? error.title : null;
    const again = () => ask(question, isCurrent, options);
    if (isCurrent()) showNotice(() => warning("server_title", said ?? phrase("server_unreachable"), ["retry", again]), options);
  }
}

function warning(title, text, ...actions) {
  return { kind: "warning", heading: phrase(title), text, actions };
}

function nextTurn(text) {
  presented = text;
  const mine = ++turn;
  return () => mine === turn;
}
