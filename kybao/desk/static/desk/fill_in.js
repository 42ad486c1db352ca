// Saves what is typed a moment after it is typed; without this script the button saves.
const form = document.querySelector("[data-fill]");
if (form) {
  const line = form.querySelector("[data-saved]");
  const fields = Array.from(form.elements).filter((one) => one.name && form.elements[`tu.${one.name}`]);
  const kept = new Map(fields.map((one) => [one.name, one.value]));
  const changed = () => fields.filter((one) => one.value !== kept.get(one.name));
  let waiting = 0, busy = false, leaving = false;

  const tell = (words, failed) => {
    line.textContent = words;
    line.classList.toggle("failed", failed);
  };

  const take = (html, sent) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    for (const state of answer.querySelectorAll("[data-state]")) {
      const name = state.dataset.state;
      form.elements[`tu.${name}`].value = state.dataset.begun;
      kept.set(name, sent.get(name));
      const place = form.querySelector(`[data-state="${CSS.escape(name)}"]`);
      if (place.innerHTML.trim() !== state.innerHTML.trim()) place.replaceChildren(...state.childNodes);
    }
    const aside = form.querySelector(".aside");
    tell(answer.querySelector("[data-saved]").textContent.trim() + (aside ? " · có ô bị cửa sổ khác sửa, xem bên dưới ô" : ""), false);
  };

  const save = async () => {
    const sent = new Map(changed().map((one) => [one.name, one.value]));
    if (busy || leaving || !sent.size) return;
    busy = true;
    const data = new FormData();
    data.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.set("do", "tu-luu");
    for (const [name, value] of sent) {
      data.set(name, value);
      data.set(`tu.${name}`, form.elements[`tu.${name}`].value);
    }
    try {
      const answer = await fetch(form.action, { method: "POST", body: data, redirect: "error", keepalive: true });
      const text = await answer.text();
      if (answer.ok) take(text, sent);
      else tell(answer.status === 409 ? text : "Chưa lưu được. Hãy giữ trang này mở, Kỳ báo sẽ thử lại.", true);
    } catch {
      tell("Chưa lưu được: mất kết nối hoặc phiên làm việc đã hết. Hãy giữ trang này mở, Kỳ báo sẽ thử lại.", true);
      waiting = setTimeout(save, 5000);
    }
    busy = false;
    if (changed().length && !line.classList.contains("failed")) later();
  };
  const later = () => {
    clearTimeout(waiting);
    waiting = setTimeout(save, 700);
  };

  form.addEventListener("input", later);
  form.addEventListener("change", save);
  form.addEventListener("submit", () => { leaving = true; });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(); });
  window.addEventListener("beforeunload", (event) => { if (!leaving && changed().length) event.preventDefault(); });
  window.addEventListener("pageshow", () => { leaving = false; });
}
