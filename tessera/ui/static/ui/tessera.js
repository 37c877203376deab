// What pages do beyond plain HTML. Everything works without it.

// The address is in the page because the file's name changes with its content.
const { createAll, Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, ServiceNavigation,
  SkipLink, Tabs, Accordion } = await import(document.getElementById("govuk-frontend").href);

/** What was last put into each part. */
const written = new WeakMap();

start(document);
guardAgainstDoubleSending();
watchLiveParts();
document.querySelectorAll("[data-live][data-every]").forEach(followToTheEnd);
document.querySelectorAll("form[data-autosave]").forEach(saveByItself);
document.querySelectorAll("[data-suggest]").forEach(suggest);
document.querySelectorAll("input[data-single-keys]").forEach(workBySingleKeys);
document.querySelectorAll("dialog[data-idle]").forEach(watchTheTime);
document.querySelectorAll("button[data-passkey]").forEach(askForPasskey);
// A hidden field with data-scripted tells the server that suggestions are shown while typing.
document.querySelectorAll("input[data-scripted]").forEach((field) => { field.value = "yes"; });

/** Brings the components inside `scope` to life. */
function start(scope) {
  for (const component of [Button, CharacterCount, Checkboxes, ErrorSummary, NotificationBanner, ServiceNavigation,
    SkipLink, Tabs, Accordion]) createAll(component, undefined, scope);
  scope.querySelectorAll('[data-module="govuk-radios"]').forEach(revealByRadio);
}

/** GOV.UK's own radios put aria-expanded on a radio, where ARIA does not allow it. This opens and closes only. */
function revealByRadio(group) {
  const show = () => group.querySelectorAll("input[data-aria-controls]").forEach((radio) => {
    document.getElementById(radio.dataset.ariaControls)
      ?.classList.toggle("govuk-radios__conditional--hidden", !radio.checked);
  });
  group.addEventListener("change", show);
  show();
}

/** A second press while the first is on its way is ignored; coming back to the page, or ten seconds, allows another. */
function guardAgainstDoubleSending() {
  const sent = new Map();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented) return;
    if (Date.now() - (sent.get(form) ?? -Infinity) < 10_000) event.preventDefault();
    else sent.set(form, Date.now());
  });
  window.addEventListener("pageshow", () => sent.clear());
}

/** Parts with data-live are fetched again whenever their data-stream says that something changed. */
function watchLiveParts() {
  const parts = [...document.querySelectorAll("[data-live][data-stream]")];
  const streams = new Map();
  // A hidden tab holds no connection: browsers allow only six to one server.
  const follow = () => {
    if (document.hidden) {
      streams.forEach((stream) => stream.close());
      streams.clear();
      return;
    }
    for (const address of new Set(parts.map((part) => part.dataset.stream))) {
      if (streams.has(address)) continue;
      const own = parts.filter((part) => part.dataset.stream === address);
      const refresh = soon(() => own.forEach(fetchAgain), 200);
      const stream = new EventSource(address);
      // On each connection too: whatever changed while there was none was not told.
      stream.addEventListener("open", refresh);
      stream.addEventListener("message", refresh);
      stream.addEventListener("changed", refresh);
      streams.set(address, stream);
    }
  };
  if (!parts.length) return;
  document.addEventListener("visibilitychange", follow);
  window.addEventListener("pagehide", () => streams.forEach((stream) => stream.close()));
  window.addEventListener("pageshow", (event) => { if (event.persisted) { streams.clear(); follow(); } });
  follow();
}

/** Fetches a part again every few seconds, as long as it says that work is going on; what it says then is said aloud. */
function followToTheEnd(part) {
  const aloud = document.getElementById(part.dataset.saidIn);
  const wait = 1000 * part.dataset.every;
  const again = async () => {
    if (!document.hidden) await fetchAgain(part);
    const said = part.querySelector("[data-says]")?.dataset.says;
    if (aloud && said && aloud.textContent !== said) aloud.textContent = said;
    if (part.querySelector("[data-at-work]")) setTimeout(again, wait);
  };
  setTimeout(again, wait);
}

