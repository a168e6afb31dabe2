// Shows the page again once what it waits for is there; without this file people load it again themselves.
const PAUSE = 1500; // milliseconds
const MOST = 40; // then something is wrong, and asking on helps nobody

export default function wait(element) {
  let asked = 0;
  const ask = async () => {
    const asking = { method: "HEAD", redirect: "manual" }; // what is not there yet leads back to this page
    const there = await fetch(element.dataset.waitsFor, asking).then((answer) => answer.ok, () => false);
    if (there) location.reload();
    else if (++asked < MOST) setTimeout(ask, PAUSE);
  };
  setTimeout(ask, PAUSE);
}
