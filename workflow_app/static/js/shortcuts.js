// "/" goes to the search box, unless someone is writing.
const WRITING = "input, textarea, select, [contenteditable]";

export default function shortcuts(form) {
  const box = form.querySelector("input[type=search]");
  document.addEventListener("keydown", (event) => {
    const chord = event.ctrlKey || event.metaKey || event.altKey;
    if (event.key !== "/" || chord || event.target.matches(WRITING)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
