// Runs when a notification comes, also while no page is open. What it shows and where it leads came encrypted.
const tell = (address, what) => address && fetch(`${address}/${what}`, {method: "POST", keepalive: true}).catch(() => {});

function read(event) {
  try { return event.data.json(); } catch { return {}; }
}

self.addEventListener("push", (event) => {
  const {title, body, lang, tag, icon, link, label, stop, leave, report} = read(event);
  const actions = [];
  if (link && label) actions.push({action: "open", title: label});
  if (stop && leave) actions.push({action: "stop", title: leave});
  const shown = self.registration.showNotification(title || location.host, {
    body, lang, tag, icon, actions, data: {link, stop, report},
  });
  event.waitUntil(shown.then(() => tell(report, "shown")));
});

self.addEventListener("notificationclick", (event) => {
  const {link, stop} = event.notification.data || {};
  event.notification.close();
  event.waitUntil(clients.openWindow((event.action === "stop" && stop) || link || self.registration.scope));
});

self.addEventListener("notificationclose", (event) => {
  const {report} = event.notification.data || {};
  event.waitUntil(Promise.resolve(tell(report, "closed")));
});

self.addEventListener("pushsubscriptionchange", (event) => {
  const before = event.oldSubscription;
  if (!before) return;
  const wanted = {userVisibleOnly: true, applicationServerKey: before.options.applicationServerKey};
  event.waitUntil((async () => {
    const fresh = event.newSubscription || await self.registration.pushManager.subscribe(wanted);
    const told = JSON.stringify({old: before.endpoint, new: fresh.toJSON()});
    await fetch(`${self.registration.scope}push/renew`, {method: "POST", body: told});
  })());
});
