/** An answer that came by mail to an invitation that SuperOffice had mailed itself: noted there with one press. */
import type { VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Failure, type NotedReply } from "../api";
import { HostError } from "../office";
import type { Desk } from "../pane";
import { readReply } from "../reply";
import { say } from "../words";
import { Act } from "./act";

/** *certain*: Outlook says that the mail is an answer; else it is offered as soon as one is found in it. */
export function Reply({ desk, certain }: { desk: Desk; certain: boolean }): VNode | null {
  const [found, setFound] = useState(certain);
  const [noted, setNoted] = useState<NotedReply | null>(null);
  useEffect(() => {
    if (certain) return;
    let late = false;
    hasReply().then((is) => late || setFound(is));
    return () => void (late = true);
  }, [certain]);
  if (!found) return null;
  return (
    <>
      {noted === null && (
        <Act disabled={desk.blocked !== ""} run={async () => setNoted(await desk.api.noteReply(await reply()))}>
          {say("reply.act")}
        </Act>
      )}
      <p class="aside" role="status">
        {noted && say(`reply.${noted.answer}`, { who: noted.address })}
      </p>
    </>
  );
}

/** Whether the open mail carries an answer; not, where Outlook does not tell. */
async function hasReply(): Promise<boolean> {
  try {
    return (await readReply()) !== null;
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    return false;
  }
}

/** The answer of the open mail. Rejects with Failure. */
async function reply(): Promise<string> {
  let text: string | null;
  try {
    text = await readReply();
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new Failure("refused", say("reply.failed"), say("item.code", { code: error.fault }));
  }
  if (text === null) throw new Failure("refused", say("reply.unreadable"), say("reply.unreadable.remedy"));
  return text;
}
