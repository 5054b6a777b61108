/** What the server tells the page about the session, in a data block. */

export type Config = {
  version: string;
  /** the word that every change carries back; empty while nobody is signed in */
  csrf: string;
  signInUrl: string;
};

/** The data block of the page. */
export function readConfig(): Config {
  const block = document.getElementById("config");
  return JSON.parse(block?.textContent ?? "{}") as Config;
}
