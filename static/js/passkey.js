// The part of a passkey that happens in the browser. Needs webauthn-json.js before it.
(function () {
  "use strict";
  const passkeys = window.webauthnJSON;

  const given = () => JSON.parse(document.getElementById("passkey-options").textContent);

  async function asked(form) {
    const answer = await fetch(form.action, { headers: { Accept: "application/json" }, cache: "no-store" });
    if (!answer.ok) throw new Error("no answer");
    return answer.json();
  }

  // A key that logs in by itself must know whose it is, and prove its person by touch or PIN.
  function forLogin(options) {
    Object.assign(options.publicKey.authenticatorSelection, {
      residentKey: "required",
      requireResidentKey: true,
      userVerification: "required",
    });
    return options;
  }

  const ceremonies = {
    "log in": async (form) => passkeys.get((await asked(form)).request_options),
    authenticate: async () => passkeys.get(given().request_options),
    add: async (form) => {
      const options = given().creation_options;
      const alone = form.querySelector("[name='passwordless']");
      return passkeys.create(alone && alone.checked ? forLogin(options) : options);
    },
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!passkeys || !passkeys.supported()) continue;
    form.hidden = false;
    form.querySelector("button").addEventListener("click", async function () {
      const said = form.querySelector("[role='alert']");
      said.textContent = "";
      try {
        form.querySelector("[name='credential']").value = JSON.stringify(await ceremonies[form.dataset.passkey](form));
        form.submit();
      } catch {
        said.textContent = "The passkey was not used. Try again.";
      }
    });
  }

  // Besides the password at a signature: the key is asked when the form is sent, unless a code was typed.
  async function question(prompt, form) {
    const sent = new FormData();
    sent.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if (prompt.dataset.person) sent.append("name", form.elements[prompt.dataset.person].value);
    const told = await fetch(prompt.dataset.passkeyPrompt, { method: "POST", body: sent, redirect: "error" });
    if (!told.ok) throw new Error("no answer");
    return (await told.json()).question;
  }

  // Before anything else hears of the sending: a form that waits for the key is not on its way yet.
  document.addEventListener("submit", async function (event) {
    const form = event.target, button = event.submitter;
    const prompt = button && button.closest(".signature") && button.closest(".signature").querySelector("[data-passkey-prompt]");
    if (!prompt || prompt.dataset.answered || form.getAttribute("aria-busy") === "true") return;
    const answer = prompt.querySelector("input");
    answer.value = "";
    if (form.elements[prompt.dataset.code].value.trim()) return;
    event.preventDefault();
    if (prompt.dataset.asking) return;
    const said = prompt.querySelector("[role='alert']");
    said.textContent = "";
    prompt.dataset.asking = "yes";
    try {
      if (!passkeys || !passkeys.supported()) throw new Error("no passkeys here");
      const asked = await question(prompt, form);
      if (asked) answer.value = JSON.stringify(await passkeys.get(asked));
      prompt.dataset.answered = "yes";
      form.requestSubmit(button);
    } catch {
      said.textContent = "The passkey was not used, and nothing was sent. Try again, or give a code.";
    } finally {
      delete prompt.dataset.asking;
      delete prompt.dataset.answered;
    }
  }, true);
})();
