// Puts the link in place once what it leads to is there, and says so when it does not come; without this file people load
// the page again themselves. Where the page has more to show than a link, it is loaded again.
const PAUSE = 1500; // milliseconds
const MINUTE = 60000 / PAUSE; // so often it is asked: then something is wrong, and asking on helps nobody

// Whoever reads or writes elsewhere on the page stays where they are.
async function arrive(element) {
  const page = await fetch(location.href).then((answer) => answer.text());
  const fresh = new DOMParser().parseFromString(page, "text/html");
  const link = fresh.querySelector(`main a[href="${CSS.escape(element.dataset.waitsFor)}"]`);
  if (link && "inPlace" in element.dataset) element.replaceChildren(link);
  else location.reload();
}

export default function wait(element) {
  const most = MINUTE * (element.dataset.waitsMinutes ?? 1); // what a person does elsewhere takes longer
  let asked = 0;
  const ask = async () => {
    const asking = { method: "HEAD", redirect: "manual" }; // what is not there yet leads back to this page
    const there = await fetch(element.dataset.waitsFor, asking).then((answer) => answer.ok, () => false);
    if (there) arrive(element).catch(() => location.reload());
    else if (++asked < most) setTimeout(ask, PAUSE);
    else if (element.dataset.late) element.textContent = element.dataset.late;
  };
  setTimeout(ask, PAUSE);
}
