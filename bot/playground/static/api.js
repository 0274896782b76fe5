/** Talk to the playground's server. */

/** A refusal by the server; its message is a sentence for the reader. */
export class Refused extends Error {}

/** Fetch the state, waiting while it is still number `since`. */
export function state(since, signal) {
  return ask(`/play/state?since=${since}`, { signal });
}

/** Fetch what has passed between bot and Slack after entry `since`. */
export function traffic(since) {
  return ask(`/play/traffic?since=${since}`);
}

/** Do something: command, press, submit, close, home, clock or fault. */
export function act(what, body) {
  return ask(`/play/${what}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

async function ask(address, options = {}) {
  const answer = await fetch(address, options);
  const body = await answer.json().catch(() => ({}));
  if (answer.ok) return body;
  throw new Refused(body.error ?? `The playground answered ${answer.status}.`);
}
