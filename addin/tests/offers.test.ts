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
