// Marks in a release's text the words that gave one of its facts, while the pointer or the focus is on it. The text
// itself is not touched: the marks are a highlight (CSS Custom Highlight API) named "evidence".

const LETTER = /[\p{L}\p{N}]/u;

/** The places of a phrase in a text node, where no letter stands directly before or behind it. */
function* placesIn(node, phrase) {
  const text = node.data.replace(/\s/gu, " ");
  for (let at = text.indexOf(phrase); at >= 0; at = text.indexOf(phrase, at + phrase.length)) {
    const before = text.slice(0, at).slice(-1);
    const behind = text.slice(at + phrase.length).slice(0, 1);
    const spaced = phrase.charCodeAt(0) < 0x2e80;
    if (spaced && (LETTER.test(before) || LETTER.test(behind))) continue;
    const range = new Range();
    range.setStart(node, at);
    range.setEnd(node, at + phrase.length);
    yield range;
  }
}

function rangesOf(phrases, article) {
  const ranges = [];
  const nodes = document.createTreeWalker(article, NodeFilter.SHOW_TEXT);
  while (nodes.nextNode()) {
    for (const phrase of phrases) ranges.push(...placesIn(nodes.currentNode, phrase));
  }
  return ranges;
}

function show(fact, article) {
  CSS.highlights.set("evidence", new Highlight(...rangesOf(JSON.parse(fact.dataset.evidence), article)));
}

function hide() {
  CSS.highlights.delete("evidence");
}

const article = document.querySelector("article");
if (article && globalThis.CSS?.highlights) {
  for (const fact of document.querySelectorAll("[data-evidence]")) {
    fact.addEventListener("pointerenter", () => show(fact, article));
    fact.addEventListener("focus", () => show(fact, article));
    fact.addEventListener("pointerleave", hide);
    fact.addEventListener("blur", hide);
  }
}
