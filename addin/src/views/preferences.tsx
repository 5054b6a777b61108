/** Every preference of the person as the server's catalogue tells it: one control a kind of value, saved at once. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure, type Api, type Preference, type Preferences, type Wish } from "../api";
import { say } from "../words";
import { Fault } from "./act";
import { useAsked } from "./asked";
import { Control } from "./control";

const SECTIONS = ["superoffice", "calendar"] as const;

/** *at*: the key of the preference to go to; empty for none. */
export function PreferenceList({ api, at = "" }: { api: Api; at?: string }): VNode {
  const asked = useAsked(() => api.preferences(), [api]);
  const [saved, setSaved] = useState<Preferences | null>(null);
  const told = saved ?? asked.value;
  useEffect(() => {
    const wanted = document.getElementById(at);
    wanted?.scrollIntoView({ block: "center" });
    wanted?.focus();
  }, [at, told === null]);
  if (asked.failure) return <Fault failure={asked.failure} />;
  if (!told) return <p class="skeleton">{say("item.loading")}</p>;
  if (!told.allowed) return <p class="card quiet">{say("preferences.not_allowed")}</p>;
  return (
    <>
      {SECTIONS.map((section) => (
        <section key={section} aria-labelledby={`section-${section}`}>
          <h3 id={`section-${section}`}>{say(`preferences.${section}`)}</h3>
          {told.preferences
            .filter((one) => one.section === section)
            .map((one) => (
              <Row key={one.key} one={one} api={api} saved={setSaved} />
            ))}
        </section>
      ))}
    </>
  );
}

type State =
  | { at: "rest" }
  | { at: "saving"; wish: Wish }
  | { at: "saved"; before: Wish }
  | { at: "refused"; sentence: string };

/** One preference: its control, what became of the last change, and the way back to what counts below *level*. */
export function Row(given: {
  one: Preference;
  api: Api;
  saved: (all: Preferences) => void;
  level?: Preference["source"];
}): VNode {
  const { one, api, saved, level = "personal" } = given;
  const [state, setState] = useState<State>({ at: "rest" });
  const save = async (value: Wish): Promise<void> => {
    const before = one.source === level ? one.value : null;
    setState({ at: "saving", wish: value });
    try {
      saved(await api.prefer(one.key, value));
      setState({ at: "saved", before });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      setState({ at: "refused", sentence: error.errors.get(one.key) ?? `${error.sentence} ${error.remedy}` });
    }
  };
  // shown at once; a refusal brings the old value back
  const wished = state.at === "saving" ? { ...one, value: state.wish ?? one.inherited } : one;
  const fault = state.at === "refused" ? state.sentence : one.fault;
  return (
    <div class="preference" aria-busy={state.at === "saving"}>
      <Control one={wished} api={api} save={save} invalid={fault !== ""} />
      {one.help && (
        <p class="help" id={`help-${one.key}`}>
          {one.help}
        </p>
      )}
      {fault && (
        <p class="fault" id={`fault-${one.key}`} role="alert">
          {fault}
        </p>
      )}
      {state.at === "saved" && (
        <p class="saved" role="status">
          {say("preferences.saved")}
          <button class="link" onClick={() => void save(state.before)}>
            {say("preferences.undo")}
          </button>
        </p>
      )}
      {one.changeable && one.source === level && state.at !== "saved" && (
        <button
          class="link"
          onClick={() => void save(null)}
          aria-label={say("preferences.reset.of", { what: one.label })}
        >
          {say("preferences.reset")}
        </button>
      )}
    </div>
  );
}
