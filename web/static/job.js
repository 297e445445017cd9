// A job's page while it is open: looks again by itself, until it has ended. Without this there is a link that does.

const SECONDS = 2;

async function look() {
  const shown = document.getElementById("job");
  if (!shown || !("open" in shown.dataset)) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = page.getElementById("job");
    // Nothing moves under somebody who is about to press a button.
    if (now && !shown.contains(document.activeElement)) shown.replaceWith(document.adoptNode(now));
  } catch {
    // The server may be away for a moment.
  }
  setTimeout(look, SECONDS * 1000);
}

setTimeout(look, SECONDS * 1000);
