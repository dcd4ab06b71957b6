/** The part of the page where answers appear: drawn again when the language changes, announced, and focused when asked for. */

import { applyLanguage, phrase } from "./language.js";
import { announcement, verdictArticle } from "./view.js";
import { notice } from "./view_parts.js";

const at = (id) => document.getElementById(id);
let draw = () => [];

/**
 * Show the elements that `make` makes and announce what `say` says.
 * @param {{byPerson?: boolean}} options `byPerson`: it was just asked for on this page, so the focus goes to the answer
 */
export function show(make, say, { byPerson = false } = {}) {
  draw = make;
  const focused = at("answer").contains(document.activeElement);
  redraw();
  announce(say());
  if (byPerson || focused) at("answer-heading").focus({ preventScroll: true });
  if (byPerson) at("answer").scrollIntoView({ block: "start" });
}

/** Show one notice; `content` gives it in the language of the moment. */
export function showNotice(content, options) {
  show(() => [notice(content())], () => `${content().heading} ${content().text}`, options);
}

/** Show one verdict or several; `before` gives what stands above them. */
export function showVerdicts(verdicts, freshness, { before = () => [], ...options } = {}) {
  const articles = () => verdicts.map((verdict, place) => verdictArticle(verdict, freshness, { first: place === 0 }));
  const count = verdicts.length > 1 ? phrase("several", { count: verdicts.length }) : "";
  show(() => [...before(), ...articles()], () => [count, ...verdicts.map(announcement)].join(" "), options);
}

/** Draw what is shown again, in the language of the moment; what was unfolded stays unfolded. */
export function redraw() {
  const elements = draw();
  const answer = at("answer");
  const unfolded = [...answer.querySelectorAll("details")].map(({ open }) => open);
  answer.replaceChildren(...elements);
  answer.querySelectorAll("details").forEach((details, place) => (details.open = unfolded[place] ?? false));
  answer.hidden = elements.length === 0;
  if (elements.length) {
    document.body.classList.add("has-answer");
    at("ways-heading").dataset.phrase = "ways_again";
  }
  applyLanguage();
}

/** Say it to those who hear the page, once. */
export function announce(text) {
  if (at("announcement").textContent !== text) at("announcement").textContent = text;
}
