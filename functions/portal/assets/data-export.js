// Fetches the archive of somebody's data with the token behind the link's "#", which no server sees.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  const [button, said] = ["fetch", "said"].map((id) => document.getElementById(id));
  const say = (text, mood) => {
    said.textContent = text;
    said.dataset.mood = mood;
  };
  if (!token) {
    say("This link is not complete. Please open it from the mail once more.", "bad");
    return;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    say("One moment…", "");
    try {
      const answer = await fetch("/v1/exports/download", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ token }),
      });
      const body = await answer.json();
      if (answer.ok) {
        location.assign(body.url);
        say("The download begins.", "good");
      } else {
        say(body.code === "token_spent" ? "This link has expired, and the archive is deleted. You can ask for another."
          : body.detail ?? "That did not work.", "bad");
      }
    } catch {
      say("The shop cannot be reached at the moment. Please try again.", "bad");
    }
    button.disabled = false;
  });
});
