/** The playground's page: asks for the state, lays out the people, moves the clock. */

import { act, state as fetchState } from "./api.js";
import { chooseTab, dot, make, say, tab, tabRow } from "./dom.js";
import { panel } from "./panel.js";
import { trafficDrawer } from "./traffic.js";

const RETRY_MS = 1500;
const PLAYING = {
  next: "Going to the next nudge…",
  day: "Playing one day…",
  week: "Playing one week…",
};

const byId = (id) => document.getElementById(id);
const narrow = matchMedia("(max-width: 899px)");
const panels = new Map();
const tabs = tabRow("Whose side you see", choosePerson);
const forgetTraffic = trafficDrawer(byId("traffic"), byId("show-traffic"));
let state = null;
let chosen = null;
let moving = null;

byId("tabs").append(tabs);
byId("things").open = !narrow.matches;
narrow.addEventListener("change", () => {
  byId("things").open = !narrow.matches;
  if (state) show();
});
byId("fallback").addEventListener("change", () => state && show());
for (const button of document.querySelectorAll("[data-step]")) {
  button.addEventListener("click", () => move(button.dataset.step));
}
follow();

/** Ask for the state, again and again; the server answers when something changed. */
async function follow() {
  let seq = -1;
  for (;;) {
    try {
      const next = await fetchState(seq);
      if (next.seq < seq) forgetTraffic();
      seq = next.seq;
      state = next;
      lost(false);
      show();
    } catch (trouble) {
      lost(true, trouble);
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
    }
  }
}

function lost(is, trouble) {
  byId("lost").hidden = !is;
  if (is && !(trouble instanceof TypeError)) console.error(trouble);
}

function show() {
  const fallback = byId("fallback").checked;
  showClock();
  showThings();
  for (const person of state.people) if (!panels.has(person.id)) seat(person);
  chosen ??= state.people[0]?.id;
  byId("tabs").hidden = !narrow.matches;
  for (const [id, each] of panels) {
    const seen = !narrow.matches || id === chosen;
    each.node.hidden = !seen;
    const unread = each.show({ ...state, fallback }, seen);
    tabOf(id).querySelector(".dot").hidden = !unread;
  }
  chooseTab(tabs, chosen);
}

function seat(person) {
  const made = panel(person);
  panels.set(person.id, made);
  byId("people").append(made.node);
  const [first] = person.real_name.split(" ");
  tabs.append(tab(person.id, made.node.id, choosePerson, first, dot()));
}

function tabOf(id) {
  return [...tabs.children].find(({ dataset }) => dataset.key === id);
}

function choosePerson(id) {
  chosen = id;
  show();
}

function showClock() {
  const now = new Date(state.now);
  const part = (options) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(now);
  say(byId("time"), part({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }));
  const date = { weekday: "short", day: "numeric", month: "long", year: "numeric" };
  say(byId("date"), part(date));
  const { movable, busy } = state.clock;
  const words = PLAYING[busy ?? moving] ?? busy ?? "";
  byId("steps").hidden = !movable;
  byId("clock").classList.toggle("busy", Boolean(words));
  say(byId("busy"), words);
  for (const button of document.querySelectorAll("[data-step]")) {
    button.setAttribute("aria-disabled", String(Boolean(words)));
  }
}

async function move(step) {
  if (moving || state?.clock.busy) return;
  moving = step;
  say(byId("clock-problem"), "");
  showClock();
  try {
    await act("clock", { step });
  } catch (refusal) {
    say(byId("clock-problem"), refusal.message);
  }
  moving = null;
  showClock();
}

function showThings() {
  const list = byId("things").querySelector("ol");
  const print = JSON.stringify(state.things);
  if (list.dataset.print === print) return;
  list.dataset.print = print;
  list.replaceChildren(...state.things.map(one));
}

/** Draw a thing to try; a command in it can be put in its person's line. */
function one({ say: sentence }) {
  // A command stands between backticks, or runs to the end of the sentence.
  const [whole, ticked, last] = /`(\/[^`]+)`|(?<=\s)(\/\w.*)$/.exec(sentence) ?? [];
  if (!whole) return make("li", {}, sentence);
  const [before, after] = sentence.split(whole);
  const text = ticked ?? last;
  const item = make("li", {}, before, make("code", {}, text), after);
  const person = meant(before) ?? meant(after);
  if (!person) return item;
  const put = () => {
    choosePerson(person.id);
    panels.get(person.id).write(text);
  };
  const label = `Write it as ${person.real_name.split(" ")[0]}`;
  item.append(" ", make("button", { type: "button", onclick: put }, label));
  return item;
}

/** Return the person whom a sentence names first, by name or by role. */
function meant(sentence) {
  const place = ({ real_name, role }) => {
    const at = sentence.search(new RegExp(`\\b(?:${real_name.split(" ")[0]}|${role})\\b`, "i"));
    return at < 0 ? Infinity : at;
  };
  const [first] = [...state.people].sort((one, other) => place(one) - place(other));
  return place(first) < Infinity ? first : null;
}
