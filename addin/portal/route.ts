/** Which page an address means, and going from one to another without loading. */
import { useEffect, useState } from "preact/hooks";

export const OWN = ["overview", "calendar", "history", "failures", "contacts", "preferences"] as const;
export const ADMINISTRATION = ["users", "profile", "health", "audit"] as const;
export type Page = (typeof OWN)[number] | (typeof ADMINISTRATION)[number];

const ROOT = "/portal";

/** The address of *page*; *query* as `monday=2026-11-16`. */
export function addressOf(page: Page, query = ""): string {
  const path = page === "overview" ? ROOT : `${ROOT}/${page}`;
  return query ? `${path}?${query}` : path;
}

/** The page of a path, or null where there is none. */
export function pageOf(path: string): Page | null {
  const name = path.replace(/\/+$/, "").slice(ROOT.length + 1) || "overview";
  return [...OWN, ...ADMINISTRATION].find((page) => page === name) ?? null;
}

export type Place = { page: Page | null; query: URLSearchParams };

function here(): Place {
  return { page: pageOf(location.pathname), query: new URLSearchParams(location.search) };
}

/** Go to *address*, as a link does. */
export function go(address: string): void {
  history.pushState(null, "", address);
  dispatchEvent(new PopStateEvent("popstate"));
}

/** Where the person is, now and whenever that changes. */
export function usePlace(): Place {
  const [place, setPlace] = useState(here);
  useEffect(() => {
    const moved = (): void => setPlace(here());
    addEventListener("popstate", moved);
    return () => removeEventListener("popstate", moved);
  }, []);
  return place;
}
