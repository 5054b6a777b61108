/** The pane's own words in six languages: English comes with the pane, the others are loaded. */
import en from "./words/en.json";

export type Key = keyof typeof en;
export type Values = Record<string, string | number>;

/** The languages in which SuperOffice itself is documented. */
export const LANGUAGES = ["en", "nb", "da", "sv", "de", "nl"] as const;
type Language = (typeof LANGUAGES)[number];

const LOADERS: Record<Exclude<Language, "en">, () => Promise<{ default: Record<Key, string> }>> = {
  nb: () => import("./words/nb.json"),
  da: () => import("./words/da.json"),
  sv: () => import("./words/sv.json"),
  de: () => import("./words/de.json"),
  nl: () => import("./words/nl.json"),
};

let chosen: Language = "en";
let locale = "en";
let zone: string | undefined;
let catalogue: Record<Key, string> = en;

/** The language of *wanted*, as "nb-NO"; Norwegian of either kind is Bokmål, and what we do not have is English. */
export function bestLanguage(wanted: string): Language {
  const base = wanted.toLowerCase().split("-")[0] ?? "";
  const known = base === "no" || base === "nn" ? "nb" : base;
  return LANGUAGES.find((one) => one === known) ?? "en";
}

/** Speak the language of *wanted*, and write dates as it does. A catalogue that does not come leaves English. */
export async function speak(wanted: string): Promise<void> {
  const best = bestLanguage(wanted);
  try {
    catalogue = best === "en" ? en : (await LOADERS[best]()).default;
  } catch {
    return;
  }
  chosen = best;
  locale = new RegExp(`^${best}(-[A-Za-z]{2})?$`).test(wanted) ? wanted : best;
  document.documentElement.lang = chosen;
}

/** Tell moments in the zone of *name* (IANA); in the machine's where that is none. */
export function setZone(name: string): void {
  zone = Intl.supportedValuesOf("timeZone").includes(name) || name === "UTC" ? name : undefined;
}

/** The language that is spoken. */
export function language(): string {
  return chosen;
}

/** The words of a key, with *values* in the places of their names. */
export function say(key: Key, values: Values = {}): string {
  return fill(catalogue[key], values);
}

/** *text* with *values* in the places of their names. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

type Counted = "items" | "changes" | "colleagues" | "exceptions" | "daily" | "weekly" | "monthly" | "yearly";

/** The words for a number of things: `<key>.one` or `<key>.other`. */
export function count(key: Counted, n: number): string {
  const one = new Intl.PluralRules(chosen).select(n) === "one";
  return say(`count.${key}.${one ? "one" : "other"}`, { n: new Intl.NumberFormat(locale).format(n) });
}

/** What a field of an item is called; one that is newer than these words is shown by its name. */
export function fieldName(field: string): string {
  return optional(`field.${field}`) ?? field;
}

function optional(key: string): string | null {
  return key in catalogue ? catalogue[key as Key] : null;
}

/** Moments as *shape* wants them, in the language and the zone that are spoken. */
export function dates(shape: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, ...shape });
}

/** A number, as people write it. */
export function amount(n: number): string {
  return new Intl.NumberFormat(locale).format(n);
}

/** A moment, as people write it: the time today, else with its day. */
export function moment(iso: string | number): string {
  return clock(iso).format(new Date(iso));
}

function clock(iso: string | number): Intl.DateTimeFormat {
  const today = new Date(iso).toDateString() === new Date().toDateString();
  const day: Intl.DateTimeFormatOptions = today ? {} : { day: "numeric", month: "short" };
  return new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", ...day, timeZone: zone });
}

/** A day, from its date. */
export function day(iso: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium" }).format(new Date(`${iso}T12:00:00`));
}

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d[^/]*$/;
const DAY = /^\d{4}-\d\d-\d\d$/;

/** A value of a field: moments, days and yes or no as people write them, texts as they are. */
export function fieldValue(value: string): string {
  const parts = value.split("/");
  const [from = "", until = from] = parts;
  if (parts.length <= 2 && MOMENT.test(from) && MOMENT.test(until)) {
    return from === until ? moment(from) : clock(from).formatRange(new Date(from), new Date(until));
  }
  if (parts.every((part) => DAY.test(part))) return [...new Set(parts)].map(day).join(" – ");
  return optional(`value.${value}`) ?? value;
}
