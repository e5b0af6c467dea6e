// Suppilo's tracker: tells the business's own server what happens on a page. It loads nothing else, and without
// consent it stores nothing and knows nobody: no identifier, no cookie, nothing in the browser's storage.
//
//   <script type="module" src="https://suppilo.example/tracker.js" data-workspace="kaamos"></script>
//   data-views="off"   the server counts page views itself     data-page="guide"   what to call this page
//   data-consent="yes" the site has asked and was told yes     data-to="/collect"  another collector
//   suppilo("cup_rated", {stars: 5}), suppilo.consent(true), suppilo.consent(false)
const script = document.querySelector('script[data-workspace][src*="tracker"]');
const { workspace, to, page: named, views, consent: asked } = script.dataset;
if (document.prerendering) await new Promise(go => document.addEventListener("prerenderingchange", go, { once: true }));
const collector = new URL(to || "collect", script.src).href;
const declined = navigator.globalPrivacyControl || navigator.doNotTrack === "1";
const KEY = "suppilo." + workspace, VISIT = 30 * 60e3, MOST = 40, KEPT = 400, LARGEST = 6e4;
let agreed = false, visitor, visit, seenAt = 0, tags = {};
let queue = []; // pairs of an event and the visitor it may be linked with
let sending = 0, fails = 0, timer;

// 32 hex digits that begin with the time, so that the server's index stays compact.
const id = () => Date.now().toString(16).padStart(12, "0") +
  [...crypto.getRandomValues(new Uint8Array(10))].map(b => b.toString(16).padStart(2, "0")).join("");
const clean = text => text && !text.includes("@") ? text.slice(0, 200) : "";
const read = (box, key) => { try { return JSON.parse(box().getItem(key)); } catch { return null; } };
const write = (box, key, value) => {
  try { value == null ? box().removeItem(key) : box().setItem(key, JSON.stringify(value)); } catch { /* no storage */ }
};
const local = () => localStorage, session = () => sessionStorage;
const keep = () => agreed && write(session, KEY + ".queue", queue.length ? queue : null);

// A visit ends after half an hour without a word. Its id and tags outlive the page only with consent; without it a
// visit begins wherever somebody comes in from elsewhere.
function touch() {
  const now = Date.now();
  const kept = agreed && !visit ? read(local, KEY + ".visit") : null;
  if (kept) ({ visit, seenAt, tags } = kept);
  const from = origin(document.referrer);
  const entry = agreed ? !visit || now - seenAt > VISIT : !seenAt ? from !== location.origin : now - seenAt > VISIT;
  if (entry) {
    if (agreed) visit = id();
    if (!seenAt || now - seenAt > VISIT) tags = tagsOf(from);
    if (agreed) Object.assign(tags, Object.fromEntries(clicks()));
  }
  seenAt = now;
  if (agreed) write(local, KEY + ".visit", { visit, seenAt, tags });
  return entry;
}
// What advertisers call one click tells people apart: it is kept only with consent.
const CLICKS = ["gclid", "fbclid", "msclkid"];
const clicks = () => CLICKS.map(name => [name, clean(new URLSearchParams(location.search).get(name))]);
const origin = address => { try { return new URL(address).origin; } catch { return ""; } };
function tagsOf(from) {
  const query = new URLSearchParams(location.search);
  const found = {};
  for (const name of ["source", "medium", "campaign", "term", "content"]) found[name] = clean(query.get("utm_" + name));
  if (!found.source && from && from !== location.origin) {
    found.source = clean(new URL(from).hostname.replace(/^www\./, ""));
    found.medium ||= "referral";
  }
  return found;
}

function add(name, properties, urgent) {
  const event = { name, id: id(), at: new Date().toISOString(), properties: {} };
  for (const [key, value] of Object.entries(properties || {})) {
    if (value != null && value !== "") event.properties[key] = value;
  }
  queue.push([event, agreed ? visitor : null]);
  if (queue.length > KEPT) queue.shift();
  keep();
  plan(urgent ? 0 : 1000);
}
function plan(wait) {
  if (sending) return;
  clearTimeout(timer);
  timer = setTimeout(send, wait);
}

