/** What SuperOffice's row of an item concerns: type, company, person, project and sale, chosen by search. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import type { Api, Chosen, Found, Subjects, What } from "../api";
import type { Desk } from "../pane";
import { say } from "../words";
import { Act, Fault } from "./act";
import { useAsked, type Asked } from "./asked";
import { Finder, type Picked } from "./finder";

const SUBJECTS = ["company", "person", "project", "sale"] as const;
type Subject = "type" | (typeof SUBJECTS)[number];
const SEARCHED: Record<(typeof SUBJECTS)[number], What> = {
  company: "companies",
  person: "persons",
  project: "projects",
  sale: "sales",
};

/** What somebody chose so far; null takes away what is there. */
export type Draft = Partial<Record<Subject, Picked | null>>;

/** A draft as the API takes it. */
export function chosenOf(draft: Draft): Chosen {
  return Object.fromEntries(Object.entries(draft).map(([subject, one]) => [`${subject}_id`, one?.id ?? 0]));
}

/** A draft after somebody picked a row: a person brings the company along. */
export function picking(draft: Draft, subject: Subject, found: Found | null): Draft {
  const next = { ...draft, [subject]: found && { id: found.id, name: found.name } };
  if (subject === "person" && found?.company_id) next.company = { id: found.company_id, name: found.company };
  return next;
}

/** The five fields. *now* is what counts already, under the draft. */
export function ConcernFields(given: {
  api: Api;
  now: Subjects | null;
  draft: Draft;
  change: (draft: Draft) => void;
}): VNode {
  const { api, now, draft, change } = given;
  const shown = (subject: Subject): Picked | null =>
    draft[subject] !== undefined ? draft[subject] : now?.[subject].id ? now[subject] : null;
  return (
    <div class="fields">
      <TypeField
        api={api}
        picked={shown("type")}
        pick={(type) => change(type ? { ...draft, type } : omit(draft, "type"))}
      />
      {SUBJECTS.map((subject) => (
        <Finder
          key={subject}
          label={say(`concerns.${subject}`)}
          what={SEARCHED[subject]}
          api={api}
          picked={shown(subject)}
          pick={(found) => change(picking(draft, subject, found))}
        />
      ))}
    </div>
  );
}

function omit(draft: Draft, subject: Subject): Draft {
  const { [subject]: _, ...rest } = draft;
  return rest;
}

function TypeField({
  api,
  picked,
  pick,
}: {
  api: Api;
  picked: Picked | null;
  pick: (type: Picked | null) => void;
}): VNode {
  const { value: types } = useAsked(() => api.choices("incoming_appointment_type"), [api]);
  const choices = (types ?? []).map((one) => ({ id: Number(one.value), name: one.label }));
  const known = choices.some((one) => one.id === picked?.id);
  return (
    <label class="field">
      {say("concerns.type")}
      <select
        aria-busy={types === null}
        value={String(picked?.id ?? 0)}
        onChange={(event) => pick(choices.find((one) => String(one.id) === event.currentTarget.value) ?? null)}
      >
        {!known && <option value={String(picked?.id ?? 0)}>{picked?.name ?? say("preferences.standard")}</option>}
        {choices.map((one) => (
          <option key={one.id} value={String(one.id)}>
            {one.name}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What the row of an item in SuperOffice concerns, and the way to change it. */
export function Concerns({ id, now, desk }: { id: string; now: Asked<Subjects>; desk: Desk }): VNode {
  const [draft, setDraft] = useState<Draft>({});
  const [open, setOpen] = useState(false);
  const save = async (): Promise<void> => {
    await desk.act(desk.api.setConcerns(id, chosenOf(draft)));
    setDraft({});
    now.again();
  };
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {say("concerns")}
        <span class="aside">{now.value && summary(now.value)}</span>
      </summary>
      <div class="form">
        {now.failure && <Fault failure={now.failure} />}
        {open && now.value && <ConcernFields api={desk.api} now={now.value} draft={draft} change={setDraft} />}
        <Act
          primary
          disabled={desk.blocked !== "" || now.value === null || Object.keys(draft).length === 0}
          run={save}
        >
          {say("save")}
        </Act>
      </div>
    </details>
  );
}

function summary(now: Subjects): string {
  return [now.person.name, now.company.name].filter(Boolean).join(", ");
}
