/** A person's Home tab. */

import { draw } from "./blockkit.js";
import { focusIn, focusOn, make } from "./dom.js";

/**
 * Make the part that shows Home; `show(view, world)` redraws it only when it changed.
 *
 * @param {string} id
 * @param {(where: Object, values: Object, action: Object, confirm?: Object) => void} press
 */
export function homePart(id, press) {
  const blocks = make("div", { class: "blocks" });
  const attributes = { id, role: "tabpanel", "aria-labelledby": `${id}-tab-home`, tabindex: 0 };
  const node = make("div", { ...attributes, class: "home" }, blocks);
  let drawn = null;
  let print = "";
  const show = (view, eyes) => {
    const now = JSON.stringify(view?.blocks ?? null);
    if (now === print) return;
    print = now;
    const place = focusIn(node);
    if (!view) {
      blocks.replaceChildren(make("p", { class: "empty" }, "Nothing has been drawn here yet."));
      return;
    }
    blocks.lang = eyes.locale;
    const act = (action, confirm) => press({ view_id: view.id }, drawn.values, action, confirm);
    drawn = draw(blocks, view.blocks, { world: eyes, kept: drawn?.values, act });
    if (place && !focusOn(blocks, place)) node.focus({ preventScroll: true });
  };
  return { node, show };
}
