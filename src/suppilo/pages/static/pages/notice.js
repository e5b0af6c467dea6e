// Closing a message on the page is told, and Escape closes it too. Without this script its button closes it all the same.
const dialog = document.querySelector("dialog.notice[data-closed]");
if (dialog) {
  dialog.addEventListener("close", () => navigator.sendBeacon(dialog.dataset.closed));
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dialog.close();
  });
}
