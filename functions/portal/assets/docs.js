// Finds operations by words, shows in the menu where the reader is, and copies examples.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const search = document.getElementById("search");
  const entries = [...document.querySelectorAll("nav [data-words]")];
  const groups = [...document.querySelectorAll("nav [data-group]")];

  search.addEventListener("input", () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const entry of entries) entry.hidden = !words.every((word) => entry.dataset.words.includes(word));
    for (const group of groups) group.hidden = !group.querySelector("[data-words]:not([hidden])");
  });
  addEventListener("keydown", (event) => {
    const writing = /^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName ?? "");
    if (event.key === "/" && !writing) {
      event.preventDefault();
      search.focus();
    }
  });

  // Scrolls the menu and nothing else: where the menu is part of the page, `scrollIntoView` would carry the reader away.
  const nav = document.querySelector(".docs nav");
  const reveal = (link) => {
    const [frame, box] = [nav.getBoundingClientRect(), link.getBoundingClientRect()];
    if (box.top < frame.top) nav.scrollTop -= frame.top - box.top;
    else if (box.bottom > frame.bottom) nav.scrollTop += box.bottom - frame.bottom;
  };
  const links = new Map([...document.querySelectorAll("nav a[href^='#']")].map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver((sections) => {
    for (const { target, isIntersecting } of sections) {
      if (!isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      const link = links.get(target.id);
      link?.setAttribute("aria-current", "true");
      if (link) reveal(link);
    }
  }, { rootMargin: "-10% 0px -80% 0px" });
  for (const section of document.querySelectorAll("main [id]")) if (links.has(section.id)) seen.observe(section);

  for (const block of document.querySelectorAll("figure pre")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "copy";
    button.textContent = "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.textContent);
      button.textContent = "Copied";
      setTimeout(() => (button.textContent = "Copy"), 1500);
    });
    block.parentElement.append(button);
  }
});
