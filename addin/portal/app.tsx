/** The whole portal: who is signed in decides what there is to show. */
import type { VNode } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { Session } from "../src/api";
import { Connect } from "../src/views/connect";
import { say, setZone } from "../src/words";
import { Told, useAnswer, type Answer } from "./answer";
import { portalApi, type PortalApi } from "./api";
import { askWithCookie } from "./ask";
import type { Config } from "./config";
import { Frame } from "./frame";
import { Pages } from "./pages";
import { usePlace } from "./route";
import { SignedOut } from "./signed_out";

/** What every page is given. */
export type Given = { api: PortalApi; session: Session; again: () => Promise<void> };

export function App({ config }: { config: Config }): VNode {
  const [out, setOut] = useState(config.csrf === "");
  const api = useMemo(() => portalApi(askWithCookie(config, () => setOut(true))), [config]);
  if (out) return <SignedOut config={config} />;
  return <SignedIn api={api} config={config} />;
}

function SignedIn({ api, config }: { api: PortalApi; config: Config }): VNode {
  const session = useAnswer("session", api.session);
  const place = usePlace();
  setZone(session.value?.mailbox?.zone ?? "");
  if (session.value && session.value.state !== "not_connected") {
    const given: Given = { api, session: session.value, again: session.again };
    return (
      <Frame config={config} session={session.value} place={place} failure={session.failure}>
        <Pages {...given} place={place} />
      </Frame>
    );
  }
  return <Bare session={session} />;
}

/** Before there is a mailbox: the page says one thing. */
function Bare({ session }: { session: Answer<Session> }): VNode {
  return (
    <main class="bare">
      <h1 class="unseen">{say("title")}</h1>
      <Told answer={session}>
        {(value) => <Connect session={value} mailbox={value.account.address} again={session.again} />}
      </Told>
    </main>
  );
}
