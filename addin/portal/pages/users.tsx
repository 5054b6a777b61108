/** Everybody of the organisation: how each mailbox does, and what an administrator does about it. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { Told, useAnswer } from "../answer";
import { DOWNLOADS } from "../admin_api";
import type { Given } from "../app";
import { Empty } from "../parts/empty";
import { LinkAll } from "../parts/link_all";
import { Mails } from "../parts/mails";
import { PageHead } from "../parts/page_head";
import { SearchField } from "../parts/search_field";
import { UserPanel } from "../parts/user_panel";
import { UserTable } from "../parts/user_table";
import {
  narrowed,
  ordered,
  orderedBy,
  persons,
  STANDINGS,
  type Order,
  type Person,
  type Standing,
} from "../people";
import { tell } from "../words";

export function Users({ api, query }: Given & { query: URLSearchParams }): VNode {
  const mailboxes = useAnswer("mailboxes", api.admin.mailboxes);
  const users = useAnswer("users", api.admin.users);
  const [wanted, setWanted] = useState("");
  const [standing, setStanding] = useState<Standing | "">((query.get("standing") as Standing | null) ?? "");
  const [order, setOrder] = useState<Order>({ by: "name", down: false });
  const [chosen, choose] = useState<string | null>(query.get("user"));
  const again = async (): Promise<void> => void (await Promise.all([mailboxes.again(), users.again()]));
  return (
    <>
      <PageHead title={tell("nav.users")} lead={tell("users.lead")}>
        <Mails api={api.admin} />
        <LinkAll api={api.admin} done={again} />
      </PageHead>
      <Told answer={mailboxes}>
        {(told) => {
          // without SuperOffice's list the mailboxes alone are shown
          const everybody = persons(told, users.value ?? []);
          const shown = ordered(narrowed(everybody, wanted, standing), order);
          const open = everybody.find((one) => one.key === chosen) ?? null;
          return (
            <>
              <div class="tools">
                <SearchField label={tell("users.search")} value={wanted} set={setWanted} />
                <Filter people={everybody} standing={standing} set={setStanding} />
                <p class="downloads">
                  <a href={DOWNLOADS.csv} download>
                    CSV
                  </a>
                  <a href={DOWNLOADS.xlsx} download>
                    Excel
                  </a>
                </p>
              </div>
              {users.failure && (
                <p class="card warning" role="alert">
                  {tell("users.unknown")} {users.failure.sentence}
                </p>
              )}
              {shown.length === 0 ? (
                <Empty title={tell("search.none")} />
              ) : (
                <UserTable
                  people={shown}
                  order={order}
                  by={(column) => setOrder(orderedBy(column, order))}
                  choose={choose}
                />
              )}
              {open && (
                <UserPanel key={open.key} person={open} api={api.admin} again={again} close={() => choose(null)} />
              )}
            </>
          );
        }}
      </Told>
    </>
  );
}

function Filter(given: {
  people: Person[];
  standing: Standing | "";
  set: (standing: Standing | "") => void;
}): VNode {
  const { people, standing, set } = given;
  return (
    <select
      aria-label={tell("users.filter")}
      value={standing}
      onChange={(event) => set(event.currentTarget.value as Standing | "")}
    >
      <option value="">{tell("users.all", { n: people.length })}</option>
      {STANDINGS.map((one) => (
        <option key={one} value={one}>
          {tell(`standing.${one}`)} ({people.filter((person) => person.standing === one).length})
        </option>
      ))}
    </select>
  );
}
