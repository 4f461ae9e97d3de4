"use strict";
// "Offline merken" and the star. Nothing is stored before somebody presses one of them, and all of
// it goes again by one button.
(async () => {
  const place = document.getElementById("keep");
  const { worker, scope } = place.dataset;
  const MOST = 50;
  const KEY = "platzfrei.starred";
  const buttons = {};
  for (const button of place.querySelectorAll("button")) buttons[button.dataset.does] = button;
  const starred = () => {
    try {
      return JSON.parse(localStorage.getItem(KEY) || "[]");
    } catch {
      return [];
    }
  };
  const canKeep = "serviceWorker" in navigator && "caches" in globalThis;
  const kept = async () => canKeep && Boolean(await navigator.serviceWorker.getRegistration(scope));

  const list = () => {
    const links = starred()
      .map((id) => document.querySelector(`li[data-space="${CSS.escape(id)}"] a`))
      .filter((link) => link && buttons.star.hidden);
    const line = document.getElementById("starred");
    line.hidden = !links.length;
    line.replaceChildren(...links.flatMap((link) => {
      const own = document.createElement("a");
      own.href = link.href;
      own.textContent = link.textContent;
      return [" · ", own];
    }));
    if (links.length) line.firstChild.replaceWith(`★ ${line.dataset.said}: `);
  };
  const show = async () => {
    const isKept = await kept();
    const isStarred = starred().includes(place.dataset.star);
    buttons.keep.hidden = !canKeep;
    buttons.keep.textContent = isKept ? place.dataset.kept : place.dataset.keep;
    buttons.keep.disabled = isKept;
    buttons.star.hidden = !place.dataset.star;
    buttons.star.setAttribute("aria-pressed", isStarred);
    buttons.forget.hidden = !isKept && !starred().length;
    place.hidden = buttons.keep.hidden && buttons.star.hidden && buttons.forget.hidden;
    list();
  };
  const does = {
    keep: () => navigator.serviceWorker.register(worker, { scope }),
    star: () => {
      const id = place.dataset.star;
      const others = starred().filter((each) => each !== id);
      const now = starred().includes(id) ? others : [id, ...others].slice(0, MOST);
      if (now.length) localStorage.setItem(KEY, JSON.stringify(now));
      else localStorage.removeItem(KEY);
    },
    forget: async () => {
      localStorage.removeItem(KEY);
      if (!canKeep) return;
      const registration = await navigator.serviceWorker.getRegistration(scope);
      if (registration) await registration.unregister();
      for (const name of await caches.keys()) {
        if (name.startsWith("platzfrei-")) await caches.delete(name);
      }
    },
  };
  for (const [name, button] of Object.entries(buttons)) {
    button.addEventListener("click", async () => {
      try {
        await does[name]();
      } catch {
        // A browser that stores nothing: then nothing is kept, and it says so.
      }
      await show();
    });
  }
  await show();
})();
