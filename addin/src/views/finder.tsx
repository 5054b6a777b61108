/** A field that finds one row of SuperOffice while somebody types (WAI-ARIA combobox). */
import type { VNode } from "preact";
import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { Failure, type Api, type Found, type What } from "../api";
import { latest } from "../latest";
import { say } from "../words";

/** Characters from which on, and up to which, the server searches. */
const SHORTEST = 2;
const LONGEST = 100;

export type Picked = { id: number; name: string };

type Search = { words: string; found: Found[] | null; failed: boolean };
const REST: Search = { words: "", found: null, failed: false };

export function Finder(given: {
  label: string;
  what: What;
  api: Api;
  picked: Picked | null;
  pick: (found: Found | null) => void;
  disabled?: boolean;
}): VNode {
  const { label, what, api, picked, pick } = given;
  const id = useId();
  /** what is being typed; null while what was picked is shown */
  const [typed, setTyped] = useState<string | null>(null);
  const [search, setSearch] = useState<Search>(REST);
  const [active, setActive] = useState(0);
  const ask = useMemo(
    () =>
      latest(
        async (words: string) => ({ words, found: await api.search(what, words), failed: false }),
        setSearch,
        (error) => {
          if (!(error instanceof Failure)) throw error;
          setSearch({ ...REST, failed: true });
        },
      ),
    [api, what],
  );
  useEffect(() => setActive(0), [search.words]);

  const words = typed?.trim() ?? "";
  const tooLong = words.length > LONGEST;
  const open = !tooLong && words.length >= SHORTEST && search.found !== null && search.words !== "";
  const found = open ? (search.found ?? []) : [];
  const input = (text: string): void => {
    setTyped(text);
    const asked = text.trim();
    if (asked.length >= SHORTEST && asked.length <= LONGEST) ask(asked);
    else setSearch(REST);
  };
  const rest = (): void => {
    // an emptied field takes away what was there
    if (typed === "" && picked) pick(null);
    setTyped(null);
    setSearch(REST);
  };
  const choose = (one: Found): void => {
    pick(one);
    setTyped(null);
    setSearch(REST);
  };
  const keyed = (event: KeyboardEvent): void => {
    const chosen = found[active];
    if (event.key === "ArrowDown") setActive(Math.min(active + 1, found.length - 1));
    else if (event.key === "ArrowUp") setActive(Math.max(active - 1, 0));
    else if (event.key === "Enter" && chosen) choose(chosen);
    else if (event.key === "Escape" && typed !== null) {
      setTyped(null);
      setSearch(REST);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div class="field finder">
      <label for={id}>{label}</label>
      <input
        id={id}
        type="text"
        role="combobox"
        autocomplete="off"
        aria-autocomplete="list"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? `${id}-${active}` : undefined}
        disabled={given.disabled}
        placeholder={say("find.hint")}
        value={typed ?? picked?.name ?? ""}
        onInput={(event) => input(event.currentTarget.value)}
        onKeyDown={keyed}
        onBlur={rest}
      />
      <ul role="listbox" id={`${id}-list`} aria-label={label} hidden={found.length === 0}>
        {found.map((one, index) => (
          <li
            key={one.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={index === active}
            // the field keeps the focus, so that leaving it does not close the list first
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => choose(one)}
          >
            {one.name}
            <span class="aside">{[one.company, one.detail].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
      <p class="aside" role="status">
        {tooLong && say("find.too_long", { n: LONGEST })}
        {open && found.length === 0 && say("find.nothing")}
        {search.failed && say("find.failed")}
      </p>
    </div>
  );
}
