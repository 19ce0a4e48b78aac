// Shows HTML that the server rendered and escaped, and tells what the reader chooses in it.
const memory = new WeakMap();
const bound = new WeakSet();
// How many pieces are being unpacked, and whether the whole page has been there.
let pending = 0;
let there = false;
// The sum of the HTML that was sent last for a piece.
const latest = new WeakMap();
// What the reader asked for last, shared by all pieces: the answer moves the focus, a rerun for another reason does not.
// Choices of cells are counted, and the page says which it answers; the last one may not have been sent yet.
const asked = { cell: null, count: 0, send: null, query: null };

const HERE = "https://here.invalid/";
const main = () => document.querySelector('[data-testid="stMain"]') ?? document.scrollingElement;

const first = (globalThis.positions ??= (() => {
  let here;
  return { program: new Promise((resolve) => { here = resolve; }), here };
})());
first.here(show);
export default show;

/** The HTML of a piece (see piece.py), put into the page when it is another one than before. */
async function unpack(root, bytes) {
  const cut = bytes.indexOf(10);
  const [count, name, cells, sum] = new TextDecoder().decode(bytes.subarray(0, cut)).split(" ");
  root.dataset.cells = cells;
  // The answer to a choice that the reader has gone on from.
  const stale = () => count && (asked.send || Number(count) < asked.count);
  if (latest.get(root) === sum || stale()) return;
  latest.set(root, sum);
  pending += 1;
  const packed = new Blob([bytes.subarray(cut + 1)]).stream().pipeThrough(new DecompressionStream("deflate"));
  const html = await new Response(packed).text();
  // Of two that come quickly, the later one stays.
  if (latest.get(root) === sum && !stale()) put(root, name, html);
  pending -= 1;
  if (!there && !pending && complete()) {
    there = true;
    requestAnimationFrame(handOver);
  }
}

/** Show HTML in a piece, unless it is there. */
function put(root, name, html) {
  if (memory.get(root) === html) return;
  memory.set(root, html);
  replace(root, { name, html });
}

function show(component) {
  const { parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".positions");
  unpack(root, component.data);

  const go = (query) => {
    asked.send?.();
    // Enter in the search changes the field and sends the form: one choice.
    if (query !== asked.query) setTriggerValue("go", query);
    asked.query = query;
  };

  const choose = (cell) => {
    asked.cell = cell;
    const send = (asked.send = () => {
      asked.send = null;
      setTriggerValue("cell", { cell, count: (asked.count += 1) });
    });
    press(cell);
    hideTip();
    ahead(cell, send).finally(() => asked.send === send && send());
  };

  root.onclick = (event) => {
    const target = event.target.closest("a[data-go], button, td:has(> button[data-cell])");
    if (!target || event.metaKey || event.ctrlKey || event.shiftKey) return;
    const button = target.matches("td") ? (getSelection()?.isCollapsed && !event.target.closest("a, summary") ? target.querySelector("button[data-cell]") : null) : target;
    if (!button) return;
    if (button.matches("a[data-go]")) {
      event.preventDefault();
      button.closest("details.menu")?.removeAttribute("open");
      go(button.getAttribute("href"));
    } else if (button.dataset.cell) {
      if (button.getAttribute("aria-pressed") === "true") return toEvidence();
      choose(button.dataset.cell);
    } else if ("close" in button.dataset) {
      choose("");
    } else if (button.dataset.copy) {
      copy(root, button);
    } else if (button.dataset.save) {
      save(root.querySelector(`#${button.dataset.save}`).value, button.dataset.name);
    } else if ("print" in button.dataset) {
      button.closest("details.menu")?.removeAttribute("open");
      window.print();
    }
  };
  root.onchange = (event) => {
    const file = event.target.matches("input[type=file]") ? event.target.files[0] : null;
    if (file) {
      file.text().then((text) => setTriggerValue("given", { name: file.name, text }));
    } else if (event.target.form?.matches("[data-form]") && event.target.form.checkValidity()) {
      go(queryOf(event.target.form));
    }
  };
  root.onsubmit = (event) => {
    event.preventDefault();
    if (event.target.checkValidity()) go(queryOf(event.target));
  };
  root.onkeydown = (event) => {
    if (event.key !== "Escape") return;
    const menu = event.target.closest("details.menu[open]");
    if (menu) {
      menu.removeAttribute("open");
      menu.querySelector("summary").focus();
    } else if (!hideTip()) {
      document.querySelector(".evidence [data-close]")?.click();
    }
  };
  root.onmouseover = (event) => tipSoon(event.target);
  if (!bound.has(root)) {
    bound.add(root);
    root.addEventListener("focusin", (event) => tipSoon(event.target));
    root.addEventListener("focusout", () => hideTip());
  }
  root.onmouseout = (event) => {
    const stays = tip?.owner.contains(event.relatedTarget) || tip?.contains(event.relatedTarget);
    if (!stays) leaveTip();
  };
}

