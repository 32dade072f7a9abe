// Reads {name: html} on standard input, writes {name: [[kind, feature], ...]}: what Outlook for Windows does not support.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { caniemail } = await import(pathToFileURL(process.argv[2]));
const kinds = { errors: "none", warnings: "partly" };

const found = (html) => {
  const { issues } = caniemail({ clients: ["outlook.windows"], html });
  const named = Object.entries(kinds).flatMap(([kind, word]) =>
    [...issues[kind].values()].flat().map((issue) => JSON.stringify([word, issue.title])),
  );
  return [...new Set(named)].map((pair) => JSON.parse(pair));
};

const mails = JSON.parse(readFileSync(0, "utf8"));
const answers = Object.entries(mails).map(([name, html]) => [name, found(html)]);
process.stdout.write(JSON.stringify(Object.fromEntries(answers)));
