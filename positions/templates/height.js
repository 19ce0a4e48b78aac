(() => {
const post = () => {
const height = Math.ceil(document.documentElement.getBoundingClientRect().height);
parent.postMessage({ "positions-height": height, "datawrapper-height": { positions: height } }, "*");
};
if (parent === window) return;
new ResizeObserver(post).observe(document.documentElement);
addEventListener("message", (event) => { if (event.data === "positions-height") post(); });
})();
