// Asks the device for a passkey and sends its answer with the form; without this file the page says what else to do.
import { decode, encode } from "./base64url.js";

function question(text) {
  const asked = JSON.parse(text);
  asked.challenge = decode(asked.challenge);
  if (asked.user) asked.user.id = decode(asked.user.id);
  for (const known of [...(asked.excludeCredentials ?? []), ...(asked.allowCredentials ?? [])]) known.id = decode(known.id);
  return asked;
}

function answer(credential) {
  const response = {};
  for (const part of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[part]) response[part] = encode(credential.response[part]);
  }
  const id = encode(credential.rawId);
  return JSON.stringify({ id, rawId: id, type: credential.type, response, clientExtensionResults: {} });
}

export default function passkey(form) {
  if (!window.PublicKeyCredential) return;
  const button = form.querySelector("button[hidden]");
  const failed = form.querySelector("[data-failed]");
  form.querySelector("[data-missing]").hidden = true;
  button.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    failed.hidden = true;
    try {
      const publicKey = question(form.dataset.options);
      form.elements.answer.value = answer(await navigator.credentials[form.dataset.passkey]({ publicKey }));
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
      button.focus(); // a disabled button loses it
    }
  });
}
