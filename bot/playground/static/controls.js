/** Draw Block Kit's interactive elements and keep what they hold. */

import { freshId, make, present } from "./dom.js";
import { plain, textNodes } from "./text.js";

/** How each element's value is named in state.values, and where its first one stands. */
const SHAPES = {
  plain_text_input: ["value", "initial_value"],
  email_text_input: ["value", "initial_value"],
  url_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
  static_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  checkboxes: ["selected_options", "initial_options"],
  multi_static_select: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
};

const BUILD = {
  plain_text_input: entry,
  email_text_input: entry,
  url_text_input: entry,
  number_input: entry,
  datepicker: entry,
  timepicker: entry,
  static_select: (face) => select(face, options(face.element)),
  users_select: (face) => select(face, people(face)),
  radio_buttons: (face) => choices(face, options(face.element), "radio"),
  checkboxes: (face) => choices(face, options(face.element), "checkbox"),
  multi_static_select: (face) => choices(face, options(face.element), "checkbox"),
  multi_users_select: (face) => choices(face, people(face), "checkbox"),
};

const TYPES = {
  plain_text_input: "text",
  email_text_input: "email",
  url_text_input: "url",
  number_input: "number",
  datepicker: "date",
  timepicker: "time",
};

/**
 * Draw one element of `block`.
 *
 * `form` is `{world, values, kept, act, pictured}`: `values` is filled, `kept` holds
 * what was entered before a redraw, `act(action, confirm)` sends a press.
 */
export function control(element, block, form) {
  if (element.type === "button") return button(element, block, form);
  if (element.type === "overflow") return overflow(element, block, form);
  if (element.type === "image") return form.pictured(element);
  if (!BUILD[element.type]) return unknown(`${element.type} element`);
  return holding(element, block, form);
}

/** Say that something is not drawn here. */
export function unknown(what) {
  return make("span", { class: "unknown" }, `[${what}: not drawn in the playground]`);
}

/** Tell whether `element` is drawn as a group that needs a legend, not a label. */
export function grouped(element) {
  return BUILD[element.type] && /^(?:radio|checkboxes|multi_)/.test(element.type);
}

function holding(element, block, form) {
  const [key, initial] = SHAPES[element.type];
  const kept = form.kept?.[block.block_id]?.[element.action_id];
  const first = kept ? kept[key] : (element[initial] ?? (key.endsWith("s") ? [] : null));
  const keep = (value) => {
    form.values[block.block_id] ??= {};
    form.values[block.block_id][element.action_id] = { type: element.type, [key]: value };
  };
  keep(first);
  const id = freshId("control");
  const node = BUILD[element.type]({ element, block, form, first, keep, id });
  mark(node, element, block);
  if (block.type === "input" && !block.dispatch_action) return node;
  whenSettled(node, () => {
    const held = form.values[block.block_id][element.action_id];
    form.act({ ...element, block_id: block.block_id, ...held }, element.confirm);
  });
  return block.type === "input" ? node : captioned(node, element, id);
}

// Slack writes a picker's placeholder inside it; a native one has no room for words.
function captioned(node, element, id) {
  const words = plain(element.placeholder);
  if (!words || !/^(?:date|time)picker$/.test(element.type)) return node;
  return make("span", { class: "captioned" }, make("label", { for: id }, words), node);
}

function mark(node, element, block) {
  node.dataset.block = block.block_id;
  node.dataset.action = element.action_id;
}

function named(element, block) {
  if (block.type === "input") return undefined;
  return element.accessibility_label ?? (plain(element.placeholder) || plain(block.text));
}

/**
 * Run `send` once a choice is made: at once for the mouse, but while a keyboard still
 * moves through dates or options only on Enter or on leaving.
 */
function whenSettled(node, send) {
  let typing = false;
  let changed = false;
  const settle = () => {
    if (changed) send();
    changed = false;
  };
  node.addEventListener("pointerdown", () => (typing = false));
  node.addEventListener("keydown", ({ key }) => {
    typing = key !== "Enter" && key !== " ";
    if (key === "Enter") settle();
  });
  node.addEventListener("change", () => {
    changed = true;
    if (!typing) settle();
  });
  node.addEventListener("focusout", ({ relatedTarget }) => {
    if (!node.contains(relatedTarget)) settle();
  });
}

