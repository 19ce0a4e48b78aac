// Gives each frame of positions the height that its page tells, and brings into sight what a reader chose in it.
// All other frames, and the listeners that belong to them, are left alone.
addEventListener("message", ({ data, source }) => {
  const { "positions-height": height, "positions-place": place } = Object(data);
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow !== source) continue;
    if (height > 0) frame.style.height = `${Math.ceil(height)}px`;
    const top = frame.getBoundingClientRect().top + place;
    if (place < frame.offsetHeight && (top < 0 || top > innerHeight - 80)) scrollBy({ top: top - 80, behavior: "smooth" });
  }
});
for (const frame of document.querySelectorAll('iframe[src*="embed"]')) frame.contentWindow.postMessage("positions-height", "*");
