/** The whole pane: the status line, the case that is shown, the foot. */
import type { ComponentChildren, Ref, VNode } from "preact";
import { useEffect, useReducer, useRef, useState } from "preact/hooks";
import type { Pane } from "./pane";
import { match, view, type View } from "./state";
import { Consent } from "./views/consent";
import { Connect } from "./views/connect";
import { Foot } from "./views/foot";
import { ItemSection } from "./views/item";
import { MailboxSection } from "./views/mailbox";
import { Message } from "./views/message";
import { PreferencesPage } from "./views/preferences_page";
import { SignInPage } from "./views/sign_in";
import { count, moment, say } from "./words";

export function App({ pane }: { pane: Pane }): VNode {
  const [, draw] = useReducer((n: number) => n + 1, 0);
  const [page, show] = useState<"item" | "preferences">("item");
  useEffect(() => void pane.begin(() => draw(undefined)), [pane]);
  const door = useRef<HTMLButtonElement>(null);
  const shown = view(pane.known);
  const back = (): void => {
    show("item");
    // where the person was before, as soon as it is there again
    requestAnimationFrame(() => door.current?.focus());
  };
  const preferences = page === "preferences" && shown.at === "working";
  return (
    <>
      <main>
        <h1 class="unseen">{say("title")}</h1>
        <Status shown={shown} />
        {preferences ? (
          <PreferencesPage api={pane.api} back={back} />
        ) : (
          pageOf(shown, pane, <Door to={() => show("preferences")} button={door} />)
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

function pageOf(shown: View, pane: Pane, preferences: VNode): ComponentChildren {
  return match(shown, {
    starting: () => <Message quiet icon="clock" title={say("starting")} />,
    not_in_outlook: ({ why }) => (
      <Message icon="plug" title={say(`not_in_outlook.${why}`)} text={say(`not_in_outlook.${why}.remedy`)} />
    ),
    signed_out: ({ why, mailbox }) => <SignInPage why={why} mailbox={mailbox} signIn={pane.askToSignIn} />,
    unsupported: () => <Message icon="plug" title={say("unsupported")} text={say("unsupported.remedy")} />,
    consent: () => <Consent config={pane.config} again={pane.askToSignIn} />,
    other_account: ({ account, mailbox }) => (
      <Message icon="warning" title={say("other_account")} text={say("other_account.text", { account, mailbox })}>
        <button class="primary" onClick={() => void pane.askToSignIn()}>
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
    working: ({ item, sync, failures, stale }) => (
      <div class={stale === null ? "" : "stale"}>
        <ItemSection shown={item} pane={pane} />
        <MailboxSection shown={sync} failures={failures} pane={pane} />
        {preferences}
      </div>
    ),
  });
}

/** The one line that is read aloud when it changes: trouble with the server, and how a sync goes. */
function Status({ shown }: { shown: View }): VNode {
  return (
    <p class="status" role="status">
      {shown.at === "working" && shown.stale !== null && say("status.offline", { when: moment(shown.stale) })}
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
