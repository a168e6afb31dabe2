// Attaches the small modules to the elements that ask for them: <form data-module="autosave rows">.
// Every page works without this file; the modules only save keystrokes and reloads.
const loaders = {
  autosave: () => import("./autosave.js"),
  errors: () => import("./errors.js"),
  live: () => import("./live.js"),
  passkey: () => import("./passkey.js"),
  reveal: () => import("./reveal.js"),
  rows: () => import("./rows.js"),
  shortcuts: () => import("./shortcuts.js"),
  sign: () => import("./sign.js"),
  total: () => import("./total.js"),
  wait: () => import("./wait.js"),
};

for (const element of document.querySelectorAll("[data-module]")) {
  for (const name of element.dataset.module.split(/\s+/)) {
    loaders[name]?.().then((module) => module.default(element));
  }
}
