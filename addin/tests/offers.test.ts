import { expect, test } from "vitest";
import type { Item } from "../src/api";
import { heldFor, menuOf, primaryOf, ruleOf, type MenuOffer, type Offer } from "../src/offers";
import type { ToldItem } from "../src/state";

const shown = (at: ToldItem["at"], reason = "", more: Partial<Item> = {}): ToldItem =>
  ({
    at,
    series: "single",
    item: { state: "linked", reason, open_url: "https://so.example/1", ...more },
  }) as ToldItem;
const series = { items: 3, synced: 3, left_out: 0 } as Item["series"];
const whole = { exceptions: 0 };
const occurrence = (one: ToldItem): ToldItem => ({ ...one, master: "AAMk" });
const nowhere = { open_url: null, state: "not_linked" } as const;

test.each<[ToldItem, Offer | null, MenuOffer[]]>([
  [shown("not_linked", "", nowhere), "add", []],
  [shown("in_sync"), "open", ["unlink"]],
  [shown("in_sync", "", { open_url: null }), null, ["unlink"]],
  [shown("pending"), "sync", ["open", "unlink"]],
  [shown("failed", "parked"), "sync", ["open", "unlink"]],
  [shown("conflict"), null, ["open", "unlink"]],
  [shown("last_known"), null, ["open", "unlink"]],
  [shown("private", "private", { open_url: null }), "choose_privacy", ["rule", "unlink"]],
  [shown("private", "private_task"), null, ["open", "unlink"]],
  [shown("private", "licence"), null, ["open", "rule", "unlink"]],
  [shown("excluded", "all_day"), "include", ["open", "rule", "unlink"]],
  [shown("excluded", "unlinked"), "include", ["open"]],
  [shown("excluded", "over"), null, ["open", "unlink"]],
  [shown("excluded", "not_joined"), "repair", ["open", "unlink"]],
  [shown("held", "mass_deletion"), "confirm", ["open", "unlink"]],
  [shown("held", "something_new"), null, ["open", "unlink"]],
  [occurrence(shown("in_sync", "", { series })), "open", ["open_series", "unlink", "unlink_series"]],
  [
    occurrence(shown("excluded", "unlinked", { series: { ...series!, synced: 2, left_out: 1 } })),
    "include",
    ["open", "open_series", "unlink_series", "include_series"],
  ],
  [shown("in_sync", "", { series, whole }), "open", ["unlink_series"]],
  [
    shown("excluded", "unlinked", { series: { ...series!, synced: 0, left_out: 3 }, whole }),
    "include_series",
    ["open"],
  ],
  [shown("private", "private", { series, whole }), "choose_privacy", ["open", "rule", "unlink_series"]],
  [shown("not_linked", "", { ...nowhere, whole }), "sync", []],
])("%o", (item, primary, menu) => {
  expect([primaryOf(item), menuOf(item)]).toEqual([primary, menu]);
});

test("a rule is a preference that a person may change", () => {
  expect([ruleOf("type"), ruleOf("cancelled"), heldFor("invitations"), heldFor("private")]).toEqual([
    "types",
    null,
    "invitations",
    null,
  ]);
});
