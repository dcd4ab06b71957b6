/** The page's controls: how a certificate is presented, in which language, and when to look again. */

import { check, checkFile, renew, secure } from "./checking.js";
import { applyLanguage, phrase, switchLanguage } from "./language.js";
import { redraw } from "./stage.js";

const at = (id) => document.getElementById(id);

/** Check the address that a QR code opened: the fragment is the certificate, and no browser sends it. */
function checkAddress() {
  if (location.hash.length > 1) check(location.href);
}

/** Check what was presented on the page; what the address still says belongs to an earlier certificate. */
function present(text) {
  history.replaceState(null, "", location.pathname);
  check(text, { byPerson: true });
}

async function scan() {
  const dialog = at("scanner");
  const tell = (key) => (at("scanner-message").textContent = phrase(key));
  const ended = new AbortController();
  dialog.addEventListener("close", () => ended.abort(), { once: true });
  tell("camera_starting");
  dialog.showModal();
  const { readCamera, ScanError } = await import("./scan.js");
  try {
    const text = await readCamera(at("camera"), ended.signal, () => tell("camera_looking"));
    dialog.close();
    if (text !== null) present(text);
  } catch (error) {
    if (!(error instanceof ScanError)) throw error;
    tell(error.code);
  }
}

at("language").addEventListener("click", () => {
  switchLanguage();
  redraw();
});
at("scan").addEventListener("click", scan);
at("scanner-close").addEventListener("click", () => at("scanner").close());
at("file").addEventListener("change", ({ target }) => {
  if (target.files[0]) checkFile(target.files[0], present);
  target.value = "";
});
at("paste").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = at("paste-text").value.trim();
  if (text) present(text);
  else at("paste-text").focus();
});
addEventListener("hashchange", checkAddress);
addEventListener("online", renew);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") renew();
  else at("scanner").close(); // a page that nobody looks at does not look either
});

at("ways-lede").dataset.phrase = secure ? "ways_lede" : "ways_lede_server";
applyLanguage();
checkAddress();
if (secure && "serviceWorker" in navigator) {
  navigator.serviceWorker.register("/v/sw.js", { scope: "/v" }).catch((error) => console.warn("no copy for offline use:", error.message));
}
