// The viewer: brings the passage into sight, and copies the line to cite it by.
(() => {
  "use strict";
  const passage = document.getElementById("passage");
  if (passage && !location.hash) passage.scrollIntoView({ block: "center" });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("button.copy");
    if (!button) return;
    await navigator.clipboard.writeText(button.parentElement.querySelector(".reference").textContent);
    button.classList.add("done");
    setTimeout(() => button.classList.remove("done"), 2000);
  });
})();