async function fetchAgain(part) {
  const reply = await fetch(part.dataset.live, { headers: { "X-Requested-With": "fetch" } }).catch(() => null);
  // A redirect is the sign-in page: leave what is there.
  if (reply?.ok && !reply.redirected) put(part, await reply.text());
}

/** Replaces what is inside `part`, keeping the focus, what is ticked and what is open. */
function put(part, html) {
  if (written.get(part) === html) return;
  const kept = known(part);
  const focused = [...kept].find(([, element]) => element === document.activeElement)?.[0];
  written.set(part, html);
  part.innerHTML = html;
  const now = known(part);
  now.forEach((element, name) => {
    const before = kept.get(name);
    if (before?.matches("details")) element.open = before.open;
    else if (before?.matches("[type=checkbox], [type=radio]")) {
      if (before.checked !== before.defaultChecked) element.checked = before.checked;
    } else if (before?.matches("input, textarea, select") && element.type !== "hidden") {
      if (before.value !== before.defaultValue) element.value = before.value;
    }
  });
  start(part);
  if (focused) now.get(focused)?.focus({ preventScroll: true });
}

/** What can be focused, filled in or opened inside `part`, by what stays the same when it is drawn again. */
function known(part) {
  const found = new Map();
  for (const element of part.querySelectorAll("input, textarea, select, details, summary, button, a[href]")) {
    const own = element.id || (element.matches("a") ? element.getAttribute("href") : saying(element));
    let name = `${element.localName} ${own}`;
    while (found.has(name)) name += " again";
    found.set(name, element);
  }
  return found;
}

/** What opens and its line are known by that line, and by the heading they stand under. */
function saying(element) {
  const words = (element.querySelector("summary") ?? element).textContent;
  return `${words.trim()} ${element.closest(".ui-ticket")?.querySelector("a")?.getAttribute("href") ?? ""}`;
}

/** data-autosave: a form's words are sent to that address three seconds after they change. */
function saveByItself(form) {
  const status = form.querySelector("[data-autosave-status]");
  const say = (words) => { if (status && status.textContent !== words) status.textContent = words; };
  let isChanged = false;
  let onItsWay = null;
  const save = async (leaving = false) => {
    if (!isChanged || onItsWay) return;
    isChanged = false;
    onItsWay = new AbortController();
    const reply = await fetch(form.dataset.autosave, {
      method: "POST", body: wordsOf(form), keepalive: leaving, signal: onItsWay.signal,
    }).catch(() => null);
    if (onItsWay?.signal.aborted) return;
    onItsWay = null;
    if (reply?.ok && !reply.redirected) say(`Saved at ${clock(new Date())}`);
    else if (reply?.status === 409) say(await reply.text());
    else {
      isChanged = true;
      say("Not saved. Your words are still on this page: check your connection, and copy them before you close it.");
      setTimeout(later, 12_000);
      return;
    }
    if (isChanged) later();
  };
  const later = soon(save, 3000);
  form.addEventListener("input", () => { isChanged = true; later(); });
  form.addEventListener("change", () => { isChanged = true; later(); });
  document.addEventListener("visibilitychange", () => { if (document.hidden) save(true); });
  form.addEventListener("submit", () => {
    isChanged = false;
    onItsWay?.abort();
    later.stop();
  });
}

/** Access keys work without Alt, too, while this box is ticked and nothing is being typed. It is remembered here. */
function workBySingleKeys(box) {
  const typed = "textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])";
  box.closest("[hidden]")?.removeAttribute("hidden");
  box.checked = localStorage.getItem("single-keys") !== "off";
  box.addEventListener("change", () => localStorage.setItem("single-keys", box.checked ? "on" : "off"));
  document.addEventListener("keydown", (event) => {
    if (!box.checked || event.defaultPrevented || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches(typed)) return;
    const meant = document.querySelector(`[accesskey="${CSS.escape(event.key)}"]`);
    if (!meant) return;
    event.preventDefault();
    meant.focus();
    if (!meant.matches("textarea")) meant.click();
  });
}

/** The form's answers without its files, which go only when the form is sent. */
function wordsOf(form) {
  return new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
}

