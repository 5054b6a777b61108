/** What runs did to an item, newest first; a value that lost may be put back. */
import type { VNode } from "preact";
import type { HistoryEntry } from "../api";
import { moment, say } from "../words";
import { Act } from "./act";

export function History({
  entries,
  undo,
}: {
  entries: HistoryEntry[];
  undo: (entry: string) => Promise<void>;
}): VNode {
  return (
    <ol class="history">
      {entries.map((entry) => (
        <li key={entry.id}>
          <time dateTime={entry.at}>{moment(entry.at)}</time>
          <span>{entry.sentence}</span>
          {entry.can_undo && <Act run={() => undo(entry.id)}>{say("history.undo")}</Act>}
        </li>
      ))}
    </ol>
  );
}
