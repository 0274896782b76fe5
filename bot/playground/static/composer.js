/** The line in which a person writes, with what was written before on the up arrow. */

import { freshId, make } from "./dom.js";

const REMEMBERED = 50;

/**
 * Make a composer.
 *
 * @param {string} name who writes
 * @param {(text: string) => Promise<boolean>} send tells whether the text was taken
 * @returns {{node: HTMLElement, write: (text: string) => void}} `write` puts text in the
 *   line, ready to be sent.
 */
export function composer(name, send) {
  const id = freshId("write");
  const field = make("input", {
    id,
    type: "text",
    autocomplete: "off",
    spellcheck: "false",
    enterkeyhint: "send",
    placeholder: "/nudge help",
  });
  const button = make("button", { type: "submit", class: "send" }, "Send");
  const label = make("label", { for: id, class: "unseen" }, `Write as ${name}`);
  const node = make("form", { class: "composer" }, label, field, button);
  const said = [];
  let at = 0;

  const write = (text) => {
    field.value = text;
    field.focus();
    field.setSelectionRange(text.length, text.length);
  };

  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    const text = field.value.trim();
    if (!text || node.hasAttribute("aria-busy")) return;
    node.setAttribute("aria-busy", "true");
    const taken = await send(text);
    node.removeAttribute("aria-busy");
    if (!taken) return;
    if (said.at(-1) !== text) said.push(text);
    said.splice(0, said.length - REMEMBERED);
    at = said.length;
    if (field.value.trim() === text) field.value = "";
  });

  field.addEventListener("keydown", (event) => {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!step || !said.length) return;
    event.preventDefault();
    at = Math.min(Math.max(at + step, 0), said.length);
    write(said[at] ?? "");
  });

  return { node, write };
}
