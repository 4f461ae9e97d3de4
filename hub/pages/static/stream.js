"use strict";
// One connection to the hub for all tabs of a visitor, and the truth about whether it still speaks.
// A browser opens six connections to a site, and without this each tab would hold one. The tabs
// talk among themselves, in the browser; nothing is stored.
//
//     hub ── stream, or asked again and again where that stays silent ── Line ── the tab that leads
//                                                       BroadcastChannel ── the other tabs ──┘
(() => {
  const PATIENT_BEATS = 1.8; // silence is noticed before two heartbeats are over
  const LOOK_MS = 1000;
  const LEADERLESS_BEATS = 1.2; // and before that another tab takes over
  const GREETING_MS = 40;
  const HIDDEN_MS = 60e3;
  const POLLS_BEFORE_STREAM = 20;
  const JUMP_MS = 1000;

  // Time that never jumps back: a device's clock may be set, and what else counts may stand still
  // while a phone sleeps.
  let [wallMs, countedMs] = [Date.now(), performance.now()];
  let steadyMs = wallMs;
  const steadyNow = (globalThis.steadyNow = () => {
    const [wall, counted] = [Date.now(), performance.now()];
    const [gone, least] = [wall - wallMs, counted - countedMs];
    steadyMs += gone < least - JUMP_MS ? least : gone;
    [wallMs, countedMs] = [wall, counted];
    return steadyMs;
  });

  // A stream that notices when it has fallen silent; asks instead where streams don't get through.
  class Line {
    constructor(stream, beatMs, tell) {
      Object.assign(this, { stream, beatMs, tell, isUp: null, failures: 0, polls: 0 });
      this.open();
    }
    open() {
      this.close();
      this.heardMs = steadyNow();
      if (this.failures > 1) this.poll();
      else this.listen();
    }
    close() {
      clearTimeout(this.timer);
      if (this.source) this.source.close();
      if (this.asked) this.asked.abort();
      this.source = this.asked = null;
    }
    listen() {
      const source = (this.source = new EventSource(this.stream));
      const hear = (event) => {
        if (this.look()) return; // it was held back, on its way or by a browser that slept
        this.failures = 0;
        this.hear(event.type === "availability" ? event.data : null);
      };
      source.onopen = () => this.tell({ opened: true }); // it connects again by itself
      source.onerror = () => {
        this.fall();
        // The browser tries again by itself, unless the answer was an error.
        if (source.readyState !== EventSource.CLOSED) return;
        this.failures += 1;
        this.timer = setTimeout(() => this.open(), 2e3 + 3e3 * Math.random());
      };
      source.addEventListener("availability", hear);
      source.addEventListener("heartbeat", hear);
    }
    async poll() {
      const asked = (this.asked = new AbortController());
      const late = setTimeout(() => asked.abort(), this.beatMs / 2);
      try {
        const answer = await fetch(this.stream.replace(/stream(\?.*)?$/, "spaces"), {
          cache: "no-store", // its age is the answer's own
          signal: asked.signal,
        });
        if (!answer.ok) throw answer.status;
        const { spaces } = await answer.json();
        if (this.asked !== asked || this.look()) return;
        if (!this.polls) this.tell({ opened: true });
        for (const space of spaces) this.hear(JSON.stringify(space));
        if (++this.polls > POLLS_BEFORE_STREAM) this.failures = this.polls = 0;
      } catch {
        if (this.asked !== asked) return;
        this.failures = this.polls = 0;
        this.fall();
      } finally {
        clearTimeout(late);
      }
      this.timer = setTimeout(() => this.open(), this.beatMs * 0.8);
    }
    fall() {
      this.isUp = false;
      this.tell({ up: false });
    }
    hear(data) {
      this.isUp = true;
      this.heardMs = steadyNow();
      this.tell({ data, agoMs: 0 });
    }
    // Connects anew after a silence, and tells whether it did.
    look() {
      if (steadyNow() - this.heardMs <= PATIENT_BEATS * this.beatMs) return false;
      this.failures += 1;
      this.fall();
      this.open();
      return true;
    }
  }

  const script = document.currentScript.src;
  const isHidden = () => document.visibilityState === "hidden";
  const outranks = (one, other) =>
    one.isSeen !== other.isSeen ? one.isSeen : one.sinceMs !== other.sinceMs
      ? one.sinceMs < other.sinceMs : one.id < other.id;

  // Calls `hear(text, heardMs)` with each snapshot, `opened()` before the first of a connection, and
  // `link(isUp)` as often as it is sure of it. Whoever looks at the page again gets the truth first.
  globalThis.followStream = ({ stream, beatMs, hear, opened, link }) => {
    const all = stream.replace(/\?.*/, "");
    const id = Math.random();
    const last = new Map(); // what the line has said last, of each space
    let channel = null;
    let line = null; // of the tab that leads
    let sinceMs = 0;
    let leader = null;
    let leaderMs = 0;
    let heardMs = steadyNow();
    let hiddenMs = isHidden() ? heardMs : null;
    let greeting = 0;

    const post = (message) => channel && channel.postMessage({ id, sentMs: Date.now(), ...message });
    const rank = () => ({ id, sinceMs, isSeen: !isHidden() });
    const take = ({ data, agoMs, heardAgoMs, opened: isNew, up }) => {
      if (isNew) opened();
      if (up === false) link(false);
      if (data === undefined) return;
      heardMs = Math.max(heardMs, steadyNow() - (heardAgoMs || 0));
      if (data) hear(data, steadyNow() - agoMs);
      link(true);
    };
    const tell = (said) => {
      if (said.data) last.set(JSON.parse(said.data).space, { data: said.data, atMs: steadyNow() });
      post({ said });
      take(said);
    };
    const lead = (wanted) => {
      greeting = clearTimeout(greeting);
      if (line) line.close();
      else sinceMs = Date.now(); // as other tabs have it
      leader = null;
      line = new Line(wanted, beatMs, tell);
      post({ lead: rank() });
    };
    const yieldTo = (other) => {
      if (line) line.close();
      line = null;
      last.clear();
      if (leader !== other && !greeting) post({ hello: stream });
      greeting = clearTimeout(greeting);
      leader = other;
      leaderMs = steadyNow();
    };
    // A tab that has just come is told what is known, unless that isn't so any more.
    const welcome = (wanted, to) => {
      post({ lead: rank() });
      if (![all, wanted].includes(line.stream)) return lead(all);
      const heardAgoMs = steadyNow() - line.heardMs;
      if (line.isUp === false) return post({ to, said: { up: false } });
      for (const { data, atMs } of last.values()) {
        post({ to, said: { data, agoMs: steadyNow() - atMs, heardAgoMs } });
      }
    };
    const receive = ({ data: { id: other, sentMs, to, hello, lead: rival, said } }) => {
      if (to && to !== id) return;
      if (Date.now() - sentMs > PATIENT_BEATS * beatMs) return; // said while this tab was frozen
      if (other === leader) leaderMs = steadyNow();
      if (hello && line) welcome(hello, other);
      if (rival && (!line || outranks(rival, rank()))) {
        if (rival.isSeen || line || isHidden()) yieldTo(other);
        else lead(stream);
      } else if (rival) post({ lead: rank() });
      if (said && !line) take(said);
    };
    const start = () => {
      if (!channel && globalThis.BroadcastChannel) {
        channel = new BroadcastChannel(script);
        channel.onmessage = receive;
      }
      heardMs = leaderMs = steadyNow();
      opened();
      post({ hello: stream });
      greeting = setTimeout(() => lead(stream), GREETING_MS);
    };
    const stop = () => {
      clearTimeout(greeting);
      if (line) {
        line.close();
        post({ lead: { ...rank(), isSeen: false, sinceMs: Infinity } });
      }
      if (channel) channel.close();
      channel = line = leader = null;
    };
    const look = () => {
      if (isHidden()) {
        if (line && hiddenMs !== null && steadyNow() - hiddenMs > HIDDEN_MS) stop();
      } else if (leader !== null && steadyNow() - leaderMs > LEADERLESS_BEATS * beatMs) {
        lead(stream);
      }
      if (line) line.look();
      if (steadyNow() - heardMs > PATIENT_BEATS * beatMs) link(false);
    };
    const wake = () => {
      if (isHidden()) {
        hiddenMs = steadyNow();
        if (line) post({ lead: rank() });
        return;
      }
      hiddenMs = null;
      // Before anything is painted, no tab claims what it hasn't heard lately enough.
      if (steadyNow() - heardMs > PATIENT_BEATS * beatMs) link(false);
      if (!line && leader === null) start();
      else look();
    };
    addEventListener("pagehide", stop);
    addEventListener("pageshow", (event) => event.persisted && wake());
    document.addEventListener("visibilitychange", wake);
    document.addEventListener("resume", wake);
    setInterval(look, LOOK_MS);
    start();
  };
})();
