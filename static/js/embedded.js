// Tells the page around how tall this one is. A number is no secret, and the content policy has
// already decided who may be the page around.
const tell = () => parent.postMessage({ height: document.body.scrollHeight }, "*");
if (parent !== window) new ResizeObserver(tell).observe(document.body);
