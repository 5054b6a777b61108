/** An item whose state the server told: why it is so, what may be done about it, and everything known of it. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Conflict, Failures, Push, Subjects } from "../api";
import { menuOf, primaryOf, heldFor, ruleOf, type MenuOffer } from "../offers";
import { browse, openAppointment, openPage } from "../office";
import type { Pane } from "../pane";
import type { ToldItem } from "../state";
import { moment, say, type Key } from "../words";
import { Act, Fault, useActing } from "./act";
import { useAsked } from "./asked";
import { Comparison } from "./comparison";
import { chosenOf, ConcernFields, Concerns, type Draft } from "./concerns";
import { Settled, Unsettled } from "./conflicts";
import { Facts } from "./facts";
import { Release, release } from "./held";
import { History } from "./history";
import { Icon, type IconName } from "./icon";
import { Menu, type Entry } from "./menu";
import { PeopleSection } from "./people";

type Given = { shown: ToldItem; failures: Failures | null; pane: Pane; rule: (key: string) => void };

type Badge = { tone: "quiet" | "success" | "warning" | "danger"; icon: IconName };
const BADGES: Record<ToldItem["at"], Badge> = {
  last_known: { tone: "quiet", icon: "offline" },
  not_linked: { tone: "quiet", icon: "plus" },
  pending: { tone: "quiet", icon: "clock" },
  in_sync: { tone: "success", icon: "check" },
  conflict: { tone: "warning", icon: "differs" },
  failed: { tone: "danger", icon: "warning" },
  held: { tone: "warning", icon: "clock" },
  private: { tone: "quiet", icon: "lock" },
  excluded: { tone: "quiet", icon: "minus" },
};

export function Told(given: Given): VNode {
  const { shown, pane } = given;
  const { item } = shown;
  const id = idOf(shown);
  const there = item.superoffice_id !== null;
  // of both sides only an item that is read afresh can be asked about; a series through the items that are known
  const reachable = item.read_at !== null && (!item.whole || item.series !== null);
  const version = pane.known.sync.value?.run?.id;
  const subjects = useAsked<Subjects>(there && reachable ? () => pane.api.concerns(id) : null, [id, version]);
  const settles = reachable && item.history.some((entry) => entry.action === "conflict");
  const conflicts = useAsked<Conflict[]>(settles ? () => pane.api.conflicts(id) : null, [id, version, item]);
  return (
    <>
      {shown.at === "conflict" ? (
        <Unsettled id={id} fields={item.fields.filter((one) => one.agreed === "changed_both")} desk={pane}>
          <Others {...given} />
        </Unsettled>
      ) : (
        <State {...given} />
      )}
      {conflicts.value && shown.at !== "conflict" && (
        <Settled id={id} conflicts={conflicts.value} desk={pane} done={conflicts.again} />
      )}
      <Facts shown={shown} />
      {subjects.value && <Concerns id={id} now={subjects} desk={pane} />}
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
      {reachable && (
        <PeopleSection
          whose={{ item: id, whole: item.whole !== null }}
          desk={pane}
          version={version}
          subjects={subjects.value}
          chosen={subjects.again}
        />
      )}
    </>
  );
}

function idOf({ item }: ToldItem): string {
  return item.calendar_id ?? item.superoffice_id ?? "";
}

/** The card: badge, sentence, the one act, and the menu of the others. */
function State(given: Given): VNode {
  const { shown, pane } = given;
  const { item } = shown;
  const { tone, icon } = BADGES[shown.at];
  const since = item.read_at ?? item.history[0]?.at;
  return (
    <div class={`card ${tone} ${shown.at === "last_known" ? "old" : ""}`}>
      <div class="badge">
        <Icon name={icon} />
        <span>{say(`badge.${shown.at}`)}</span>
        {since && <time dateTime={since}>{moment(since)}</time>}
        <Others {...given} />
      </div>
      <p>{item.sentence}</p>
      {item.remedy && <p class="remedy">{item.remedy}</p>}
      {shown.at === "failed" && <p class="remedy">{say("item.reason", { code: item.reason })}</p>}
      <Primary {...given} />
      {pane.blocked && <p class="remedy">{pane.blocked}</p>}
    </div>
  );
}

