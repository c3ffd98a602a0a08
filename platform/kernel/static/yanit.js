// Keys 1 to 4 press the buttons of the statement. Without this file the buttons do it alone.

const form = document.querySelector(".one-answer");

const isTyping = (place) => place.closest("input, textarea, select, [contenteditable]");

if (form) {
  document.querySelector(".keys").hidden = false;
  document.documentElement.classList.add("has-keys");
  // One press is one answer, however long the key is held or the network takes.
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return void event.preventDefault();
    form.dataset.sent = "1";
    event.submitter?.setAttribute("aria-busy", "true");
  });
  // A page taken from the browser's own cache can be answered again.
  window.addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    delete form.dataset.sent;
    form.querySelector("[aria-busy]")?.removeAttribute("aria-busy");
  });
  document.addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    const button = form.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!button) return;
    event.preventDefault();
    button.focus();
    form.requestSubmit(button);
  });
}
