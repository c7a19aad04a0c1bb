// The Markdown of cards and documents, as far as it is needed: titles, paragraphs, lists, bold,
// code and escapes.
// Links, images and markup stay the text that they are. Everything is made by textContent.

const ENTITIES = { amp: "&", lt: "<", gt: ">", quot: '"', nbsp: "\u00a0" };

function plain(text) {
  const escaped = /\\([!-/:-@[-`{-~])|&(?:#(\d{1,7})|([a-z]+));/g;
  return text.replace(escaped, (whole, sign, number, name) => {
    if (sign) return sign;
    if (number) return Number(number) < 0x110000 ? String.fromCodePoint(Number(number)) : whole;
    return ENTITIES[name] ?? whole;
  });
}

function inline(into, text) {
  for (const piece of text.split(/(`[^`\n]+`|\*\*(?:\\.|[^*\\])+\*\*)/)) {
    const kind = piece.startsWith("`") ? "code" : piece.startsWith("**") ? "strong" : "";
    if (!kind || piece.length < 3) {
      into.append(plain(piece));
      continue;
    }
    const made = document.createElement(kind);
    made.textContent = kind === "code" ? piece.slice(1, -1) : plain(piece.slice(2, -2));
    into.append(made);
  }
  return into;
}

export function detail(text) {
  const made = document.createElement("div");
  made.className = "detail";
  for (const block of text.split(/\n[ \t]*\n/)) {
    const lines = block.split("\n").filter((line) => line.trim());
    if (lines.length && lines.every((line) => /^\s*[-*] /.test(line))) {
      const list = document.createElement("ul");
      for (const line of lines) {
        list.append(inline(document.createElement("li"), line.replace(/^\s*[-*] /, "")));
      }
      made.append(list);
    } else if (lines.length === 1 && /^#{1,6} /.test(lines[0])) {
      const title = document.createElement("p");
      title.className = "title";
      made.append(inline(title, lines[0].replace(/^#+ /, "")));
    } else if (lines.length) {
      made.append(inline(document.createElement("p"), lines.join("\n")));
    }
  }
  return made;
}
