/** What the server tells the page about the session, in a data block. */

export type Config = {
  version: string;
  /** the word that every change carries back; empty while nobody is signed in */
  csrf: string;
  signInUrl: string;
};
