// Keeps a page of the hall fresh without anybody touching it: asks every few seconds, and goes on after the network was lost.
// Parts are replaced one by one, so that only what changed moves and is read out.
const PATIENCE = 8000; // ms; an answer that takes longer will not come

function show(board, html) {
  const fresh = new DOMParser().parseFromString(html, "text/html");
  const parts = (root) => Array.from(root.querySelectorAll("[data-part]"));
  const names = (root) => parts(root).map((part) => part.dataset.part).join();
  if (names(board) !== names(fresh)) {
    board.replaceChildren(...fresh.body.childNodes);
    return;
  }
  const now = new Map(parts(fresh).map((part) => [part.dataset.part, part]));
  for (const old of parts(board)) {
    const part = now.get(old.dataset.part);
    if (part.className !== old.className.replace(" fresh", "")) {
      old.className = `${part.className} fresh`;
    }
    if (part.innerHTML !== old.innerHTML) old.innerHTML = part.innerHTML;
  }
}

// A projector must not fall asleep in the middle.
async function stayAwake() {
  try {
    if (!document.hidden) await navigator.wakeLock?.request("screen");
  } catch {
    // the machine decides
  }
}

export default function live(element) {
  const board = element.querySelector("[data-board]");
  const lost = element.querySelector("[data-lost]");
  let tag = "";
  async function look() {
    try {
      const headers = tag ? { "If-None-Match": tag } : {};
      const answer = await fetch(element.dataset.live, { headers, signal: AbortSignal.timeout(PATIENCE) });
      if (answer.redirected || [403, 404].includes(answer.status)) return location.reload(); // signed out, or closed to us
      if (answer.status === 200) {
        show(board, await answer.text());
        tag = answer.headers.get("ETag");
      } else if (answer.status !== 304) throw new Error(answer.statusText);
      lost.hidden = true;
    } catch {
      lost.hidden = false;
    }
    if (!board.querySelector("[data-over]")) again();
  }
  const again = () => setTimeout(look, 1000 * Number(element.dataset.every));
  again();
  stayAwake();
  document.addEventListener("visibilitychange", stayAwake);
}
