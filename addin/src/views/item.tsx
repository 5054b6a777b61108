/** The open item, whatever it is: what the server told of it, or why there is nothing to tell. */
import type { ComponentChildren, VNode } from "preact";
import { useRef } from "preact/hooks";
import type { Failures } from "../api";
import type { Person } from "../item";
import { openAppointment } from "../office";
import type { Pane } from "../pane";
import { match, type ItemView, type ToldItem } from "../state";
import { say, type Key } from "../words";
import { Act } from "./act";
import { Icon, type IconName } from "./icon";
import { PeopleSection } from "./people";
import { Reply } from "./reply";
import { Blank } from "./skeleton";
import { Add, Privacy, Told } from "./told";

type Given = { shown: ItemView; failures: Failures | null; pane: Pane; rule: (key: string) => void };

export function ItemSection({ shown, failures, pane, rule }: Given): VNode {
  const before = useRef<ItemView>(shown);
  // the frame stays while the next item is asked for, but nothing in it can be pressed
  const waiting = shown.at === "loading";
  if (!waiting) before.current = shown;
  const told = (item: ToldItem): VNode => (
    <Told key={item.item.calendar_id ?? item.item.superoffice_id} {...{ shown: item, failures, pane, rule }} />
  );
  const blocked = pane.blocked !== "";
  return (
    <div aria-busy={waiting}>
      <section aria-labelledby="item">
        <div class="head">
          <h2 id="item">{say("item")}</h2>
          <button class="link" onClick={pane.refreshItem}>
            {say("refresh")}
          </button>
        </div>
        <div inert={waiting} class={waiting ? "waiting" : ""}>
          {match(before.current, {
            none: () => <Plain icon="calendar" title="item.none" />,
            loading: () => <Blank text={say("item.loading")} />,
            outlook_failed: ({ fault }) => (
              <Plain icon="warning" title="item.outlook_failed">
                <p class="remedy">{say("item.code", { code: fault })}</p>
              </Plain>
            ),
            mail: ({ id, answers }) => (
              <Plain icon="mail" title="item.mail">
                {answers === "maybe" && <Reply key={id} desk={pane} certain={false} />}
              </Plain>
            ),
            invitation: ({ meeting, id, answers }) => (
              <Plain icon="mail" title={answers === "yes" ? "item.reply" : "item.invitation"}>
                {(meeting || answers === "yes") && (
                  <div class="acts">
                    {meeting && (
                      <Act primary run={async () => openAppointment(await pane.api.meeting(meeting))}>
                        {say("item.invitation.act")}
                      </Act>
                    )}
                    {answers === "yes" && <Reply key={id} desk={pane} certain />}
                  </div>
                )}
              </Plain>
            ),
            unsaved: (unsaved) =>
              unsaved.private ? (
                <Plain icon="clock" title="item.unsaved.private">
                  <Privacy disabled={blocked} add={pane.saveAndPush} />
                </Plain>
              ) : (
                <Plain icon="clock" title="item.unsaved">
                  <Add disabled={blocked} api={pane.api} add={pane.saveAndPush} label="item.unsaved.act" />
                </Plain>
              ),
            shared: ({ owner }) => (
              <Plain icon="lock" title="item.shared" values={{ owner }}>
                <button disabled>{say("add")}</button>
              </Plain>
            ),
            not_found: () => <Plain icon="clock" title="item.not_found" />,
            trouble: ({ failure }) => (
              <div class="card danger">
                <p class="badge">
                  <Icon name="warning" />
                  <span>{say("badge.trouble")}</span>
                </p>
                <p>{failure.sentence}</p>
                <p class="remedy">{failure.remedy}</p>
              </div>
            ),
            last_known: told,
            not_linked: told,
            pending: told,
            in_sync: told,
            conflict: told,
            failed: told,
            held: told,
            private: told,
            excluded: told,
          })}
          {peopleOf(before.current).length > 0 && (
            <PeopleSection whose={{ people: peopleOf(before.current) }} desk={pane} version={null} />
          )}
        </div>
      </section>
    </div>
  );
}

/** People whom Outlook tells, where the server does not. */
function peopleOf(shown: ItemView): Person[] {
  return "people" in shown ? shown.people : [];
}

function Plain(given: {
  icon: IconName;
  title: Extract<Key, `item.${string}`>;
  values?: Record<string, string>;
  children?: ComponentChildren;
}): VNode {
  const { icon, title, values, children } = given;
  return (
    <div class="card quiet">
      <p class="badge">
        <Icon name={icon} />
        <span>{say(title)}</span>
      </p>
      <p>{say(`${title}.text` as Key, values)}</p>
      {children}
    </div>
  );
}
