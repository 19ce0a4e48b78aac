// Shows HTML that the server rendered and escaped, and tells which cell was chosen.
const memory = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".positions");
  const first = !memory.has(root);
  const seen = memory.get(root) ?? { asked: null };
  memory.set(root, seen);

  for (const part of ["table", "evidence", "sources"]) {
    if (seen[part] !== data[part]) {
      root.querySelector(`[data-part="${part}"]`).innerHTML = data[part];
      seen[part] = data[part];
    }
  }
  root.querySelector(".layout").classList.toggle("open", data.evidence !== "");

  const buttons = [...root.querySelectorAll("button[data-cell]")];
  for (const button of buttons) {
    button.setAttribute("aria-pressed", String(button.dataset.cell === data.cell));
  }

  root.onclick = (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    if (button.dataset.cell) {
      seen.asked = button.dataset.cell;
      setTriggerValue("cell", button.dataset.cell);
      if (button.dataset.cell === data.cell) toEvidence();
    } else if (button.dataset.pairOf) {
      setTriggerValue("pair", button.dataset.pairOf);
    } else if ("close" in button.dataset) {
      seen.asked = "";
      seen.back = data.cell;
      setTriggerValue("cell", "");
    }
  };
  root.onkeydown = (event) => {
    if (event.key === "Escape" && data.cell) root.querySelector("[data-close]")?.click();
  };

  function intoSight() {
    const title = root.querySelector("#evidence-title");
    // Beside the matrix it is in sight already, as a rule; below it, the reader is brought to its top.
    const below = title?.closest(".evidence").offsetTop > root.querySelector("[data-part=table]").offsetTop;
    title?.scrollIntoView({ block: below ? "start" : "nearest" });
    return title;
  }

  function toEvidence() {
    intoSight()?.focus({ preventScroll: true });
    seen.asked = null;
  }

  if (first && data.evidence) intoSight();

  // Only an answer to the reader's own choice moves the focus; a rerun for another reason leaves it alone.
  if (seen.asked !== null && seen.asked === (data.cell ?? "")) {
    if (data.cell) {
      toEvidence();
    } else {
      buttons.find((button) => button.dataset.cell === seen.back)?.focus();
      seen.asked = null;
    }
  }
}
