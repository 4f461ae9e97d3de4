// Signs in by a passkey, or lets the device make one. Without this script the password does it all.
const sentAlong = ["sent_by", "to", "name", "device", "trust", "label"];
const renewed_ms = 240_000;  // a challenge lasts for five minutes
let waiting;
const binary = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];

function toBytes(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function toText(bytes) {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

function readOptions(options) {
  options.challenge = toBytes(options.challenge);
  if (options.user) options.user.id = toBytes(options.user.id);
  for (const key of options.excludeCredentials ?? []) key.id = toBytes(key.id);
  return options;
}

function written(credential) {
  const response = {};
  for (const name of binary) {
    if (credential.response[name]) response[name] = toText(credential.response[name]);
  }
  const { id, type } = credential;
  return JSON.stringify({ id, rawId: toText(credential.rawId), type, response });
}

function fieldsOf(block) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(block.closest("form"))) {
    if (sentAlong.includes(name)) fields.append(name, value);
  }
  return fields;
}

async function ask(block) {
  const answer = await fetch(block.dataset.challenge, { method: "POST", body: fieldsOf(block) });
  const said = await answer.json();
  if (!answer.ok) throw new Error(said.mistake ?? block.dataset.failed);
  return readOptions(said.publicKey);
}

function send(block, credential) {
  const form = document.createElement("form");
  form.method = "post";
  form.action = block.dataset.action;
  const fields = fieldsOf(block);
  fields.append("credential", written(credential));
  for (const [name, value] of fields) {
    const field = document.createElement("input");
    field.type = "hidden";
    field.name = name;
    field.value = value;
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}

function whyNot(block, error) {
  if (error instanceof DOMException || error instanceof TypeError) {
    return error.name === "InvalidStateError" ? block.dataset.there : block.dataset.failed;
  }
  return error.message;
}

// Names the passkeys among the browser's suggestions for the name, until a button is pressed.
async function suggest(block) {
  if (!(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  for (;;) {
    waiting = new AbortController();
    const renewal = setTimeout((own) => own.abort("renewed"), renewed_ms, waiting);
    try {
      const publicKey = await ask(block);
      const { signal } = waiting;
      return send(block, await navigator.credentials.get({ publicKey, mediation: "conditional", signal }));
    } catch (reason) {
      if (reason !== "renewed") return;
    } finally {
      clearTimeout(renewal);
    }
  }
}

async function run(block, button) {
  const failed = block.querySelector(".failed");
  waiting?.abort("pressed");
  button.disabled = true;
  failed.textContent = "";
  try {
    const publicKey = await ask(block);
    const isNew = block.dataset.passkey === "make";
    const keys = navigator.credentials;
    send(block, await (isNew ? keys.create({ publicKey }) : keys.get({ publicKey })));
  } catch (error) {
    failed.textContent = whyNot(block, error);
  }
  button.disabled = false;
}

for (const block of window.PublicKeyCredential ? document.querySelectorAll("[data-passkey]") : []) {
  const button = block.querySelector("button");
  button.addEventListener("click", () => run(block, button));
  const form = block.closest("form");
  if (!form.hasAttribute("action")) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      run(block, button);
    });
  }
  block.hidden = false;
  if (document.querySelector("[autocomplete~=webauthn]")) suggest(block);
}
