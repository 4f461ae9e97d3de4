"use strict";
// A screen on the wall that nobody touches: it turns its sheets, and takes up a new version of itself
// as soon as the hub has one. It is never loaded anew while the hub doesn't answer.
(() => {
  const TURN_MS = 12e3;
  const ASK_MS = 300e3;
  const DAY_MS = 864e5;
  const sheets = [...document.querySelectorAll(".sheet")];
  const turn = document.querySelector(".turn");
  const begunMs = Date.now();
  let shown = 0;

  // Long names and wide fonts: everything shrinks together until it fits, by steps that can be seen.
  const root = document.documentElement;
  const fit = () => {
    for (let size = 1; size > 0.55; size -= 0.05) {
      root.style.setProperty("--fit", size);
      if (root.scrollHeight <= innerHeight && root.scrollWidth <= innerWidth) return;
    }
  };
  fit();
  addEventListener("resize", fit);
  new MutationObserver(fit).observe(document.getElementById("main"), {
    subtree: true, childList: true, characterData: true,
  });

  const show = (number) => {
    shown = number % sheets.length;
    sheets.forEach((sheet, index) => { sheet.hidden = index !== shown; });
    turn.textContent = turn.dataset.said.replace("{a}", shown + 1).replace("{b}", sheets.length);
  };
  if (turn) setInterval(() => show(shown + 1), TURN_MS);

  // The sentence over all of them, as on the region page.
  document.getElementById("main").addEventListener("shown", ({ detail: { spaces, words, say } }) => {
    const a = spaces.filter(({ tone }) => tone === "free").length;
    const one = spaces.length === 1 ? words.region_only : words.region;
    const none = spaces.every(({ tone }) => tone === "closed") ? words.region_closed : words.region_none;
    say.write(document.getElementById("region"), a ? say.fill(one, { a, b: spaces.length }) : none);
  });

  // What a page is made of, but for what is live.
  const made = (page) =>
    [...page.querySelectorAll("[src], [rel=stylesheet], [data-space], h1:not([id]), h2")]
      .map((it) => it.getAttribute("src") || it.getAttribute("href") || it.dataset.space || it.textContent)
      .join(" ");
  const own = made(document);
  const ask = async () => {
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok) return;
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      if (made(page) !== own || Date.now() - begunMs > DAY_MS) location.reload();
    } catch {
      // The hub isn't there; live.js says so.
    }
  };
  setInterval(ask, ASK_MS);
  new MutationObserver(() => !document.getElementById("lost").textContent && ask())
    .observe(document.getElementById("lost"), { childList: true });
})();
