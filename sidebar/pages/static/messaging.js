// SMART Web Messaging 1.0: what the record system offers, asked by a handshake before it is shown.
"use strict";

(() => {
  const { handle, origin } = document.body.dataset;
  const system = window.parent !== window ? window.parent : window.opener;
  if (!handle || !origin || origin === "*" || !system) return;
  const waiting = new Map();

  function ask(messageType, payload) {
    const messageId = crypto.randomUUID();
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => { waiting.delete(messageId); reject(new Error("no answer")); }, 5000);
      waiting.set(messageId, (answer) => { clearTimeout(timer); resolve(answer); });
      system.postMessage({ messagingHandle: handle, messageId, messageType, payload }, origin);
    });
  }
  window.addEventListener("message", (event) => {
    if (event.origin !== origin || event.source !== system) return;
    const resolve = waiting.get(event.data?.responseToMessageId);
    if (!resolve) return;
    waiting.delete(event.data.responseToMessageId);
    resolve(event.data.payload ?? {});
  });

  const place = document.querySelector("[data-messaging]");
  if (!place) return;
  const say = (text) => { document.querySelector("#told").textContent = text; };
  ask("status.handshake", {}).then(() => {
    place.hidden = false;
    const put = place.querySelector("[data-scratchpad]");
    put.hidden = false;
    put.addEventListener("click", async () => {
      put.disabled = true;
      try {
        const got = await fetch(put.dataset.scratchpad, { method: "POST", headers: { "X-CSRF-Token": put.dataset.token } });
        if (!got.ok) throw new Error("refused");
        const answer = await ask("scratchpad.create", { resource: await got.json() });
        const status = String(answer.status ?? "");
        if (!status.startsWith("2")) throw new Error("refused");
        say(put.dataset.sent);
        put.textContent = put.dataset.sent;
      } catch {
        put.disabled = false;
        say(put.dataset.failed);
      }
    });
    place.querySelector("[data-done]").addEventListener("click", () => { ask("ui.done", {}).catch(() => say("")); });
  }).catch(() => { place.hidden = true; });
})();
