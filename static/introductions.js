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

  /* <form data-division="PRICE" data-digits="2" data-step="1">: a slider beside the exact amount. Both count whole minor units; what it
     does to the cent comes from the server, which hears the amount change. */
  const divide = (form) => {
    const amount = form.querySelector("[name=part]");
    const slider = form.querySelector("input[type=range]");
    const price = Number(form.dataset.division);
    const digits = Number(form.dataset.digits);
    const factor = 10 ** digits;
    const step = Number(form.dataset.step);
    const written = (minor) => (digits ? `${Math.floor(minor / factor)}.${String(minor % factor).padStart(digits, "0")}` : String(minor));
    const read = (text) => {
      const found = /^(\d+)(?:\.(\d{0,3}))?$/.exec(text.trim());
      return found && (found[2] ?? "").length <= digits ? Number(found[1]) * factor + Number((found[2] ?? "").padEnd(digits, "0") || 0) : null;
    };
    const say = () => slider.setAttribute("aria-valuetext", `${amount.value} of ${written(price)}`);
    slider.step = Math.max(factor, step);
    slider.parentElement.hidden = false;
    slider.addEventListener("input", () => {
      const chosen = Number(slider.value);
      amount.value = written(chosen + Number(slider.step) > price ? price : chosen);
      say();
      amount.dispatchEvent(new Event("input", { bubbles: true }));
    });
    amount.addEventListener("input", (event) => {
      const minor = read(amount.value);
      if (!event.isTrusted || minor === null || minor > price) return;
      slider.value = minor;
      say();
    });
    say();
  };

  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll("[data-counter]").forEach(count);
    document.querySelectorAll("[data-draft]").forEach(compose);
    document.querySelectorAll("[data-division]").forEach(divide);
  });
})();
