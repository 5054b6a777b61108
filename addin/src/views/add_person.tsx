/** A form for somebody who is new to SuperOffice, filled in as far as the address and the name tell. */
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Failure, type Suggestion } from "../api";
import type { Desk } from "../pane";
import { say } from "../words";
import { Fault, useActing } from "./act";
import { useAsked } from "./asked";
import { Finder, type Picked } from "./finder";

export function AddPerson(given: {
  address: string;
  name: string;
  desk: Desk;
  /** a card with the address is there now */
  done: () => void;
  cancel: () => void;
}): VNode {
  const { address, name, desk } = given;
  const suggestion = useAsked(() => desk.api.suggestion(address, name), [address, name]);
  if (suggestion.failure) return <Fault failure={suggestion.failure} />;
  if (!suggestion.value) return <p class="skeleton">{say("item.loading")}</p>;
  return <Form {...given} suggested={suggestion.value} />;
}

type FormGiven = Parameters<typeof AddPerson>[0] & { suggested: Suggestion };

function Form({ address, desk, done, cancel, suggested }: FormGiven): VNode {
  const [first, setFirst] = useState(suggested.first_name);
  const [last, setLast] = useState(suggested.last_name);
  const [likely] = suggested.companies;
  const [company, setCompany] = useState<Picked | null>(likely ? { id: likely.id, name: likely.name } : null);
  const [newCompany, setNewCompany] = useState("");
  const { busy, failure, run } = useActing();
  const start = useRef<HTMLInputElement>(null);
  useEffect(() => start.current?.focus(), []);

  const add = async (): Promise<void> => {
    const person = {
      first_name: first,
      last_name: last,
      address,
      company_id: newCompany ? null : (company?.id ?? null),
      new_company: newCompany || null,
    };
    try {
      await desk.api.addPerson(person);
    } catch (error) {
      // somebody was quicker: that card is the one
      if (!(error instanceof Failure) || error.code !== "person_exists") throw error;
    }
    done();
  };
  return (
    <form
      class="form"
      aria-label={say("people.add.of", { who: address })}
      onSubmit={(event) => {
        event.preventDefault();
        void run(add);
      }}
      onKeyDown={(event) => event.key === "Escape" && cancel()}
    >
      <label class="field">
        {say("people.first_name")}
        <input ref={start} maxLength={99} value={first} onInput={(event) => setFirst(event.currentTarget.value)} />
      </label>
      <label class="field">
        {say("people.last_name")}
        <input required maxLength={99} value={last} onInput={(event) => setLast(event.currentTarget.value)} />
      </label>
      <Finder
        label={say("concerns.company")}
        what="companies"
        api={desk.api}
        picked={newCompany ? null : company}
        pick={setCompany}
        disabled={newCompany !== ""}
      />
      <label class="field">
        {say("people.new_company")}
        <input maxLength={219} value={newCompany} onInput={(event) => setNewCompany(event.currentTarget.value)} />
      </label>
      {failure && <Fault failure={failure} />}
      <div class="acts">
        <button class="primary" aria-busy={busy} disabled={busy || desk.blocked !== ""}>
          {say("people.add")}
        </button>
        <button type="button" onClick={cancel}>
          {say("cancel")}
        </button>
      </div>
    </form>
  );
}
