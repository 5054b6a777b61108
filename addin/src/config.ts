/** What the server tells the page about its installation, in a data block; nothing of it is secret. */

export type Config = {
  /** of the app's registration at Entra */
  clientId: string;
  authority: string;
  /** of our own API */
  scope: string;
  version: string;
};

/** The data block of the page. */
export function readConfig(): Config {
  const block = document.getElementById("config");
  return JSON.parse(block?.textContent ?? "{}") as Config;
}
