// Says a point's value beside it, and shows the newest end of a chart that is wider than the screen. Without this script the
// same values stand in the table under the chart.
for (const figure of document.querySelectorAll(".chart")) {
  const said = figure.querySelector(".said");
  const drawing = figure.querySelector(".drawing");
  drawing.scrollLeft = drawing.scrollWidth;
  const show = (event) => {
    const point = event.target.closest("[data-said]");
    said.hidden = !point;
    if (!point) return;
    said.textContent = point.dataset.said;
    const dot = point.querySelector(".dot").getBoundingClientRect();
    const frame = figure.getBoundingClientRect();
    const half = said.offsetWidth / 2;
    const x = dot.left + dot.width / 2 - frame.left;
    said.style.left = `${Math.min(Math.max(x, half), frame.width - half)}px`;
    said.style.top = `${dot.top - frame.top - 8}px`;
  };
  for (const kind of ["pointerover", "focusin"]) figure.addEventListener(kind, show);
  for (const kind of ["pointerleave", "focusout"]) figure.addEventListener(kind, () => { said.hidden = true; });
  drawing.addEventListener("scroll", () => { said.hidden = true; });
}
