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
})();
