// Signs a statement with a passkey. The challenge is made here, from the very words on this page: what the key signs is
// what stands here, whatever the server may have meant. Where the words do not belong together nothing is asked.
import { decode, encode } from "./base64url.js";

const words = new TextEncoder();
const sha256 = async (text) => new Uint8Array(await crypto.subtle.digest("SHA-256", words.encode(text)));
const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");

const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const leaves = (value) => (value !== null && typeof value === "object") ? Object.values(value).flatMap(leaves)
  : (value === null || value === "") ? [] : [String(value)];

// Each commitment in the statement is to a value on the page, and the words above it are those of the value.
async function bindsWhatIsShown(sealed) {
  const shown = Array.from(document.querySelectorAll("[data-bound]"));
  if (shown.length !== Object.keys(sealed).length) return false;
  for (const part of shown) {
    const exact = part.querySelector("[data-salt]");
    const salted = new Uint8Array([...bytes(exact.dataset.salt), ...words.encode(exact.textContent)]);
    if (hex(new Uint8Array(await crypto.subtle.digest("SHA-256", salted))) !== sealed[part.dataset.bound]) return false;
    const told = Array.from(part.querySelectorAll("[data-leaf]"), (element) => element.textContent);
    if (JSON.stringify(told) !== JSON.stringify(leaves(JSON.parse(exact.textContent)))) return false;
  }
  return true;
}

// What a text says, and what of it stands on this page, part by part.
const PARTS = ["recital", "heading", "clause", "due", "measure"];
const shown = () => PARTS.map((part) => Array.from(document.querySelectorAll(`[data-${part}]`), (element) =>
  (element.dateTime ?? element.textContent).trim()));

function told({ recitals = [], articles = [], clauses }) {
  const asked = clauses.flatMap(({ obligation }) => obligation ? [obligation] : []);
  const words = [
    recitals.map(({ text }) => text), articles.map(({ heading }) => heading), clauses.map(({ text }) => text),
    asked.map(({ due }) => due), asked.map(({ measure }) => measure),
  ];
  return words.map((part) => part.map((text) => text.trim()));
}

// Single parts of the statement that the page names: a word as it is signed, of a digest its first digits.
function names(statement) {
  const part = (path) => String(path.split(".").reduce((value, key) => value?.[key], statement));
  const all = (name) => Array.from(document.querySelectorAll(`[data-${name}]`));
  const digits = (text) => text.toLowerCase().match(/[0-9a-f]/g)?.join("") ?? "-";
  return all("said").every((element) => element.textContent.trim() === part(element.dataset.said))
    && all("digest").every((element) => part(element.dataset.digest).startsWith(digits(element.textContent)));
}

// The digest in the statement is that of the content, and the content is what the page shows.
async function agrees(form, statement) {
  if (!names(statement)) return false;
  if (statement.sealed) return bindsWhatIsShown(statement.sealed);
  if (!form.dataset.content) return true;
  const content = JSON.parse(form.dataset.content);
  return JSON.stringify(told(content)) === JSON.stringify(shown()) && hex(await sha256(form.dataset.content)) === statement.text;
}

async function ask(form) {
  const said = form.elements.statement.value;
  const known = JSON.parse(form.dataset.keys).map((id) => ({ type: "public-key", id: decode(id) }));
  const publicKey = {
    challenge: await sha256(said), rpId: location.hostname, userVerification: "required", allowCredentials: known,
  };
  const { rawId, response } = await navigator.credentials.get({ publicKey });
  const parts = ["clientDataJSON", "authenticatorData", "signature"].map((part) => [part, encode(response[part])]);
  return JSON.stringify({ rawId: encode(rawId), response: Object.fromEntries(parts) });
}

const life = (statement) => Date.parse(statement.until) - Date.parse(statement.at);
const pause = () => new Promise((done) => {
  setTimeout(done, 2000);
  window.addEventListener("online", done, { once: true });
});

// Hands the answer in, and again while the network is away, as long as the statement lives: the key of the form makes
// it act once, however often it arrives. True where a page follows. A step brings the fields of its own form along, and
// a field named "action" or "submit" would stand in the place of the form's own.
async function send(form, until, say) {
  for (let tries = 1; performance.now() < until; tries += 1) {
    try {
      const body = new URLSearchParams(new FormData(form));
      const answer = await fetch(form.getAttribute("action"), { method: "POST", body, headers: { "X-Sent-By": "script" } });
      if ([502, 503, 504].includes(answer.status)) throw new Error(answer.statusText);
      const onward = answer.headers.get("X-Leads-To");
      if (onward) location.assign(onward);
      else if (tries > 1 && answer.status === 400 && form.dataset.next) location.assign(form.dataset.next); // signed out
      else HTMLFormElement.prototype.submit.call(form); // the page that says why not
      return true;
    } catch {
      say("lost");
      await pause();
    }
  }
  say("late");
  return false;
}

export default function sign(form) {
  if (!window.PublicKeyCredential || !crypto.subtle) return;
  const button = form.querySelector("button[hidden]");
  const say = (name) => {
    for (const element of form.querySelectorAll("[data-say]")) element.hidden = element.dataset.say !== name;
  };
  const shownAt = performance.now();
  say("");
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    if (event.submitter?.name) return; // the simulated key of the demo
    event.preventDefault();
    button.disabled = true;
    say("");
    try {
      const statement = JSON.parse(form.elements.statement.value);
      if (await agrees(form, statement)) {
        form.elements.answer.value = await ask(form);
        if (await send(form, shownAt + life(statement), say)) return;
      } else say("differs");
    } catch {
      say("failed");
    }
    button.disabled = false;
    button.focus(); // a disabled button loses it, and with it the place of whoever uses the keyboard
  });
}
