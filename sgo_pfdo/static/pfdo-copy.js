// «Скопировать номер». Without this file, or where the browser lets no page copy, the button stays out of sight:
// the number beside it can be selected and is copied without its spaces all the same.
(() => {
  "use strict";
  if (!navigator.clipboard) return;
  for (const line of document.querySelectorAll(".pfdo-copy")) {
    const button = line.querySelector("button");
    const said = line.querySelector("[role=status]");
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(line.dataset.pfdoCopy);
        said.textContent = "Номер скопирован.";
      } catch {
        said.textContent = "Не получилось. Выделите номер и скопируйте его сами.";
      }
    });
    line.hidden = false;
  }
})();
