/** The portal's own words in six languages, beside those that it shares with the pane. */
import { amount, fill, language, say, speak, type Values } from "../src/words";
import en from "./words/en.json";

export type PortalKey = keyof typeof en;

const LOADERS: Record<string, () => Promise<{ default: Record<PortalKey, string> }>> = {
  nb: () => import("./words/nb.json"),
  da: () => import("./words/da.json"),
  sv: () => import("./words/sv.json"),
  de: () => import("./words/de.json"),
  nl: () => import("./words/nl.json"),
};

let catalogue: Record<PortalKey, string> = en;

/** Speak the language of *wanted*, in both kinds of words. A catalogue that does not come leaves English. */
export async function speakPortal(wanted: string): Promise<void> {
  await speak(wanted);
  try {
    catalogue = (await LOADERS[language()]?.())?.default ?? en;
  } catch {
    await speak("en");
  }
}

/** The words of a key of the portal, with *values* in the places of their names. */
export function tell(key: PortalKey, values: Values = {}): string {
  return fill(catalogue[key], values);
}

/** The words of *name* in a group of keys, where there are any. */
export function tellOf(group: string, name: string): string | null {
  const key = `${group}.${name}`;
  return key in catalogue ? catalogue[key as PortalKey] : null;
}

type Counted<Name> = Name extends `count.${infer What}.one` ? What : never;

/** The words for a number of things: `count.<what>.one` or `count.<what>.other`. */
export function tellCount(what: Counted<PortalKey>, n: number): string {
  const one = new Intl.PluralRules(language()).select(n) === "one";
  return tell(`count.${what}.${one ? "one" : "other"}`, { n: amount(n) });
}

export { say };
