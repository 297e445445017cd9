// The search page without full page loads: what a link or the form leads to replaces the page's content in place, with
// history and focus as after a load. Also its keys, the histogram to drag in, and values of facets to find.
//
// Nothing of this is needed: links and the form work by themselves, and what fails here is left to the browser.

const main = document.querySelector("main");
const form = document.getElementById("search");
const isSearch = (url) => url.origin === location.origin && url.pathname === form.dataset.page;

/* In place */

let asking = new AbortController();
let shown = location.pathname + location.search;

/** Shows the search at an address in place; `focus` selects what has the focus after it. */
async function show(address, { focus = null, scroll = 0, pushed = true } = {}) {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const typed = form.elements.q.value;
  const began = document.activeElement;
  main.setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
    const type = answer.headers.get("Content-Type") ?? "";
    if (!type.startsWith("text/html") || !isSearch(new URL(answer.url))) throw new TypeError("no search page");
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (pushed) {
      history.replaceState({ scroll: scrollY }, "");
      history.pushState({ scroll: 0 }, "", address);
    }
    shown = location.pathname + location.search;
    if (form.elements.q.value === typed) form.elements.q.value = page.getElementById("q").value;
    const at = document.activeElement; // who has gone on to another control meanwhile stays there
    const moved = at !== began && main.contains(at) && selector(at);
    replace(page);
    settle(moved || focus, scroll);
  } catch (error) {
    if (signal.aborted) return;
    location.assign(address); // the browser says what is wrong
  } finally {
    if (!signal.aborted) main.removeAttribute("aria-busy");
  }
}

function replace(page) {
  const open = new Set([...main.querySelectorAll("details[open][data-keeps]")].map(({ dataset }) => dataset.keeps));
  const fields = [...main.querySelectorAll("input[id]:not([type=checkbox])")];
  const typed = fields.filter((field) => field.value !== field.defaultValue && !isAsked(field)).map(({ id, value }) => [id, value]);
  const narrow = main.querySelector(".panel")?.open;
  document.title = page.title;
  main.replaceChildren(...page.querySelector("main").childNodes);
  for (const details of main.querySelectorAll("details[data-keeps]")) {
    if (open.has(details.dataset.keeps)) details.open = true;
  }
  if (narrow) main.querySelector(".panel")?.setAttribute("open", "");
  const carried = form.querySelector("[data-carried]");
  carried.replaceChildren(...page.querySelector("[data-carried]").childNodes);
  for (const [id, value] of typed) {
    const field = document.getElementById(id);
    if (field) field.value = value;
  }
  current = -1;
  prepare();
}

/** Whether what stands in a field is part of the search that is shown. */
function isAsked({ name, value }) {
  return new URLSearchParams(location.search).getAll(name).includes(value);
}

/** Puts the focus where it was, if that is still there, else on the results; screen readers read the new heading. */
function settle(focus, scroll) {
  const kept = focus && main.querySelector(focus);
  if (kept) {
    kept.focus({ preventScroll: true });
  } else {
    main.focus({ preventScroll: true });
    scrollTo(0, scroll);
  }
  announce(main.querySelector("h1")?.textContent ?? "");
}

function announce(words) {
  document.querySelector("[data-announces]").textContent = words;
}

/** A selector of the same control after a change: a facet's value keeps its name and value; null for any other. */
function same(element) {
  const box = element.closest(".value")?.querySelector("input");
  if (!box) return null;
  const kind = element.matches("input") ? "input" : element.matches(".without") ? ".without" : "a";
  const [name, value] = [CSS.escape(box.name), CSS.escape(box.value)];
  return `.value:has(> input[name="${name}"][value="${value}"]) > ${kind}`;
}

/** A selector of a control after a change, by its facet's value or its id; nothing for what has neither. */
function selector(element) {
  return same(element) ?? (element.id && `#${element.id}`);
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("main a[href], .brand");
  const plain = !event.defaultPrevented && event.button === 0 && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey);
  if (!link || !plain) return;
  const address = link.href.baseVal ?? link.href;
  const url = new URL(address, location.href);
  if (!isSearch(url) || (url.hash && url.search === location.search)) return;
  event.preventDefault();
  show(url.href, { focus: same(link) });
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(asked());
});

main.addEventListener("change", (event) => {
  if (event.target.matches("input[type=checkbox][form=search], select[form=search]")) {
    show(asked(), { focus: selector(event.target) });
  }
});

/** The address that the form leads to; empty fields are left out. */
function asked() {
  const url = new URL(form.action);
  for (const [name, value] of new FormData(form)) {
    if (value !== "" && !(name === "match" && value === "auto")) url.searchParams.append(name, value);
  }
  return url.href;
}

addEventListener("popstate", (event) => {
  if (location.pathname + location.search === shown) return; // to a place on this page
  if (isSearch(new URL(location.href))) show(location.href, { pushed: false, scroll: event.state?.scroll ?? 0 });
});

/* Keys: / to the box, j and k from result to result, o opens one, ? tells of them */

let current = -1;

function step(by) {
  const hits = [...main.querySelectorAll(".hit")];
  if (!hits.length) return;
  current = Math.min(Math.max(current + by, 0), hits.length - 1);
  const link = hits[current].querySelector("h3 a");
  link.focus({ preventScroll: true });
  hits[current].scrollIntoView({ block: "nearest" });
}

const KEYS = {
  "/": () => form.elements.q.select(),
  j: () => step(1),
  k: () => step(-1),
  o: () => main.querySelectorAll(".hit h3 a")[current]?.click(),
  "?": () => document.getElementById("keys")?.showModal(),
};

const OFF = "keys-off"; // in this browser's storage: single keys can be in the way of speech input

/** What the browser keeps, or keeps no longer; nothing where it may not. */
function stored(change = () => {}) {
  try {
    change(localStorage);
    return localStorage.getItem(OFF);
  } catch {
    return null;
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "?" && stored()) return;
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !Object.hasOwn(KEYS, event.key)) return;
  event.preventDefault();
  KEYS[event.key]();
});

main.addEventListener("focusin", ({ target }) => {
  const hit = target.closest(".hit");
  if (hit) current = [...main.querySelectorAll(".hit")].indexOf(hit);
});

document.addEventListener("change", ({ target }) => {
  if (!target.matches("[data-keys]")) return;
  stored((storage) => (target.checked ? storage.removeItem(OFF) : storage.setItem(OFF, "1")));
});

/* The histogram: from where the pointer goes down to where it comes up */

function dragged(svg) {
  const bars = [...svg.querySelectorAll("a")];
  let first = null;
  const at = ({ clientX }) => {
    const box = svg.getBoundingClientRect();
    const place = Math.floor(((clientX - box.left) / box.width) * bars.length);
    return Math.min(Math.max(place, 0), bars.length - 1);
  };
  const range = (event) => [first, at(event)].sort((a, b) => a - b);
  const mark = ([from, to]) => bars.forEach((bar, place) => bar.classList.toggle("picked", place >= from && place <= to));
  svg.addEventListener("dragstart", (event) => event.preventDefault());
  svg.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    first = at(event);
    svg.setPointerCapture(event.pointerId);
    mark([first, first]);
  });
  svg.addEventListener("pointermove", (event) => first !== null && mark(range(event)));
  svg.addEventListener("pointercancel", () => { first = null; mark([1, 0]); });
  svg.addEventListener("pointerup", (event) => {
    if (first === null) return;
    const [from, to] = range(event);
    first = null;
    document.getElementById("from").value = bars[from].dataset.since;
    document.getElementById("to").value = bars[to].dataset.until;
    show(asked());
  });
  svg.addEventListener("click", (event) => { event.preventDefault(); event.stopPropagation(); });
}

/* Values of a facet that hold what is typed */

const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

function narrow(box) {
  const words = fold(box.value).split(/\s+/u).filter(Boolean);
  const group = box.closest(".group");
  for (const row of [...group.querySelectorAll(".value")].reverse()) {
    const text = fold(row.querySelector("bdi").textContent);
    const holds = words.every((word) => text.includes(word)) || row.querySelector(".value:not([hidden])") !== null;
    row.hidden = !holds;
  }
  for (const details of group.querySelectorAll("details")) details.open = words.length > 0;
}

/* What every page that is shown needs */

function prepare() {
  for (const svg of main.querySelectorAll("[data-days]")) dragged(svg);
  for (const box of main.querySelectorAll("[data-narrows]")) box.addEventListener("input", () => narrow(box));
  for (const box of document.querySelectorAll("[data-keys]")) box.checked = !stored();
  const copy = main.querySelector("[data-copies-address]");
  if (navigator.clipboard) copy?.addEventListener("click", () => copyAddress(copy));
  else copy?.parentElement.remove();
}

async function copyAddress(button) {
  await navigator.clipboard.writeText(location.href);
  button.textContent = button.dataset.done;
  announce(button.dataset.done);
}

if (main.querySelector(".results, .head")) prepare();
