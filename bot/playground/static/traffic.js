/** The drawer that shows what passes between the bot and the pretend Slack. */

import { act, traffic } from "./api.js";
import { make } from "./dom.js";

const EVERY_MS = 1000;
const SHOWN = 400;

const WAYS = {
  "bot→slack": { arrow: "→", kind: "out", says: "bot to Slack" },
  "slack→bot": { arrow: "←", kind: "in", says: "Slack to bot" },
};

/** What can be made to go wrong, once each. */
const FAULTS = {
  "Next message: too many requests": { kind: "rate-limited", what: "chat.*", seconds: 5 },
  "Next message: refused, Slack stumbles": { kind: "stumble-before", what: "chat.*" },
  "Next message: sent, but no answer comes": { kind: "drop-after", what: "chat.*" },
  "Next press: arrives twice": { kind: "duplicate", what: "deliver:interactive" },
  "Next command: arrives twice": { kind: "duplicate", what: "deliver:slash_commands" },
  "Nothing any more": { clear: true },
};

/**
 * Bring the drawer to life.
 *
 * @param {HTMLElement} drawer holds the filter, the list and the button that closes
 * @param {HTMLElement} opener the button that opens and closes it
 */
export function trafficDrawer(drawer, opener) {
  const list = drawer.querySelector(".entries");
  const filter = drawer.querySelector("input");
  const way = drawer.querySelector("select");
  const count = drawer.querySelector("output");
  let last = 0;
  let timer = null;

  async function look() {
    // A server that is gone is told of by the page itself.
    const { entries } = await traffic(last).catch(() => ({ entries: [] }));
    for (const each of entries) if (each.n > last) add(each);
    if (entries.length) sift();
    clearTimeout(timer);
    if (!drawer.hidden) timer = setTimeout(look, EVERY_MS);
  }

  function add(each) {
    last = Math.max(last, each.n);
    list.prepend(row(each));
    if (list.children.length > SHOWN) list.lastElementChild.remove();
  }

  function sift() {
    const words = filter.value.trim().toLowerCase();
    let kept = 0;
    for (const each of list.children) {
      const fits = !way.value || each.dataset.way === way.value;
      each.hidden = !(fits && each.dataset.words.includes(words));
      if (!each.hidden) kept += 1;
    }
    count.textContent = `${kept} of ${list.children.length} shown`;
  }

  function toggle(open) {
    drawer.hidden = !open;
    opener.setAttribute("aria-expanded", String(open));
    clearTimeout(timer);
    if (open) look();
    (open ? filter : opener).focus();
  }

  offerFaults(drawer.querySelector(".faults"));
  opener.addEventListener("click", () => toggle(drawer.hidden));
  drawer.querySelector("button").addEventListener("click", () => toggle(false));
  drawer.addEventListener("keydown", ({ key }) => key === "Escape" && toggle(false));
  filter.addEventListener("input", sift);
  way.addEventListener("change", sift);

  /** Begin anew: the server was started again and counts from one. */
  return function forget() {
    last = 0;
    list.replaceChildren();
  };
}

function offerFaults(form) {
  const select = form.querySelector("select");
  const told = form.querySelector("p");
  select.append(...Object.keys(FAULTS).map((words) => make("option", {}, words)));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const { faults } = await act("fault", FAULTS[select.value]);
      told.textContent = faults.length ? `Waiting to happen: ${faults.length}` : "All is well.";
    } catch (refusal) {
      told.textContent = refusal.message;
    }
  });
}

function row(each) {
  const { arrow, kind, says } = WAYS[each.way] ?? { arrow: "·", kind: "", says: each.way };
  const failed = !each.status || each.status >= 400 || each.response?.ok === false;
  const details = make(
    "details",
    { "data-way": each.way, class: `entry ${kind} ${failed ? "failed" : ""}`.trim() },
    make(
      "summary",
      {},
      make("span", { class: "arrow", "aria-hidden": "true" }, arrow),
      make("span", { class: "unseen" }, `${says}: `),
      make("span", { class: "what" }, each.what),
      make("span", { class: "status" }, each.response?.error ?? (each.status ? String(each.status) : "no answer")),
      make("span", { class: "ms" }, each.ms === null ? "" : `${Math.round(each.ms)} ms`),
    ),
  );
  details.dataset.words = [each.what, JSON.stringify([each.request, each.response])]
    .join(" ")
    .toLowerCase();
  details.addEventListener("toggle", () => fill(details, each), { once: true });
  return details;
}

// Bodies are drawn when first looked at: a played week makes thousands of entries.
function fill(details, { request, response }) {
  for (const [name, body] of [["Request", request], ["Response", response]]) {
    if (body === null || body === undefined) continue;
    details.append(make("h4", {}, name), make("pre", { tabindex: 0 }, pretty(body)));
  }
}

function pretty(body) {
  return typeof body === "string" ? body : JSON.stringify(body, null, 2);
}
