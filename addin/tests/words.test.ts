import { beforeAll, expect, test, vi } from "vitest";
import en from "../src/words/en.json";
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
  useZone,
} from "../src/words";

beforeAll(() => void vi.stubGlobal("document", { documentElement: {} }));

const catalogues = await Promise.all(
  LANGUAGES.map(
    async (one) =>
      [one, ((await import(`../src/words/${one}.json`)) as { default: Record<string, string> }).default] as const,
  ),
);

const places = (text: string): string[] => [...text.matchAll(/\{\w+\}/g)].map(String).sort();

test.each(catalogues)("%s has every key, and the same values in each", (_, catalogue) => {
  expect(Object.keys(catalogue)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(en)) {
    expect(catalogue[key], key).toBeTruthy();
    expect(places(catalogue[key] ?? ""), key).toEqual(places(text));
  }
});

test.each(catalogues.filter(([one]) => one !== "en"))("%s is translated", (_, catalogue) => {
  const same = Object.entries(en).filter(
    ([key, text]) => text.replace(/\{\w+\}/g, "").length > 10 && catalogue[key] === text,
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
  useZone("Europe/Berlin");
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
  useZone("W. Europe Standard Time");
  expect(moment("2020-01-02T10:42:00Z")).toContain("Jan 2");
});

test("values are shown as people write them, texts as they are", async () => {
  await speak("en-GB");
  useZone("UTC");
  expect(fieldValue("2020-01-02T10:00:00Z/2020-01-02T11:30:00Z")).toBe("2 Jan, 10:00–11:30");
  expect(fieldValue("2020-01-02/2020-01-02")).toBe("2 Jan 2020");
  expect(fieldValue("yes")).toBe("yes");
  expect(fieldValue("a/b <i>")).toBe("a/b <i>");
  expect(fieldName("newer")).toBe("newer");
});
