/* The desk's keyboard and ready words. Every page works without this file. */
"use strict";

(() => {
  const rows = () => [...document.querySelectorAll("[data-case]")];
  const current = () => document.activeElement?.closest?.("[data-case]");
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");

  const go = (step) => {
    const all = rows();
    if (!all.length) return;
    const at = all.indexOf(current());
    const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : Math.min(Math.max(at + step, 0), all.length - 1);
    const link = all[next].querySelector("h2 a");
    link.focus();
    all[next].scrollIntoView({ block: "nearest" });
  };

  /* The form behind a key: of the row that has the focus, or the page's only one. */
  const press = (key) => {
    const room = rows().length ? current() : document;
    const found = room?.querySelector(`form[data-key="${key}"]`);
    if (found) found.requestSubmit();
  };

  const DEEDS = {
    j: () => go(1),
    k: () => go(-1),
    c: () => press("c"),
    r: () => press("r"),
    u: () => document.querySelector('a[data-key="u"]')?.click(),
    "/": () => document.querySelector('form[role="search"] input[name="q"]')?.focus(),
    "?": () => {
      const keys = document.querySelector("[data-keys]");
      if (keys) keys.open = !keys.open;
    },
  };

  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") document.querySelector("[data-keys]")?.removeAttribute("open");
    if (typing(event.target) || document.querySelector("dialog[open]")) return;
    const deed = DEEDS[event.key];
    if (!deed) return;
    event.preventDefault();
    deed();
  });

  /* Ready words that fit the reason of this dispute come first; choosing some chooses their ruling. */
  document.querySelectorAll("form[data-reason]").forEach((form) => {
    const choice = form.querySelector("select[data-fills]");
    if (!choice) return;
    const groups = ["For this reason", "For other reasons"].map((label) => {
      const group = document.createElement("optgroup");
      group.label = label;
      return group;
    });
    [...choice.options].filter((one) => one.dataset.text).forEach((one) => {
      groups[one.dataset.reasons.split(" ").includes(form.dataset.reason) ? 0 : 1].append(one);
    });
    choice.append(...groups.filter((group) => group.children.length));
    choice.addEventListener("change", () => {
      const ruling = choice.selectedOptions[0]?.dataset.ruling;
      const radio = form.querySelector(`input[name="ruling"][value="${ruling}"]`);
      if (radio && !form.querySelector('input[name="ruling"]:checked')) radio.checked = true;
      fit();
    });
    /* Words for another ruling cannot be chosen; those that stand there untouched go. */
    const fit = () => {
      const chosen = form.querySelector('input[name="ruling"]:checked')?.value;
      const field = document.getElementById(choice.dataset.fills);
      [...choice.options].filter((one) => one.dataset.ruling).forEach((one) => {
        one.disabled = Boolean(chosen) && one.dataset.ruling !== chosen;
        if (!one.disabled) return;
        if (one.selected) choice.value = "";
        if (field && field.value === one.dataset.text) field.value = "";
      });
    };
    form.querySelectorAll('input[name="ruling"]').forEach((one) => one.addEventListener("change", fit));
    fit();
  });

  /* <select data-fills="ID">: each option's data-text is written into that field. */
  document.querySelectorAll("select[data-fills]").forEach((choice) => {
    const field = document.getElementById(choice.dataset.fills);
    const ours = () => [...choice.options].some((one) => one.dataset.text === field.value);
    choice.addEventListener("change", () => {
      const text = choice.selectedOptions[0]?.dataset.text;
      if (field && text && (!field.value.trim() || ours())) field.value = text;
    });
  });
})();
