/** The frame of the preferences: the list itself is loaded when it is opened, not with the pane. */
import type { VNode } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { Api } from "../api";
import { say } from "../words";
import { lazy } from "./lazy";

const List = lazy(
  async () => (await import("./preferences")).PreferenceList,
  () => <p class="skeleton">{say("item.loading")}</p>,
);

/** *at*: the key of the preference that somebody came for; empty for none. */
export function PreferencesPage({ api, at, back }: { api: Api; at: string; back: () => void }): VNode {
  const top = useRef<HTMLButtonElement>(null);
  useEffect(() => top.current?.focus(), []);
  return (
    <section aria-labelledby="preferences">
      <div class="head">
        <button class="link" ref={top} onClick={back}>
          <span aria-hidden="true">‹ </span>
          {say("back")}
        </button>
        <h2 id="preferences">{say("preferences")}</h2>
      </div>
      <List api={api} at={at} />
    </section>
  );
}
