// Shows the page again once what it waits for is there; without this file people load it again themselves.
const PAUSE = 1500; // milliseconds
const MINUTE = 60000 / PAUSE; // so often it is asked: then something is wrong, and asking on helps nobody

export default function wait(element) {
  const most = MINUTE * (element.dataset.waitsMinutes ?? 1); // what a person does elsewhere takes longer
  let asked = 0;
  const ask = async () => {
    const asking = { method: "HEAD", redirect: "manual" }; // what is not there yet leads back to this page
    const there = await fetch(element.dataset.waitsFor, asking).then((answer) => answer.ok, () => false);
    if (there) location.reload();
    else if (++asked < most) setTimeout(ask, PAUSE);
  };
  setTimeout(ask, PAUSE);
}
