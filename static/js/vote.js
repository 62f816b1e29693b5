// Sends a vote without leaving the page. The server says in words what became of it, where the number stands.
document.addEventListener("submit", async (event) => {
  if (event.target.id !== "vote") return;
  event.preventDefault();
  const { formAction, nextElementSibling: said } = event.submitter;
  try {
    const answer = await fetch(formAction, { method: "POST", headers: { accept: "text/plain" } });
    if (!answer.headers.get("content-type")?.startsWith("text/plain")) throw answer; // a page of a proxy, or of an error
    said.textContent = await answer.text();
  } catch {
    said.textContent = "The vote was not counted.";
  }
});