function button(element, block, form) {
  const press = () => {
    if (/^https?:/i.test(element.url ?? "")) open(element.url, "_blank", "noopener");
    const { type, action_id, value, text } = element;
    form.act({ type, action_id, block_id: block.block_id, value, text }, element.confirm);
  };
  const attributes = {
    type: "button",
    class: `button ${element.style ?? ""}`.trim(),
    "aria-label": element.accessibility_label,
    onclick: press,
  };
  const node = make("button", attributes, ...textNodes(element.text, form.world));
  mark(node, element, block);
  return node;
}

function overflow(element, block, form) {
  const menu = make("details", { class: "overflow" });
  const close = () => {
    menu.open = false;
    menu.firstChild.focus();
  };
  const choose = (option) => {
    close();
    const { type, action_id } = element;
    const action = { type, action_id, block_id: block.block_id, selected_option: option };
    form.act(action, element.confirm);
  };
  menu.append(
    make("summary", { "aria-label": element.accessibility_label ?? "More actions" }, "⋯"),
    make(
      "div",
      { class: "menu" },
      element.options.map((option) =>
        make("button", { type: "button", onclick: () => choose(option) }, plain(option.text)),
      ),
    ),
  );
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    close();
  });
  menu.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
  });
  mark(menu.firstChild, element, block);
  return menu;
}

function entry({ element, block, first, keep, id }) {
  const attributes = {
    id,
    "aria-label": named(element, block),
    placeholder: plain(element.placeholder) || null,
    minlength: element.min_length,
    maxlength: element.max_length,
    min: element.min_value,
    max: element.max_value,
    oninput: ({ target }) => keep(target.value || null),
  };
  if (element.multiline) {
    const area = make("textarea", { ...attributes, rows: 4 });
    area.value = first ?? "";
    return area;
  }
  const field = make("input", { ...attributes, type: TYPES[element.type] });
  field.value = first ?? "";
  return field;
}

function options(element) {
  const all = element.options ?? element.option_groups.flatMap((group) => group.options);
  return all.map((option) => ({ ...option, chosen: option, key: option.value }));
}

function people({ form }) {
  return Object.entries(form.world.users ?? {}).map(([id, name]) => ({
    text: { type: "plain_text", text: name, emoji: false },
    chosen: id,
    key: id,
  }));
}

const keyOf = (chosen) => chosen?.value ?? chosen;

function select({ element, block, first, keep, id }, list) {
  const node = make(
    "select",
    { id, "aria-label": named(element, block) },
    make("option", { value: "", hidden: !block.optional }, plain(element.placeholder) || "Choose"),
    list.map(({ key, text }) => make("option", { value: key }, plain(text))),
  );
  node.value = keyOf(first) ?? "";
  node.addEventListener("change", () => {
    keep(list.find(({ key }) => key === node.value)?.chosen ?? null);
  });
  return node;
}

function choices({ element, block, form, first, keep, id }, list, type) {
  const had = new Set([first].flat().map(keyOf));
  const rows = list.map(({ key, text, description }) => {
    const box = make("input", { type, name: id, value: key });
    box.checked = had.has(key);
    const words = make("span", {}, ...textNodes(text, form.world));
    if (description) {
      words.append(make("small", {}, ...present(textNodes(description, form.world))));
    }
    return make("label", { class: "choice" }, box, words);
  });
  const group = make(
    "div",
    {
      id,
      role: type === "radio" ? "radiogroup" : "group",
      class: `choices ${list.length > 8 ? "many" : ""}`.trim(),
      "aria-label": named(element, block),
    },
    rows,
  );
  group.addEventListener("change", () => {
    const ticked = new Set([...group.querySelectorAll(":checked")].map((box) => box.value));
    const chosen = list.filter(({ key }) => ticked.has(key)).map((row) => row.chosen);
    keep(type === "radio" ? (chosen[0] ?? null) : chosen);
  });
  return group;
}