/** The menu of everything else that may be done. */
function Others({ shown, pane, rule }: Given): VNode {
  const { item } = shown;
  const { failure, run } = useActing();
  const id = idOf(shown);
  const disabled = pane.blocked !== "";
  const entries: Record<MenuOffer, Entry> = {
    open: { label: say("open"), run: () => browse(item.open_url ?? "") },
    rule: { label: say("rule"), run: () => rule(ruleOf(item.reason) ?? "") },
    open_series: { label: say("series.open"), run: () => openAppointment(shown.master) },
    unlink: { label: say("unlink"), disabled, run: () => void run(() => pane.act(pane.api.unlink(id))) },
    unlink_series: {
      label: say("series.unlink"),
      disabled,
      run: () => void run(() => pane.act(pane.api.unlinkSeries(id))),
    },
    include_series: {
      label: say("series.include"),
      disabled,
      run: () => void run(() => pane.act(pane.api.includeSeries(id))),
    },
  };
  const refresh: Entry = { label: say("refresh"), run: pane.refreshItem };
  return (
    <>
      <Menu label={say("menu")} entries={[...menuOf(shown).map((offer) => entries[offer]), refresh]} />
      {failure && <Fault failure={failure} />}
    </>
  );
}

function Primary({ shown, failures, pane, rule }: Given): VNode | null {
  const { item } = shown;
  const { api } = pane;
  const id = idOf(shown);
  const disabled = pane.blocked !== "";
  const act = (label: Key, run: () => Promise<void>, blocked = disabled): VNode => (
    <Act primary disabled={blocked} run={run}>
      {say(label)}
    </Act>
  );
  switch (primaryOf(shown)) {
    case "add":
      return <Add disabled={disabled} api={api} add={(chosen) => pane.act(api.push(id, chosen))} />;
    case "choose_privacy":
      return (
        <Privacy
          disabled={disabled}
          add={(chosen) => pane.act(item.whole ? api.includeSeries(id, chosen) : api.push(id, chosen))}
        />
      );
    case "include":
      return (
        <div class="acts">
          {act("include", () => pane.act(api.include(id)))}
          {ruleOf(item.reason) && <button onClick={() => rule(ruleOf(item.reason) ?? "")}>{say("rule")}</button>}
        </div>
      );
    case "include_series":
      return act("series.include", () => pane.act(api.includeSeries(id)));
    case "repair":
      return act("item.repair", () => pane.act(api.repair(id)));
    case "confirm": {
      const what = heldFor(item.reason);
      if (!what) return null;
      return (
        <Release
          primary
          what={what}
          n={failures?.held[what] ?? 1}
          run={() => release(what, pane)}
          disabled={disabled}
        />
      );
    }
    case "sync":
      return act(
        shown.at === "failed" ? "again" : "sync.now",
        () => pane.act(api.beginSync()),
        disabled || pane.syncs,
      );
    case "open":
      return (
        <a
          class="button"
          href={item.open_url ?? ""}
          target="_blank"
          rel="noopener noreferrer"
          onClick={(event) => openPage(item.open_url ?? "") && event.preventDefault()}
        >
          {say("open")}
        </a>
      );
    case null:
      return null;
  }
}

type Adding = { disabled: boolean; add: (chosen: Push) => Promise<void> };

/** Bring the item to SuperOffice, with what its row is to concern. */
export function Add({ disabled, api, add, label = "add" }: Adding & { api: Pane["api"]; label?: Key }): VNode {
  const [draft, setDraft] = useState<Draft>({});
  const [open, setOpen] = useState(false);
  return (
    <>
      {open && (
        <div class="form">
          <ConcernFields api={api} now={null} draft={draft} change={setDraft} />
        </div>
      )}
      <div class="acts">
        <Act primary disabled={disabled} run={() => add(pushOf(draft))}>
          {say(label)}
        </Act>
        {!open && (
          <button class="link" disabled={disabled} onClick={() => setOpen(true)}>
            {say("add.choose")}
          </button>
        )}
      </div>
    </>
  );
}

/** A draft without what was emptied again: a new row has nothing to take away. */
function pushOf(draft: Draft): Push {
  return Object.fromEntries(Object.entries(chosenOf(draft)).filter(([, id]) => id !== 0));
}

/** How much SuperOffice is told of a private event. */
export function Privacy({
  disabled,
  add,
}: {
  disabled: boolean;
  add: (chosen: Pick<Push, "private">) => Promise<void>;
}): VNode {
  return (
    <>
      <p class="remedy">{say("privacy.text")}</p>
      <div class="acts">
        <Act disabled={disabled} run={() => add({ private: "busy only" })}>
          {say("privacy.busy")}
        </Act>
        <Act disabled={disabled} run={() => add({ private: "yes" })}>
          {say("privacy.all")}
        </Act>
      </div>
    </>
  );
}
