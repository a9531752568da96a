// Accepts an invitation with the token behind the link's "#"; who has an account already sends the token alone.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  const [name, password, button, said] = ["name", "password", "send", "said"].map((id) => document.getElementById(id));
  const say = (text, mood) => {
    said.textContent = text;
    said.dataset.mood = mood;
  };
  const why = {
    token_spent: "This invitation was used before, has expired, was taken back, or there is a newer one.",
    invitation_void: "Whoever invited you may not do so any more. Ask for another invitation.",
  };
  if (!token) {
    say("Open this page by the link in your invitation.", "bad");
    return;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    say("One moment…", "");
    const body = { token };
    if (password.value) body.password = password.value;
    if (name.value) body.name = name.value;
    try {
      const answer = await fetch("/v1/auth/accept-invitation", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (answer.ok) {
        history.replaceState(null, "", location.pathname);
        name.disabled = password.disabled = true;
        button.hidden = true;
        say("Welcome. You can log in now.", "good");
        return;
      }
      const problem = await answer.json();
      const wrong = problem.errors?.[0];
      const field = { "/password": "Your password ", "/name": "Your name " }[wrong?.pointer];
      say(why[problem.code] ?? (field ? field + wrong.message.replace(/^the password /, "") + "."
        : wrong?.message ?? problem.detail ?? "That did not work."), "bad");
    } catch {
      say("The shop cannot be reached at the moment. Please try again.", "bad");
    }
    button.disabled = false;
  });
});
