// Files of many releases: how many have come is counted in the stream, and shown. Without it the browser's own list of
// downloads says how much has come; so it does for few releases, which are there at once.

const FEW = 500;

const list = document.querySelector("[data-total]");
const total = Number(list.dataset.total);
const shown = document.getElementById("progress");
const bar = shown.querySelector("progress");
const counted = shown.querySelector(".count");
const said = shown.querySelector("[role=status]"); // is read out: only what came of it
const stop = shown.querySelector("button");
const written = (number) => number.toLocaleString(document.documentElement.lang);

/** Reads an answer to its end; tells how often the mark, which each release has once, has come. */
async function taken(answer, mark, tell) {
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  const parts = [];
  let count = 0;
  let before = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Blob(parts, { type: answer.headers.get("Content-Type") });
    parts.push(value);
    const text = before + decoder.decode(value, { stream: true });
    count += text.split(mark).length - 1;
    const last = text.lastIndexOf(mark);
    // A mark may have begun at the end, behind the last that is whole.
    before = text.slice(Math.max(last < 0 ? 0 : last + mark.length, text.length - mark.length + 1));
    tell(Math.min(count, total));
  }
}

function keep(blob, name) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

let current = null;

async function load(link) {
  current?.abort();
  const mine = current = new AbortController();
  const tell = (count) => {
    bar.value = count;
    counted.textContent = shown.dataset.count.replace("{done}", written(count)).replace("{total}", written(total));
  };
  shown.hidden = stop.hidden = false;
  tell(0);
  said.textContent = "";
  try {
    const answer = await fetch(link.href, { signal: mine.signal });
    if (!answer.ok) throw new Error(answer.statusText);
    keep(await taken(answer, JSON.parse(link.dataset.mark), tell), link.dataset.file);
    tell(total);
    said.textContent = shown.dataset.done;
  } catch {
    if (current === mine) said.textContent = mine.signal.aborted ? shown.dataset.stopped : shown.dataset.broken;
  }
  if (current === mine) stop.hidden = true;
}

list.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-mark]");
  if (!link || total < FEW || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  load(link);
});
stop.addEventListener("click", () => current?.abort());