/** data-suggest: the words go to that address as they are written; its reply is put where data-suggest-into says. */
function suggest(field) {
  const into = document.getElementById(field.dataset.suggestInto);
  if (!into) return;
  let asked = null;
  const ask = async () => {
    asked?.abort();
    const mine = asked = new AbortController();
    const token = field.form.elements.csrfmiddlewaretoken?.value ?? "";
    const reply = await fetch(field.dataset.suggest, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams([["field", field.name], ["text", field.value], ...ticksOf(field.form)]),
      signal: mine.signal,
    }).catch(() => null);
    if (reply?.ok && !reply.redirected && asked === mine) put(into, await reply.text());
  };
  field.addEventListener("input", soon(ask, 600));
  // A page that came back with an error says it beside the field already.
  if (field.value.trim() && !field.matches(".govuk-input--error")) ask();
}

/** What was offered on the form so far and what of it is ticked, so that nothing unticked comes back ticked. */
function ticksOf(form) {
  return [...new FormData(form)].filter(([name]) => name === "offered" || name === "mention");
}

/** `action`, once, this many milliseconds after the last call. */
function soon(action, wait) {
  let timer;
  const call = () => { clearTimeout(timer); timer = setTimeout(() => action(), wait); };
  call.stop = () => clearTimeout(timer);
  return call;
}

/** “4:30pm”, in London, as the server writes it. */
function clock(at) {
  const words = at.toLocaleTimeString("en-GB", { hour: "numeric", minute: "2-digit", hour12: true, timeZone: "Europe/London" });
  return words.replace(/^0:/, "12:").replace(/\s/g, "").toLowerCase();
}

/** Asks the browser to make a passkey ("create") or to show one ("get"), and sends the form with its answer. */
function askForPasskey(button) {
  const failed = button.form.querySelector("[data-passkey-failed]");
  button.addEventListener("click", async () => {
    failed.textContent = "";
    try {
      const given = await window.webauthnJSON[button.dataset.passkey](JSON.parse(button.dataset.options));
      const field = document.getElementById(button.dataset.into);
      field.value = JSON.stringify(given);
      button.form.submit();
    } catch {
      failed.textContent = failed.dataset.passkeyFailed;
    }
  });
}

/** Says before a sign-in ends, keeps whoever writes signed in, and says when it has ended. Every tab of it knows. */
function watchTheTime(dialog) {
  const tabs = new BroadcastChannel("signed in");
  const part = (name) => dialog.querySelector(`[data-${name}]`);
  // The server writes down when a page was opened once a minute, so its time may be over up to a minute earlier.
  let until = Math.min(Date.now() + (dialog.dataset.idle - 60) * 1000, dialog.dataset.last * 1000);
  let asked = Date.now();
  const left = () => until - Date.now();
  const has = (seconds) => { until = Date.now() + seconds * 1000; };
  tabs.onmessage = ({ data }) => { if (data * 1000 > left()) { has(data); look(); } };
  tabs.postMessage(Math.round(left() / 1000));

  const stay = async () => {
    asked = Date.now();
    const reply = await fetch(dialog.dataset.stay, {
      method: "POST", redirect: "error", headers: { "X-CSRFToken": dialog.querySelector("input").value },
    }).catch(() => null);
    if (!reply?.ok) return;
    const { seconds } = await reply.json();
    has(seconds);
    tabs.postMessage(seconds);
    look();
  };
  const look = () => {
    const isOver = left() <= 0;
    const isNear = left() <= dialog.dataset.warning * 1000;
    if (!isNear) {
      if (dialog.open) dialog.close();
      return;
    }
    part("before").hidden = isOver;
    part("after").hidden = !isOver;
    dialog.querySelector("h2").textContent = isOver ? "You have been signed out" : "You will soon be signed out";
    if (!dialog.open && !(isOver && dialog.dataset.closed)) dialog.showModal();
  };
  part("go-on").addEventListener("click", stay);
  part("close").addEventListener("click", () => { dialog.dataset.closed = "yes"; dialog.close(); });
  document.addEventListener("input", () => { if (Date.now() - asked > 120_000 && left() > 0) stay(); });
  document.addEventListener("visibilitychange", look);
  setInterval(look, 1000);
  look();
}
