// On a wide window the facets stand open beside the results; on a narrow one they wait to be asked for.
const facets = document.querySelector("details.facets");
const wide = window.matchMedia("(min-width: 62rem)");
const arrange = () => {
  facets.open = wide.matches;
  facets.classList.toggle("beside-results", wide.matches);
};
if (facets) {
  arrange();
  wide.addEventListener("change", arrange);
}
