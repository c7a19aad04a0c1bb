// What the pages do besides being read. All of it is help: without it the same links and forms work.
"use strict";

const one = (selector, within = document) => within.querySelector(selector);
const all = (selector, within = document) => [...within.querySelectorAll(selector)];
const words = () => one(".words").dataset;
const tell = (text) => { const told = one("#told"); told.textContent = ""; requestAnimationFrame(() => { told.textContent = text; }); };

// A source opens beside its sentence, and gives the focus back when it closes.
let opener = null;
function closeSource() {
  const panel = one("#source");
  if (!panel || panel.hidden) return false;
  panel.hidden = true;
  panel.replaceChildren();
  all(".chip.open").forEach((chip) => chip.classList.remove("open"));
  const back = opener && document.contains(opener) ? opener : one("#main");
  opener = null;
  back.focus({ preventScroll: true });
  return true;
}
function openSource(panel) {
  panel.hidden = false;
  panel.scrollTop = 0;
  const mark = one("mark", panel);
  if (mark) { const note = mark.closest(".note"); note.scrollTop = mark.offsetTop - note.offsetTop - 40; }
  one("h2", panel)?.focus({ preventScroll: true });
  const said = opener?.closest("li");
  if (!said || getComputedStyle(panel).position !== "fixed") return;
  const below = said.getBoundingClientRect().bottom - panel.getBoundingClientRect().top + 12;
  if (below > 0) scrollBy(0, below); // the sentence stays in sight above its source
}
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target?.id !== "source") return;
  opener = event.detail.elt;
  all(".chip.open").forEach((chip) => chip.classList.remove("open"));
  opener.classList.add("open");
});

// What unfolds stays unfolded when a draft is shown anew.
let unfolded = [];
document.addEventListener("htmx:beforeSwap", (event) => {
  const place = event.detail.target;
  if (place?.id.startsWith("found-")) place.before(...all("label", place).filter((found) => one(":checked", found)));
  unfolded = all("#draft details[open]").map((part) => part.id);
});
document.addEventListener("htmx:afterSettle", (event) => {
  const target = event.detail.target;
  if (target.id === "source") { openSource(target); return; }
  if (target.id === "draft") { shownAnew(); return; }
  const first = one("[data-first]");
  if (!first || !event.detail.elt.closest?.(".editing")) return;
  first.focus({ preventScroll: true });
  first.setSelectionRange(first.value.length, first.value.length);
  first.closest(".editing").scrollIntoView({ block: "nearest" });
});
function shownAnew() {
  const { told, focus } = one("#draft").dataset;
  for (const id of unfolded) { const part = id && document.getElementById(id); if (part) part.open = true; }
  if (!told) return;
  tell(told);
  const changed = document.getElementById(`s-${focus}`);
  if (!changed) { one("#main").focus({ preventScroll: true }); return; }
  unfoldTo(changed);
  changed.classList.add("just");
  changed.focus({ preventScroll: true });
  changed.scrollIntoView({ block: "center" });
}
function warn(text) {
  one(".toast")?.remove();
  const said = document.createElement("p");
  said.className = "toast notice bad";
  said.setAttribute("role", "alert");
  said.textContent = text;
  one("#main").append(said);
}
document.addEventListener("htmx:sendError", () => warn(words().lost));
document.addEventListener("htmx:responseError", (event) => {
  if (event.detail.xhr.status === 401) location.reload(); else warn(words().refused);
});

function unfoldTo(element) {
  for (let part = element.closest("details"); part; part = part.parentElement.closest("details")) part.open = true;
}
function toHash() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  unfoldTo(target);
  target.scrollIntoView({ block: "center" });
  target.focus?.({ preventScroll: true });
}
addEventListener("hashchange", toHash);
addEventListener("beforeprint", () => all("details.part").forEach((part) => { part.open = true; }));

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-close]")) { closeSource(); return; }
  const jump = event.target.closest("a.jump");
  if (jump && jump.hash === location.hash) toHash();
  const fold = event.target.closest("[data-unfold]");
  if (fold) {
    const parts = all("details.part", one(fold.dataset.unfold));
    const open = parts.some((part) => !part.open);
    parts.forEach((part) => { part.open = open; });
    fold.textContent = open ? fold.dataset.unfolded : fold.dataset.folded;
  }
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches?.(".find input")) event.preventDefault(); // it looks, and saves nothing
  if (event.key !== "Escape") return;
  if (closeSource()) { event.preventDefault(); return; }
  const cancel = one(".editing [data-cancel]");
  if (cancel && cancel.closest(".editing").contains(document.activeElement)) { event.preventDefault(); cancel.click(); }
});

// A problem has to be named for a document about one.
document.addEventListener("change", (event) => {
  const kind = event.target.closest?.(".kind input");
  if (!kind) return;
  const focus = one(".write [name=focus]");
  focus.required = kind.dataset.focus === "required";
  if (focus.required) { one(".write .more").open = true; focus.focus(); }
});

// What was ticked towards a signature outlives signing in once more, within this session: ids of
// sentences, never words, and nobody else's ticks.
function shelf() {
  try { return sessionStorage; } catch { return null; } // in a frame whose storage the browser blocks
}
const signing = one("form.signing");
const kept = (form) => `chartside ${one("[name=csrf]", form).value.slice(0, 12)} ${one("[name=seen]", form).value}`;
if (signing && shelf()) {
  const held = JSON.parse(shelf().getItem(kept(signing)) ?? "[]");
  for (const [name, value] of held) {
    const box = all(`[name="${CSS.escape(name)}"]`, signing).find((input) => input.value === value);
    if (box) box.checked = true;
  }
  signing.addEventListener("change", () => {
    const ticked = all("input:checked", signing).map((input) => [input.name, input.value]);
    shelf().setItem(kept(signing), JSON.stringify(ticked));
  });
}

// A row of a laboratory report and what was read of it light up together.
for (const [kind, on] of [["mouseover", true], ["mouseout", false], ["focusin", true], ["focusout", false]]) {
  document.addEventListener(kind, (event) => {
    const part = event.target.closest?.("[data-of]");
    if (part) all(`[data-of="${CSS.escape(part.dataset.of)}"]`).forEach((each) => each.classList.toggle("lit", on));
  });
}

// A run, as it goes.
const live = one("[data-live]");
if (live) {
  const stream = new EventSource(live.dataset.live);
  const parsed = (html) => { const held = document.createElement("template"); held.innerHTML = html; return held.content; };
  stream.addEventListener("step", (event) => one("#step").replaceChildren(parsed(event.data)));
  stream.addEventListener("section", (event) => {
    const part = parsed(event.data).firstElementChild;
    const there = document.getElementById(part.id);
    one("#unchecked").hidden = false;
    if (there) there.replaceWith(part); else one("#written").append(part);
  });
  stream.addEventListener("end", (event) => {
    stream.close();
    one("#step").replaceChildren(parsed(event.data));
    one("#stop")?.remove();
    const go = one("[data-go]");
    if (go) location.replace(go.dataset.go);
  });
}
toHash();
