// Adds and removes the rows of a repeating group without a reload. The names stay "GROUP-0-KEY", "GROUP-1-KEY", …
// with no gap, as the server writes them. Without this file the same buttons submit the form.
const SPREAD = ["name", "id", "for", "aria-describedby", "value"];

function renumber(row, group, index) {
  const old = new RegExp(`(^|\\s|f-)${group}-(?:\\d+|__i__)(?=-|\\s|$)`, "g");
  for (const node of row.querySelectorAll("*")) {
    for (const name of SPREAD) {
      if (name === "value" && node.name !== "remove") continue;
      const before = node.getAttribute(name);
      if (before !== null) node.setAttribute(name, before.replace(old, `$1${group}-${index}`));
    }
    if ("number" in node.dataset) node.textContent = index + 1;
  }
}

function clear(row) {
  for (const input of row.querySelectorAll("input, textarea, select")) input.value = "";
}

export default function rows(holder) {
  const group = holder.dataset.group;
  const template = holder.querySelector("template");
  const status = holder.querySelector("[data-rows-status]");
  const list = () => [...holder.querySelectorAll("[data-row]")];

  function settle(message) {
    list().forEach((row, index) => renumber(row, group, index));
    if (status) status.textContent = message ?? "";
    // The draft changed though nobody typed: let autosave know.
    holder.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function add() {
    const row = template.content.firstElementChild.cloneNode(true);
    template.before(row);
    settle(status?.dataset.added);
    row.querySelector("input, textarea, select")?.focus();
  }

  function remove(row) {
    const all = list();
    const next = all[all.indexOf(row) + 1] ?? all[all.indexOf(row) - 1];
    if (next) row.remove();
    else clear(row);
    settle(status?.dataset.removed);
    (next ?? row).querySelector("input, textarea, select")?.focus();
  }

  holder.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=add], button[name=remove]");
    if (!button) return;
    event.preventDefault();
    if (button.name === "add") add();
    else remove(button.closest("[data-row]"));
  });
}
