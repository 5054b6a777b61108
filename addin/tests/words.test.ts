import { beforeAll, expect, test, vi } from "vitest";
import {
  bestLanguage,
  count,
  fieldName,
  fieldValue,
  LANGUAGES,
  language,
  moment,
  say,
  speak,
  setZone,
} from "../src/words";

beforeAll(() => void vi.stubGlobal("document", { documentElement: {} }));

type Catalogue = Record<string, string>;

/** Every catalogue by its folder and language: the pane's in `src`, the portal's own in `portal`. */
const files = import.meta.glob<Catalogue>("../{src,portal}/words/*.json", { eager: true, import: "default" });
const folders = ["src", "portal"] as const;
const catalogues = folders.flatMap((folder) =>
  LANGUAGES.map((one) => [folder, one, files[`../${folder}/words/${one}.json`] ?? {}] as const),
);
const english = Object.fromEntries(folders.map((folder) => [folder, files[`../${folder}/words/en.json`] ?? {}]));

const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test.each(catalogues)("%s: %s has every key, and the same values in each", (folder, _, catalogue) => {
  const en = english[folder] ?? {};
  expect(Object.keys(en)).not.toEqual([]);
  expect(Object.keys(catalogue)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(en)) {
    expect(catalogue[key], key).toBeTruthy();
    expect(places(catalogue[key] ?? ""), key).toEqual(places(text));
  }
});

test.each(catalogues.filter(([, one]) => one !== "en"))("%s: %s is translated", (folder, _, catalogue) => {
  const same = Object.entries(english[folder] ?? {}).filter(
    ([key, text]) => text.replace(/\{\w+\}/g, "").length > 15 && catalogue[key] === text,
  );
  expect(same).toEqual([]);
});

test.each([
  ["nb-NO", "nb"],
  ["no", "nb"],
  ["nn-NO", "nb"],
  ["da-DK", "da"],
  ["DE", "de"],
  ["fr-FR", "en"],
  ["", "en"],
])("%s is spoken as %s", (wanted, best) => {
  expect(bestLanguage(wanted)).toBe(best);
});

test("words, numbers and moments are of the language", async () => {
  await speak("de-DE");
  setZone("Europe/Berlin");
  expect([language(), say("again"), count("items", 1), count("items", 1200)]).toEqual([
    "de",
    "Erneut versuchen",
    "1 Element",
    "1.200 Elemente",
  ]);
  expect(moment("2020-01-02T10:42:00Z")).toBe("2. Jan., 11:42");
  expect(fieldName("title")).toBe("Titel");
});

test("a zone that nobody knows does not break dates", async () => {
  await speak("en-US");
  setZone("W. Europe Standard Time");
  expect(moment("2020-01-02T10:42:00Z")).toContain("Jan 2");
});

test("values are shown as people write them, texts as they are", async () => {
  await speak("en-GB");
  setZone("UTC");
  expect(fieldValue("2020-01-02T10:00:00Z/2020-01-02T11:30:00Z")).toBe("2 Jan, 10:00–11:30");
  expect(fieldValue("2020-01-02/2020-01-02")).toBe("2 Jan 2020");
  expect(fieldValue("yes")).toBe("yes");
  expect(fieldValue("a/b <i>")).toBe("a/b <i>");
  expect(fieldName("newer")).toBe("newer");
});