/** The fields of a form that say something, as a query. */
function queryOf(form) {
  const given = [...new FormData(form)].filter(([, value]) => value !== "");
  return `?${new URLSearchParams(given)}`;
}

/** New HTML in a piece; what the reader has open, has begun to type and has the focus on stays so. */
function replace(root, data) {
  const open = [...root.querySelectorAll("details[id][open]")].map((one) => [one.id, one.querySelector(".panel")?.scrollTop]);
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const place = focused && (focused.id || focused.getAttribute("href") || focused.dataset.cell);
  const typed = focused?.matches("input[type=search]") ? focused.value : null;
  const switched = root.querySelector("input[type=radio]:checked:not(form *)")?.id;
  const height = root.querySelector("iframe")?.style.height;
  root.innerHTML = data.html;
  root.dataset.piece = data.name;
  for (const [id, top] of open) {
    const menu = root.querySelector(`#${CSS.escape(id)}`);
    menu?.setAttribute("open", "");
    if (top) menu?.querySelector(".panel")?.scrollTo(0, top);
  }
  const led = data.name === "masthead" && asked.query !== null;
  if (led) asked.query = null;
  root.querySelectorAll("[data-address]").forEach((one) => {
    const here = location.origin + location.pathname;
    const inAnother = [HERE, here].map(encodeURIComponent);
    one.defaultValue = one.value.startsWith("?") ? here + one.value : one.value.replaceAll(HERE, here).replaceAll(...inAnother);
  });
  if (switched) root.querySelector(`#${switched}`)?.click();
  const frame = root.querySelector("iframe");
  if (frame) {
    // What a page around an embed runs; the height of the embed before is the best guess.
    import(new URL("embed/listen.js", location.href));
    if (height) frame.style.height = height;
  }
  if (place) {
    const found = [...root.querySelectorAll("[id], [href], [data-cell]")].filter(
      (one) => [one.id, one.getAttribute("href"), one.dataset.cell].includes(place),
    );
    // Other links may lead to where one is now, such as that of its language.
    const again = found.find((one) => one.textContent === focused.textContent) ?? found[0];
    again?.focus({ preventScroll: true });
    if (typed !== null && again) again.value = typed;
  }
  // Where what led here is gone, or its menu is closed, what it led to begins.
  if (led && document.activeElement === document.body) root.querySelector("#shown")?.focus({ preventScroll: true });
  // The page may have come in another language (view/routes.py).
  const spoken = root.querySelector(".languages [aria-current]")?.lang;
  if (spoken) document.documentElement.lang = spoken;
  if (data.name === "table") press(document.querySelector(".positions[data-chosen]")?.dataset.chosen ?? "");
  // view/frame.js, where this page is in a frame.
  globalThis.framed?.measure();
  if (data.name === "evidence") evidenceShown(root);
  shown.add(root.querySelector(".foot") ? "foot" : data.name);
}

// The first sight of the page, which the server sent with it, gives way to the page once this is there.
const shown = new Set();
const complete = () => shown.has("broken") || (shown.has("masthead") && shown.has("foot"));

function handOver() {
  const sight = document.getElementById("first-sight");
  const top = sight?.scrollTop;
  sight?.remove();
  globalThis.framed?.measure();
  if (top) main().scrollTop = top;
  else intoSight();
}

/** Mark the buttons of the chosen cell. */
function press(cell) {
  for (const button of document.querySelectorAll("button[data-cell]")) {
    const pressed = String(button.dataset.cell === cell);
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
  }
}

/** Show the evidence of a cell before the page has answered; what the page answers is the same, and then nothing moves. */
async function ahead(cell, send) {
  const root = document.querySelector('.positions[data-piece="evidence"]');
  const query = document.querySelector(".masthead[data-query]")?.dataset.query;
  if (!root || !query) return;
  const html = cell && (await fetched(`evidence${query}&${new URLSearchParams({ [root.dataset.cells]: cell })}`));
  if (html === null || asked.send !== send) return;
  // What the page sent last is not what is there now.
  latest.delete(root);
  put(root, "evidence", html);
}

/** The text at an address; nothing where this takes long, since the page's own answer will come as soon. */
function fetched(address) {
  return fetch(address, { signal: AbortSignal.timeout(300) })
    .then((answer) => (answer.ok ? answer.text() : null))
    .catch(() => null);
}

function evidenceShown(root) {
  const cell = root.querySelector("[data-of]")?.dataset.of ?? "";
  const before = root.dataset.chosen;
  root.dataset.chosen = cell;
  press(cell);
  if (asked.cell === null) {
    if (there) intoSight();
  } else if (asked.cell === cell) {
    if (cell) toEvidence();
    else document.querySelector(`button[data-cell="${CSS.escape(before ?? "")}"]`)?.focus();
  }
  asked.cell = null;
}

