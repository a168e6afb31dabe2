// Adds up the points of a sheet while somebody types; without this file the total is that of the last save.
// Sums in whole hundredths: fractions of points have at most two places.
function hundredths(text) {
  const match = /^\s*(\d{1,5})(?:[.,](\d{1,2}))?\s*$/.exec(text);
  return match ? Number(match[1]) * 100 + Number((match[2] ?? "").padEnd(2, "0")) : 0;
}

function written(sum) {
  const rest = String(sum % 100).padStart(2, "0").replace(/0+$/, "");
  const comma = document.documentElement.lang === "en" ? "." : ",";
  return `${Math.floor(sum / 100)}${rest ? comma + rest : ""}`;
}

export default function total(form) {
  const shown = form.querySelector("[data-total]");
  const most = form.querySelector("[data-most]");
  const inputs = [...form.querySelectorAll("[data-points]")];
  const leftOut = [...form.querySelectorAll("[data-left-out]")]; // what does not apply lowers what can be reached
  if (!shown) return;
  form.addEventListener("input", () => {
    shown.textContent = written(inputs.reduce((sum, input) => sum + hundredths(input.value), 0));
    const gone = leftOut.reduce((sum, box) => sum + (box.checked ? hundredths(box.dataset.leftOut) : 0), 0);
    most.textContent = written(hundredths(most.dataset.most) - gone);
  });
}
