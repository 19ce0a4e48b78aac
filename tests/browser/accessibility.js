// What test_accessibility.py asks of a page. Each answer lists what is wrong, told by its words, so that a failure says
// where to look.
window.a11y = (() => {
  const context = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const CONTROL = "a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex='0']";

  function rgba(colour) {
    if (!known.has(colour)) {
      context.clearRect(0, 0, 1, 1);
      context.fillStyle = colour;
      context.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = context.getImageData(0, 0, 1, 1).data;
      known.set(colour, [r, g, b, a / 255]);
    }
    return known.get(colour);
  }

  const fade = ([r, g, b, a], share) => [r, g, b, a * share];
  const over = ([r, g, b, a], under) => [...[r, g, b].map((v, i) => v * a + under[i] * (1 - a)), 1];

  /** WCAG 2.2: relative luminance and contrast ratio. */
  const light = (colour) => colour.slice(0, 3).map((v) => v / 255)
    .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4))
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);

  function contrast(colour, below) {
    const [x, y] = [light(over(colour, below)), light(below)];
    return (Math.max(x, y) + 0.05) / (Math.min(x, y) + 0.05);
  }

  function* upwards(element) {
    for (let e = element; e; e = e.parentElement) yield e;
  }

  /** The colour behind an element, with whatever shines through. */
  function ground(element) {
    const layers = [];
    for (const e of upwards(element)) {
      layers.push(rgba(getComputedStyle(e).backgroundColor));
      if (layers.at(-1)[3] === 1) break;
    }
    return layers.reduceRight((under, layer) => over(layer, under), [255, 255, 255, 1]);
  }

  const opacity = (element) => [...upwards(element)].reduce((found, e) => found * getComputedStyle(e).opacity, 1);
  const seen = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
  const all = (selector) => [...document.querySelectorAll(selector)].filter(seen);
  const within = (box, x, y) => box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
  const controls = () => all(CONTROL).filter((e) => e.closest(".positions") && !e.disabled && e.tabIndex >= 0);

  function* textsOf(element) {
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      if (walker.currentNode.data.trim() && seen(walker.currentNode.parentElement)) yield walker.currentNode;
    }
  }

  function tell(e, more = "") {
    const words = e.getAttribute("aria-label") || e.textContent || e.getAttribute("name") || e.id;
    const kind = `${e.tagName.toLowerCase()}.${e.className.baseVal ?? e.className}`;
    return `${kind} “${words.trim().replace(/\s+/g, " ").slice(0, 60)}” ${more}`;
  }

  /** The ring around what has the focus: its width, and its contrast with the ground on which it is drawn. */
  function ring(e) {
    const style = getComputedStyle(e);
    const below = ground(parseFloat(style.outlineOffset) < 0 ? e : e.parentElement);
    return {
      width: style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth),
      contrast: contrast(rgba(style.outlineColor), below),
    };
  }

  /** Whether nothing of an element is in sight, as when it lies behind the head of a table (2.4.11). */
  function covered(e) {
    const shares = [0.1, 0.5, 0.9];
    return ![...e.getClientRects()].some((box) => shares.some((x) => shares.some((y) => {
      const there = document.elementFromPoint(box.left + box.width * x, box.top + box.height * y);
      return there && e.contains(there);
    })));
  }

  /** Whether an element is inside of something that scrolls by itself, and that is in the window as a whole. */
  function scrolls(element) {
    for (const e of upwards(element.parentElement)) {
      if (e.matches(".stMain, #first-sight")) return false;
      const fits = e.getBoundingClientRect().right <= innerWidth + 1;
      if (/auto|scroll/.test(getComputedStyle(e).overflowX) && fits) return true;
    }
    return false;
  }

  /** A link or button that is words of a sentence, whose size is that of its line. */
  function inSentence(e) {
    if (!e.matches("a, button.plain") || !/inline/.test(getComputedStyle(e).display)) return false;
    return !e.closest(".marks, nav") && e.parentElement.textContent.replaceAll(e.textContent, "").trim() !== "";
  }

  function nameOf(e) {
    if (e.matches("table")) return e.caption?.textContent ?? "";
    if (e.matches("fieldset")) return e.querySelector("legend")?.textContent ?? "";
    return axe.commons.text.accessibleText(e) ?? "";
  }

  return {
    /** Words with less contrast than this. */
    texts(lowest) {
      const found = [...document.querySelectorAll(".positions")].flatMap((root) => [...textsOf(root)]).map((text) => {
        const e = text.parentElement;
        return [e, contrast(fade(rgba(getComputedStyle(e).color), opacity(e)), ground(e))];
      });
      const held = all(".positions input[placeholder]").map((e) => {
        const style = getComputedStyle(e, "::placeholder");
        return [e, contrast(fade(rgba(style.color), style.opacity), ground(e))];
      });
      return [...found, ...held].filter(([, ratio]) => ratio < lowest).map(([e, ratio]) => tell(e, ratio.toFixed(2)));
    },

    /** The same of words in pictures, against what is painted last beneath their middle. */
    drawn(lowest) {
      return [...document.querySelectorAll(".stVegaLiteChart svg")].flatMap((svg) => {
        const painted = [...svg.querySelectorAll("path, rect, text")].map((e) => [e, e.getBoundingClientRect()]);
        return painted.flatMap(([e, box], n) => {
          if (!e.matches("text") || !e.textContent.trim() || !opacity(e)) return [];
          const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
          const beneath = painted.slice(0, n).filter(([one, its]) => {
            const filled = !one.matches("text") && getComputedStyle(one).fill !== "none";
            return filled && its.width > box.width * 0.9 && within(its, x, y);
          });
          const paint = (one) => {
            const style = getComputedStyle(one);
            return fade(rgba(style.fill), style.fillOpacity * opacity(one));
          };
          const page = over(rgba(getComputedStyle(svg).backgroundColor), ground(svg));
          const ratio = contrast(paint(e), beneath.reduce((under, [one]) => over(paint(one), under), page));
          return ratio < lowest ? [tell(e, ratio.toFixed(2))] : [];
        });
      });
    },

    /** Edges by which fields, buttons and chips are told from what is around them, with less contrast than this. */
    edges(lowest) {
      const fields = "input:not([type=checkbox], [type=file]), select, textarea";
      return all(`.positions :is(${fields}, .act, .chip, .choice a, .menu > summary)`).flatMap((e) => {
        const style = getComputedStyle(e);
        const colour = rgba(style.borderTopColor);
        // What has no edge is a link, which is underlined.
        if (style.borderTopStyle === "none" || !colour[3]) return [];
        const ratio = contrast(colour, ground(e.parentElement));
        return ratio < lowest ? [tell(e, ratio.toFixed(2))] : [];
      });
    },

    /** The contrast of something with what it lies on. */
    stands(selector) {
      const [e] = all(selector);
      return contrast(ground(e), ground(e.parentElement));
    },

    /** Controls that do not show that they have the focus. Focus is shown after a key, and not after a click. */
    rings(lowest) {
      const found = [...controls(), ...all(".stMain")].flatMap((e) => {
        e.focus({ preventScroll: true });
        const { width, contrast } = ring(e);
        const shown = document.activeElement === e && width >= 2 && contrast >= lowest;
        return shown ? [] : [tell(e, `${width} px, ${contrast.toFixed(2)}`)];
      });
      document.activeElement?.blur();
      return found;
    },

    /** The parts of the page to which Tab should come, a part for each control, in the order of the document. */
    stops() {
      this.order = controls();
      const places = ["evidence", "sources", "foot", "skip", "languages", "views", "controls", "chips", "choice"];
      return this.order.map((e) => {
        const place = places.find((one) => e.closest(`.${one}`));
        return place ?? (e.closest(".masthead") ? "head" : "table");
      });
    },

    /** Where Tab has come to: the number of the stop, and whether it can be seen. */
    here() {
      const e = document.activeElement;
      if (!e || e === document.body) return null;
      const ours = e.closest(".positions") !== null;
      return { number: this.order.indexOf(e), covered: ours && covered(e), ...ring(e), told: tell(e) };
    },

    /** What looks as if it could be clicked and cannot be reached without a pointer, or is out of its order. */
    unreachable() {
      const native = "a[href], button, input, select, textarea, summary, label";
      const pointed = all(".positions *").filter((e) => {
        if (getComputedStyle(e).cursor !== "pointer" || e.closest(native)) return false;
        // The whole of a cell can be clicked in place of its button.
        const cell = e.closest("td");
        return !(cell ? cell.querySelector("button") : e.querySelector(native));
      });
      const odd = all(".positions :is(a:not([href]), [tabindex])").filter((e) => e.tabIndex > 0 || e.matches("a"));
      return [...pointed, ...odd].map((e) => tell(e));
    },

    /** What is beyond the right edge of the window. */
    beyond() {
      const pages = [...document.querySelectorAll("html, .stMain, #first-sight")];
      const width = Math.max(...pages.map((e) => e.scrollWidth));
      const out = all(".positions *").filter((e) => e.getBoundingClientRect().right > innerWidth + 0.5 && !scrolls(e));
      return [...(width > innerWidth ? [`the page is ${width} px wide`] : []), ...out.map((e) => tell(e))];
    },

    /** Cells of a phone's cards that leave their half of it unused, so that words stand in a column of syllables. */
    narrow() {
      const half = (e) => e.parentElement.getBoundingClientRect().width / 2;
      return all(".positions .matrix td").filter((e) => e.getBoundingClientRect().width < half(e) - 2).map((e) => tell(e));
    },

    /** Words that reach out of their box, or are cut off by it. */
    clipped() {
      const boxes = all(".positions :is(button, th, td, summary, .masthead a, h1, h2, h3, label, legend)");
      return boxes.filter((e) => {
        const hidden = e.closest("thead, .skip");
        if ((hidden && getComputedStyle(hidden).clipPath !== "none") || !e.clientWidth) return false;
        const box = e.getBoundingClientRect();
        const lines = [...textsOf(e)].flatMap((text) => {
          const range = document.createRange();
          range.selectNodeContents(text);
          return [...range.getClientRects()];
        });
        const out = lines.some((r) => r.right > box.right + 1 || r.left < box.left - 1 || r.bottom > box.bottom + 3);
        return out || (getComputedStyle(e).overflowX !== "visible" && e.scrollWidth > e.clientWidth + 1);
      }).map((e) => tell(e));
    },

    /** What takes longer than so many seconds to become what it will be. */
    moving(longest) {
      const seconds = (one) => parseFloat(one) * (one.trim().endsWith("ms") ? 0.001 : 1);
      const long = (times) => times.split(",").some((one) => seconds(one) > longest);
      const parts = [null, "::before", "::after"];
      return [...document.querySelectorAll(".positions, .positions *")].flatMap((e) => parts.flatMap((part) => {
        const style = getComputedStyle(e, part);
        const animated = style.animationName !== "none" && long(style.animationDuration);
        const moves = animated || long(style.transitionDuration) || style.scrollBehavior === "smooth";
        return moves ? [tell(e, part ?? "")] : [];
      }));
    },

    /** Targets smaller than 24 by 24 px and nearer to another one than that (2.5.8). */
    small() {
      const targets = controls().filter((e) => !inSentence(e) && !e.matches(".scroll")).map((e) => {
        const box = (e.closest("label") ?? e).getBoundingClientRect();
        const [x, y] = [box.left + box.width / 2, box.top + box.height / 2];
        return { e, box, x, y, small: box.width < 23.99 || box.height < 23.99 };
      });
      const tooNear = (one, other) => {
        const { box, x, y, small } = other;
        const aside = Math.max(box.left - one.x, 0, one.x - box.right);
        const above = Math.max(box.top - one.y, 0, one.y - box.bottom);
        return Math.hypot(aside, above) < 12 || (small && Math.hypot(x - one.x, y - one.y) < 24);
      };
      const apart = (one, other) => one === other || one.e.contains(other.e) || other.e.contains(one.e);
      return targets.filter((one) => one.small && targets.some((other) => !apart(one, other) && tooNear(one, other)))
        .map(({ e, box }) => tell(e, `${Math.round(box.width)} by ${Math.round(box.height)}`));
    },

    /** The accessible names, as axe computes them, of all that needs one. */
    names() {
      const regions = "[role=region], [role=group], section:is([aria-label], [aria-labelledby])";
      const parts = `nav, form, fieldset, aside, table, ${regions}`;
      axe.setup(document);
      const found = all(`:is(${CONTROL}, ${parts})`).filter((e) => e.closest(".positions")).map((e) => ({
        name: nameOf(e).trim(),
        cell: e.dataset.cell ?? null,
        inTable: e.closest("td") !== null,
        word: e.querySelector(".word")?.textContent.trim() ?? "",
        told: tell(e),
      }));
      axe.teardown();
      return found;
    },
  };
})();
