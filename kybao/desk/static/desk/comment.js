// A sentence that is clicked opens the form of a comment at it; without this script the link beside the paragraph does.
for (const sentence of document.querySelectorAll("[data-place]")) {
  sentence.addEventListener("click", (event) => {
    if (event.target.closest("a") || String(getSelection())) return;
    const address = new URL(location.href);
    address.searchParams.set("gop-y", sentence.dataset.place);
    address.hash = "loi-gop-y";
    location.assign(address);
  });
}
