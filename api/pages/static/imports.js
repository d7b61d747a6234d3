"use strict";
// A list may be dropped onto its form, and is told to be too large before it is sent.

function tieList(form) {
  const input = form.elements.file, place = form.querySelector("[data-drop]");
  const state = document.getElementById("file-state"), unsent = document.getElementById("unsent");
  let chosen = false;

  function judge() {
    const large = input.files.length > 0 && input.files[0].size > Number(input.dataset.most);
    const words = large ? input.dataset.tooLarge : "";
    input.setCustomValidity(words);
    input.setAttribute("aria-invalid", String(large));
    state.textContent = words;
    state.hidden = !large;
    unsent.hidden = true;
    // What was found of another file is not said of this one.
    if (chosen) document.querySelectorAll("[data-confirm]").forEach((one) => { one.hidden = true; });
    chosen = true;
  }

  function over(event) {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    place.classList.toggle("over", form.contains(event.target));
  }

  function drop(event) {
    place.classList.remove("over");
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    if (!form.contains(event.target)) return;
    const one = new DataTransfer();
    one.items.add(event.dataTransfer.files[0]);
    input.files = one.files;
    judge();
  }

  input.addEventListener("change", judge);
  // A file that misses the form must not take its place in the window.
  document.addEventListener("dragover", over);
  document.addEventListener("drop", drop);
  document.addEventListener("dragend", () => place.classList.remove("over"));
  form.addEventListener("htmx:error", () => { unsent.hidden = false; });
  form.addEventListener("htmx:before:request", () => { unsent.hidden = true; });
}

document.addEventListener("DOMContentLoaded", () =>
  document.querySelectorAll("form[data-list]").forEach(tieList));
