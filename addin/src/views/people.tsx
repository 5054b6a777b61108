/** Everybody of an item or a mail: who they are in SuperOffice, and what may be done where that is not clear. */
import type { VNode } from "preact";
import type { Acquaintance, Subjects } from "../api";
import type { Person } from "../item";
import type { Desk } from "../pane";
import { count, say } from "../words";
import { Fault } from "./act";
import { useAsked } from "./asked";
import { Somebody } from "./somebody";

/** Most addresses that the server is asked about at once. */
const MOST = 20;

/** Whom the section is about: people of an item that the server knows, or addresses that Outlook tells. */
export type Whose = { item: string; whole: boolean } | { people: Person[] };

export function PeopleSection(given: {
  whose: Whose;
  desk: Desk;
  /** another value: it may have changed */
  version: unknown;
  /** what SuperOffice's row concerns, where there is one */
  subjects?: Subjects | null;
  /** what else changes with a choice */
  chosen?: () => void;
}): VNode | null {
  const { whose, desk, version, subjects = null } = given;
  const item = "item" in whose ? whose.item : null;
  const told = "people" in whose ? whose.people : [];
  const addresses = told.slice(0, MOST).map((one) => one.address);
  const names = new Map(told.map((one) => [one.address, one.name]));
  const asked = useAsked<Acquaintance[]>(
    item !== null
      ? () => desk.api.people(item)
      : addresses.length > 0
        ? () => desk.api.acquaintances(addresses)
        : null,
    [item, addresses.join(), version],
  );
  const people = asked.value?.map((one) => ({ ...one, name: nameOf(one, names.get(one.address)) }));
  if (item === null && addresses.length === 0) return null;
  const others = people?.filter((one) => one.state !== "own" && one.state !== "colleague") ?? [];
  const colleagues = people?.filter((one) => one.state === "colleague") ?? [];
  if (people && others.length + colleagues.length === 0) return null;
  const choose = async (address: string, person: number): Promise<void> => {
    if (item !== null) await desk.act(desk.api.choosePerson(item, address, person));
    else await desk.api.chooseAcquaintance(address, person);
    asked.again();
    given.chosen?.();
  };
  return (
    <section aria-labelledby="people" aria-busy={people === undefined}>
      <div class="head">
        <h2 id="people">{say("people")}</h2>
      </div>
      {asked.failure && <Fault failure={asked.failure} />}
      {!people && !asked.failure && <p class="skeleton">{say("item.loading")}</p>}
      {others.length > 0 && (
        <ul class="people">
          {others.map((one) => (
            <Somebody
              key={one.address}
              one={one}
              desk={desk}
              concerned={subjects?.person.id ?? 0}
              linkable={"item" in whose ? (whose.whole ? "series" : "item") : null}
              choose={(person) => choose(one.address, person)}
              again={asked.again}
            />
          ))}
        </ul>
      )}
      {colleagues.length > 0 && (
        <details class="quiet">
          <summary>{count("colleagues", colleagues.length)}</summary>
          <ul class="facts">
            {colleagues.map((one) => (
              <li key={one.address}>
                <span>
                  {one.name || one.address}
                  {one.name && <span class="aside">{one.address}</span>}
                </span>
              </li>
            ))}
          </ul>
        </details>
      )}
      {told.length > MOST && <p class="aside">{say("people.more", { n: told.length - MOST })}</p>}
    </section>
  );
}

/** Mail programs write the address for a name that they do not know. */
function nameOf({ name, address }: Acquaintance, told = ""): string {
  return [told, name].find((one) => one !== "" && one.toLowerCase() !== address) ?? "";
}
