// « Copier » copies the line to cite a source by, which stands beside it.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("button.copy");
  if (!button) return;
  await navigator.clipboard.writeText(button.parentElement.querySelector(".reference").textContent);
  button.classList.add("done");
  setTimeout(() => button.classList.remove("done"), 2000);
});
