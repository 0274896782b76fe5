/**
 * Draw Slack's text objects: plain_text, and mrkdwn with its links, mentions and dates.
 *
 * A `world` says who reads: `{users, channels, tz, locale, now}`.
 */

import { make } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";

const MARKS = { bold: "strong", italic: "em", strike: "s", code: "code" };

// A pair of marks holds no other mark of its kind, except inside <…> or `…`, and
// touches no letter outside: snake_case_names and 2*3*4 stay as they are.
const pair = (mark, name) =>
  `(?<![\\p{L}\\p{N}${mark}])${mark}(?=[^\\s${mark}])` +
  `(?<${name}>(?:<[^<>\\n]+>|\`[^\`\\n]+\`|[^${mark}<\\n])+?)` +
  `(?<=\\S)${mark}(?![\\p{L}\\p{N}${mark}])`;

const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<angle>[^<>\\n]+)>",
    "(?<bare>https?://[^\\s<>|]*[^\\s<>|.,;:!?)])",
    pair("\\*", "bold"),
    pair("_", "italic"),
    pair("~", "strike"),
  ].join("|"),
  "gu",
);

/** Return the nodes of a text object, or none where there is no text. */
export function textNodes(text, world) {
  if (!text) return [];
  if (text.type === "mrkdwn") return mrkdwn(text.text, world);
  return [text.emoji === false ? unescaped(text.text) : withEmoji(unescaped(text.text))];
}

/** Return the words of a plain text object. */
export function plain(text) {
  return text ? withEmoji(unescaped(text.text)) : "";
}

/** Return the nodes of `source`, written in Slack's mrkdwn. */
export function mrkdwn(source, world) {
  return String(source)
    .split("```")
    .flatMap((piece, index) => {
      if (index % 2) return [make("pre", {}, unescaped(piece.replace(/^\n|\n$/g, "")))];
      return paragraphs(piece, world);
    });
}

function paragraphs(source, world) {
  const groups = [];
  for (const line of source.split("\n")) {
    const quoted = /^(?:&gt;|>) ?/.exec(line);
    const words = quoted ? line.slice(quoted[0].length) : line;
    const last = groups.at(-1);
    if (last && last.quoted === Boolean(quoted)) last.lines.push(words);
    else groups.push({ quoted: Boolean(quoted), lines: [words] });
  }
  return groups
    .filter(({ lines }) => lines.some((line) => line.trim()))
    .map(({ quoted, lines }) =>
      make(quoted ? "blockquote" : "p", {}, ...inline(lines.join("\n"), world)),
    );
}

function inline(source, world) {
  const nodes = [];
  let at = 0;
  for (const match of source.matchAll(INLINE)) {
    nodes.push(withEmoji(unescaped(source.slice(at, match.index))));
    nodes.push(marked(match.groups, world));
    at = match.index + match[0].length;
  }
  nodes.push(withEmoji(unescaped(source.slice(at))));
  return nodes.filter((node) => node !== "");
}

function marked(groups, world) {
  if (groups.code) return make("code", {}, unescaped(groups.code));
  if (groups.angle) return angle(groups.angle, world);
  if (groups.bare) return link(unescaped(groups.bare), unescaped(groups.bare));
  for (const name of ["bold", "italic", "strike"]) {
    if (groups[name]) return make(MARKS[name], {}, ...inline(groups[name], world));
  }
  return "";
}

function angle(inside, world) {
  const [target, ...rest] = inside.split("|");
  const label = rest.length ? unescaped(rest.join("|")) : null;
  if (target.startsWith("@")) return person(target.slice(1), world, label);
  if (target.startsWith("#")) return channel(target.slice(1), world, label);
  if (target.startsWith("!date^")) return dated(target, label, world);
  if (target.startsWith("!")) return mention(label ?? `@${target.slice(1)}`);
  const address = unescaped(target);
  return allowed(address) ? link(address, label ?? address) : (label ?? `<${address}>`);
}

/** Draw a person's mention. */
export function person(id, world, label = null) {
  return mention(`@${world.users?.[id] ?? label ?? id}`);
}

/** Draw a channel's mention. */
export function channel(id, world, label = null) {
  return mention(`#${world.channels?.[id] ?? label ?? id}`);
}

/** Draw words that stand out as a mention. */
export function mention(words) {
  return make("span", { class: "mention" }, words);
}

/** Draw a link, or only its label where its scheme is not one we open. */
export function link(address, label) {
  if (!allowed(address)) return label;
  const attributes = { href: address, rel: "noopener noreferrer", target: "_blank" };
  return make("a", attributes, label);
}

/** Wrap `node` in the marks of a rich text style. */
export function styled(node, style) {
  let drawn = node;
  for (const [name, tag] of Object.entries(MARKS)) {
    if (style?.[name]) drawn = make(tag, {}, drawn);
  }
  return drawn;
}

/** Return the picture of a rich text emoji, or its name. */
export function namedEmoji({ name, unicode }) {
  if (!unicode) return emoji(name) ?? `:${name}:`;
  return String.fromCodePoint(...unicode.split("-").map((code) => parseInt(code, 16)));
}

function allowed(address) {
  return /^(?:https?:\/\/|mailto:)/i.test(address);
}

function unescaped(words) {
  return words.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");
}

function dated(target, label, world) {
  const [, seconds, format, address] = target.split("^");
  const instant = new Date(Number(seconds) * 1000);
  if (!format || Number.isNaN(instant.getTime())) return label ?? target;
  const words = unescaped(format).replace(/\{(\w+)\}/g, (whole, name) =>
    datePart(name, instant, world) ?? whole,
  );
  const time = make("time", { datetime: instant.toISOString() }, words);
  return address ? link(unescaped(address), time) : time;
}

const DATES = {
  date_num: { year: "numeric", month: "2-digit", day: "2-digit" },
  date: { year: "numeric", month: "long", day: "numeric" },
  date_short: { year: "numeric", month: "short", day: "numeric" },
  date_long: { weekday: "long", year: "numeric", month: "long", day: "numeric" },
  time: { hour: "2-digit", minute: "2-digit" },
  time_secs: { hour: "2-digit", minute: "2-digit", second: "2-digit" },
};

function datePart(name, instant, world) {
  const near = name.endsWith("_pretty") ? nearDay(instant, world) : null;
  const options = DATES[name.replace("_pretty", "")];
  if (near || !options) return near;
  const format = { ...options, timeZone: world.tz, hourCycle: "h23" };
  return new Intl.DateTimeFormat(world.locale, format).format(instant);
}

function nearDay(instant, world) {
  if (!world.now) return null;
  const day = (when) =>
    Date.parse(new Intl.DateTimeFormat("en-CA", { timeZone: world.tz }).format(when));
  const away = Math.round((day(instant) - day(new Date(world.now))) / 86_400_000);
  if (Math.abs(away) > 1) return null;
  return new Intl.RelativeTimeFormat(world.locale, { numeric: "auto" }).format(away, "day");
}
