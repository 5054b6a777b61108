/** Items of a mailbox that look like one of the other side, to be joined. */
import type { VNode } from "preact";
import { SYSTEM } from "../../src/sides";
import { Act } from "../../src/views/act";
import { fieldValue } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { AdminMailbox, AdminApi } from "../admin_api";
import { say, tell } from "../words";

export function LookAlikes(given: { mailbox: AdminMailbox; api: AdminApi; again: () => Promise<void> }): VNode {
  const { mailbox, api, again } = given;
  const pairs = useAnswer(`pairs ${mailbox.id}`, () => api.lookAlikes(mailbox.id));
  const join = async (item: string): Promise<void> => {
    await api.join(mailbox.id, item);
    await Promise.all([pairs.again(), again()]);
  };
  return (
    <section>
      <h3>{tell("pairs")}</h3>
      <Told answer={pairs}>
        {(told) => (
          <ul class="pairs">
            {told.map((one) => {
              const item = one.superoffice_id ?? one.calendar_id ?? "";
              return (
                <li key={item}>
                  <span>
                    {one.superoffice_id ? SYSTEM.superoffice : SYSTEM.calendar} ·{" "}
                    {one.when ? fieldValue(one.when) : tell("failures.no_time")}
                  </span>
                  <Act run={() => join(item)}>{say("item.repair")}</Act>
                </li>
              );
            })}
          </ul>
        )}
      </Told>
    </section>
  );
}
