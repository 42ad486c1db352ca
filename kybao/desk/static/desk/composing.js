// A paragraph is edited with its bound figures as chips that can't be broken; without this script the marks ⟦…⟧ stand in a
// plain field. What is sent is always the field's text.
const MARK = /⟦(\+?\d+)(?:\.([a-z_]+))?(?::\s*([^⟦⟧]*))?⟧/g;

const SENT = "kybao.soan.da-gui";

// What was typed stays on this machine until the page says that it was stored.
if (document.querySelector(".message.success")) {
  const sent = localStorage.getItem(SENT);
  if (sent) localStorage.removeItem(sent);
  localStorage.removeItem(SENT);
}

function chip(code, form, shown) {
  const made = document.createElement("span");
  made.className = "chip bound";
  made.contentEditable = "false";
  made.dataset.code = code;
  made.dataset.form = form ?? "";
  made.textContent = shown;
  return made;
}

function shownIn(form, code, kind) {
  const row = form.querySelector(`[data-token="${CSS.escape(code)}"]`);
  const chosen = kind && row?.querySelector(`option[value="${CSS.escape(kind)}"]`);
  return chosen?.dataset.printed ?? row?.querySelector(".chip")?.textContent ?? "…";
}

function fill(area, text, form) {
  area.textContent = "";
  let at = 0;
  for (const found of text.matchAll(MARK)) {
    area.append(text.slice(at, found.index), chip(found[1], found[2], found[3] || shownIn(form, found[1], found[2])));
    at = found.index + found[0].length;
  }
  area.append(text.slice(at));
}

function written(node) {
  let text = "";
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) text += child.data;
    else if (child.dataset?.code) text += `⟦${child.dataset.code}${child.dataset.form ? `.${child.dataset.form}` : ""}: ${child.textContent}⟧`;
    else if (child.nodeName === "BR") text += " ";
    else text += ` ${written(child)}`;
  }
  return text;
}

// Another form than the bare numeral says measure and direction itself: what of them stands around it goes, and comes back.
function join(node, form, measure) {
  const before = node.previousSibling, after = node.nextSibling;
  const cut = node.cut ?? {};
  if (cut.after && after) after.data = cut.after + after.data;
  if (cut.before && before) before.data += cut.before;
  node.cut = {};
  if (!form) return;
  const behind = after?.data?.trimStart() ?? "";
  if (measure && behind.toLowerCase().startsWith(measure.toLowerCase()) && !/^\p{L}/u.test(behind.slice(measure.length))) {
    node.cut.after = after.data.slice(0, after.data.length - behind.length + measure.length);
    after.data = behind.slice(measure.length);
  }
  const word = form === "change_on_same_period" && before?.data?.match(/(?:tăng|giảm)\s*$/i)?.[0];
  if (word) {
    node.cut.before = word;
    before.data = before.data.slice(0, -word.length);
  }
}

