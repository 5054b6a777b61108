/** Users as a table that is ordered by its heads. */
import type { VNode } from "preact";
import { amount, moment } from "../../src/words";
import { troubles, type Column, type Order, type Person } from "../people";
import { tell } from "../words";
import { Scroll } from "./scroll";
import { StandingMark } from "./standing_mark";

const COLUMNS: { column: Column; number?: boolean }[] = [
  { column: "name" },
  { column: "standing" },
  { column: "last" },
  { column: "next" },
  { column: "linked", number: true },
  { column: "attention", number: true },
];

export function UserTable(given: {
  people: Person[];
  order: Order;
  by: (column: Column) => void;
  choose: (key: string) => void;
}): VNode {
  const { people, order, by, choose } = given;
  return (
    <Scroll label={tell("nav.users")}>
      <table class="grid users">
        <thead>
          <tr>
            {COLUMNS.map(({ column, number }) => (
              <th
                key={column}
                scope="col"
                class={number ? "number" : ""}
                aria-sort={order.by === column ? (order.down ? "descending" : "ascending") : "none"}
              >
                <button class="sort" onClick={() => by(column)}>
                  {tell(`users.${column}`)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {people.map((person) => (
            <Line key={person.key} person={person} open={() => choose(person.key)} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Line({ person, open }: { person: Person; open: () => void }): VNode {
  const { mailbox } = person;
  const run = mailbox?.last_run;
  return (
    <tr>
      <th scope="row">
        <button class="open" onClick={open}>
          {person.name || person.address}
        </button>
        <span class="aside below">{person.address || tell("users.no_address")}</span>
      </th>
      <td>
        <StandingMark standing={person.standing} />
        {mailbox && person.standing !== "working" && <span class="aside below">{mailbox.sentence}</span>}
      </td>
      <td class="still">
        {run ? <time dateTime={run.began_at}>{moment(run.began_at)}</time> : "–"}
        {run?.sentence && person.standing === "working" && <span class="aside below trouble">{run.sentence}</span>}
      </td>
      <td class="still">
        {mailbox?.next_run_at ? <time dateTime={mailbox.next_run_at}>{moment(mailbox.next_run_at)}</time> : "–"}
      </td>
      <td class="number">{mailbox ? amount(mailbox.linked) : "–"}</td>
      <td class="number">{troubles(mailbox) > 0 ? <b>{amount(troubles(mailbox))}</b> : "–"}</td>
    </tr>
  );
}
