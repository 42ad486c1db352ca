// Asks every second how far the reading of a file is, and opens what came of it; without this script the page asks by itself.
const box = document.querySelector("[data-reading]");
const ask = async () => {
  try {
    const answer = await fetch(box.dataset.reading, { redirect: "manual" });
    const html = answer.ok ? await answer.text() : "";
    const state = new DOMParser().parseFromString(html, "text/html").querySelector("[data-still-reading]");
    if (!state) return location.reload();
    box.querySelector("[data-still-reading]").replaceWith(state);
  } catch {} // the line is down for a moment: asked again
  setTimeout(ask, 1000);
};
if (box) setTimeout(ask, 700);
