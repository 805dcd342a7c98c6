/* The pages of an introduction: a counter under the pitch, and the connector's ready message. */
"use strict";

(() => {
  /* <textarea data-counter="2000">: how many characters are written, of how many. */
  const count = (area) => {
    const out = document.createElement("p");
    out.className = "field__help";
    area.after(out);
    const tell = () => {
      out.textContent = `${area.value.trim().length.toLocaleString("en-GB")} of ${Number(area.dataset.counter).toLocaleString("en-GB")} characters`;
    };
    area.addEventListener("input", tell);
    tell();
  };

  /* What the connector types, with the note on payment after it: for the mail program and for copying. */
  const compose = (box) => {
    const area = box.querySelector("textarea");
    const note = box.querySelector("[data-draft-note]").textContent;
    const whole = box.querySelector("pre");
    const link = box.querySelector("[data-draft-link]");
    area.addEventListener("input", () => {
      whole.textContent = `${area.value}\n\n${note}`;
      link.href = `${box.dataset.draft}&body=${encodeURIComponent(whole.textContent.replace(/\n/g, "\r\n"))}`;
    });
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-counter]").forEach(count);
    document.querySelectorAll("[data-draft]").forEach(compose);
  });
})();
