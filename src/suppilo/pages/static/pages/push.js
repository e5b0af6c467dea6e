// The block that asks for notifications: explains, and has the browser ask only after a press of its button.
const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
const apple = /iPhone|iPad/.test(navigator.userAgent) || (/Mac/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
const spelled = (key) => btoa(String.fromCharCode(...new Uint8Array(key))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

async function present(form) {
  const scope = new URL(form.dataset.scope, location).href;
  const found = (await navigator.serviceWorker.getRegistrations()).find((one) => one.scope === scope);
  const subscription = found && await found.pushManager.getSubscription();
  const key = subscription && subscription.options.applicationServerKey;
  if (key && spelled(key) !== form.dataset.key) return subscription.unsubscribe().then(() => null);
  return subscription;
}

async function post(form, action, subscription) {
  const told = new FormData(form);
  const {endpoint, keys} = subscription.toJSON();
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const [name, value] of Object.entries({do: action, endpoint, zone, ...keys})) told.set(name, value);
  return (await fetch(form.action, {method: "POST", body: told})).ok;
}

async function allow(form) {
  const answer = await Notification.requestPermission();
  if (answer !== "granted") return answer === "denied" ? "blocked" : "off";
  const {scope, key, worker} = form.dataset;
  await navigator.serviceWorker.register(worker, {scope, updateViaCache: "none"});
  const {pushManager} = await navigator.serviceWorker.ready;
  const subscription = await pushManager.subscribe({userVisibleOnly: true, applicationServerKey: bytes(key)});
  return await post(form, "allow", subscription) ? "allowed" : "failed";
}

async function stop(form) {
  const subscription = await present(form);
  if (subscription) {
    await post(form, "stop", subscription);
    await subscription.unsubscribe();
  }
  return "off";
}

async function now(form) {
  if (!able) return apple ? "apple" : "unable";
  if (Notification.permission === "denied") return "blocked";
  const subscription = Notification.permission === "granted" && await present(form);
  return subscription && await post(form, "seen", subscription) ? "allowed" : "off";
}

function show(form, state) {
  for (const one of form.querySelectorAll("[data-when]")) one.hidden = !one.dataset.when.split(" ").includes(state);
  form.dataset.state = state;
}

for (const form of document.querySelectorAll("form.push")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const act = event.submitter && event.submitter.value === "stop" ? stop : allow;
    form.setAttribute("aria-busy", "true");
    show(form, await act(form).catch(() => "failed"));
    form.removeAttribute("aria-busy");
  });
  now(form).then((state) => show(form, state), () => show(form, "unable"));
}
