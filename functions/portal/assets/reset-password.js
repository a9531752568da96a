// Resets a password with the token behind the link's "#"; without one, asks for the mail that brings the link.
"use strict";
addEventListener("DOMContentLoaded", () => {
  const token = new URLSearchParams(location.hash.slice(1)).get("token");
  const [field, label, button, said] = ["field", "label", "send", "said"].map((id) => document.getElementById(id));
  const say = (text, mood) => {
    said.textContent = text;
    said.dataset.mood = mood;
  };
  field.type = token ? "password" : "email";
  field.autocomplete = token ? "new-password" : "email";
  label.textContent = token ? "New password" : "E-mail address";
  field.hidden = button.hidden = false;
  button.addEventListener("click", async () => {
    button.disabled = true;
    say("One moment…", "");
    try {
      const answer = await fetch(token ? "/v1/auth/reset-password" : "/v1/auth/forgot-password", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(token ? { token, password: field.value } : { email: field.value }),
      });
      if (answer.ok) {
        history.replaceState(null, "", location.pathname);
        field.hidden = label.hidden = button.hidden = true;
        say(token ? "Your password is changed. You can log in with it now."
          : "If there is an account with this address, a mail is on its way.", "good");
        return;
      }
      const problem = await answer.json();
      say(problem.code === "token_spent" ? "This link was used before, has expired, or there is a newer one. Ask for another."
        : problem.errors?.[0]?.message ?? problem.detail ?? "That did not work.", "bad");
    } catch {
      say("The shop cannot be reached at the moment. Please try again.", "bad");
    }
    button.disabled = false;
  });
});
