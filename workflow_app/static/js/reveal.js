// The button beside a password shows it or hides it again; without this file the button stays hidden.
export default function reveal(holder) {
  const input = holder.querySelector("input");
  const button = holder.querySelector("button");
  const { show, hide } = button.dataset;

  function turn(visible) {
    input.type = visible ? "text" : "password";
    button.setAttribute("aria-pressed", String(visible));
    button.textContent = visible ? hide : show;
  }

  button.hidden = false;
  button.addEventListener("click", () => turn(input.type === "password"));
  // A shown password would be kept by the browser as ordinary text.
  input.form?.addEventListener("submit", () => turn(false));
}
