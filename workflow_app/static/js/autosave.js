// Saves a draft two seconds after the last change and says plainly whether it is saved.
// The form carries data-autosave-url; the words stand in data-* of the element [data-autosave-status].
// Answer 200: {"saved_at": ISO instant, "message"?: text, "fields"?: {name: value}}; "fields" refreshes hidden inputs
// such as the draft's version, without which the next save would look like someone else's.
const QUIET_MS = 2000;
const RETRY_MS = [5000, 15000, 60000];

function clock(instant) {
  const at = new Date(instant);
  if (Number.isNaN(at.getTime())) return instant;
  return at.toLocaleTimeString("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
}

function payload(form) {
  const data = new FormData(form);
  // Files go once, with the form itself, not again with every pause in typing.
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  // A password goes with the act it signs, with nothing else.
  for (const secret of form.querySelectorAll("input[type=password]")) data.delete(secret.name);
  return data;
}

export default function autosave(form) {
  const status = document.querySelector("[data-autosave-status]") ?? document.createElement("p");
  let timer = 0;
  let running = null;
  let failures = 0;
  let changed = false; // typed since the last save began
  let stopped = false; // after a conflict only a reload helps

  function say(state, text) {
    status.dataset.state = state;
    if (status.textContent !== text) status.textContent = text;
  }

  function later(delay) {
    clearTimeout(timer);
    if (!stopped) timer = setTimeout(save, delay);
  }

  function saved(answer) {
    failures = 0;
    for (const [name, value] of Object.entries(answer.fields ?? {})) {
      const input = form.elements.namedItem(name);
      if (input) input.value = value;
    }
    say("saved", answer.message ?? `${status.dataset.saved} ${clock(answer.saved_at)}`);
  }

  function failed(conflict) {
    changed = true;
    stopped = conflict;
    say("failed", conflict ? status.dataset.conflict : status.dataset.failed);
    later(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]);
  }

  async function send() {
    const options = { method: "POST", body: payload(form), headers: { "X-Autosave": "1" }, redirect: "error" };
    try {
      const answer = await fetch(form.dataset.autosaveUrl, options);
      if (answer.ok) saved(await answer.json());
      else failed(answer.status === 409);
    } catch {
      failed(false);
    }
  }

  async function save() {
    if (running || stopped) return;
    changed = false;
    running = send();
    await running;
    running = null;
    if (changed && !failures) later(QUIET_MS);
  }

  form.addEventListener("input", () => {
    changed = true;
    if (status.dataset.state !== "failed") say("waiting", status.dataset.waiting);
    if (!running) later(failures ? RETRY_MS[0] : QUIET_MS);
  });
  window.addEventListener("online", () => changed && later(0));
  window.addEventListener("beforeunload", (event) => {
    if (changed && status.dataset.state === "failed") event.preventDefault();
  });
  // A save under way would raise the draft's version under the form: wait for it, then submit.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    changed = false;
    if (!running) return;
    event.preventDefault();
    await running;
    clearTimeout(timer);
    changed = false;
    form.requestSubmit(event.submitter);
  });
}
