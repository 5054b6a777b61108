/** What a person may do about an item in each state: one primary act, and the rest behind a menu. */
import type { ToldItem } from "./state";

export type Offer =
  "add" | "choose_privacy" | "include" | "include_series" | "open" | "sync" | "repair" | "confirm";
export type MenuOffer = "open" | "open_series" | "rule" | "unlink" | "unlink_series" | "include_series";

/** What waits until a person lets it through. */
export const WAITING = ["mass_deletion", "invitations"] as const;
export type Waiting = (typeof WAITING)[number];

/** Reasons over which a wish for one item prevails (backend/core/wishes.py). */
const LIFTED = new Set(["all_day", "free", "type", "outside_window", "birthday", "unlinked"]);

/** The preference that stands behind a reason, where a person may change one. */
const RULES: Record<string, string> = {
  private: "private",
  licence: "private",
  all_day: "all_day",
  free: "free",
  type: "types",
  direction: "direction",
  other_calendar: "calendar",
  birthday: "birthdays",
};

/** What the person most likely wants; null where there is nothing to do but to wait. */
export function primaryOf({ at, item }: ToldItem): Offer | null {
  if (item.reason === "not_joined") return "repair";
  switch (at) {
    case "not_linked":
      // nothing is known of the items of a series before a sync
      return item.whole ? "sync" : "add";
    case "private":
      return item.reason === "private" ? "choose_privacy" : null;
    case "excluded":
      if (item.whole) return item.series?.left_out ? "include_series" : null;
      return LIFTED.has(item.reason) ? "include" : null;
    case "held":
      return heldFor(item.reason) ? "confirm" : null;
    case "pending":
    case "failed":
      return "sync";
    case "in_sync":
      return item.open_url ? "open" : null;
    case "conflict":
    case "last_known":
      return null;
  }
}

/** What else may be done. */
export function menuOf(shown: ToldItem): MenuOffer[] {
  const { item } = shown;
  const offers: MenuOffer[] = [];
  if (item.open_url && primaryOf(shown) !== "open") offers.push("open");
  if (shown.master) offers.push("open_series");
  if (ruleOf(item.reason)) offers.push("rule");
  const out = item.state === "not_linked" || item.reason === "unlinked";
  if (!out && !item.whole) offers.push("unlink");
  if (!item.series) return offers;
  if (!out || item.series.synced > 0) offers.push("unlink_series");
  // of private items somebody has to say how much SuperOffice is told
  const asks = shown.at === "private" || primaryOf(shown) === "include_series";
  if (item.series.left_out > 0 && !asks) offers.push("include_series");
  return offers;
}

/** The key of the preference that keeps items of this reason back. */
export function ruleOf(reason: string): string | null {
  return RULES[reason] ?? null;
}

/** What a person has to let through before the item moves on. */
export function heldFor(reason: string): Waiting | null {
  return WAITING.find((one) => one === reason) ?? null;
}
