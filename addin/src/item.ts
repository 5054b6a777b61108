/** The item that is open in Outlook, as plain data, read anew whenever it may have become another. */
import { call, HostError } from "./office";

/** What the pane knows of an item without asking the server. */
export type ItemFacts = {
  /** `invitation`: a mail that asks to a meeting or answers */
  kind: "appointment" | "message" | "invitation";
  mode: "read" | "compose";
  /** as Outlook spells it; the server knows all spellings. null: not saved, or not uploaded yet */
  id: string | null;
  series: "single" | "occurrence" | "master";
  private: boolean;
};

type Item = NonNullable<Office.Mailbox["item"]>;
type Composed = Office.AppointmentCompose & Office.MessageCompose;
type Read = Office.AppointmentRead & Office.MessageRead;

/** The open item; null when none is. Rejects with HostError. */
export async function readItem(): Promise<ItemFacts | null> {
  const item = Office.context.mailbox.item;
  if (!item) return null;
  // Macs give compose functions to read items too, but only read items have a plain subject
  return typeof item.subject === "string"
    ? factsOfRead(item as unknown as Read)
    : factsOfComposed(item as unknown as Composed);
}

function factsOfRead(item: Read): ItemFacts {
  return {
    kind: kindOf(item, item.itemClass),
    mode: "read",
    id: item.itemId,
    series: seriesOf(item.seriesId, item.recurrence),
    private: isPrivate(item.sensitivity as string | undefined),
  };
}

async function factsOfComposed(item: Composed): Promise<ItemFacts> {
  const [id, recurrence, sensitivity] = await Promise.all([
    idOf(item),
    optional<Office.Recurrence>(item.recurrence),
    optional<string>(item.sensitivity),
  ]);
  return {
    kind: kindOf(item, ""),
    mode: "compose",
    id,
    series: seriesOf(item.seriesId, recurrence),
    private: isPrivate(sensitivity),
  };
}

function kindOf(item: Pick<Item, "itemType">, itemClass: string): ItemFacts["kind"] {
  if (item.itemType === Office.MailboxEnums.ItemType.Appointment) return "appointment";
  return itemClass.startsWith("IPM.Schedule.Meeting") ? "invitation" : "message";
}

/** A master has no series id either, but a recurrence. */
function seriesOf(seriesId: string | null | undefined, recurrence: unknown): ItemFacts["series"] {
  if (seriesId) return "occurrence";
  return recurrence ? "master" : "single";
}

function isPrivate(sensitivity: string | null | undefined): boolean {
  return sensitivity?.toLowerCase() === "private" || sensitivity?.toLowerCase() === "confidential";
}

/** The id of a draft or of a meeting that one organises; null before it is saved, and in Outlooks before 1.8. */
async function idOf(item: Composed): Promise<string | null> {
  if (!item.getItemIdAsync) return null;
  try {
    return await call<string>((done) => item.getItemIdAsync(done));
  } catch (error) {
    if (error instanceof HostError && error.fault === "not_saved") return null;
    throw error;
  }
}

/** A property that older Outlooks lack or refuse; nothing hangs on it. */
async function optional<T>(
  property: { getAsync(callback: (result: Office.AsyncResult<T>) => void): void } | undefined,
): Promise<T | null> {
  if (!property?.getAsync) return null;
  try {
    return await call<T>((done) => property.getAsync(done));
  } catch (error) {
    if (error instanceof HostError && error.fault !== "stale") return null;
    throw error;
  }
}

/** A subscription to the open item. */
export type Following = {
  /** read it again now */
  reread(): void;
};

/**
 * Tell *found* the open item now and whenever it may have become another. Outlook's own event comes too rarely
 * (contracts/addin.md §3.2), so the pane also looks when it gets the focus. Answers about an item that is not open
 * any more are dropped.
 */
export function followItem(
  found: (facts: ItemFacts | null) => void,
  failed: (error: HostError) => void,
): Following {
  let turn = 0;
  const reread = async (): Promise<void> => {
    const mine = (turn += 1);
    try {
      const facts = await readItem();
      if (mine === turn) found(facts);
    } catch (error) {
      if (!(error instanceof HostError)) throw error;
      if (mine !== turn) return;
      if (error.fault === "stale") void reread();
      else failed(error);
    }
  };
  // pinned panes are told; where pinning is not known, registering fails and nothing is missed
  Office.context.mailbox.addHandlerAsync(
    Office.EventType.ItemChanged,
    () => void reread(),
    () => undefined,
  );
  window.addEventListener("focus", () => void reread());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "visible") void reread();
  });
  void reread();
  return { reread: () => void reread() };
}
