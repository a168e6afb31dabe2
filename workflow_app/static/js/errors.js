// Puts the reader on the error summary, and a press on one of its links into the field itself.
export default function errors(summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!field) return;
    event.preventDefault();
    const place = field.closest(".field") ?? field;
    place.scrollIntoView({ block: "start" });
    field.focus({ preventScroll: true });
  });
}
