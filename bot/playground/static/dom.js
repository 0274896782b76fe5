/** Build DOM nodes; words always enter as text, never as markup. */

/**
 * Make an element. `on…` attributes are listeners; null and false are left out.
 * @param {string} tag
 * @param {Object<string, unknown>} [attributes]
 * @param {...(Node|string|null|undefined|Array)} children
 * @returns {HTMLElement}
 */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...present(children));
  return node;
}

/** Flatten `children` and drop what is not there. */
export function present(children) {
  return children.flat(Infinity).filter((child) => child !== null && child !== undefined);
}

let made = 0;

/** Return an id no other element of this page has. */
export function freshId(stem) {
  made += 1;
  return `${stem}-${made}`;
}

/** Put `nodes` into `parent` in order, moving as little as possible. */
export function arrange(parent, nodes) {
  nodes.forEach((node, index) => {
    if (parent.children[index] !== node) {
      parent.insertBefore(node, parent.children[index] ?? null);
    }
  });
  while (parent.children.length > nodes.length) parent.lastElementChild.remove();
}

/** Return which control within `root` has focus, or null. */
export function focusIn(root) {
  const focus = document.activeElement;
  const control = root.contains(focus) ? focus.closest("[data-action]") : null;
  if (!control) return null;
  return { ...control.dataset, choice: control === focus ? null : focus.value };
}

/** Give focus to the control at `place`, drawn anew in `root`; tells whether it is there. */
export function focusOn(root, place) {
  const control = [...root.querySelectorAll("[data-action]")].find(
    ({ dataset }) => dataset.block === place?.block && dataset.action === place?.action,
  );
  const choices = [...(control?.querySelectorAll("input") ?? [])];
  const target = choices.find(({ value }) => value === place.choice) ?? control;
  target?.focus({ preventScroll: true });
  return Boolean(target);
}

/** Set text only where it differs, so that screen readers hear changes only. */
export function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

/**
 * Make a row of tabs in which the arrow keys move, as ARIA describes.
 * @param {string} label what the row chooses between
 * @param {(key: string) => void} choose
 */
export function tabRow(label, choose) {
  const row = make("div", { role: "tablist", "aria-label": label, class: "tabs" });
  row.addEventListener("keydown", (event) => {
    const tabs = [...row.children];
    const here = tabs.indexOf(document.activeElement);
    const next = { ArrowRight: here + 1, ArrowLeft: here - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined || here < 0) return;
    event.preventDefault();
    const tab = tabs.at(next % tabs.length);
    choose(tab.dataset.key);
    tab.focus();
  });
  return row;
}

/** Make one tab of a `tabRow`; `shows` is the id of the panel it opens. */
export function tab(key, shows, choose, ...children) {
  return make(
    "button",
    {
      type: "button",
      role: "tab",
      id: `${shows}-tab-${key}`,
      "data-key": key,
      "aria-controls": shows,
      onclick: () => choose(key),
    },
    ...children,
  );
}

/** Mark the chosen tab; only it is reached with the Tab key. */
export function chooseTab(row, key) {
  for (const each of row.children) {
    const chosen = each.dataset.key === key;
    each.setAttribute("aria-selected", String(chosen));
    each.tabIndex = chosen ? 0 : -1;
  }
}

/** Make the mark of something unread. */
export function dot() {
  return make("span", { class: "dot", hidden: true }, make("span", { class: "unseen" }, " (unread)"));
}
