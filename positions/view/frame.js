// In a frame of another page: tells that page how high the content is, and where in it stands what the reader chose
// (templates/listen.js). Once it gives the frame that height, nothing scrolls within, and evidence goes to its cell.
(() => {
if (parent === window) return;
const page = document.documentElement;
const wide = matchMedia("(min-width: 72rem)");
let content = null;
let told = 0;

// Measured is the content and never the window, which is as high as the frame, so that a frame can shrink as well.
const sizes = new ResizeObserver(() => requestAnimationFrame(measure));
const find = () => document.querySelector("#first-sight > .sight") ?? document.querySelector('[data-testid="stMainBlockContainer"]');

/** Whether the page around gives the frame the height that it is told. */
const followed = () => "followed" in page.dataset;

function measure() {
  watch();
  beside();
  post();
}

function watch() {
  const found = find();
  if (!found || found === content) return;
  if (content) sizes.unobserve(content);
  content = found;
  sizes.observe(content);
}

function post(again = false) {
  if (!content) return;
  // An open menu lies over the content and can reach beyond it.
  const height = Math.max(Math.ceil(content.getBoundingClientRect().height), content.scrollHeight);
  if (height === told && !again) return;
  told = height;
  parent.postMessage({ "positions-height": height, "datawrapper-height": { positions: height } }, "*");
}

/** Evidence beside its table begins at the row of its cell; below it, it stands under that row, which makes room. */
function beside() {
  if (!followed() || !content) return;
  const evidence = content.querySelector(".st-key-layout .evidence");
  const cell = evidence?.querySelector("[data-of]")?.dataset.of;
  const row = cell && rowOf(content.querySelector(`.st-key-layout button[data-cell="${CSS.escape(cell)}"]`));
  const room = content.querySelector(".opened");
  if (!row || wide.matches || room?.previousElementSibling !== row) room?.remove();
  if (!evidence) return;
  sizes.observe(evidence);
  const layout = evidence.closest(".st-key-layout");
  if (row && !wide.matches && !content.querySelector(".opened")) row.after(roomAfter(row));
  const box = row?.getBoundingClientRect();
  const top = row ? (wide.matches ? box.top : box.bottom) - layout.getBoundingClientRect().top : 0;
  page.style.setProperty("--evidence-top", `${Math.max(0, top)}px`);
  page.style.setProperty("--evidence-height", `${evidence.offsetHeight}px`);
}

const rowOf = (button) => button && (button.closest("tr") ?? button.closest("li"));

function roomAfter(row) {
  const made = document.createElement(row.localName);
  made.className = "opened";
  made.setAttribute("aria-hidden", "true");
  if (row.localName === "tr") made.append(Object.assign(document.createElement("td"), { colSpan: 99 }));
  return made;
}

/** Ask the page around to bring something into sight, where nothing in here can be scrolled. */
function bring(element) {
  if (followed()) parent.postMessage({ "positions-place": Math.round(element.getBoundingClientRect().top) }, "*");
}

globalThis.framed = { measure, bring, followed };

addEventListener("message", ({ data }) => { if (data === "positions-height") post(true); });
addEventListener("toggle", () => post(), true);
addEventListener("resize", () => {
  // A border of the frame may have been taken from its height.
  if (told && Math.abs(innerHeight - told) <= 4) page.dataset.followed = "";
  beside();
});
addEventListener("click", ({ target }) => {
  const link = target.closest?.('a[href^="#"]');
  const there = link && document.getElementById(link.hash.slice(1));
  // When the browser has gone there, as far as something scrolls in here.
  if (there) requestAnimationFrame(() => bring(there));
});
measure();
})();
