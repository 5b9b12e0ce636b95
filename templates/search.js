// The search of search.html. It runs in the browser alone: what is looked for is told to nobody.
//
// The articles stand in search/newest.js and, older ones by runs of equal length, in search/<number>.js. Runs are bound
// in volumes, each with lists of its words by their first letters (search/words/<volume>/<letter>.js), so that only runs
// are read that hold what is looked for. All these files call digest(): a page opened from a disk may not fetch, but it
// may load scripts that stand beside it.
"use strict";

const SHOWN = 20; // articles at a time
const AHEAD = 6; // files asked for before they are needed
const MARKS = /[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]/g;
const LETTERS = new Map(Object.entries({
  ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ħ: "h", ı: "i", ς: "σ",
  "\u0629": "\u0647", "\u0649": "\u064a", "\u06cc": "\u064a", "\u06a9": "\u0643",
}));
const WORDS = /[\p{L}\p{N}\p{M}]+/gu;
// Thai, Lao, Burmese, Khmer, Japanese and Chinese write words without spaces between them.
const PIECES = /[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+|[^\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]+/gu;
const UNSPACED = /^[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{3ffff}]/u;

// What Arabic writes together with a word: "the", "and the", "in the", "like the", "for the".
const ARTICLE = /^(?:[\u0648\u0641\u0628\u0643]?\u0627\u0644|\u0644\u0644)(?=[\u0621-\u064a]{2})/;

// The words of a text, without accents, capitals and the Arabic article. digest/renderers/search.py does the same.
function pieces(text) {
  const bare = text.normalize("NFKD").replace(MARKS, "").toLowerCase();
  const folded = Array.from(bare, (letter) => LETTERS.get(letter) ?? letter).join("");
  return (folded.match(WORDS) ?? []).flatMap((word) => word.match(PIECES)).map((piece) => piece.replace(ARTICLE, ""));
}

// What the lists of words know of a piece: of what has no spaces each two letters that stand together.
function probes(piece) {
  const letters = Array.from(piece);
  if (!UNSPACED.test(piece) || letters.length < 2) return [piece];
  return letters.slice(1).map((letter, at) => letters[at] + letter);
}

const asked = new Map();
const come = new Map();

function digest(name, content) {
  come.set(name, content);
}

function part(name) {
  if (!asked.has(name)) {
    asked.set(name, new Promise((done, failed) => {
      const script = document.createElement("script");
      script.src = `search/${name}.js`;
      script.onload = () => done(come.get(String(name)));
      script.onerror = () => {
        asked.delete(name);
        failed(new Error(name));
      };
      document.head.append(script);
    }));
  }
  return asked.get(name);
}

async function* ahead(items, load) {
  const waiting = [];
  for (const item of items) {
    waiting.push(load(item));
    if (waiting.length >= AHEAD) yield await waiting.shift();
  }
  while (waiting.length) yield await waiting.shift();
}

// The numbers from the last down to the first.
function down(last, first) {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => last - at);
}

// The runs of a volume that hold all that is looked for, newest first.
async function runs(volume, bound, looked) {
  const masks = await Promise.all(looked.map(async (probe) => {
    const list = await part(`words/${volume}/${probe.codePointAt(0) % 32}`);
    return Object.entries(list).reduce((mask, [word, runs]) => (word.startsWith(probe) ? mask | runs : mask), 0);
  }));
  const all = masks.reduce((one, other) => one & other);
  return down(bound - 1, 0).filter((at) => all & (1 << at)).map((at) => volume * bound + at + 1);
}

// Every article with all these words, or words that begin so, newest first.
async function* found(text) {
  const wanted = pieces(text);
  if (!wanted.length) return;
  const holds = (article) => {
    const words = pieces(article.slice(1, 5).join(" ")).map((piece) => ` ${piece}`).join("");
    return wanted.every((piece) => words.includes(UNSPACED.test(piece) ? piece : ` ${piece}`));
  };
  const { closed, bound, articles } = await part("newest");
  yield* articles.filter(holds);
  const volumes = Math.floor(closed / bound);
  for await (const run of ahead(down(closed, volumes * bound + 1), part)) yield* run.filter(holds);
  const looked = wanted.flatMap(probes);
  for await (const some of ahead(down(volumes - 1, 0), (volume) => runs(volume, bound, looked))) {
    for await (const run of ahead(some, part)) yield* run.filter(holds);
  }
}

function item([path, title, summary, meta, place, lang, dir]) {
  const made = document.getElementById("story").content.cloneNode(true);
  const story = made.querySelector("article");
  if (lang || dir) {
    story.lang = lang;
    story.dir = dir;
  }
  for (const [name, text] of Object.entries({ summary, meta, kicker: place })) {
    const line = story.querySelector(`.${name}`);
    if (text) (line.querySelector("span") ?? line).textContent = text;
    else line.remove();
  }
  const link = story.querySelector("a");
  link.href = path;
  link.textContent = title;
  return made;
}

function start() {
  const [form, field, told, list, more] = ["look", "words", "told", "found", "more"].map((id) => document.getElementById(id));
  let looking = "";
  let results;

  async function goOn() {
    const words = looking;
    const before = list.children.length;
    let next = { done: false };
    told.textContent = "Looking through the articles …";
    more.hidden = true;
    try {
      while (list.children.length < before + SHOWN && !(next = await results.next()).done) {
        if (looking !== words) return;
        list.append(item(next.value));
      }
    } catch {
      told.textContent = "A part of the articles could not be read. Try again in a moment.";
      return;
    }
    if (looking !== words) return;
    const count = list.children.length;
    const articles = count === 1 ? "1 article has" : `${count} articles have`;
    if (!next.done) told.textContent = `The newest ${count} articles with all of these words.`;
    else told.textContent = count ? `${articles} all of these words.` : "No article has all of these words.";
    more.hidden = next.done;
  }

  function look() {
    const words = field.value.trim();
    if (words === looking) return;
    looking = words;
    history.replaceState(null, "", `#${encodeURIComponent(words)}`);
    list.replaceChildren();
    more.hidden = true;
    told.textContent = "";
    if (!pieces(words).length) return;
    results = found(words);
    goOn();
  }

  function read() {
    try {
      field.value = decodeURIComponent(location.hash.slice(1));
    } catch {
      field.value = "";
    }
    look();
  }

  let pause;
  field.addEventListener("input", () => {
    clearTimeout(pause);
    pause = setTimeout(look, 250);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    look();
  });
  more.addEventListener("click", async () => {
    const before = list.children.length;
    await goOn();
    list.children[before]?.querySelector("a").focus();
  });
  addEventListener("hashchange", read);
  document.getElementById("without").remove();
  form.hidden = false;
  read();
  field.focus();
}

start();
