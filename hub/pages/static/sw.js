"use strict";
// Only for who has pressed "Offline merken": without a network it shows the offline page, which says
// what was known last and that it is old. Pages always come from the hub, never from here.
// PLAN stands before this file: { cache, base, files }.
const ANSWER = `${PLAN.base}/api/v1/spaces`;
const ANSWERS = "platzfrei-answer";
const PATIENCE_MS = 8000;
const GATEWAY = [502, 503, 504];

const remember = async () => {
  try {
    const answer = await fetch(ANSWER, { cache: "no-store" });
    if (answer.ok) await (await caches.open(ANSWERS)).put(ANSWER, answer);
  } catch {
    // What is kept stays, with its own date.
  }
};
const offline = (address) => {
  const asked = new URL(address).searchParams.get("lang") || navigator.language.slice(0, 2);
  return caches.match(`${PLAN.base}/offline?lang=${asked === "de" ? "de" : "en"}`);
};
const page = async (event) => {
  try {
    const late = new Promise((_, give_up) => setTimeout(give_up, PATIENCE_MS));
    const answer = await Promise.race([fetch(event.request), late]);
    if (GATEWAY.includes(answer.status)) throw answer.status;
    event.waitUntil(remember());
    return answer;
  } catch {
    return (await offline(event.request.url)) || Response.error();
  }
};

// What an office downloads may take its time, and programs' answers aren't pages.
const isPage = ({ pathname }) =>
  !["/reports", "/api/"].some((path) => pathname.startsWith(PLAN.base + path)) && !pathname.includes(".");

self.addEventListener("install", (event) => {
  self.skipWaiting();
  const files = caches.open(PLAN.cache).then((cache) => cache.addAll(PLAN.files));
  event.waitUntil(Promise.all([files, remember()]));
});
self.addEventListener("activate", (event) => {
  const old = (name) => name.startsWith("platzfrei-") && ![PLAN.cache, ANSWERS].includes(name);
  const clear = async () => {
    for (const name of (await caches.keys()).filter(old)) await caches.delete(name);
    await clients.claim();
  };
  event.waitUntil(clear());
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  const address = new URL(request.url);
  if (request.mode === "navigate") {
    if (isPage(address)) event.respondWith(page(event));
  } else if (PLAN.files.includes(address.pathname)) {
    event.respondWith(fetch(request).catch(() => caches.match(request)));
  }
});
