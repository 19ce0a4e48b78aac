// Gives each frame of positions the height that its page tells; other frames and their listeners are left alone.
addEventListener("message", ({ data, source }) => {
  const height = data?.["positions-height"];
  if (!(height > 0)) return;
  for (const frame of document.querySelectorAll("iframe")) {
    if (frame.contentWindow === source) frame.style.height = `${Math.ceil(height)}px`;
  }
});
for (const frame of document.querySelectorAll('iframe[src*="embed"]')) frame.contentWindow.postMessage("positions-height", "*");
