// The engine's pages as an office uses them: a bar of links, the office's words for the engine's own buttons, and the
// form of a run opened at once when a link asks for it (#answer). Words and links come from /desk/words.json.
const RUN = /^\/runs\/flow-run\/([0-9a-f-]{36})/;
const OURS = ".markdown-renderer, textarea, input, pre, code, #kaiji-bar, .kaiji-page";
const OPTIONAL = / ?\(Optional\)$/;

function link({ url, says, red }) {
  const a = document.createElement("a");
  a.href = url;
  a.textContent = says;
  if (red) a.className = "kaiji-red";
  return a;
}

function bar(words) {
  const nav = document.createElement("nav");
  nav.id = "kaiji-bar";
  nav.setAttribute("aria-label", words.name);
  const name = document.createElement("b");
  name.textContent = words.name;
  const own = document.createElement("div");
  own.id = "kaiji-case";
  nav.append(name, ...words.bar.map(link), own);
  document.body.prepend(nav);
  return own;
}

async function caseOf(path) {
  const run = RUN.exec(path);
  if (!run) return null;
  const answer = await fetch(`/api/flow_runs/${run[1]}`);
  if (!answer.ok) return null;
  const tag = (await answer.json()).tags.find((text) => text.startsWith("case:"));
  return tag ? tag.slice(5) : null;
}

function showCase(own, words, ref) {
  own.replaceChildren();
  if (!ref) return;
  const name = document.createElement("b");
  name.textContent = ref;
  const at = (url) => url.replace("{ref}", encodeURIComponent(ref));
  own.append(name, ...words.case.map((item) => link({ ...item, url: at(item.url) })));
}

function translate(node, chrome) {
  if (node.nodeType === Node.TEXT_NODE) {
    const text = node.data.trim();
    if (!text || node.parentElement?.closest(OURS)) return;
    if (Object.hasOwn(chrome, text)) node.data = node.data.replace(text, chrome[text]);
    else if (OPTIONAL.test(text)) node.data = node.data.replace(OPTIONAL, "");
    return;
  }
  if (node.nodeType !== Node.ELEMENT_NODE) return;
  const hint = node.getAttribute("placeholder");
  if (hint && Object.hasOwn(chrome, hint)) node.setAttribute("placeholder", chrome[hint]);
  for (const child of node.childNodes) translate(child, chrome);
}

function openForm(resume) {
  const button = [...document.querySelectorAll("button")].find((one) => resume.includes(one.textContent.trim()));
  if (!button || button.disabled) return false;
  history.replaceState(history.state, "", location.pathname + location.search);
  button.click();
  return true;
}

async function start() {
  const words = await (await fetch("/desk/words.json")).json();
  document.documentElement.lang = words.language;
  const own = bar(words);
  let path = null;
  const look = async () => {
    if (location.pathname !== path) {
      path = location.pathname;
      showCase(own, words, await caseOf(path));
    }
    if (location.hash === "#answer") openForm(words.resume);
  };
  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "characterData") translate(change.target, words.chrome);
      for (const node of change.addedNodes) translate(node, words.chrome);
    }
    look();
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
  translate(document.body, words.chrome);
  look();
}

// Paper is narrower than the screen: the engine would lay the page out anew while it is printed, and print it empty. So
// what is printed is a copy of the texts as they stand.
function paper() {
  const texts = document.querySelectorAll("#app .markdown-renderer");
  if (!texts.length) return;
  const copy = document.createElement("main");
  copy.id = "kaiji-paper";
  copy.append(...[...texts].map((text) => text.cloneNode(true)));
  document.body.append(copy);
}

addEventListener("beforeprint", paper);
addEventListener("afterprint", () => document.getElementById("kaiji-paper")?.remove());
start();
