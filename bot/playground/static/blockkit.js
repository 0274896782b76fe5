/** Draw Block Kit in a page and collect what is entered, as Slack would. */

import { control, grouped, unknown } from "./controls.js";
import { freshId, make } from "./dom.js";
import { channel, link, mention, namedEmoji, person, plain, styled, textNodes } from "./text.js";

const BLOCKS = { header, section, context, divider, actions, input, image, rich_text: rich };

/**
 * Draw `blocks` into `root`, in place of what was there.
 *
 * @param {HTMLElement} root
 * @param {Array<Object>} blocks
 * @param {{world?: Object, kept?: Object, act?: Function}} [options] `world` says who
 *   reads, `kept` is an earlier `values`, `act(action, confirm)` hears every press.
 * @returns {{values: Object, complain: (errors: Object<string, string>) => void}}
 *   `values` is Slack's state.values and stays current; `complain` shows an error
 *   beneath each named block, moves to the first, and clears the others.
 */
export function draw(root, blocks, { world = {}, kept = {}, act = () => {} } = {}) {
  const form = { world, act, values: {}, kept: onlyInputs(kept, blocks), pictured: picture };
  root.replaceChildren(
    ...blocks.map((block, index) => {
      const whole = { ...block, block_id: block.block_id ?? `block-${index}` };
      return Object.hasOwn(BLOCKS, block.type)
        ? BLOCKS[block.type](whole, form)
        : unknown(`${block.type} block`);
    }),
  );
  return { values: form.values, complain: (errors) => complain(root, errors) };
}

/** Return the errors of required inputs of `blocks` left empty in `values`. */
export function missing(blocks, values) {
  const errors = {};
  for (const block of blocks) {
    if (block.type !== "input" || block.optional) continue;
    const held = values[block.block_id]?.[block.element.action_id] ?? {};
    const { type: _, ...rest } = held;
    if (Object.values(rest).every((value) => value === null || value.length === 0)) {
      errors[block.block_id] = "Please fill this in.";
    }
  }
  return errors;
}

// A choice that was sent at once belongs to the bot's redraw; only what somebody is
// still filling in survives one.
function onlyInputs(kept, blocks) {
  const inputs = blocks.filter((block) => block.type === "input");
  return Object.fromEntries(
    inputs
      .filter((block) => Object.hasOwn(kept, block.block_id))
      .map((block) => [block.block_id, kept[block.block_id]]),
  );
}

function header(block) {
  return make("h3", { class: "block" }, plain(block.text));
}

function divider() {
  return make("hr", { class: "block" });
}

function section(block, form) {
  const body = make("div", { class: "body" }, ...textNodes(block.text, form.world));
  if (block.fields) {
    const fields = block.fields.map((field) =>
      make("div", { class: "field" }, ...textNodes(field, form.world)),
    );
    body.append(make("div", { class: "fields" }, fields));
  }
  const extra = block.accessory && control(block.accessory, block, form);
  return make("div", { class: "block section" }, body, extra);
}

function context(block, form) {
  const pieces = block.elements.map((element) =>
    element.type === "image"
      ? picture(element)
      : make("div", {}, ...textNodes(element, form.world)),
  );
  return make("div", { class: "block context" }, pieces);
}

function actions(block, form) {
  const things = block.elements.map((element) => control(element, block, form));
  const node = make("div", { class: "block actions" }, things);
  node.style.setProperty("--longest", `${longestWord(block.elements)}ch`);
  return node;
}

/** Return how many letters the longest word on the buttons has. */
function longestWord(elements) {
  const buttons = elements.filter(({ type }) => type === "button");
  const words = buttons.flatMap(({ text }) => plain(text).split(/\s+/));
  return Math.max(0, ...words.map((word) => word.length));
}

function image(block, form) {
  const title = block.title && make("figcaption", {}, ...textNodes(block.title, form.world));
  return make("figure", { class: "block" }, title, picture(block));
}

function picture({ image_url: given, slack_file: file, alt_text: alt }) {
  const address = given ?? file?.url ?? (file?.id && `/files/${file.id}`);
  // Without an address the words stand alone, as they do where pictures are off.
  if (!/^(?:https?:\/\/|\/(?!\/)|data:image\/png)/.test(address ?? "")) {
    return make("span", { class: "unknown" }, alt ?? "");
  }
  return make("img", { src: address, alt: alt ?? "" });
}

function input(block, form) {
  const node = control(block.element, block, form);
  const group = grouped(block.element);
  const hint = block.hint && make("p", { class: "hint", id: freshId("hint") }, plain(block.hint));
  const error = make("p", { class: "error", id: freshId("error") });
  const about = [hint?.id, error.id].filter(Boolean).join(" ");
  node.setAttribute("aria-describedby", about);
  const label = make("label", { for: group ? null : node.id, id: freshId("label") });
  label.append(plain(block.label));
  if (block.optional) label.append(make("span", { class: "optional" }, " (optional)"));
  if (group) node.setAttribute("aria-labelledby", label.id);
  return make("div", { class: "block input", "data-input": block.block_id }, label, node, hint, error);
}

function complain(root, errors) {
  let first = null;
  for (const block of root.querySelectorAll("[data-input]")) {
    const words = errors[block.dataset.input] ?? "";
    const node = block.querySelector("[data-action]");
    block.querySelector(".error").textContent = words;
    block.classList.toggle("wrong", Boolean(words));
    if (words) node?.setAttribute("aria-invalid", "true");
    else node?.removeAttribute("aria-invalid");
    if (words) first ??= node;
  }
  (first?.querySelector("input") ?? first)?.focus();
}

function rich(block, form) {
  const parts = block.elements.map((part) => richPart(part, form.world));
  return make("div", { class: "block rich" }, parts);
}

function richPart(part, world) {
  const within = () => part.elements.map((piece) => richPiece(piece, world));
  switch (part.type) {
    case "rich_text_list": {
      const items = part.elements.map((item) => make("li", {}, richPart(item, world)));
      return make(part.style === "ordered" ? "ol" : "ul", { class: `indent-${part.indent ?? 0}` }, items);
    }
    case "rich_text_quote":
      return make("blockquote", {}, within());
    case "rich_text_preformatted":
      return make("pre", {}, within());
    default:
      return make("p", {}, within());
  }
}

function richPiece(piece, world) {
  switch (piece.type) {
    case "text":
      return styled(document.createTextNode(piece.text), piece.style);
    case "link":
      return styled(link(piece.url, piece.text ?? piece.url), piece.style);
    case "emoji":
      return namedEmoji(piece);
    case "user":
      return person(piece.user_id, world);
    case "channel":
      return channel(piece.channel_id, world);
    case "broadcast":
      return mention(`@${piece.range}`);
    default:
      return unknown(piece.type);
  }
}
