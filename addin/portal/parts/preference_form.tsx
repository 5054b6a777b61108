/** Preferences in sections, found by words, each with where its value comes from. */
import type { ComponentChildren, VNode } from "preact";
import { useState } from "preact/hooks";
import type { Api, Preference, Preferences } from "../../src/api";
import { Row } from "../../src/views/preferences";
import { holds } from "../search";
import { tell, say } from "../words";
import { Empty } from "./empty";
import { SearchField } from "./search_field";

const SECTIONS = ["superoffice", "calendar", "administrator"] as const;

export function PreferenceForm(given: {
  preferences: Preference[];
  api: Api;
  saved: (all: Preferences) => void;
  /** where changes are stored */
  level: "personal" | "profile";
  /** beside a preference */
  note?: (one: Preference) => ComponentChildren;
}): VNode {
  const { preferences, api, saved, level, note } = given;
  const [wanted, setWanted] = useState("");
  const found = preferences.filter((one) => holds(wanted, one.label, one.help, one.key));
  return (
    <div class="preferences">
      <SearchField label={tell("preferences.search")} value={wanted} set={setWanted} />
      {found.length === 0 && <Empty title={tell("search.none")} />}
      {SECTIONS.map((section) => {
        const here = found.filter((one) => one.section === section);
        if (here.length === 0) return null;
        return (
          <section key={section} aria-labelledby={`section-${section}`}>
            <h2 id={`section-${section}`}>
              {section === "administrator" ? tell("preferences.administrator") : say(`preferences.${section}`)}
            </h2>
            {here.map((one) => (
              <div key={one.key} class="preference-row">
                <Row one={one} api={api} saved={saved} level={level} />
                <p class={`tag ${one.source}`}>{tell(`source.${one.source}`)}</p>
                {note?.(one)}
              </div>
            ))}
          </section>
        );
      })}
    </div>
  );
}
