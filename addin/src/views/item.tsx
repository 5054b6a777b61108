/** The open item: its state, why it is so, and what may be done about it. */
import type { VNode } from "preact";
import type { Pane } from "../pane";
import { match, type ItemView, type ToldItem } from "../state";
import { moment, say, type Key } from "../words";
import { Act } from "./act";
import { Comparison } from "./comparison";
import { History } from "./history";
import { Icon, type IconName } from "./icon";

export function ItemSection({ shown, pane }: { shown: ItemView; pane: Pane }): VNode {
  const told = (badge: Badge) => (item: ToldItem) => <Told {...badge} shown={item} pane={pane} />;
  return (
    <section aria-labelledby="item" aria-busy={shown.at === "loading"}>
      <div class="head">
        <h2 id="item">{say("item")}</h2>
        <button class="link" onClick={pane.refreshItem}>
          {say("refresh")}
        </button>
      </div>
      {match(shown, {
        none: () => <Plain icon="calendar" title="item.none" />,
        loading: () => <p class="skeleton">{say("item.loading")}</p>,
        outlook_failed: ({ fault }) => (
          <>
            <Plain icon="warning" title="item.outlook_failed" />
            <p class="aside">{say("item.code", { code: fault })}</p>
          </>
        ),
        mail: () => <Plain icon="mail" title="item.mail" />,
        invitation: () => <Plain icon="mail" title="item.invitation" />,
        unsaved: (unsaved) => (
          <Plain icon="clock" title={unsaved.private ? "item.unsaved.private" : "item.unsaved"} />
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
        last_known: told({ tone: "quiet", icon: "offline", badge: "badge.last_known" }),
        not_linked: told({ tone: "quiet", icon: "plus", badge: "badge.not_linked", sync: true }),
        pending: told({ tone: "quiet", icon: "clock", badge: "badge.pending", sync: true }),
        in_sync: told({ tone: "success", icon: "check", badge: "badge.in_sync" }),
        conflict: told({ tone: "warning", icon: "differs", badge: "badge.conflict", sync: true }),
        failed: told({ tone: "danger", icon: "warning", badge: "badge.failed", sync: true }),
        held: told({ tone: "warning", icon: "clock", badge: "badge.held" }),
        private: told({ tone: "quiet", icon: "lock", badge: "badge.private" }),
        excluded: told({ tone: "quiet", icon: "minus", badge: "badge.excluded" }),
      })}
    </section>
  );
}

function Plain({ icon, title }: { icon: IconName; title: Extract<Key, `item.${string}`> }): VNode {
  return (
    <div class="card quiet">
      <p class="badge">
        <Icon name={icon} />
        <span>{say(title)}</span>
      </p>
      <p>{say(`${title}.text` as Key)}</p>
    </div>
  );
}

type Badge = {
  tone: "quiet" | "success" | "warning" | "danger";
  icon: IconName;
  badge: Key;
  /** whether a sync now would change the state */
  sync?: boolean;
};

function Told({ shown, pane, tone, icon, badge, sync }: Badge & { shown: ToldItem; pane: Pane }): VNode {
  const { item } = shown;
  const id = item.calendar_id ?? item.superoffice_id ?? "";
  return (
    <>
      <div class={`card ${tone}`}>
        <p class="badge">
          <Icon name={icon} />
          <span>{say(badge)}</span>
          {item.read_at && <time dateTime={item.read_at}>{moment(item.read_at)}</time>}
        </p>
        {shown.at === "conflict" ? <p>{say("conflict.text")}</p> : <p>{item.sentence}</p>}
        {item.remedy && <p class="remedy">{item.remedy}</p>}
        {item.reason === "not_joined" && (
          <Act primary run={() => pane.act(pane.api.repair(id))}>
            {say("item.repair")}
          </Act>
        )}
        {sync && (
          <Act primary disabled={pane.syncs} run={() => pane.act(pane.api.beginSync())}>
            {say("sync.now")}
          </Act>
        )}
      </div>
      {shown.at === "conflict" && (
        <div class="card">
          <Comparison fields={item.fields.filter((field) => field.agreed === "changed_both")} />
        </div>
      )}
      <Facts shown={shown} />
      {item.fields.length > 0 && (
        <details>
          <summary>{say("details")}</summary>
          <Comparison fields={item.fields} />
        </details>
      )}
      {item.history.length > 0 && (
        <details>
          <summary>{say("history")}</summary>
          <History entries={item.history} undo={(entry) => pane.act(pane.api.undo(id, entry))} />
        </details>
      )}
    </>
  );
}

/** Whose meeting it is, the answers to it, and its series. */
function Facts({ shown }: { shown: ToldItem }): VNode | null {
  const { meeting, series } = shown.item;
  const place = series || shown.series !== "single" ? say(`series.${shown.series}`) : "";
  if (!meeting && !place) return null;
  const answers = [
    { system: "SuperOffice", answer: meeting?.superoffice_answer },
    { system: "Outlook", answer: meeting?.calendar_answer },
  ];
  return (
    <ul class="facts">
      {meeting && (
        <li>
          <Icon name="person" />
          {meeting.sentence}
        </li>
      )}
      {answers.map(
        ({ system, answer }) =>
          answer && (
            <li key={system}>
              <Icon name="check" />
              {system}: {say(`answer.${answer}`)}
            </li>
          ),
      )}
      {place && (
        <li>
          <Icon name="sync" />
          {[place, series?.sentence].filter(Boolean).join(" ")}
        </li>
      )}
    </ul>
  );
}
