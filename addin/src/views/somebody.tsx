/** One person: name, address and company, who that is in SuperOffice, and the one act that helps. */
import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Acquaintance, Match } from "../api";
import type { Desk } from "../pane";
import { day, say } from "../words";
import { Act, Fault, useActing } from "./act";
import { AddPerson } from "./add_person";
import { Finder } from "./finder";

type Open = "rest" | "add" | "link";

export function Somebody(given: {
  one: Acquaintance;
  desk: Desk;
  /** the person whom SuperOffice's row concerns; 0 for none */
  concerned: number;
  /** what may concern the person; null for a mail */
  linkable: "item" | "series" | null;
  choose: (person: number) => Promise<void>;
  again: () => void;
}): VNode {
  const { one, desk, concerned, linkable, choose, again } = given;
  const [open, setOpen] = useState<Open>("rest");
  const acting = useActing();
  const row = useRef<HTMLLIElement>(null);
  const meant = one.matches.find((match) => match.person_id === one.chosen) ?? onlyOf(one.matches);
  const close = (): void => {
    setOpen("rest");
    // the buttons are back as soon as the form is gone
    requestAnimationFrame(() => row.current?.querySelector("button")?.focus());
  };
  const blocked = desk.blocked !== "";
  const link = () => setOpen("link");
  const name = meant?.name || one.name;
  return (
    <li ref={row} class="person">
      <p class="who">
        <b>{name || one.address}</b>
        <span class="aside">{[name && one.address, meant?.company].filter(Boolean).join(" · ")}</span>
      </p>
      <p class={meant ? "state" : "state open"}>{stateOf(given, meant)}</p>
      {open !== "add" && one.matches.length > 1 && (!meant || open === "link") && (
        <Several
          one={one}
          disabled={blocked}
          choose={async (person) => {
            await choose(person);
            setOpen("rest");
          }}
        />
      )}
      {open === "rest" && (
        <div class="acts">
          {!meant && one.matches.length === 0 && (
            <button disabled={blocked} onClick={() => setOpen("add")}>
              {say("people.add")}
            </button>
          )}
          {meant && linkable && meant.person_id !== concerned && (
            <Act
              disabled={blocked}
              label={say(linkable === "series" ? "people.link_series.of" : "people.link.of", { who: meant.name })}
              run={() => choose(meant.person_id)}
            >
              {say(linkable === "series" ? "people.link_series" : "people.link")}
            </Act>
          )}
          <button class="link" disabled={blocked} onClick={link}>
            {say(meant ? "people.change" : "people.find")}
          </button>
        </div>
      )}
      {open === "link" && (
        <div class="form" onKeyDown={(event) => event.key === "Escape" && close()}>
          <Finder
            label={say("people.find")}
            what="persons"
            api={desk.api}
            picked={null}
            pick={(found) => found && void acting.run(() => choose(found.id).then(close))}
          />
          <button class="link" onClick={close}>
            {say("cancel")}
          </button>
        </div>
      )}
      {open === "add" && (
        <AddPerson
          address={one.address}
          name={one.name}
          desk={desk}
          done={() => {
            again();
            close();
          }}
          cancel={close}
        />
      )}
      {acting.failure && <Fault failure={acting.failure} />}
    </li>
  );
}

function onlyOf(matches: Match[]): Match | undefined {
  return matches.length === 1 ? matches[0] : undefined;
}

type Told = { one: Acquaintance; concerned: number; linkable: "item" | "series" | null };

function stateOf({ one, concerned, linkable }: Told, meant: Match | undefined): string {
  if (meant && meant.person_id === concerned)
    return say(linkable === "series" ? "people.linked_series" : "people.linked");
  if (one.chosen) return say("people.chosen");
  if (meant) return say("people.one_match");
  return say(one.matches.length > 0 ? "people.several_matches" : "people.unknown");
}

/** Cards that share the address: the one that is meant is chosen once, and remembered. */
function Several(given: {
  one: Acquaintance;
  disabled: boolean;
  choose: (person: number) => Promise<void>;
}): VNode {
  const { one } = given;
  const [picked, pick] = useState(one.chosen);
  return (
    <fieldset class="form">
      <legend class="unseen">{say("people.several_matches")}</legend>
      {one.matches.map((match) => (
        <label key={match.person_id} class="tick">
          <input
            type="radio"
            name={`match-${one.address}`}
            checked={picked === match.person_id}
            onChange={() => pick(match.person_id)}
          />
          <span>
            {match.name}
            <span class="aside">
              {[match.company, match.last_activity && say("people.last_met", { day: day(match.last_activity) })]
                .filter(Boolean)
                .join(" · ")}
            </span>
          </span>
        </label>
      ))}
      <Act
        disabled={given.disabled || picked === 0}
        label={say("people.use.of", { who: one.address })}
        run={() => given.choose(picked)}
      >
        {say("people.use")}
      </Act>
    </fieldset>
  );
}
