/** The whole pane: the status line, the case that is shown, the foot. */
import type { ComponentChildren, Ref, VNode } from "preact";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Pane } from "./pane";
import { match, view, type View } from "./state";
import { Connect } from "./views/connect";
import { Consent } from "./views/consent";
import { Foot } from "./views/foot";
import { lazy } from "./views/lazy";
import { Message } from "./views/message";
import { PreferencesPage } from "./views/preferences_page";
import { SignInPage } from "./views/sign_in";
import { Skeleton } from "./views/skeleton";
import { count, moment, say } from "./words";

// what signed-in people see comes after the sign-in
const Working = lazy(
  async () => (await import("./views/working")).Working,
  () => <Skeleton head={say("item")} text={say("item.loading")} />,
);

type Page = { at: "item" } | { at: "preferences"; key: string };

export function App({ pane }: { pane: Pane }): VNode {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const [page, show] = useState<Page>({ at: "item" });
  useEffect(() => void pane.begin(() => draw(undefined)), [pane]);
  const door = useRef<HTMLButtonElement>(null);
  const shown = view(pane.known);
  const back = (): void => {
    show({ at: "item" });
    // where the person was before, as soon as it is there again
    requestAnimationFrame(() => door.current?.focus());
  };
  const preferences = (key: string): void => show({ at: "preferences", key });
  return (
    <>
      <main>
        <h1 class="unseen">{say("title")}</h1>
        <Status shown={shown} />
        {page.at === "preferences" && shown.at === "working" ? (
          <PreferencesPage api={pane.api} at={page.key} back={back} />
        ) : (
          pageOf(shown, pane, preferences, <Door to={() => preferences("")} button={door} />)
        )}
      </main>
      {pane.known.session.value && (
        <Foot session={pane.known.session.value} version={pane.config.version} signOut={pane.signOut} />
      )}
    </>
  );
}

function Door({ to, button }: { to: () => void; button: Ref<HTMLButtonElement> }): VNode {
  return (
    <button class="row" ref={button} onClick={to}>
      {say("preferences")}
      <span aria-hidden="true">›</span>
    </button>
  );
}

function pageOf(shown: View, pane: Pane, rule: (key: string) => void, door: VNode): ComponentChildren {
  return match(shown, {
    starting: () => <Skeleton head="SuperOffice" text={say("starting")} />,
    not_in_outlook: ({ why }) => (
      <Message icon="plug" title={say(`not_in_outlook.${why}`)} text={say(`not_in_outlook.${why}.remedy`)} />
    ),
    signed_out: ({ why, mailbox }) => <SignInPage why={why} mailbox={mailbox} signIn={pane.askToSignIn} />,
    unsupported: () => <Message icon="plug" title={say("unsupported")} text={say("unsupported.remedy")} />,
    consent: () => <Consent config={pane.config} again={pane.askToSignIn} />,
    other_account: ({ account, mailbox }) => (
      <Message icon="warning" title={say("other_account")} text={say("other_account.text", { account, mailbox })}>
        <button class="primary" onClick={() => void pane.askToSignIn(true)}>
          {say("other_account.act")}
        </button>
      </Message>
    ),
    not_connected: ({ session, mailbox }) => <Connect session={session} mailbox={mailbox} again={pane.refresh} />,
    expired: ({ session }) => <Connect session={session} mailbox="" again={pane.refresh} />,
    unreachable: ({ failure }) => (
      <Message icon="offline" title={failure.sentence} text={failure.remedy}>
        <button class="primary" onClick={() => void pane.refresh()}>
          {say("again")}
        </button>
      </Message>
    ),
    working: (working) => (
      <div class={working.stale === null ? "" : "stale"}>
        <Working shown={working} pane={pane} rule={rule} />
        {door}
      </div>
    ),
  });
}

/** The one line that is read aloud when it changes: trouble with the server, and how a sync goes. */
function Status({ shown }: { shown: View }): VNode {
  const stale = shown.at === "working" ? shown.stale : null;
  return (
    <p class={stale === null ? "" : "status"} role="status">
      {stale !== null && say("status.offline", { when: moment(stale) })}
      <span class="unseen">{shown.at === "working" && spoken(shown.sync)}</span>
    </p>
  );
}

function spoken(sync: Extract<View, { at: "working" }>["sync"]): string {
  return match(sync, {
    unknown: () => "",
    paused: () => "",
    never: () => "",
    queued: () => say("sync.queued"),
    running: () => say("sync.running"),
    ended: ({ run }) => (run.outcome === "ok" ? count("changes", run.progress.done) : run.sentence),
  });
}
