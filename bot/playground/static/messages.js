/** Draw one conversation, touching only the messages that changed. */

import { draw } from "./blockkit.js";
import { arrange, focusIn, focusOn, make } from "./dom.js";
import { mrkdwn } from "./text.js";

const NEAR_END_PX = 80;
const AUTHORS = { bot: "Dytt", slackbot: "Slackbot" };
const MARK = new URL("mark.svg", import.meta.url).href;

/**
 * Make the log of one conversation.
 *
 * @param {string} label whose messages these are
 * @param {(message: Object, values: Object, action: Object, confirm?: Object) => void} press
 * @returns {{node: HTMLElement, show: Function}} `show(messages, world, fallback)` brings
 *   it up to date; focus, what was typed and the reader's place in it are kept.
 */
export function conversation(label, press) {
  const list = make("div", { role: "log", "aria-label": label, class: "log", tabindex: 0 });
  const newer = make("button", { type: "button", class: "newer", hidden: true }, "New below ↓");
  const node = make("div", { class: "conversation" }, list, newer);
  const drawn = new Map();
  let shown = false;
  let following = true;

  let parked = 0;

  // A message taller than its room is read from its beginning.
  const toEnd = () => {
    const last = list.lastElementChild;
    const tall = last && last.offsetHeight > list.clientHeight;
    list.scrollTop = tall ? last.offsetTop : list.scrollHeight;
    parked = list.scrollTop;
  };
  newer.addEventListener("click", () => {
    toEnd();
    list.focus();
  });
  list.addEventListener("scroll", () => {
    if (!list.clientHeight) return; // out of sight, it has no place to keep
    following = atEnd(list) || Math.abs(list.scrollTop - parked) < 2;
    if (following) newer.hidden = true;
  });
  new ResizeObserver(() => following && toEnd()).observe(list);

  function show(messages, world, fallback) {
    const known = list.childElementCount;
    list.setAttribute("aria-live", shown ? "polite" : "off");
    const rows = messages.map((message) => row(message, world, fallback));
    arrange(list, withDays(rows, messages, drawn, world));
    forget(drawn, messages);
    if (following) toEnd();
    else if (list.childElementCount > known) newer.hidden = false;
    shown = true;
  }

  function row(message, world, fallback) {
    const key = keyOf(message);
    const print = JSON.stringify([message, fallback]);
    const old = drawn.get(key);
    if (old?.print === print) return old.row;
    const fresh = article(message, world, fallback, old?.values, press);
    drawn.set(key, { print, ...fresh });
    if (old) replace(old.row, fresh.row);
    return fresh.row;
  }

  return { node, show };
}

/** Return what tells `message` from every other, redrawn or not. */
export function keyOf({ ts, ephemeral }) {
  return `${ts}${ephemeral ? " private" : ""}`;
}

function atEnd(list) {
  return list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
}

function forget(drawn, messages) {
  const kept = new Set(messages.map(keyOf));
  for (const key of drawn.keys()) if (!kept.has(key) && !key.startsWith("day ")) drawn.delete(key);
}

/** Swap `old` for `fresh`; focus goes to the same control, or else to the message. */
function replace(old, fresh) {
  const held = old.contains(document.activeElement);
  const place = focusIn(old);
  old.replaceWith(fresh);
  if (held && !focusOn(fresh, place)) fresh.focus({ preventScroll: true });
}

function withDays(rows, messages, drawn, world) {
  const format = new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    timeZone: world.tz,
  });
  let day = null;
  return rows.flatMap((row, index) => {
    const today = format.format(new Date(Number(messages[index].ts) * 1000));
    if (today === day) return [row];
    day = today;
    const key = `day ${today} ${keyOf(messages[index])}`;
    if (!drawn.has(key)) {
      drawn.set(key, { row: make("div", { class: "day" }, make("span", {}, today)) });
    }
    return [drawn.get(key).row, row];
  });
}

function article(message, world, fallback, kept, press) {
  const name = AUTHORS[message.from] ?? world.users?.[message.user] ?? message.user;
  const time = message.time.replace(/^.* (?=\d)/, ""); // the day stands above
  const body = make("div", { class: "blocks" });
  const form = fallback
    ? aloud(body, message, world)
    : drawBody(body, message, world, kept, press);
  const marks = [
    message.ephemeral && make("span", { class: "mark" }, "Only visible to you"),
    message.edited && make("span", { class: "mark" }, "edited"),
  ].filter(Boolean);
  const row = make(
    "article",
    {
      class: `message ${message.from} ${message.ephemeral ? "ephemeral" : ""}`.trim(),
      tabindex: -1,
      "aria-label": `${name}, ${message.time}`,
    },
    avatar(message, name),
    make("div", { class: "head" }, make("b", {}, name), make("time", { title: message.time }, time), marks),
    body,
  );
  return { row, values: form.values };
}

function drawBody(body, message, world, kept, press) {
  if (!message.blocks?.length) {
    body.append(...mrkdwn(message.text ?? "", world));
    return { values: {} };
  }
  if (message.from === "bot") body.lang = world.locale;
  const form = draw(body, message.blocks, {
    world,
    kept,
    act: (action, confirm) => press(message, form.values, action, confirm),
  });
  return form;
}

function aloud(body, message, world) {
  body.classList.add("aloud");
  const words = message.text?.trim();
  body.append(...(words ? mrkdwn(words, world) : ["Nothing: this message has no text."]));
  return { values: {} };
}

function avatar(message, name) {
  if (message.from === "bot") return make("img", { class: "avatar", src: MARK, alt: "" });
  return make("span", { class: "avatar", "aria-hidden": "true" }, initials(name));
}

/** Return up to two letters that stand for `name`. */
export function initials(name) {
  const words = name.split(/\s+/).filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : ""].map((word) => word?.[0] ?? "").join("");
}