function intoSight() {
  const title = document.getElementById("evidence-title");
  const table = document.querySelector('.positions[data-piece="table"]');
  // Where nothing scrolls within, it stands at its cell.
  if (!title || !table || globalThis.framed?.followed()) return title;
  // Beside the matrix it is in sight already, as a rule, and nothing moves; below it, the reader is brought to its top.
  const box = title.getBoundingClientRect();
  const below = box.left < table.getBoundingClientRect().right - 1;
  if (below || box.top < 0 || box.bottom > innerHeight) title.scrollIntoView({ block: below ? "start" : "nearest" });
  return title;
}

function toEvidence() {
  const title = intoSight();
  title?.focus({ preventScroll: true });
  if (title) globalThis.framed?.bring(title);
}

function copy(root, button) {
  const field = root.querySelector(`#${button.dataset.copy}`);
  const done = () => {
    const said = button.textContent;
    button.textContent = `✓ ${said}`;
    button.addEventListener("blur", () => { button.textContent = said; }, { once: true });
  };
  // In a frame without the permission, the words are at least selected.
  navigator.clipboard?.writeText(field.value).then(done, () => field.select());
  if (!navigator.clipboard) field.select();
}

function save(words, name) {
  // A field has lost that the lines of RIS end in CR LF.
  const text = name.endsWith(".ris") ? words.replaceAll("\n", "\r\n") : words;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}

// Who said it, when, and the words, beside the mark or cell that the pointer or the focus is on (WCAG 1.4.13: it can
// be dismissed, it can be pointed at, and it stays).
let tip = null;
let leaving = 0;
let coming = 0;

function wordsFor(target) {
  const mark = target.closest(".marks a");
  const button = target.closest("td")?.querySelector("button[data-cell]");
  if (!button || !target.closest(".marks a, button[data-cell]")) return [];
  const [proposition, ...parties] = button.dataset.cell.split("~");
  const source = mark ? document.querySelector(mark.getAttribute("href")) : document.querySelector(".sources");
  const said = parties.map((party) => `[data-said="${CSS.escape(`${proposition}~${party}`)}"]${mark ? "" : "[data-leads]"}`);
  return said.flatMap((selector) => [...(source?.querySelectorAll(selector) ?? [])]);
}

/** Who only passes by gets no tip. */
function tipSoon(target) {
  clearTimeout(coming);
  coming = setTimeout(() => tipFor(target), 150);
}

function tipFor(target) {
  const owner = target.closest(".marks a, td button[data-cell]");
  if (owner && tip?.owner === owner) return clearTimeout(leaving);
  if (!owner || matchMedia("(hover: none)").matches) return;
  hideTip();
  const found = wordsFor(target);
  if (!found.length) return;
  tip = Object.assign(document.createElement("div"), { owner, id: "tip" });
  tip.className = "positions tip";
  tip.setAttribute("role", "tooltip");
  const list = document.createElement("ul");
  found.forEach((one) => list.append(one.cloneNode(true)));
  tip.append(list);
  // Beside the piece, since the colours of the theme reach no further up.
  owner.closest(".positions").parentElement.append(tip);
  owner.setAttribute("aria-describedby", "tip");
  const box = owner.getBoundingClientRect();
  const needed = tip.offsetHeight + 8;
  // That of a cell stands above it, as the marks of the cell are below.
  const below = box.top < needed || (owner.matches(".marks a") && innerHeight - box.bottom > needed);
  tip.style.top = `${below ? box.bottom + 4 : box.top - tip.offsetHeight - 4}px`;
  tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
  tip.onmouseenter = () => [leaving, coming].forEach(clearTimeout);
  tip.onmouseleave = leaveTip;
}

function leaveTip() {
  clearTimeout(coming);
  clearTimeout(leaving);
  leaving = setTimeout(hideTip, 200);
}

function hideTip() {
  clearTimeout(leaving);
  clearTimeout(coming);
  if (!tip) return false;
  tip.owner.removeAttribute("aria-describedby");
  tip.remove();
  tip = null;
  return true;
}

// A menu closes when the reader goes on elsewhere; a tip goes when the page moves under it.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.removeAttribute("open");
  }
});
document.addEventListener("toggle", (event) => {
  if (!event.target.matches?.("details.menu[open]")) return;
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== event.target) menu.removeAttribute("open");
  }
}, true);
document.addEventListener("scroll", () => hideTip(), { capture: true, passive: true });
// Escape dismisses a tip wherever the focus is; one that a piece has acted on already is gone by now.
document.addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });
