// Completions of what is typed into the search box, in a list under it: an editable combobox with list autocomplete, as
// WAI-ARIA 1.2 and its authoring practices describe it.
//
// The page brings the list, empty, and all its words (macros.html); /api/v1/suggest says what stands in it and where
// each line leads. Without this script the box is an ordinary search field.

const PAUSE = 120; // milliseconds after a key in which another one may follow
const LONGEST = 200; // characters that are completed
const COMPOSING = 229; // the keyCode of a key that an input method has taken

// What the index takes away too (indexer/analysis/folding.py): accents of Latin, Greek and Cyrillic letters, but й is a
// letter; Hebrew points; Arabic vowels and tatweel.
const ACCENTS = /(?<!и)\u0306|[\u0300-\u0305\u0307-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670]/gu;
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
const WORD = /[\p{L}\p{N}\p{M}]+/gu;
const CHARACTERS = new Intl.Segmenter();
const { lang } = document.documentElement;
const NUMBERS = new Intl.NumberFormat(lang, { numberingSystem: "latn" }); // as the server writes them
const PLURALS = new Intl.PluralRules(lang);

class Combobox {
  #box;
  #list;
  #status;
  #groups; // the list's groups by the kind of their completions
  #active = null; // the option that the arrow keys have come to
  #asking = new AbortController(); // of the latest question

  constructor(box, list, status) {
    this.#box = box;
    this.#list = list;
    this.#status = status;
    this.#groups = new Map(Array.from(list.children, (group) => [group.dataset.kind, group]));
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-controls", list.id);
    box.setAttribute("aria-expanded", "false");
    box.addEventListener("input", (event) => event.isComposing || this.#complete(PAUSE));
    box.addEventListener("compositionstart", () => this.#close());
    box.addEventListener("compositionend", () => this.#complete(PAUSE));
    box.addEventListener("keydown", (event) => this.#press(event));
    box.addEventListener("blur", () => this.#close());
    box.form.addEventListener("submit", () => this.#close());
    list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
    list.addEventListener("click", (event) => this.#choose(event));
  }

  get #isOpen() {
    return !this.#list.hidden;
  }

  /** Shows the completions of what is typed, after a pause; an earlier question is dropped. */
  async #complete(pause) {
    const typed = this.#box.value;
    this.#asking.abort();
    this.#activate(null);
    if (!typed.trim() || typed.length > LONGEST) {
      this.#close();
      return;
    }
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    await new Promise((resolve) => setTimeout(resolve, pause));
    const found = await ask(this.#list.dataset.address, typed, signal).catch(() => null);
    if (signal.aborted) return;
    if (found) this.#show(found, typed);
    else this.#close(); // it can be searched without
  }

  /** Fills the list: a group for each kind, the kind that comes first in the answer first. */
  #show(found, typed) {
    const known = found.filter(({ kind }) => this.#groups.has(kind));
    const groups = new Set(known.map(({ kind }) => this.#groups.get(kind)));
    for (const group of groups) group.replaceChildren(group.firstElementChild); // its heading
    for (const [place, completion] of known.entries()) {
      const line = option(completion, place, typed, this.#list.dataset.releases);
      this.#groups.get(completion.kind).append(line);
    }
    this.#activate(null);
    this.#list.replaceChildren(...groups);
    this.#list.scrollTop = 0;
    this.#open(known.length > 0);
    const { none, suggestions } = this.#status.dataset;
    this.#status.textContent = known.length ? counted(known.length, suggestions) : none;
  }

  #open(isOpen) {
    this.#list.hidden = !isOpen;
    this.#box.setAttribute("aria-expanded", String(isOpen));
  }

  #close() {
    this.#asking.abort();
    this.#activate(null);
    this.#open(false);
    this.#status.textContent = "";
  }

  #press(event) {
    if (event.isComposing || event.keyCode === COMPOSING) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (this.#does(event.key)) event.preventDefault();
  }

  /** Does what a key stands for, and says whether that is all that it does. */
  #does(key) {
    switch (key) {
      case "ArrowDown":
        return this.#move(+1);
      case "ArrowUp":
        return this.#move(-1);
      case "Enter":
        return this.#take();
      case "Escape":
        return this.#leave();
      case "Tab":
        this.#close();
        return false;
      case "ArrowLeft":
      case "ArrowRight":
      case "Home":
      case "End":
        this.#activate(null); // they move in the text
        return false;
      default:
        return false;
    }
  }

  /** Goes to the next option or the one before, round the ends; opens a closed list first. */
  #move(step) {
    if (this.#isOpen) {
      const options = Array.from(this.#list.querySelectorAll("[role=option]"));
      const from = this.#active ? options.indexOf(this.#active) : Math.min(-step, 0);
      this.#activate(options.at((from + step) % options.length));
    } else {
      this.#complete(0).then(() => this.#isOpen && !this.#active && this.#move(step));
    }
    return true;
  }

  #activate(option) {
    this.#active?.removeAttribute("aria-selected");
    this.#active = option;
    if (option) {
      option.setAttribute("aria-selected", "true");
      option.scrollIntoView({ block: "nearest" });
      this.#box.setAttribute("aria-activedescendant", option.id);
    } else {
      this.#box.removeAttribute("aria-activedescendant");
    }
  }

  #take() {
    const isChosen = this.#active !== null;
    this.#active?.click();
    return isChosen;
  }

  /** Closes the list; where none is open, clears the box. */
  #leave() {
    const isOpen = this.#isOpen;
    const isEmpty = !this.#box.value;
    this.#close();
    if (!isOpen) this.#box.value = "";
    return isOpen || !isEmpty;
  }

  /** Options are links; but a query is searched as if it had been typed, with the filters that are set. */
  #choose(event) {
    const chosen = event.target.closest("[role=option]");
    const opensElsewhere = event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!chosen || opensElsewhere) return;
    if ("query" in chosen.dataset) {
      event.preventDefault();
      this.#box.value = chosen.dataset.query;
      this.#box.form.requestSubmit();
    }
    this.#close();
  }
}

async function ask(address, typed, signal) {
  const answer = await fetch(`${address}?${new URLSearchParams({ q: typed })}`, { signal });
  return answer.ok ? (await answer.json()).suggestions : null;
}

/** A line of the list: the completion with what was typed marked in it, and how many releases have it. */
function option({ kind, value, count, html }, place, typed, words) {
  const link = document.createElement("a");
  link.id = `completion-${place}`;
  link.href = html;
  link.tabIndex = -1;
  link.setAttribute("role", "option");
  const text = document.createElement("span");
  text.dir = "auto";
  text.append(...pieces(value, typed).map(([piece, matches]) => (matches ? marked(piece) : piece)));
  link.append(text);
  if (kind === "query") {
    link.dataset.query = value;
  } else if (kind !== "release") {
    const releases = document.createElement("span");
    releases.className = "count";
    releases.textContent = count ? counted(count, words) : "";
    link.append(" ", releases);
  }
  return link;
}

function marked(text) {
  const mark = document.createElement("mark");
  mark.textContent = text;
  return mark;
}

/** A number in words: of the forms for each plural category (macros.html), as JSON, the one for it. */
function counted(number, words) {
  const forms = JSON.parse(words);
  return (forms[PLURALS.select(number)] ?? forms.other).replace("#", NUMBERS.format(number));
}

function fold(text) {
  return text.normalize("NFKD").toLowerCase().replace(ACCENTS, "");
}

/** A text cut where it begins and ends to match the words that were typed, each piece with whether it does. */
function pieces(text, typed) {
  const characters = Array.from(CHARACTERS.segment(text), ({ segment }) => segment);
  const words = fold(typed).match(WORD) ?? [];
  const last = words.pop();
  const found = [];
  for (let place = 0, end; place < characters.length; place = end) {
    const ends = words.map((word) => endOf(word, characters, place)).filter((at) => !goesOn(characters, at));
    end = Math.max(place, ...ends, endOf(last, characters, place));
    const matches = end > place;
    if (!matches) end += 1;
    const piece = characters.slice(place, end).join("");
    if (found.at(-1)?.[1] === matches) found.at(-1)[0] += piece;
    else found.push([piece, matches]);
  }
  return found;
}

/** Where a word that stands at a place ends; the place itself where it doesn't stand there. */
function endOf(word, characters, place) {
  if (!word || !isLetter(characters[place]) || goesOn(characters, place)) return place;
  let written = "";
  let end = place;
  while (written.length < word.length && end < characters.length) written += fold(characters[end++]);
  return written.startsWith(word) ? end : place;
}

/** Whether a place is inside a word; in scripts without spaces each character may begin one. */
function goesOn(characters, place) {
  return isLetter(characters[place - 1]) && isLetter(characters[place]) && !UNSPACED.test(characters[place]);
}


function isLetter(character) {
  return /^[\p{L}\p{N}]/u.test(character ?? "");
}

const form = document.querySelector("#search");
new Combobox(form.elements.q, form.querySelector("[role=listbox]"), form.querySelector("[role=status]"));
