"use strict";
// What the pages do by themselves; without it every form has a button that does the same.

// A link of the demo carries a token behind «#», which no server is told.
function takeToken() {
  const form = document.querySelector("form[data-sign-in]");
  const token = location.hash.slice(1);
  if (!form || !token) return;
  history.replaceState(null, "", location.pathname + location.search);
  form.elements.token.value = token;
  form.requestSubmit();
}

// A slider goes through the options of the list beside it, from the last, the oldest, to the first.
function tieOptions(slider) {
  const list = document.getElementById(slider.dataset.slides);
  slider.addEventListener("input", () => {
    list.selectedIndex = list.options.length - 1 - Number(slider.value);
    slider.setAttribute("aria-valuetext", list.options[list.selectedIndex].text);
  });
  slider.addEventListener("change", () => list.form.requestSubmit());
}

// Days need no list: the slider counts them from the first.
function tieDays(slider) {
  const field = document.getElementById(slider.dataset.slides);
  const first = new Date(slider.dataset.first + "T00:00:00Z");
  slider.addEventListener("input", () => {
    const day = new Date(first.getTime() + Number(slider.value) * 864e5);
    field.value = day.toISOString().slice(0, 10);
    slider.setAttribute("aria-valuetext", field.value);
  });
  slider.addEventListener("change", () => field.form.requestSubmit());
}

// What is there after a part of the page was changed may have been there before: it is tied once.
const tied = new WeakSet();

function each(selector, deed) {
  document.querySelectorAll(selector).forEach((found) => {
    if (!tied.has(found)) deed(found);
    tied.add(found);
  });
}

function tie() {
  each("input[type=range][data-options]", tieOptions);
  each("input[type=range][data-first]", tieDays);
  each("form[data-at-once]", (form) =>
    form.querySelectorAll("select, input[type=date]").forEach((field) =>
      field.addEventListener("change", () => form.requestSubmit())));
  each("[data-check-all]", (box) =>
    box.addEventListener("change", () => document.querySelectorAll(box.dataset.checkAll)
      .forEach((other) => { other.checked = box.checked; })));
  each("button[data-print]", (button) => button.addEventListener("click", () => window.print()));
  each("select[data-shows-fields]", showFields);
}

// Of a status only the fields that it knows are shown; the server judges all the same.
function showFields(select) {
  const fields = select.form.querySelectorAll("[data-of]");
  const refresh = () => fields.forEach((field) => {
    const known = field.dataset.of.split(" ").includes(select.value);
    field.hidden = !known;
    field.querySelectorAll("input, select, textarea").forEach((one) => { one.disabled = !known; });
  });
  select.addEventListener("change", refresh);
  refresh();
}

// What opens over the page is closed by Escape, or by going elsewhere.
function closeBox(event) {
  const box = document.querySelector("details.me[open]");
  if (!box || (event.type !== "keydown" ? box.contains(event.target) : event.key !== "Escape")) return;
  box.open = false;
  if (event.type === "keydown") box.querySelector("summary").focus();
}

for (const happens of ["keydown", "focusin", "click"]) document.addEventListener(happens, closeBox);

// A telephone has the menu in one line, which begins at its first place.
function showPlace() {
  const place = document.querySelector(".menu [aria-current]");
  if (place) place.scrollIntoView({block: "nearest", inline: "center"});
}

document.addEventListener("DOMContentLoaded", () => { takeToken(); tie(); showPlace(); });
document.addEventListener("htmx:after:swap", tie);
