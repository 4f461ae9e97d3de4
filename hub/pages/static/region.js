"use strict";
// What only the region page does: its sentence and age, the order of its cards, the folded ones, the
// map, and distances from where the visitor is. region_view.py is the model; a test compares the two.
(() => {
  const COMMON_MS = 12e4; // as in page_age.py
  const QUIET_MS = 2e3; // nothing moves sooner after a touch, a key or the pointer
  const MARKED_MS = 8e3;
  const EARTH_KM = 6371.0088;
  const MARKS = { free: "f", full: "o", unknown: "u", closed: "c" };
  const RANKS = { free: 0, maybe: 1, unknown: 2, full: 3, closed: 4 };
  const main = document.getElementById("main");
  const region = document.getElementById("region");
  const pageAge = document.getElementById("page-age");
  const [asOf, ageOf] = pageAge.children;
  const open = document.getElementById("open");
  const fold = document.getElementById("closed");
  const summary = fold.querySelector("summary");
  const closed = fold.querySelector("ul");
  const canHover = matchMedia("(hover: hover)");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const said = new Map();
  let common = Date.parse(pageAge.dataset.observed);
  let touchedMs = -QUIET_MS;
  let latest = null;

  for (const type of ["pointerdown", "pointermove", "keydown", "scroll", "touchmove"]) {
    addEventListener(type, () => (touchedMs = performance.now()), { capture: true, passive: true });
  }
  const isHeld = () =>
    performance.now() - touchedMs < QUIET_MS ||
    [open, fold].some((it) => it.contains(document.activeElement) || (canHover.matches && it.matches(":hover")));

  // The page's age: the oldest answer of those that aren't far behind the newest.
  const observedOf = ({ tone, snapshot }, say, space) =>
    tone === "closed" || say.isSilent(snapshot) || !snapshot.desks.total ? null : say.seenOf(space);
  const tellAge = ({ spaces, now, words, say }, isComplete) => {
    if (isComplete) {
      const moments = new Map(spaces.map((space) => [space, observedOf(space, say, space)]));
      const known = [...moments.values()].filter((at) => at !== null);
      const newest = Math.max(...known);
      common = known.length ? Math.min(...known.filter((at) => newest - at <= COMMON_MS)) : NaN;
      for (const [space, at] of moments) {
        space.isTold = space.tone === "closed" || (at !== null && at >= common);
        space.node.toggleAttribute("data-told", space.isTold);
      }
    }
    const isKnown = !Number.isNaN(common);
    const t = isKnown && say.past(common, now, pageAge.dataset.zone);
    say.write(asOf, isKnown ? say.fill(words.as_of, { t }) : "");
    say.write(ageOf, isKnown ? say.age(now - common) : "");
  };

  const sentence = ({ spaces, words, say }) => {
    const a = spaces.filter(({ tone }) => tone === "free").length;
    if (a) return say.fill(spaces.length === 1 ? words.region_only : words.region, { a, b: spaces.length });
    return spaces.every(({ tone }) => tone === "closed") ? words.region_closed : words.region_none;
  };

  const foldText = ({ spaces, now, words, say }) => {
    const shut = spaces.filter(({ tone }) => tone === "closed");
    const n = shut.length;
    if (!n) return "";
    const [one, many] = n < spaces.length
      ? [words.closed_one_more, words.closed_more]
      : [words.closed_one, words.closed_all];
    const a = say.plural(n, one, many);
    const [first] = shut.filter((space) => opensMs(space) < Infinity).sort((x, y) => opensMs(x) - opensMs(y));
    if (!first) return a;
    const t = say.coming(opensMs(first), now, first.zone);
    return say.fill(n === 1 ? words.closed_it_opens : words.closed_first_opens, { a, t });
  };

  const opensMs = ({ tone, snapshot: { opening } }) => {
    if (tone !== "closed") return 0;
    return opening.until ? Date.parse(opening.until) : Infinity;
  };
  const keyOf = (space) => {
    const { rank, km } = space.node.dataset;
    return [RANKS[space.tone], opensMs(space), km === undefined ? Infinity : +km, +rank];
  };
  const compare = (one, other) => {
    for (let n = 0; n < one.length; n += 1) if (one[n] !== other[n]) return one[n] - other[n];
    return 0;
  };

  // Cards move only while nobody points at them or reads them by keyboard.
  const arrange = ({ spaces }) => {
    const sorted = spaces.map((space) => [keyOf(space), space]).sort(([x], [y]) => compare(x, y));
    const lists = [[open, []], [closed, []]];
    for (const [, { node, tone }] of sorted) lists[+(tone === "closed")][1].push(node);
    if (lists.every(([list, nodes]) => nodes.every((it, n) => it === list.children[n]) && nodes.length === list.children.length)) return;
    const before = new Map(sorted.map(([, { node }]) => [node, node.getBoundingClientRect()]));
    for (const [list, nodes] of lists) nodes.forEach((it, n) => it !== list.children[n] && list.insertBefore(it, list.children[n] || null));
    fold.hidden = "never" in fold.dataset || !closed.children.length;
    if (!open.children.length) fold.open = true;
    if (calm.matches) return;
    for (const [node, was] of before) {
      const is = node.getBoundingClientRect();
      if (!was.width || !is.width || (was.x === is.x && was.y === is.y)) continue;
      node.animate([{ transform: `translate(${was.x - is.x}px, ${was.y - is.y}px)` }, {}], { duration: 500, easing: "ease-out" });
    }
  };

  const markChanges = (spaces) => {
    for (const { node, parts } of spaces) {
      const text = parts.headline.textContent;
      if (said.has(node) && said.get(node) !== text) {
        node.dataset.changed = "";
        setTimeout(() => delete node.dataset.changed, MARKED_MS);
      }
      said.set(node, text);
    }
  };

  const drawMap = (spaces, say) => {
    for (const { node, parts, tone, snapshot } of spaces) {
      const link = main.querySelector(`[data-map="${node.dataset.space}"]`);
      if (!link || !(snapshot || tone === "unknown")) continue; // it is as it was sent
      const mark = MARKS[tone] || (snapshot.free.capped ? "p" : "u");
      link.querySelector("use").setAttribute("href", `#${mark}`);
      link.classList.toggle("out", tone === "closed" && "never" in fold.dataset);
      const { textContent: name } = node.querySelector("h2 a, h3 a");
      say.write(link.querySelector("title"), `${name}: ${parts.headline.textContent}`);
    }
  };

  const show = (told) => {
    const { spaces, say, changed } = told;
    const isComplete = spaces.length > 0 && spaces.every(({ snapshot }) => snapshot);
    tellAge(told, isComplete);
    if (!spaces.length) return;
    const text = sentence(told);
    if (region.textContent !== text) changed.set("", text);
    say.write(region, text);
    drawMap(spaces, say);
    if (!isComplete) return;
    latest = told;
    say.write(summary, foldText(told));
    markChanges(spaces);
    if (!isHeld()) arrange(told);
  };
  main.addEventListener("shown", ({ detail }) => show(detail));

  // Near me: worked out here, and told to nobody.
  const button = document.getElementById("near-me");
  const note = document.getElementById("near-me-said");
  const radians = (degrees) => (degrees * Math.PI) / 180;
  const distanceKm = ([north, east], [south, west]) => {
    const [a, b] = [radians(north), radians(south)];
    const chord = Math.sin((b - a) / 2) ** 2 + Math.cos(a) * Math.cos(b) * Math.sin(radians(west - east) / 2) ** 2;
    return 2 * EARTH_KM * Math.asin(Math.sqrt(Math.min(1, chord)));
  };
  const inWords = (km) => {
    const digits = km >= 10 ? 0 : 1;
    const options = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
    return button.dataset.distance.replace("{t}", km.toLocaleString(document.documentElement.lang, options));
  };
  const located = ({ coords }) => {
    const here = [coords.latitude, coords.longitude];
    for (const card of main.querySelectorAll("[data-at]")) {
      const km = distanceKm(here, card.dataset.at.split(" ").map(Number));
      card.dataset.km = km.toFixed(3);
      card.querySelector(".distance").textContent = inWords(km);
    }
    note.textContent = button.dataset.done;
    if (latest) arrange(latest);
  };
  if (button && isSecureContext && navigator.geolocation) {
    button.hidden = note.hidden = false;
    button.addEventListener("click", () => {
      note.textContent = button.dataset.asking;
      const refused = () => (note.textContent = button.dataset.refused);
      navigator.geolocation.getCurrentPosition(located, refused, { maximumAge: 6e5, timeout: 2e4 });
    });
  }
})();
