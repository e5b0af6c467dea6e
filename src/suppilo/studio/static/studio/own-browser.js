// Whether this browser takes notifications of the workspace: then one can be tried out here.
const form = document.querySelector("form[data-scope]");
const otherwise = document.querySelector("[data-otherwise]");

async function subscribed() {
  if (!("serviceWorker" in navigator) || !("PushManager" in window)) return null;
  const scope = new URL(form.dataset.scope, location).href;
  const found = (await navigator.serviceWorker.getRegistrations()).find((one) => one.scope === scope);
  return found ? found.pushManager.getSubscription() : null;
}

subscribed().then((subscription) => {
  form.hidden = !subscription;
  otherwise.hidden = Boolean(subscription);
  if (subscription) form.elements.endpoint.value = subscription.endpoint;
});