// What is not acknowledged stays: 2xx and 4xx are answers for good, everything else is asked again, ever more seldom.
async function send(leaving) {
  clearTimeout(timer);
  if (sending && !leaving || !queue.length) return;
  const whose = queue[0][1];
  let count = queue.findIndex(([, one]) => one !== whose), body;
  count = Math.min(count < 0 ? queue.length : count, MOST);
  do body = report(queue.slice(0, count), whose); while (new Blob([body]).size > LARGEST && (count >>= 1));
  if (!count) return void queue.shift(); // one event alone is too large
  const batch = new Set(queue.slice(0, count));
  const done = () => { queue = queue.filter(pair => !batch.has(pair)); fails = 0; keep(); };
  sending++;
  let wait = 0;
  try {
    // text/plain: browsers then ask no leave beforehand, which a page that is being left would not live to see.
    const headers = { "Content-Type": "text/plain" };
    const answer = await fetch(collector, { method: "POST", body, headers, keepalive: true });
    if (answer.status < 500 && answer.status !== 429) done();
    else wait = 1000 * (+answer.headers.get("Retry-After") || 1);
  } catch {
    if (leaving && navigator.sendBeacon?.(collector, body)) done();
    else wait = 1000;
  }
  sending--;
  if (wait) wait = Math.max(wait, Math.min(1000 * 2 ** fails++, 6e4)) * (1 + Math.random() / 4);
  if (queue.length) plan(wait || 50);
}
const report = (pairs, v) => JSON.stringify({
  w: workspace, v, consent: !!v, sent: new Date().toISOString(), events: pairs.map(([event]) => event),
});

// One look at one page: how far it was read and for how long it was looked at.
let look;
const where = () => ({ page: clean(named || location.pathname), url: look.url, visit: agreed ? visit : "" });
function begin(referrer) {
  look = { url: clean(location.origin + location.pathname), depth: 0, spent: 0, since: shown() ? Date.now() : 0 };
  const entry = touch();
  scrolled();
  if (views === "off") return;
  add("page_viewed", { ...where(), referrer: clean(referrer), entry, language: language(), ...tags });
}
const language = () => (document.documentElement.lang || "").slice(0, 2);
const shown = () => document.visibilityState === "visible";
function scrolled() {
  const { scrollHeight, clientHeight } = document.documentElement;
  look.depth = Math.max(look.depth, Math.min(100, Math.round((scrollY + clientHeight) / scrollHeight * 100)));
}
function pause() {
  if (look.since) look.spent += Date.now() - look.since;
  look.since = 0;
}
function end() {
  pause();
  const seconds = Math.round(look.spent / 1000);
  if (look.depth > (look.told || 0) && scrollable) add("scrolled", { ...where(), depth: look.told = look.depth });
  if (seconds > 0) add("engaged", { ...where(), seconds });
  look.spent = 0;
}
let scrollable = false;
addEventListener("scroll", () => { scrollable = true; scrolled(); }, { passive: true });
addEventListener("visibilitychange", () => {
  if (shown()) { look.since = Date.now(); touch(); } else { end(); send(true); }
});
addEventListener("pagehide", () => { if (look.since) { end(); send(true); } });
addEventListener("pageshow", ({ persisted }) => { if (persisted) begin(""); });
addEventListener("online", () => plan(0));

const begun = new WeakSet();
addEventListener("input", ({ target }) => {
  const form = target.form;
  if (!form || begun.has(form)) return;
  begun.add(form);
  const name = form.querySelector('input[type="hidden"][name="form"]')?.value || form.getAttribute("name") || form.id;
  add("form_started", { ...where(), form: clean(name) || "form" });
}, true);

// Pages that change their address without loading anew.
function moved() {
  if (clean(location.origin + location.pathname) === look.url) return;
  const before = look.url;
  end();
  scrollable = false;
  begin(before);
}
for (const name of ["pushState", "replaceState"]) {
  const original = history[name];
  history[name] = function (...given) { original.apply(this, given); moved(); };
}
addEventListener("popstate", moved);

// The browser's general "no" (Global Privacy Control, Do Not Track) outranks what the site says it was told.
function consent(yes) {
  agreed = !!yes && !declined;
  if (agreed) {
    visitor = read(local, KEY) || id();
    write(local, KEY, visitor);
    queue = [...(read(session, KEY + ".queue") || []), ...queue];
    if (look) touch();
    keep();
    if (queue.length) plan(1000);
  } else {
    visitor = visit = undefined;
    for (const name of CLICKS) delete tags[name];
    for (const pair of queue) {
      pair[1] = null;
      for (const name of CLICKS) delete pair[0].properties[name];
    }
    for (const box of [local, session]) for (const end of ["", ".queue", ".visit"]) write(box, KEY + end, null);
  }
}

const earlier = globalThis.suppilo?.q || [];
globalThis.suppilo = (name, properties) => add(name, properties, true);
globalThis.suppilo.consent = consent;
if (asked === "yes") consent(true);
begin(document.referrer);
for (const given of earlier) given[0] === "consent" ? consent(given[1]) : suppilo(...given);
