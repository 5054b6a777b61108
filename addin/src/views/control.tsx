/** The control of one preference, chosen by its kind of value. */
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Api, Choice, Preference, Wish } from "../api";
import { say } from "../words";
import { useAsked } from "./asked";
import { SubjectParts } from "./subject";

export type ControlGiven = {
  one: Preference;
  api: Api;
  save: (value: Wish) => Promise<void>;
  invalid: boolean;
};

export function Control(given: ControlGiven): VNode {
  switch (given.one.type) {
    case "switch":
      return <SwitchControl {...given} />;
    case "choice":
      return <ChoiceControl {...given} />;
    case "choices":
      return <ChoicesControl {...given} />;
    case "number":
    case "text":
    case "zone":
      return <LineControl {...given} />;
    case "subject":
      return <SubjectParts {...given} />;
  }
}

/** What ties a control to its help and its fault. */
function about({ one, invalid }: ControlGiven) {
  const described = [one.help && `help-${one.key}`, invalid && `fault-${one.key}`].filter(Boolean).join(" ");
  return { id: one.key, disabled: !one.changeable, "aria-describedby": described, "aria-invalid": invalid };
}

function Labelled({ one, children }: { one: Preference; children: ComponentChildren }): VNode {
  return (
    <>
      <label for={one.key}>{one.label}</label>
      {children}
    </>
  );
}

function SwitchControl(given: ControlGiven): VNode {
  const { one, save } = given;
  return (
    <label class="switch">
      <span>{one.label}</span>
      <input
        {...about(given)}
        type="checkbox"
        role="switch"
        checked={one.value === true}
        onChange={(event) => void save(event.currentTarget.checked)}
      />
    </label>
  );
}

/** The choices of a preference: those that came with it, else asked of the systems behind; null until they answer. */
function useChoices({ one, api }: ControlGiven): Choice[] | null {
  const { value, failure } = useAsked(one.live ? () => api.choices(one.key) : null, [one.key, api]);
  if (!one.live) return one.choices;
  // without an answer the value that counts is shown alone
  return failure ? [] : value;
}

function ChoiceControl(given: ControlGiven): VNode {
  const { one, save } = given;
  const choices = useChoices(given);
  const values = choices ?? [];
  const known = values.some((choice) => choice.value === one.value);
  return (
    <Labelled one={one}>
      <select
        {...about(given)}
        aria-busy={choices === null}
        value={String(one.value)}
        onChange={(event) =>
          void save(values.find((choice) => String(choice.value) === event.currentTarget.value)?.value ?? null)
        }
      >
        {!known && (
          <option value={String(one.value)}>
            {one.value === "" || one.value === 0 ? say("preferences.standard") : String(one.value)}
          </option>
        )}
        {values.map((choice) => (
          <option key={choice.value} value={String(choice.value)}>
            {[choice.label, choice.detail].filter(Boolean).join(" · ")}
          </option>
        ))}
      </select>
    </Labelled>
  );
}

function ChoicesControl(given: ControlGiven): VNode {
  const { one, save } = given;
  const choices = useChoices(given);
  const chosen = Array.isArray(one.value) ? (one.value as (string | number)[]) : [];
  const toggle = (value: string | number, on: boolean): void => {
    const next = on ? [...chosen, value] : chosen.filter((other) => other !== value);
    void save(next as string[] | number[]);
  };
  return (
    <fieldset disabled={!one.changeable} aria-busy={choices === null}>
      <legend>{one.label}</legend>
      {choices?.length === 0 && <p class="aside">{say("preferences.no_choices")}</p>}
      {choices?.map((choice) => (
        <label key={choice.value} class="tick">
          <input
            type="checkbox"
            checked={chosen.includes(choice.value)}
            onChange={(event) => toggle(choice.value, event.currentTarget.checked)}
          />
          <span>
            {choice.label}
            {choice.detail && <span class="aside"> {choice.detail}</span>}
          </span>
          {choice.members != null && <span class="aside">{choice.members}</span>}
        </label>
      ))}
    </fieldset>
  );
}

/** A text, number or time zone; it is saved when the person leaves it or presses Enter. */
function LineControl(given: ControlGiven): VNode {
  const { one, save } = given;
  const number = one.type === "number";
  const list = one.type === "zone" ? Intl.supportedValuesOf("timeZone") : null;
  // what is typed stays, also when it is refused or another field is saved meanwhile
  const [draft, setDraft] = useState<string | null>(null);
  useEffect(() => setDraft(null), [one.value]);
  return (
    <Labelled one={one}>
      <input
        {...about(given)}
        type={number ? "number" : "text"}
        min={one.minimum ?? undefined}
        max={one.maximum ?? undefined}
        maxLength={one.max_length ?? undefined}
        list={list ? `list-${one.key}` : undefined}
        placeholder={list ? say("preferences.standard") : undefined}
        value={draft ?? String(one.value)}
        onInput={(event) => setDraft(event.currentTarget.value)}
        onChange={(event) => void save(number ? event.currentTarget.valueAsNumber : event.currentTarget.value)}
      />
      {list && (
        <datalist id={`list-${one.key}`}>
          {list.map((name) => (
            <option key={name} value={name} />
          ))}
        </datalist>
      )}
    </Labelled>
  );
}
