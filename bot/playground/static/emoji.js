/** Draw the emoji names that bots like to use; other names stay as written. */

const NAMES = {
  "+1": "👍", "-1": "👎", alarm_clock: "⏰", arrow_left: "⬅️", arrow_right: "➡️",
  arrows_counterclockwise: "🔄", bar_chart: "📊", bell: "🔔", blossom: "🌼", books: "📚",
  bulb: "💡", calendar: "📅", chart_with_upwards_trend: "📈", checkered_flag: "🏁",
  clap: "👏", clipboard: "📋", clock9: "🕘", coffee: "☕", compass: "🧭", dart: "🎯",
  ear: "👂", eyes: "👀", four_leaf_clover: "🍀", gear: "⚙️", globe_with_meridians: "🌐",
  hand: "✋", handshake: "🤝", heart: "❤️", heavy_check_mark: "✔️", hourglass: "⌛",
  information_source: "ℹ️", key: "🔑", leaves: "🍃", link: "🔗", lock: "🔒", mag: "🔍",
  memo: "📝", no_bell: "🔕", ok_hand: "👌", palm_tree: "🌴", pencil: "✏️", pray: "🙏",
  pushpin: "📌", question: "❓", raised_hands: "🙌", rocket: "🚀", seedling: "🌱",
  smile: "😄", slightly_smiling_face: "🙂", snowflake: "❄️", sparkles: "✨",
  speech_balloon: "💬", star: "⭐", sunny: "☀️", tada: "🎉", thinking_face: "🤔",
  thumbsdown: "👎", thumbsup: "👍", thought_balloon: "💭", warning: "⚠️", wave: "👋",
  white_check_mark: "✅", x: "❌", zap: "⚡", zzz: "💤",
};

/** Return `words` with `:name:` drawn where the name is known. */
export function withEmoji(words) {
  return words.replace(/:([a-z0-9_+-]+):/g, (whole, name) => emoji(name) ?? whole);
}

/** Return the picture called `name`, or undefined. */
export function emoji(name) {
  return Object.hasOwn(NAMES, name) ? NAMES[name] : undefined;
}
