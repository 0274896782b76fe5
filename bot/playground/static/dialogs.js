/** Draw modals, and the question before a press that asks to be confirmed. */

import { draw, missing } from "./blockkit.js";
import { focusIn, focusOn, freshId, make } from "./dom.js";
import { mrkdwn, plain } from "./text.js";

/**
 * Make the layer of one person's dialogs; the page beneath is out of reach meanwhile.
 *
 * The dialogs are native but not modal to the page: the other people stay usable.
 *
 * @param {HTMLElement} beneath what a dialog covers
 * @param {{press: Function, submit: Function, close: Function}} talk
 */
export function dialogLayer(beneath, talk) {
  const node = make("div", { class: "layer" });
  const open = new Map();
  let opener = null;

  function show(views, world) {
    const wanted = new Set(views.map((view) => view.id));
    for (const [id, each] of open) {
      if (wanted.has(id)) continue;
      each.dialog.remove();
      open.delete(id);
    }
    for (const view of views) {
      if (!open.has(view.id)) open.set(view.id, modal(view.id, node, talk));
      open.get(view.id).show(view, world);
    }
    raise(views.at(-1)?.id);
  }

  function raise(id) {
    const focus = document.activeElement;
    const free = !beneath.inert;
    if (id && free) opener = beneath.contains(focus) ? focus : null;
    beneath.inert = Boolean(id) || Boolean(node.querySelector(".question"));
    for (const [each, { dialog }] of open) dialog.hidden = each !== id;
    if (id) open.get(id).enter();
    else if (!free && !beneath.inert) giveBack(opener, beneath);
  }

  async function agreed(confirm, world) {
    const before = document.activeElement;
    const covered = beneath.inert;
    beneath.inert = true;
    const yes = await asked(node, confirm, world);
    beneath.inert = covered;
    if (before?.isConnected) before.focus();
    return yes;
  }

  return { node, show, agreed };
}

// The opener may be gone: a press usually redraws the message it stood in.
function giveBack(opener, beneath) {
  const nothing = document.activeElement === document.body || !document.activeElement;
  if (!nothing) return;
  const target = opener?.isConnected ? opener : beneath.querySelector(".log, [role=tab]");
  target?.focus({ preventScroll: true });
}

function modal(id, layer, talk) {
  const title = make("h3", { id: freshId("title") });
  const content = make("div", { class: "blocks" });
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  const cancel = make("button", { type: "button", class: "button" });
  const submit = make("button", { type: "submit", class: "button primary" });
  const form = make("form", { novalidate: true }, title, content, problem, foot(cancel, submit));
  const dialog = make("dialog", { "aria-labelledby": title.id, class: "modal" }, form);
  let drawn = null;
  let print = "";
  let entered = false;
  let view = null;

  const leave = () => talk.close(id);
  cancel.addEventListener("click", leave);
  dialog.addEventListener("keydown", (event) => event.key === "Escape" && leave());
  keepTabInside(dialog);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const lacking = missing(view.blocks, drawn.values);
    drawn.complain(lacking);
    if (Object.keys(lacking).length) return;
    form.setAttribute("aria-busy", "true");
    const outcome = await talk.submit(id, drawn.values);
    form.removeAttribute("aria-busy");
    drawn.complain(outcome.errors ?? {});
    problem.textContent = outcome.trouble ?? "";
    problem.hidden = !outcome.trouble;
  });

  function show(next, world) {
    view = next;
    const now = JSON.stringify([next.title, next.submit, next.close, next.blocks]);
    if (now === print) return;
    print = now;
    // Looked at first: a button that is hidden loses the focus.
    const held = dialog.contains(document.activeElement);
    const place = focusIn(dialog);
    title.textContent = plain(next.title);
    cancel.textContent = plain(next.close) || "Close";
    submit.textContent = plain(next.submit);
    submit.hidden = !next.submit;
    content.lang = world.locale;
    const act = (action, confirm) => talk.press({ view_id: id }, drawn.values, action, confirm);
    drawn = draw(content, next.blocks, { world, kept: drawn?.values, act });
    if (held && !focusOn(dialog, place)) cancel.focus();
  }

  function enter() {
    if (entered) return;
    entered = true;
    layer.append(dialog);
    dialog.show();
    (content.querySelector("input, select, textarea, button") ?? cancel).focus();
  }

  return { dialog, show, enter };
}

function foot(...buttons) {
  return make("div", { class: "foot" }, buttons);
}

// Without this, Tab walks out of a dialog that lies over only one part of the page.
function keepTabInside(dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    const stops = [...dialog.querySelectorAll("a, button, input, select, textarea, summary")]
      .filter((each) => each.offsetParent && !each.disabled);
    const edge = event.shiftKey ? stops[0] : stops.at(-1);
    if (document.activeElement !== edge) return;
    event.preventDefault();
    stops.at(event.shiftKey ? -1 : 0).focus();
  });
}

function asked(layer, confirm, world) {
  const title = make("h3", { id: freshId("title") }, plain(confirm.title));
  const no = make("button", { type: "button", class: "button" }, plain(confirm.deny) || "Cancel");
  const kind = confirm.style === "danger" ? "danger" : "primary";
  const words = plain(confirm.confirm) || "Yes";
  const yes = make("button", { type: "button", class: `button ${kind}` }, words);
  const text = make("div", { class: "blocks" }, ...mrkdwn(confirm.text?.text ?? "", world));
  const attributes = { role: "alertdialog", class: "question", "aria-labelledby": title.id };
  const dialog = make("dialog", attributes, title, text, foot(no, yes));
  keepTabInside(dialog);
  layer.append(dialog);
  dialog.show();
  no.focus();
  return new Promise((resolve) => {
    const end = (answer) => {
      dialog.remove();
      resolve(answer);
    };
    no.addEventListener("click", () => end(false));
    yes.addEventListener("click", () => end(true));
    dialog.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      end(false);
    });
  });
}
