/** A person's conversations, one at a time, with the line to write in. */

import { composer } from "./composer.js";
import { chooseTab, dot, make, tab, tabRow } from "./dom.js";
import { conversation } from "./messages.js";

/**
 * Make the part that shows conversations.
 *
 * @returns {{node: HTMLElement, show: Function, write: Function}} `show(conversations,
 *   world, fallback, reads)` returns whether something is unread; `reads` says that the
 *   person is looking.
 */
export function talkPart(id, person, { press, command }) {
  const logs = new Map();
  const read = new Map();
  const rooms = tabRow(`${person.real_name}: conversation`, choose);
  const place = make("div", { class: "place" });
  const line = composer(person.real_name, (text) => command(text, chosen));
  const attributes = { id, role: "tabpanel", "aria-labelledby": `${id}-tab-messages` };
  const node = make("div", { ...attributes, class: "talk" }, rooms, place, line.node);
  rooms.classList.add("rooms");
  let chosen = null;
  let last = null;

  function choose(channel) {
    chosen = channel;
    if (last) show(...last);
  }

  function room({ channel, name, kind }) {
    const label = `${kind === "dm" ? "Messages with" : "Channel"} ${name}`;
    const log = conversation(`${label}, as ${person.real_name}`, (message, ...rest) =>
      press({ channel, ts: message.ts }, ...rest),
    );
    const shown = kind === "dm" ? name : `#${name.replace(/^#/, "")}`;
    log.node.id = `${id}-${channel}`;
    log.node.role = "tabpanel";
    log.node.setAttribute("aria-label", label);
    logs.set(channel, log);
    place.append(log.node);
    rooms.append(tab(channel, log.node.id, choose, shown, dot()));
  }

  function show(list, eyes, fallback, reads) {
    last = [list, eyes, fallback, reads];
    for (const each of list) if (!logs.has(each.channel)) room(each);
    chosen ??= (list.find(({ kind }) => kind === "dm") ?? list[0])?.channel ?? null;
    rooms.hidden = list.length < 2;
    chooseTab(rooms, chosen);
    return list
      .map((each) => showRoom(each, eyes, fallback, reads && each.channel === chosen))
      .some(Boolean);
  }

  function showRoom({ channel, messages }, eyes, fallback, reads) {
    const log = logs.get(channel);
    log.node.hidden = channel !== chosen;
    log.show(messages, eyes, fallback);
    const newest = messages.filter(({ user }) => user !== person.id).at(-1)?.ts ?? "";
    if (reads) read.set(channel, newest);
    const unread = newest > (read.get(channel) ?? "");
    const mark = [...rooms.children].find(({ dataset }) => dataset.key === channel);
    mark.querySelector(".dot").hidden = !unread;
    return unread;
  }

  return { node, show, write: line.write };
}

