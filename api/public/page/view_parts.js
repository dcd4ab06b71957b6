/** Small pieces of the page: elements, symbols, lists of facts. Text is always set as text, never as markup. */

import { phrase, pick } from "./language.js";

const SVG = "http://www.w3.org/2000/svg";

/** An element with attributes and children; children that are null or "" are left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...children.filter((child) => child !== null && child !== ""));
  return made;
}

/** A symbol of the sprite in index.html; words beside it say the same. */
export function symbol(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#symbol-${name}`);
  svg.append(use);
  return svg;
}

/** A list of facts; a row without a value is left out. */
export function facts(rows) {
  const told = rows.filter(([, value]) => value !== null && value !== "");
  return element("dl", {}, ...told.map(([key, value, kind = "text"]) =>
    element("div", {}, element("dt", {}, phrase(key)), element("dd", { class: kind }, String(value)))));
}

/** A coded thing in words, or as a code where the issuer gave no word. `none`: the code that means nothing. */
export function coded(thing, none = null) {
  if (thing.code === none) return null;
  return pick(thing) ?? phrase("code_only", { code: thing.code });
}

/** A notice with a heading, a paragraph and buttons: `[phrase key, what it does]`. */
export function notice({ kind = "plain", heading, text, actions = [] }) {
  const buttons = actions.map(([key, act], place) => {
    const button = element("button", { type: "button", class: place ? "secondary" : "primary" }, phrase(key));
    button.addEventListener("click", act);
    return button;
  });
  return element("article", { class: "notice", "data-kind": kind }, symbol("notice"), element("div", {},
    element("h2", { id: "answer-heading", tabindex: "-1" }, heading), element("p", {}, text),
    buttons.length ? element("div", { class: "actions" }, ...buttons) : null));
}
