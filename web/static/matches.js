// Goes from match to match in a release's text; the style sheet shows its two buttons where scripts run.

const bar = document.querySelector("[data-matches]");
const marks = [...document.querySelectorAll("mark[id]")];
let current = -1;

function go(step) {
  current = current < 0 ? (step > 0 ? 0 : marks.length - 1) : (current + step + marks.length) % marks.length;
  for (const mark of marks) mark.removeAttribute("data-current");
  const mark = marks[current];
  mark.setAttribute("data-current", "");
  mark.tabIndex = -1;
  mark.focus({ preventScroll: true });
  mark.scrollIntoView({ block: "center" });
  bar.querySelector("[role=status]").textContent = bar.dataset.matches.replace("#", current + 1).replace("#", marks.length);
}

if (bar && marks.length) {
  for (const button of bar.querySelectorAll("button")) {
    button.addEventListener("click", () => go(Number(button.value)));
  }
}
