// The record system as a CDS Hooks client: the browser calls, with a token for each address.
import { detail } from "/static/detail.js";
import { apply, ask, element } from "/static/ehr.js";

const $ = (id) => document.getElementById(id);
let round = 0;

export function clearCards() {
  round += 1;
  $("cards").replaceChildren();
  $("advice-state").textContent = "";
}

async function call(url, options = {}) {
  const { token } = await ask("call-token", { url });
  const response = await fetch(url, {
    ...options,
    credentials: "omit",
    headers: { ...options.headers, Authorization: `Bearer ${token}` },
  });
  if (!response.ok) throw new Error(String(response.status));
  return response.status === 200 ? response.json() : {};
}

function post(url, body) {
  const headers = { "Content-Type": "application/json" };
  return call(url, { method: "POST", headers, body: JSON.stringify(body) });
}

export async function askServices(cds, hooks, orders, openApp, app) {
  clearCards();
  const mine = round;
  $("advice-state").textContent = "asking …";
  let shown = 0;
  let failed = 0;
  try {
    const { services } = await call(`${cds}/cds-services`);
    for (const service of services.filter((one) => hooks.includes(one.hook))) {
      const url = `${cds}/cds-services/${encodeURIComponent(service.id)}`;
      try {
        const body = await ask("hook", { hook: service.hook, orders, prefetch: service.prefetch });
        const { cards } = await post(url, body);
        if (mine !== round) return;
        for (const card of cards) $("cards").append(showCard(card, url, openApp, app));
        shown += cards.length;
        fold();
      } catch {
        failed += 1;
      }
    }
  } catch {
    failed += 1;
  }
  if (mine !== round) return;
  const silent = shown ? "" : "no card came, which is no all-clear";
  $("advice-state").textContent = failed ? "a service did not answer" : silent;
}

// A few cards at first, the rest on demand.
const AT_FIRST = 3;

function fold() {
  const cards = [...$("cards").children];
  const more = cards.slice(AT_FIRST);
  for (const card of more) card.hidden = true;
  if (!more.length) return;
  const button = element("button", `Show ${more.length} more`);
  button.addEventListener("click", () => {
    button.remove();
    for (const card of more) card.hidden = false;
    more[0].querySelector("summary, button")?.focus();
  });
  $("cards").append(button);
}

const KINDS = { info: "For information", warning: "Warning", critical: "Critical" };

function showCard(card, url, openApp, app) {
  const kind = KINDS[card.indicator] ? card.indicator : "info";
  const made = element("article", "", `card ${kind}`);
  made.append(element("p", `${KINDS[kind]} · ${card.source?.label ?? "unnamed"}`, "kind"));
  made.append(element("h3", card.summary));
  const row = element("div", "", "row");
  for (const link of card.links ?? []) row.append(...showLink(link, openApp, app));
  for (const suggestion of (card.suggestions ?? []).filter((one) => one.uuid)) {
    const take = element("button", suggestion.label);
    take.addEventListener("click", () => {
      const acceptedSuggestions = [{ id: suggestion.uuid }];
      for (const action of suggestion.actions ?? []) apply(action);
      settle(made, url, { card: card.uuid, outcome: "accepted", acceptedSuggestions });
    });
    row.append(take);
  }
  const unfold = element("details");
  unfold.append(element("summary", card.uuid ? "Details, dismiss" : "Details"));
  if (card.detail) unfold.append(detail(card.detail));
  if (card.uuid) unfold.append(dismissal(card, made, url));
  if (card.detail || card.uuid) row.append(unfold);
  made.append(row);
  return made;
}

function showLink(link, openApp, app) {
  let target;
  try {
    target = new URL(link.url);
  } catch {
    return [];
  }
  if (link.type === "smart") {
    if (target.origin !== app) return [];
    const button = element("button", link.label, "main");
    button.addEventListener("click", () => openApp({ appContext: link.appContext ?? "" }));
    return [button];
  }
  if (!["https:", "http:"].includes(target.protocol)) return [];
  const anchor = element("a", link.label);
  Object.assign(anchor, { href: target.href, target: "_blank", rel: "noopener noreferrer" });
  return [anchor];
}

function dismissal(card, made, url) {
  const reasons = card.overrideReasons ?? [];
  const row = element("div", "", "row");
  const choice = element("select");
  choice.setAttribute("aria-label", `Why dismiss: ${card.summary}`);
  for (const reason of reasons) choice.append(element("option", reason.display));
  const button = element("button", "Dismiss");
  button.addEventListener("click", () => {
    const reason = reasons[choice.selectedIndex];
    const said = { card: card.uuid, outcome: "overridden" };
    settle(made, url, reason ? { ...said, overrideReason: { reason } } : said);
  });
  row.append(...(reasons.length ? [choice, button] : [button]));
  return row;
}

async function settle(made, url, feedback) {
  for (const control of made.querySelectorAll("button, select")) control.disabled = true;
  const row = made.querySelector(".row");
  const said = element("span", "sending …", "soft");
  row.replaceChildren(said);
  try {
    const outcomeTimestamp = new Date().toISOString();
    await post(`${url}/feedback`, { feedback: [{ ...feedback, outcomeTimestamp }] });
    said.textContent = feedback.outcome === "accepted" ? "Accepted." : "Dismissed.";
  } catch {
    said.textContent = "The service did not take the feedback.";
  }
}
