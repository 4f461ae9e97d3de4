"use strict";
// The last answer, said as what it is: past. Nothing on this page is called free now.
(async () => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const list = document.getElementById("last");
  const { answer, was, none, zone, quoted } = list.dataset;
  const locale = document.documentElement.lang === "de" ? "de-DE" : "en-GB";
  const fill = (text, values) => text.replace(/\{(\w)\}/g, (_, key) => values[key]);
  const plural = (n, one, many) => (n === 1 ? one : fill(many, { n }));
  const headline = ({ opening, quality, desks, free: { at_least: a, at_most: b, capped } }) => {
    if (opening.state === "closed") return words.closed;
    if (desks.total === 0) return words.no_desks;
    if (quality === "stale") return words.unknown;
    if (capped && a > 0) return plural(a, words.at_least_one, words.at_least);
    if (b === 0) return words.none_free;
    if (a === 0) return plural(b, words.at_most_one, words.at_most);
    return a < b ? fill(words.range_free, { a, b }) : plural(b, words.one_free, words.many_free);
  };
  const said = (tag, text, name = "") => {
    const node = document.createElement(tag);
    node.textContent = text;
    node.className = name;
    return node;
  };
  const kept = globalThis.caches && (await caches.match(answer));
  const { spaces } = kept ? await kept.json() : { spaces: [] };
  let starred = [];
  try {
    starred = JSON.parse(localStorage.getItem("platzfrei.starred") || "[]");
  } catch {
    // Somebody else's words: nothing is starred.
  }
  const place = ({ space }) => (starred.includes(space) ? 0 : 1);
  for (const it of spaces.sort((one, other) => place(one) - place(other))) {
    if (!it.observed_at) continue;
    const at = Date.parse(it.observed_at);
    const t = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: zone }).format(at);
    const u = new Intl.DateTimeFormat(locale, { timeStyle: "short", timeZone: zone }).format(at);
    const item = said("li", "", "card");
    item.append(said("h2", it.name), said("p", fill(quoted, { t: headline(it) }), "past"));
    item.append(said("p", fill(was, { t, u: fill(words.clock, { t: u }) }), "age"));
    list.append(item);
  }
  if (!list.children.length) list.append(said("li", none));
})();
