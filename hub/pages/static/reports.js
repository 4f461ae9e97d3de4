// How far a report is, without loading the page again, and how far a file is.
const again_ms = 700;

const later = (ms) => new Promise((done) => setTimeout(done, ms));

async function wait() {
  for (;;) {
    await later(again_ms);
    let page;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      page = new DOMParser().parseFromString(await answer.text(), "text/html");
    } catch {
      continue;
    }
    const main = page.querySelector("main");
    if (!main) return location.reload();
    if (!main.hasAttribute("data-wait")) return show(page, main);
    for (const id of ["progress", "percent"]) {
      document.getElementById(id).replaceWith(page.getElementById(id));
    }
  }
}

function show(page, main) {
  document.title = page.title;
  document.querySelector("main").replaceWith(main);
  main.focus();
}

function say(text, isMaking) {
  const place = document.getElementById("making");
  place.textContent = text;
  if (isMaking) {
    const bar = document.createElement("progress");
    bar.setAttribute("aria-label", text);
    place.append(" ", bar);
  }
}

function keep(file, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60000);
}

// What can't be had this way the browser gets by itself, and says why not.
async function load(link) {
  say(link.dataset.making, true);
  try {
    const answer = await fetch(link.href);
    const named = /filename="([^"]+)"/.exec(answer.headers.get("Content-Disposition") ?? "");
    if (!answer.ok || !named) throw new Error("no file");
    keep(await answer.blob(), named[1]);
    say(link.dataset.done, false);
  } catch {
    say("", false);
    location.assign(link.href);
  }
}

addEventListener("click", (event) => {
  const link = event.target.closest?.("a[data-making]");
  if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  load(link);
});
if (document.querySelector("main[data-wait]")) wait();
