/* The pipeline's keyboard, and filters that apply at once. The page works without this file. */
"use strict";

(() => {
  const links = () => [...document.querySelectorAll("[data-row] a")];

  const go = (step) => {
    const all = links();
    if (!all.length) return;
    const at = all.findIndex((one) => one.closest("[data-row]").contains(document.activeElement));
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    all[next].focus();
    all[next].closest("[data-row]").scrollIntoView({ block: "nearest" });
  };

  const DEEDS = {
    j: () => go(1),
    k: () => go(-1),
    "/": () => document.querySelector("[data-filters] input[type=search]")?.focus(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
    if (typing && event.key === "Escape") return typing.blur();
    if (typing || document.querySelector("dialog[open]")) return;
    const deed = DEEDS[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  /* The last page's empty fields stay out of the address. */
  const form = document.querySelector("[data-filters]");
  form?.addEventListener("submit", () => {
    form.querySelectorAll("input, select").forEach((field) => { if (!field.value) field.disabled = true; });
  });
  form?.querySelectorAll("select").forEach((choice) => {
    choice.addEventListener("change", () => form.requestSubmit());
  });
})();
