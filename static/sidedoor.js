/* Small comforts. Every page works without this file; nothing here decides anything. */
"use strict";

(() => {
  const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60]];
  const each = (root, selector, deed) => {
    if (root.matches?.(selector)) deed(root);
    root.querySelectorAll(selector).forEach(deed);
  };

  /* "3 days 4 hours left", counted on from the server's clock (which the demo can move). */
  const inWords = (seconds) => {
    let left = Math.abs(seconds);
    const words = [];
    for (const [unit, size] of UNITS) {
      const count = Math.floor(left / size);
      left -= count * size;
      if (count) words.push(`${count} ${unit}${count === 1 ? "" : "s"}`);
    }
    return `${words.slice(0, 2).join(" ") || "less than a minute"} ${seconds > 0 ? "left" : "ago"}`;
  };

  const startCountdown = (element) => {
    const end = Number(element.dataset.countdown);
    const offset = Number(element.dataset.now) - Date.now() / 1000;
    const tick = () => {
      if (!element.isConnected) return clearInterval(timer);
      element.textContent = inWords(Math.floor(end - Date.now() / 1000 - offset));
    };
    const timer = setInterval(tick, 20000);
  };

  /* A confirming disclosure becomes a modal dialog. */
  const liftConfirm = (details) => {
    const panel = details.querySelector(".confirm__panel");
    const close = panel.querySelector("[data-close]");
    const dialog = document.createElement("dialog");
    const heading = panel.querySelector("h2");
    dialog.className = "dialog";
    heading.id ||= `confirm-${Math.random().toString(36).slice(2)}`;
    dialog.setAttribute("aria-labelledby", heading.id);
    details.after(dialog);
    dialog.append(panel);
    if (close) close.hidden = false;
    close?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    details.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      dialog.showModal();
    });
    if (details.open) {
      details.open = false;
      dialog.showModal();
    }
  };

  const offerCopy = (button) => {
    const source = document.getElementById(button.dataset.copy);
    if (!navigator.clipboard || !source) return;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      const before = button.textContent;
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = before; }, 2000);
    });
  };

  /* <input type="checkbox" data-select-all="NAME"> ticks every box of that name; [data-selected-count="NAME"] counts. */
  const selectAll = (master) => {
    const name = master.dataset.selectAll;
    const boxes = () => [...document.querySelectorAll(`input[type=checkbox][name="${name}"]`)];
    const count = () => {
      const ticked = boxes().filter((box) => box.checked).length;
      master.checked = ticked > 0 && ticked === boxes().length;
      master.indeterminate = ticked > 0 && !master.checked;
      each(document.body, `[data-selected-count="${name}"]`, (out) => { out.textContent = ticked; });
    };
    master.addEventListener("change", () => {
      boxes().forEach((box) => { box.checked = master.checked; });
      count();
    });
    document.addEventListener("change", (event) => { if (event.target.name === name) count(); });
    count();
  };

  /* A cell of a table in edit: Enter saves, Tab saves and opens the next, the arrows save and open the one below or
     above, Escape puts it back. The field shows what was typed while it is saved; a refusal comes back with it. */
  const editCell = (box) => {
    const field = box.querySelector("input, select");
    const holder = box.closest("[data-cell-of]");
    const save = () => {
      if (field.getAttribute("aria-busy") === "true") return;
      field.setAttribute("aria-busy", "true");
      window.htmx.trigger(field, "save");
    };
    const beside = (step, among = "[data-cell-of]") => {
      const all = [...document.querySelectorAll(among)];
      return all[all.indexOf(holder) + step]?.querySelector("[data-cell]");
    };
    const saveAnd = (event, next) => {
      if (next) event.preventDefault();
      if (field.value !== field.defaultValue || field.matches("select")) save();
      else window.htmx.ajax("GET", box.dataset.view, { target: holder, swap: "innerHTML" });
      next?.click();
    };
    field.focus();
    field.select?.();
    box.querySelector("[data-save]").addEventListener("click", save);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        holder.dataset.back = "yes";
        save();
      } else if (event.key === "Escape") {
        holder.dataset.back = "yes";
        window.htmx.ajax("GET", box.dataset.view, { target: holder, swap: "innerHTML" });
      } else if (event.key === "Tab") {
        saveAnd(event, beside(event.shiftKey ? -1 : 1));
      } else if (field.matches("input") && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
        saveAnd(event, beside(event.key === "ArrowDown" ? 1 : -1, `[data-cell-of="${holder.dataset.cellOf}"]`));
      }
    });
  };

  const backToCell = (link) => {
    const holder = link.closest("[data-cell-of]");
    if (!holder?.dataset.back) return;
    delete holder.dataset.back;
    link.focus();
  };

  const toast = (element) => {
    const toasts = document.getElementById("toasts");
    toasts.append(element);
    setTimeout(() => element.remove(), 12000);
  };

  const sorry = (sentence) => {
    const box = document.createElement("div");
    box.className = "notice notice--stop";
    const text = document.createElement("div");
    text.textContent = sentence;
    box.append(text);
    toast(box);
  };

  const wake = (root) => {
    each(root, "[data-countdown]", startCountdown);
    each(root, "details[data-confirm]", liftConfirm);
    each(root, "[data-copy]", offerCopy);
    each(root, "[data-select-all]", selectAll);
    each(root, "[data-cell-field]", editCell);
    each(root, "[data-cell]", backToCell);
  };

  document.addEventListener("DOMContentLoaded", () => {
    wake(document.body);
    document.body.addEventListener("htmx:load", (event) => {
      if (event.detail.elt !== document.body) wake(event.detail.elt);
    });
    /* A refusal (4xx) is a toast, not content; a form that came back (422) is content. */
    document.body.addEventListener("htmx:beforeSwap", (event) => {
      const { status, responseText } = event.detail.xhr;
      if (status === 422) {
        event.detail.shouldSwap = true;
        event.detail.isError = false;
      } else if (status >= 400) {
        event.detail.shouldSwap = false;
        const answer = new DOMParser().parseFromString(responseText, "text/html");
        const refusal = answer.querySelector("[data-toast]");
        if (refusal) toast(document.adoptNode(refusal));
        else sorry("That did not work. Reload the page and try again.");
      }
    });
    document.body.addEventListener("htmx:sendError", () => sorry("No connection. Try again in a moment."));
  });

  /* In a table of rows to review: arrows go to the next row's box, a number gives that answer of the row. */
  document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.("table[data-row-keys] tbody tr");
    const typing = event.target.matches?.("input:not([type=checkbox]), select, textarea");
    if (!row || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const beside = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (beside) {
      event.preventDefault();
      beside.querySelector("input[type=checkbox]:not(:disabled), button")?.focus();
    } else if (/^[1-9]$/.test(event.key)) {
      row.querySelectorAll("button[name=answer]")[Number(event.key) - 1]?.click();
    }
  });

  /* Open menus close on a click elsewhere and on Escape. */
  document.addEventListener("click", (event) => {
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      if (!menu.contains(event.target)) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    document.querySelectorAll("details[data-menu][open]").forEach((menu) => {
      menu.open = false;
      menu.querySelector("summary").focus();
    });
  });
})();
