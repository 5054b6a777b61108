/** The frame of the preferences: the page itself is loaded when it is opened, not with the pane. */
import type { VNode } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { Api } from "../api";
import { say } from "../words";

type Page = typeof import("./preferences").PreferenceList;

export function PreferencesPage({ api, back }: { api: Api; back: () => void }): VNode {
  const [List, setList] = useState<Page | null>(null);
  const [failed, setFailed] = useState(false);
  const top = useRef<HTMLButtonElement>(null);
  useEffect(() => top.current?.focus(), []);
  useEffect(() => {
    import("./preferences").then(
      (module) => setList(() => module.PreferenceList),
      () => setFailed(true),
    );
  }, []);
  return (
    <section aria-labelledby="preferences">
      <div class="head">
        <button class="link" ref={top} onClick={back}>
          <span aria-hidden="true">‹ </span>
          {say("back")}
        </button>
        <h2 id="preferences">{say("preferences")}</h2>
      </div>
      {failed && (
        <p class="fault" role="alert">
          {say("failure.offline")}
        </p>
      )}
      {List ? <List api={api} /> : !failed && <p class="skeleton">{say("item.loading")}</p>}
    </section>
  );
}
