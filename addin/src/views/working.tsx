/** What a signed-in person sees: the open item, its people, and the mailbox. Loaded after the sign-in. */
import type { VNode } from "preact";
import { Failure, type Failed } from "../api";
import { browse, openAppointment } from "../office";
import type { Pane } from "../pane";
import type { View } from "../state";
import { say } from "../words";
import { ItemSection } from "./item";
import { MailboxSection } from "./mailbox";

export function Working(given: {
  shown: Extract<View, { at: "working" }>;
  pane: Pane;
  /** open the preference of this key */
  rule: (key: string) => void;
}): VNode {
  const { shown, pane, rule } = given;
  return (
    <>
      <ItemSection shown={shown.item} failures={shown.failures} pane={pane} rule={rule} />
      <MailboxSection
        shown={shown.sync}
        failures={shown.failures}
        pane={pane}
        open={(failed) => open(failed, pane)}
      />
    </>
  );
}

/** Show an item that is not synced: in Outlook where it is there, else in SuperOffice. Rejects with Failure. */
async function open({ calendar_id, superoffice_id }: Failed, pane: Pane): Promise<void> {
  if (calendar_id) return openAppointment(await pane.api.outlookId(calendar_id));
  const { open_url } = await pane.api.item(superoffice_id ?? "");
  if (!open_url) throw new Failure("not_found", say("failures.not_there"));
  browse(open_url);
}
