// The page of the demonstration's record system: charts, the panel with the app, tabs.
// Whatever comes from the record, a service or the app is shown as text and never as markup.
import { askServices, clearCards } from "/static/cds.js";
import { detail } from "/static/detail.js";
import { listen } from "/static/messages.js";

const $ = (id) => document.getElementById(id);
const { app, appName, cds, first } = document.body.dataset;
const open = { patient: "", user: "", handle: "", frame: null };

export async function ask(name, body) {
  const response = await fetch(`/ehr/${name}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ patient: open.patient, user: open.user, ...body }),
  });
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response.json();
}

export function element(name, text, className) {
  const made = document.createElement(name);
  if (text) made.textContent = text;
  if (className) made.className = className;
  return made;
}

function list(id, texts) {
  const items = texts.length ? texts.map((text) => element("li", text)) : [element("li", "None recorded", "soft")];
  $(id).replaceChildren(...items);
}

function showFacts(facts) {
  $("name").textContent = facts.name;
  $("about").textContent = `Born ${facts.born} · ${facts.sex} · ${facts.number}`;
  for (const part of ["problems", "allergies", "medicines"]) list(part, facts[part]);
  const rows = facts.results.map((result) => {
    const row = element("tr");
    row.append(element("td", result.name), element("td", result.value), element("td", result.day));
    return row;
  });
  $("results").replaceChildren(...rows);
}

async function openChart(patient) {
  open.patient = patient;
  for (const button of document.querySelectorAll("[data-patient]")) {
    button.toggleAttribute("aria-current", button.dataset.patient === patient);
    if (button.dataset.patient === patient) button.setAttribute("aria-current", "true");
  }
  closeApp("Closed.");
  clearCards();
  clearScratchpad();
  resetOrders();
  showFacts(await ask("chart", {}));
  await showDocuments();
  if (patient !== open.patient) return;
  if (app) await openApp();
  viewed();
}

function viewed() {
  if (cds) askServices(cds, ["patient-view"], [], openApp, app);
}

// The panel. Its frame may run the app, and nothing that reaches out of it.
export async function openApp(more = {}) {
  const { url, handle } = await ask("launch", more);
  const frame = element("iframe");
  frame.title = appName;
  frame.setAttribute("sandbox", "allow-scripts allow-forms allow-same-origin allow-popups");
  frame.referrerPolicy = "no-referrer";
  frame.src = url;
  $("frame").replaceChildren(frame);
  Object.assign(open, { handle, frame });
  $("panel-state").textContent = "";
  $("open").textContent = "Open again";
  $("close").disabled = false;
}

function closeApp(why) {
  $("frame").replaceChildren();
  Object.assign(open, { handle: "", frame: null });
  $("panel-state").textContent = app ? why : "No app is registered.";
  $("open").textContent = "Open";
  $("open").disabled = !app;
  $("close").disabled = true;
}

// Documents that apps have written, looked at again while the tab is open.
async function showDocuments() {
  const patient = open.patient;
  const { documents } = await ask("documents", {});
  if (patient !== open.patient) return;
  count("documents", documents.length);
  const seen = [...document.querySelectorAll("#documents-list article")].map((one) => one.dataset.seen);
  const now = documents.map((one) => `${one.id}/${one.version}`);
  if (seen.join() === now.join()) return;
  $("documents-list").replaceChildren(
    ...documents.map((one) => {
      const paper = element("article", "", "paper");
      paper.dataset.seen = `${one.id}/${one.version}`;
      const labels = one.labels.length ? ` · ${one.labels.join(", ")}` : "";
      paper.append(
        element("strong", one.title),
        element("small", `${one.status} · ${one.authors} · version ${one.version} · ${one.at.slice(0, 16)}${labels}`),
        one.markdown ? detail(one.text) : element("pre", one.text),
      );
      return paper;
    }),
  );
}

function count(name, number) {
  $(`${name}-count`).textContent = number;
  $(`${name}-count`).hidden = !number;
  $(`${name}-none`).hidden = Boolean(number);
}

// The scratchpad: resources that the app put there by a message. They are part of no chart.
let held = [];

function clearScratchpad() {
  held = [];
  $("scratchpad-list").replaceChildren();
  count("scratchpad", 0);
}

function scratch(resource) {
  held.push(resource);
  const paper = element("article", "", "paper");
  const place = `${resource.resourceType}/scratch-${held.length}`;
  paper.append(element("strong", place), element("pre", JSON.stringify(resource, null, 2)));
  $("scratchpad-list").prepend(paper);
  count("scratchpad", held.length);
  return place;
}

// Tabs, by click and by arrow keys.
const tabs = [...document.querySelectorAll('[role="tab"]')];

function choose(tab) {
  for (const one of tabs) {
    const chosen = one === tab;
    one.setAttribute("aria-selected", String(chosen));
    one.tabIndex = chosen ? 0 : -1;
    $(one.getAttribute("aria-controls")).hidden = !chosen;
  }
}

for (const tab of tabs) {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = tabs[(tabs.indexOf(tab) + step + tabs.length) % tabs.length];
    choose(next);
    next.focus();
  });
}

// Orders.
function resetOrders() {
  for (const row of document.querySelectorAll("[data-order]")) mark(row, "");
}

function mark(row, state) {
  const [select, sign] = row.querySelectorAll("button");
  select.textContent = state ? "Chosen" : "Choose";
  select.disabled = Boolean(state);
  sign.textContent = state === "signed" ? "Signed" : "Sign order";
  sign.disabled = state !== "chosen";
}

// What an accepted suggestion does here: a draft order is taken back. Nothing else is done.
export function apply(action) {
  const draft = /^MedicationRequest\/draft-([a-z]+)$/.exec(action.resourceId ?? "");
  const row = draft && document.querySelector(`[data-order="${draft[1]}"]`);
  if (action.type === "delete" && row) mark(row, "");
}

for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => {
    const row = button.closest("[data-order]");
    const selecting = button.dataset.step === "select";
    mark(row, selecting ? "chosen" : "signed");
    const hook = selecting ? "order-select" : "order-sign";
    if (cds) askServices(cds, [hook], [row.dataset.order], openApp, app);
  });
}

for (const button of document.querySelectorAll("[data-patient]")) {
  button.addEventListener("click", () => openChart(button.dataset.patient));
}
$("user").addEventListener("change", (event) => {
  open.user = event.target.value;
  openChart(open.patient);
});
$("again").hidden = !cds;
$("again").addEventListener("click", viewed);
$("open").addEventListener("click", () => openApp());
$("close").addEventListener("click", () => closeApp("Closed."));
listen(app, () => open, { scratch, done: () => closeApp("The app says that it is done.") });
setInterval(() => document.hidden || showDocuments().catch(() => {}), 2000);

open.user = $("user").value;
openChart(first);
