/** What the server tells a page in a data block: the pane about its installation; nothing of it is secret. */

export type Config = {
  /** of the app's registration at Entra */
  clientId: string;
  authority: string;
  /** of our own API */
  scope: string;
  version: string;
};

/** The data block of the page. */
export function readConfig<Told>(): Told {
  const block = document.getElementById("config");
  return JSON.parse(block?.textContent ?? "{}") as Told;
}
