// Buttons that copy what stands beside them; the style sheet shows them where scripts run.

for (const button of document.querySelectorAll("[data-copies]")) {
  const text = document.getElementById(button.dataset.copies);
  const before = button.textContent;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(text.innerText);
      button.textContent = button.dataset.done;
      setTimeout(() => { button.textContent = before; }, 2000);
    } catch {
      // No right to write, or no secure address: what is selected can be copied by hand.
      getSelection().selectAllChildren(text);
    }
  });
}
