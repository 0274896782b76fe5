/** One person's side of the pretend Slack: messages, Home, composer and dialogs. */

import { act } from "./api.js";
import { dialogLayer } from "./dialogs.js";
import { chooseTab, dot, make, say, tab, tabRow } from "./dom.js";
import { homePart } from "./home.js";
import { initials } from "./messages.js";
import { talkPart } from "./talk.js";

const ROLES = { leader: "Leader", member: "Team member", admin: "Admin" };

/**
 * Make the panel of `person`.
 *
 * @returns {{node: HTMLElement, show: Function, write: Function}} `show(state, seen)`
 *   brings it up to date and returns whether something is unread; `seen` says that the
 *   panel is in view. `write(text)` puts text in the composer.
 */
export function panel(person) {
  const id = `panel-${person.id}`;
  const face = heading(person, id);
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  const send = { press, submit, close: (view_id) => attempt("close", { view_id }) };
  const home = homePart(`${id}-home`, send.press);
  const talk = talkPart(`${id}-messages`, person, { press, command });
  const tabs = tabRow(`${person.real_name}: view`, choose);
  tabs.append(
    tab("messages", talk.node.id, choose, "Messages", dot()),
    tab("home", home.node.id, choose, "Home"),
  );
  const beneath = make("div", { class: "beneath" }, tabs, talk.node, home.node);
  const dialogs = dialogLayer(beneath, send);
  const stage = make("div", { class: "stage" }, beneath, dialogs.node);
  const node = make("section", { id, class: `panel ${person.role}` }, face.node, problem, stage);
  node.setAttribute("aria-labelledby", face.name.id);
  let state = null;
  let chosen = "messages";
  let inView = true;

  function choose(key) {
    const opens = key === "home" && chosen !== "home";
    chosen = key;
    chooseTab(tabs, key);
    talk.node.hidden = key !== "messages";
    home.node.hidden = key !== "home";
    if (opens) attempt("home", {});
    if (state) show(state, inView);
  }

  /** Do `what` as this person; returns the answer, or null after telling why not. */
  async function attempt(what, body) {
    tell("");
    try {
      return await act(what, { user: person.id, ...body });
    } catch (refusal) {
      tell(refusal.message);
      return null;
    }
  }

  function tell(words) {
    problem.hidden = !words;
    say(problem, words);
  }

  async function press(where, values, action, confirm) {
    if (confirm && !(await dialogs.agreed(confirm, world(person, state)))) return;
    const place = { channel: null, ts: null, view_id: null, ...where };
    await attempt("press", { ...place, action, state: { values } });
  }

  async function submit(view_id, values) {
    const answer = await attempt("submit", { view_id, values });
    return answer ?? { trouble: problem.textContent };
  }

  async function command(text, channel) {
    return (await attempt("command", { text, channel })) !== null;
  }

  function show(next, seen) {
    state = next;
    inView = seen;
    const mine = next.people.find((each) => each.id === person.id) ?? person;
    const eyes = world(mine, next);
    face.show(mine);
    const reads = seen && chosen === "messages";
    const unread = talk.show(next.conversations[person.id] ?? [], eyes, next.fallback, reads);
    home.show(next.homes[person.id], eyes);
    dialogs.show(next.views[person.id] ?? [], eyes);
    tabs.querySelector(".dot").hidden = !(unread && chosen !== "messages");
    return unread;
  }

  choose("messages");
  const write = (text) => {
    choose("messages");
    talk.write(text);
  };
  return { node, show, write };
}

function world(person, state) {
  const { channels, now } = state;
  const named = state.people.map(({ id, real_name }) => [id, real_name]);
  const users = { ...state.users, ...Object.fromEntries(named) };
  return { users, channels, now, tz: person.tz, locale: localeOf(person) };
}

function localeOf({ locale }) {
  try {
    return Intl.getCanonicalLocales((locale ?? "en").replace("_", "-"))[0];
  } catch {
    return "en";
  }
}

function heading(person, id) {
  const name = make("h2", { id: `${id}-name` }, person.real_name);
  const when = make("span", { class: "when" });
  const zone = make("span", { class: "zone" });
  const sun = make("div", { class: "day-strip", "aria-hidden": "true" }, make("i"));
  const picture = make("span", { class: "avatar", "aria-hidden": "true" }, initials(person.real_name));
  const role = make("span", { class: "role" }, ROLES[person.role] ?? person.role);
  const who = make("div", { class: "who" }, name, role);
  const where = make("p", { class: "where" }, when, zone);
  const node = make("header", {}, picture, who, where, sun);
  const show = ({ local_time: local, tz }) => {
    say(when, local);
    say(zone, tz.replace(/_/g, " "));
    const [, hour, minute] = /(\d{1,2}):(\d{2})/.exec(local) ?? [0, 12, 0];
    sun.style.setProperty("--day", `${((Number(hour) + minute / 60) / 24) * 100}%`);
  };
  return { node, name, show };
}
