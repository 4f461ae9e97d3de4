"use strict";
// Keeps the page true while it is open. The server has said everything once; answer.py is the
// model for the words below, and a test compares the two.
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const main = document.getElementById("main");
  const article = main.querySelector(":scope > [data-space]");
  const news = document.getElementById("news");
  const lost = document.getElementById("lost");
  document.getElementById("still").hidden = true;
  const locale = document.documentElement.lang === "de" ? "de-DE" : "en-GB";
  const DAY_MS = 864e5;
  const loadedMs = Date.parse(main.dataset.now);
  const AGE_STEP_MS = 15e3; // an age is rounded up to so much, so that nothing ticks every second
  const spaces = new Map();
  const formats = new Map();
  const changed = new Map();
  const TTL_MS = 1e3 * main.dataset.ttl;
  const startingMs = Date.parse(main.dataset.starting); // until then silence tells nothing, or NaN
  const loaded = performance.getEntriesByType("navigation")[0];
  // What comes from the browser's own memory isn't of this moment: then the device's clock counts.
  const isKept = loaded && loaded.type === "back_forward" && !loaded.transferSize;
  let skewMs = isKept ? 0 : Date.parse(main.dataset.now) - steadyNow();
  let connected = true;
  let speaking = 0;

  for (const node of document.querySelectorAll("[data-space]")) {
    const parts = {};
    for (const part of node.querySelectorAll("[data-part]")) parts[part.dataset.part] = part;
    const { space, zone, observed, tone } = node.dataset;
    const isTold = "told" in node.dataset;
    const known = { snapshot: null, older: null, isFirst: true };
    spaces.set(space, { node, parts, zone, observed, tone, isTold, ...known });
  }

  const fill = (text, values) => text.replace(/\{(\w)\}/g, (_, key) => values[key]);
  const plural = (n, one, many) => (n === 1 ? one : fill(many, { n }));
  const write = (node, text) => {
    if (node && node.textContent !== text) node.textContent = text;
  };

  const local = (ms, zone, locale, options) => {
    const key = zone + locale + JSON.stringify(options);
    if (!formats.has(key)) {
      formats.set(key, new Intl.DateTimeFormat(locale, { timeZone: zone, ...options }));
    }
    return formats.get(key).format(ms);
  };
  const day = (ms, zone) => Math.round(Date.parse(local(ms, zone, "en-CA", {})) / DAY_MS);
  const clock = (ms, zone) => {
    const options = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };
    return fill(words.clock, { t: local(ms, zone, "en-GB", options).replace(/^0/, "") });
  };
  const dayAndMonth = (ms, zone) => local(ms, zone, locale, { day: "numeric", month: "long" });
  const coming = (ms, now, zone) => {
    const time = fill(words.at, { t: clock(ms, zone) });
    const ahead = day(ms, zone) - day(now, zone);
    if (ahead < 1) return time;
    if (ahead === 1) return `${words.tomorrow} ${time}`;
    const t = ahead < 7 ? local(ms, zone, locale, { weekday: "long" }) : dayAndMonth(ms, zone);
    return `${fill(words.on_day, { t })} ${time}`;
  };
  const past = (ms, now, zone) => {
    const time = clock(ms, zone);
    return day(ms, zone) === day(now, zone) ? time : `${dayAndMonth(ms, zone)}, ${time}`;
  };
  const age = (ms) => {
    const s = Math.max(0, Math.ceil(ms / AGE_STEP_MS) * AGE_STEP_MS / 1000);
    if (s < 1) return words.just_now;
    if (s < 60) return fill(words.seconds_ago, { n: s });
    if (s < 3600) return plural(Math.floor(s / 60), words.one_minute_ago, words.minutes_ago);
    if (s < 172800) return plural(Math.floor(s / 3600), words.one_hour_ago, words.hours_ago);
    return fill(words.days_ago, { n: Math.floor(s / 86400) });
  };

  const toneOf = (it) => {
    if (it.opening.state === "closed") return "closed";
    if (it.desks.total === 0) return "full";
    if (it.quality === "stale") return "unknown";
    if (it.free.at_least > 0) return "free";
    return it.free.at_most > 0 ? "maybe" : "full";
  };
  const headline = (tone, { free, desks }) => {
    if (tone === "closed") return words.closed;
    if (desks.total === 0) return words.no_desks;
    if (tone === "unknown") return words.unknown;
    const { at_least: a, at_most: b } = free;
    if (free.capped && a > 0) return plural(a, words.at_least_one, words.at_least);
    if (b === 0) return words.none_free;
    if (a === 0) return plural(b, words.at_most_one, words.at_most);
    return a < b ? fill(words.range_free, { a, b }) : plural(b, words.one_free, words.many_free);
  };
  const opening = ({ state, until }, now, zone) => {
    if (state === "unknown") return words.hours_unknown;
    const ms = until && Date.parse(until);
    if (state === "closed") return until ? fill(words.opens, { t: coming(ms, now, zone) }) : "";
    const ahead = until ? day(ms, zone) - day(now, zone) : 2;
    if (ahead > 1) return words.open;
    return fill(words.open_until, { t: ahead ? coming(ms, now, zone) : clock(ms, zone) });
  };
  const facts = (silent, { total, occupied, unknown }) => {
    const said = [plural(total, words.one_desk, words.desks)];
    if (occupied !== null && !silent) said.push(fill(words.occupied, { n: occupied }));
    if (unknown) said.push(fill(words.without_report, { n: unknown }));
    return said.join(" · ");
  };

  const isSilent = (it) => it.quality === "stale" && it.desks.total > 0;
  const asOf = (silent, it, seen, now, zone) => {
    if (!it.desks.total) return "";
    if (seen === null || (silent && it.free.capped)) return words.silent;
    return fill(silent ? words.silent_since : words.as_of, { t: past(seen, now, zone) });
  };

  const draw = (svg, marks) => {
    if (!svg || svg.dataset.marks === marks) return;
    svg.dataset.marks = marks;
    svg.setAttribute("viewBox", `0 0 ${24 * marks.length} 20`);
    svg.setAttribute("width", 24 * marks.length);
    svg.replaceChildren(...[...marks].map((mark, index) => {
      const use = document.createElementNS(svg.namespaceURI, "use");
      use.setAttribute("href", `#${mark}`);
      use.setAttribute("x", 24 * index);
      return use;
    }));
  };
  const showDesks = (root, detail, tone) => {
    for (const node of root.querySelectorAll("[data-desk]")) {
      const known = detail ? detail[node.dataset.desk] || "absent" : "unknown";
      const state = tone === "closed" ? tone : known;
      node.querySelector("use").setAttribute("href", `#${state[0]}`);
      write(node.querySelector("i"), words[`desk_${state}`]);
    }
  };

  const marks = ({ free, desks }) => {
    const perhaps = free.at_most - free.at_least;
    const silent = free.capped ? Math.min(perhaps, desks.unknown) : perhaps;
    return "f".repeat(free.at_least) +
      "p".repeat(perhaps - silent) +
      "u".repeat(silent) +
      "o".repeat(desks.total - free.at_most);
  };
  const outage = (tone, { opening: { state }, free: { capped } }, seen, now) => {
    if (tone !== "unknown") return "";
    if (now < startingMs && (capped || seen === null)) return words.starting;
    return state === "open" ? words.outage_open : words.outage;
  };

  // What is left of a snapshot that nobody has confirmed for too long.
  const silenced = (it) => ({
    ...it,
    quality: "stale",
    desks: { total: it.desks.total, occupied: null, unknown: it.desks.total },
    free: { at_least: 0, at_most: it.desks.total, capped: false },
    detail: it.detail && Object.fromEntries(Object.keys(it.detail).map((id) => [id, "unknown"])),
  });

  // The first answer of a new connection may be another hub's, which knows less yet: then what is
  // shown stays as long as it holds. Whatever follows is newer, whichever number it has.
  const isOlder = (space, it) =>
    space.isFirst && space.observed && it.observed_at &&
    Date.parse(it.observed_at) < Date.parse(space.observed);
  const take = (space, it) => {
    space.snapshot = it;
    space.observed = it.observed_at || space.observed;
    space.older = null;
  };

  // The same for a page that has never heard more than it was sent with.
  const hush = (space) => {
    const { node, parts } = space;
    if (node.dataset.tone === "closed") return;
    write(parts.headline, words.unknown);
    for (const part of [parts.facts, parts.capped, parts.outage]) write(part, "");
    draw(parts.marks, "u".repeat(parts.marks ? parts.marks.dataset.marks.length : 0));
    if (parts.desks) showDesks(parts.desks, null);
    node.dataset.tone = space.tone = "unknown";
  };

  // Plan, list, counts and words of one space, all from the same snapshot.
  const show = (space, now) => {
    const { older } = space;
    if (older && now - Date.parse(space.observed) > older.ttl_s * 1000) take(space, older);
    const { node, parts, zone } = space;
    const seen = seenOf(space);
    const outdated = !connected && now - (seen ?? loadedMs) > TTL_MS;
    if (!space.snapshot) return outdated && hush(space);
    const it = outdated ? silenced(space.snapshot) : space.snapshot;
    const tone = toneOf(it);
    const said = headline(tone, it);
    if (parts.headline.textContent !== said && node === article) changed.set(it.name, said);
    write(parts.headline, said);
    write(parts.opening, opening(it.opening, now, zone));
    write(parts.reason, it.opening.reason || "");
    write(parts.facts, facts(isSilent(space.snapshot), it.desks));
    write(parts.capped, it.free.capped && tone !== "closed" ? words.capped : "");
    write(parts.outage, outdated ? "" : outage(tone, it, seen, now));
    draw(parts.marks, tone === "closed" ? "" : marks(it));
    if (it.detail && parts.desks) showDesks(parts.desks, it.detail, tone);
    node.dataset.tone = tone;
    space.tone = tone;
  };
  const seenOf = (space) => (space.observed ? Date.parse(space.observed) : null);
  // What a list says of all its spaces at once, `shown` has marked as told there.
  const showAge = (space, now) => {
    const { parts, snapshot } = space;
    const seen = seenOf(space);
    const silent = snapshot && isSilent(snapshot);
    const isTold = space.isTold || seen === null || silent;
    write(parts.age, isTold ? "" : age(now - seen));
    if (snapshot) write(parts.as_of, space.isTold ? "" : asOf(silent, snapshot, seen, now, space.zone));
  };

  const showAll = () => {
    const now = steadyNow() + skewMs;
    // An hour that was the present one is only an hour afterwards.
    for (const mark of document.querySelectorAll("[data-until]")) {
      if (now >= Date.parse(mark.dataset.until)) mark.remove();
    }
    for (const space of spaces.values()) show(space, now);
    const detail = { spaces: [...spaces.values()], now, words, changed, say };
    main.dispatchEvent(new CustomEvent("shown", { detail })); // to region.js
    for (const space of spaces.values()) showAge(space, now);
    if (changed.size && !speaking) speaking = setTimeout(speak, 500);
  };

  // For screen readers: only what changed, several changes in one sentence.
  const speak = () => {
    write(news, [...changed].map(([name, said]) => (name ? `${name}: ${said}` : said)).join(". "));
    changed.clear();
    speaking = 0;
  };

  const say = { fill, plural, write, age, coming, past, isSilent, seenOf };
  const hear = (text, heardMs) => {
    const it = JSON.parse(text);
    const space = spaces.get(it.space);
    if (it.observed_at) skewMs = Date.parse(it.observed_at) + it.age_s * 1000 - heardMs;
    if (!space) return;
    if (isOlder(space, it)) space.older = it;
    else take(space, it);
    space.isFirst = false;
    showAll();
  };
  const opened = () => {
    for (const space of spaces.values()) space.isFirst = true;
  };
  const link = (up) => {
    if (connected === up) return;
    connected = up;
    write(lost, up ? "" : words.lost);
    showAll();
  };

  // What lies on paper says of when it is, and where there is more.
  const printed = document.getElementById("printed");
  const folded = [...document.querySelectorAll("#closed:not([open])")];
  addEventListener("afterprint", () => folded.forEach((it) => { it.open = false; }));
  addEventListener("beforeprint", () => {
    folded.forEach((it) => { it.open = true; });
    showAll();
    const { zone } = document.querySelector("[data-zone]").dataset;
    const now = steadyNow() + skewMs;
    const t = `${local(now, zone, locale, { dateStyle: "long" })}, ${clock(now, zone)}`;
    write(printed, fill(printed.dataset.said, { t, u: location.href }));
  });

  setInterval(showAll, 1000);
  followStream({
    stream: main.dataset.stream,
    beatMs: 1e3 * main.dataset.heartbeat,
    hear,
    opened,
    link,
  });
})();
