/* The messages of an introduction arrive by themselves: a slim question every few seconds while the page is
   looked at, the messages again when the answer has changed. Without scripts the page works all the same. */
"use strict";

(() => {
  const EVERY = 4000;
  const SLOWEST = 60000;

  const follow = (box) => {
    const address = box.dataset.thread;
    let etag = `"${box.dataset.version}"`;
    let wait = EVERY;

    const tellRead = async () => {
      const form = box.querySelector("[data-thread-read]");
      if (!form || document.hidden) return;
      const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" });
      if (answer.type === "opaqueredirect" || answer.ok) form.hidden = true;
    };

    const seen = new IntersectionObserver((found) => {
      if (found.some((one) => one.isIntersecting)) tellRead().catch(() => {});
    });
    const watch = () => {
      const form = box.querySelector("[data-thread-read]");
      if (form) seen.observe(form);
    };

    const look = async () => {
      const answer = await fetch(`${address}state/`, { headers: { "If-None-Match": etag }, cache: "no-store" });
      if (answer.status === 304) return;
      if (!answer.ok) throw new Error(String(answer.status));
      etag = answer.headers.get("ETag");
      const fresh = await fetch(address, { cache: "no-store" });
      if (!fresh.ok) throw new Error(String(fresh.status));
      box.querySelector("[data-thread-lines]").innerHTML = await fresh.text();
      watch();
    };

    const again = () => {
      setTimeout(async () => {
        if (!box.isConnected) return;
        try {
          if (!document.hidden) await look();
          wait = EVERY;
        } catch {
          wait = Math.min(2 * wait, SLOWEST);
        }
        again();
      }, wait);
    };

    watch();
    again();
  };

  const begin = (root) => root.querySelectorAll("[data-thread]").forEach(follow);
  begin(document);
  document.addEventListener("htmx:afterSwap", () => begin(document));
})();
