// Confirms an address with the token behind the link's "#". It asks first: programs that check mail follow links too,
// and the token works once.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  const button = document.getElementById("confirm");
  const said = document.getElementById("said");
  const say = (text, mood) => {
    said.textContent = text;
    said.dataset.mood = mood;
  };
  if (!token) {
    say("This link is not complete. Open it from the mail once more, or copy all of it.", "bad");
    return;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    say("One moment…", "");
    try {
      const answer = await fetch(button.dataset.route, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token }),
      });
      if (answer.ok) {
        history.replaceState(null, "", location.pathname);
        button.hidden = true;
        say(button.dataset.done, "good");
        return;
      }
      const problem = await answer.json();
      const spent = problem.code === "token_spent";
      button.hidden = spent || problem.status === 422;
      say(spent ? "This link was used before, or has expired. If your address is not confirmed yet, ask the shop for a new one."
        : problem.detail ?? "That did not work.", "bad");
    } catch {
      say("The shop cannot be reached at the moment. Please try again.", "bad");
    }
    button.disabled = false;
  });
});