function editor(field) {
  const form = field.form;
  const area = document.createElement("div");
  area.className = "writing";
  area.contentEditable = "true";
  area.setAttribute("role", "textbox");
  area.setAttribute("aria-multiline", "true");
  area.setAttribute("aria-label", form.querySelector("label[for=viet]").textContent.trim());
  area.spellcheck = false;
  field.hidden = true;
  field.after(area);
  fill(area, field.value, form);
  const first = written(area);
  const key = `kybao.soan.${field.dataset.kept}`;
  let caret = null;

  const changed = () => written(area) !== first;
  const note = () => {
    field.value = written(area);
    if (changed()) localStorage.setItem(key, field.value);
  };
  const insert = (node) => {
    const there = caret && area.contains(caret.commonAncestorContainer) ? caret : null;
    if (there) {
      there.deleteContents();
      there.insertNode(node);
    } else area.append(node);
    const after = document.createRange();
    after.setStartAfter(node);
    getSelection().removeAllRanges();
    getSelection().addRange(after);
    note();
  };

  area.addEventListener("input", note);
  area.addEventListener("keydown", (event) => { if (event.key === "Enter") event.preventDefault(); });
  area.addEventListener("drop", (event) => event.preventDefault());
  area.addEventListener("paste", (event) => {
    event.preventDefault();
    insert(document.createTextNode(event.clipboardData.getData("text/plain").replace(/[⟦⟧]/g, "").replace(/\s+/g, " ")));
  });
  document.addEventListener("selectionchange", () => {
    const chosen = getSelection();
    if (chosen.rangeCount && area.contains(chosen.anchorNode)) caret = chosen.getRangeAt(0).cloneRange();
  });
  area.addEventListener("click", (event) => {
    const code = event.target.dataset?.code;
    for (const row of form.querySelectorAll("[data-token]")) row.classList.toggle("chosen", row.dataset.token === code);
    if (code) form.querySelector(`[data-token="${CSS.escape(code)}"] select`)?.focus();
  });
  for (const row of form.querySelectorAll("[data-token]")) {
    row.addEventListener("change", (event) => {
      for (const one of area.querySelectorAll(`[data-code="${CSS.escape(row.dataset.token)}"]`)) {
        if (event.target.type === "checkbox") one.classList.toggle("leaving", event.target.checked);
        else {
          const form = event.target.value;
          one.dataset.form = form;
          one.textContent = event.target.selectedOptions[0].dataset.printed;
          join(one, form, row.dataset.measure);
        }
      }
      note();
    });
  }
  picker(form, insert);

  const kept = localStorage.getItem(key);
  if (kept && kept !== field.value) {
    const offer = document.createElement("p");
    offer.className = "unsaved";
    offer.append("Máy này còn giữ bản gõ dở chưa lưu của đoạn này. ");
    const use = document.createElement("button");
    use.type = "button";
    use.textContent = "Dùng bản gõ dở";
    use.addEventListener("click", () => { fill(area, kept, form); note(); offer.remove(); area.focus(); });
    offer.append(use);
    area.before(offer);
  }
  let leaving = false;
  form.addEventListener("submit", () => {
    field.value = written(area);
    leaving = true;
    localStorage.setItem(SENT, key);
  });
  document.querySelectorAll("[data-cancel]").forEach((link) => link.addEventListener("click", () => {
    leaving = true;
    localStorage.removeItem(key);
  }));
  window.addEventListener("beforeunload", (event) => { if (changed() && !leaving) event.preventDefault(); });
  area.focus({ preventScroll: true });
}

function picker(form, insert) {
  const box = form.querySelector("[data-picker]");
  const field = box.querySelector("input");
  const found = box.querySelector(".found");
  field.hidden = false;
  box.querySelector("a").hidden = true;
  let turn = 0;
  const look = async () => {
    const mine = ++turn;
    if (field.value.trim().length < 2) { found.textContent = ""; return; }
    const address = new URL(box.dataset.picker, location.href);
    address.searchParams.set("tim", field.value);
    const answer = await fetch(address, { headers: { "X-Requested-With": "fetch" } });
    if (mine === turn && answer.ok) found.innerHTML = await answer.text();
  };
  let waiting;
  field.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(look, 200); });
  field.addEventListener("keydown", (event) => { if (event.key === "Enter") { event.preventDefault(); look(); } });
  found.addEventListener("mousedown", (event) => { if (event.target.closest("[data-mark]")) event.preventDefault(); });
  found.addEventListener("click", (event) => {
    const mark = event.target.closest("[data-mark]");
    if (!mark) return;
    const [, code, kind] = new RegExp(MARK.source).exec(mark.dataset.mark);
    insert(chip(code, kind, mark.dataset.printed));
  });
}

document.querySelectorAll("[data-editor]").forEach(editor);

// While the page is open its place is kept, and who else is at the heading is shown.
const place = document.querySelector("[data-present]");
if (place) {
  setInterval(async () => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]")?.value;
    if (document.hidden || !token) return;
    const answer = await fetch(place.dataset.present, { method: "POST", headers: { "X-CSRFToken": token, "X-Requested-With": "fetch" } });
    if (answer.ok && !answer.redirected) place.innerHTML = await answer.text();
  }, 30000);
}

// On a narrow screen the outline begins closed.
if (matchMedia("(max-width: 1020px)").matches) document.querySelectorAll("[data-narrow-closed]").forEach((one) => { one.open = false; });
