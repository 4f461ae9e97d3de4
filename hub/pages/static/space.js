"use strict";
// Keeps the line below the headline true: where else a desk is free while there is none here. The
// cards of the others stand in order of distance, those farther away unseen; next_free.py chooses
// in the same way.
(() => {
  const next = document.getElementById("next");
  if (!next) return;
  const none = document.getElementById("next-none");
  const title = document.getElementById("next-title");
  const link = next.querySelector("a");
  const facts = next.querySelectorAll(".note span");
  const write = (node, text) => {
    if (node.textContent !== text) node.textContent = text;
  };
  const textIn = (card, selector) => card.querySelector(selector)?.textContent || "";

  const update = () => {
    const own = document.querySelector("main > [data-space]").dataset.tone;
    const cards = [...document.querySelectorAll(".card")];
    const find = (tone) => cards.find((card) => card.dataset.tone === tone);
    const isNeeded = ["full", "closed", "unknown"].includes(own);
    const card = isNeeded && (find("free") || find("maybe"));
    next.hidden = !card;
    none.hidden = Boolean(card) || !isNeeded;
    if (!card) return;
    const there = card.querySelector("h3 a");
    write(title, card.dataset.tone === "free" ? next.dataset.free : next.dataset.maybe);
    write(link, there.textContent);
    link.setAttribute("href", there.getAttribute("href"));
    const distance = textIn(card, ".distance");
    const said = [
      textIn(card, "[data-part=headline]"),
      distance && next.dataset.crow.replace("{t}", distance),
      textIn(card, "[data-part=opening]"),
      textIn(card, "[data-part=as_of]"),
      textIn(card, "[data-part=age]"),
    ];
    facts.forEach((node, index) => write(node, said[index]));
  };
  new MutationObserver(update).observe(document.getElementById("main"), {
    subtree: true,
    attributes: true,
    attributeFilter: ["data-tone"],
    childList: true,
    characterData: true,
  });
})();
