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
  /** of an occurrence the id of its series, as Outlook spells it; else empty */
  master: string;
  /** how a series repeats; null for none, and where Outlook does not tell */
  repeats: Repeats | null;
  private: boolean;
  /** whose mailbox it lies in where that is a shared one; empty for the own */
  owner: string;
  /** whom a mail, or an item that the server cannot know, is from and for; each address once */
  people: Person[];
  /** of an invitation: the meeting that it speaks of; else null */
  meeting: Meeting | null;
  /** whether a mail answers an invitation; `maybe` where a calendar is attached to it */
  answers: "yes" | "maybe" | "no";
};

export type Repeats = { every: (typeof RHYTHMS)[number]; interval: number };

/** When a meeting takes place (ISO 8601), and the address of somebody in it. */
export type Meeting = { start: string; end: string; address: string };

export type Person = { address: string; name: string };

const CALENDARS = new Set(["text/calendar", "application/ics"]);
const RHYTHMS = ["daily", "weekday", "weekly", "monthly", "yearly"] as const;

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

/** Save what is being written; its id. Rejects with HostError. */
export async function saveItem(): Promise<string> {
  const item = Office.context.mailbox.item as unknown as Composed;
  return call<string>((done) => item.saveAsync(done));
}

async function factsOfRead(item: Read): Promise<ItemFacts> {
  const kind = kindOf(item, item.itemClass);
  return {
    kind,
    mode: "read",
    id: item.itemId,
    series: seriesOf(item.seriesId, item.recurrence),
    master: item.seriesId ?? "",
    repeats: repeatsOf(item.recurrence),
    private: isPrivate(item.sensitivity as string | undefined),
    owner: await ownerOf(item),
    people: peopleOf([
      item.organizer ?? item.from,
      ...(item.requiredAttendees ?? item.to ?? []),
      ...(item.optionalAttendees ?? item.cc ?? []),
    ]),
    meeting: kind === "invitation" ? meetingOf(item) : null,
    answers: answersOf(kind, item),
  };
}

async function factsOfComposed(item: Composed): Promise<ItemFacts> {
  const kind = kindOf(item, "");
  const [id, recurrence, sensitivity, owner] = await Promise.all([
    idOf(item),
    optional<Office.Recurrence>(item.recurrence),
    optional<string>(item.sensitivity),
    ownerOf(item),
  ]);
  return {
    kind,
    mode: "compose",
    id,
    series: seriesOf(item.seriesId, recurrence),
    master: item.seriesId ?? "",
    repeats: repeatsOf(recurrence),
    private: isPrivate(sensitivity),
    owner,
    // the server tells the people of an appointment that is saved
    people: kind === "appointment" && id !== null ? [] : await peopleOfComposed(item),
    meeting: null,
    answers: "no",
  };
}

async function peopleOfComposed(item: Composed): Promise<Person[]> {
  const fields = [item.requiredAttendees ?? item.to, item.optionalAttendees ?? item.cc];
  const found = await Promise.all(fields.map((field) => optional<Office.EmailAddressDetails[]>(field)));
  return peopleOf(found.flatMap((some) => some ?? []));
}

function peopleOf(details: (Office.EmailAddressDetails | undefined)[]): Person[] {
  const found = new Map<string, Person>();
  for (const one of details) {
    const address = one?.emailAddress?.toLowerCase() ?? "";
    // rooms and groups of old mail systems have no address that mail knows
    if (address.includes("@") && !found.has(address))
      found.set(address, { address, name: one?.displayName ?? "" });
  }
  return [...found.values()];
}

/** Items of shared folders, and no others, can be asked whose they are. */
async function ownerOf(item: Read | Composed): Promise<string> {
  if (!item.getSharedPropertiesAsync) return "";
  const shared = await optional<Office.SharedProperties>({
    getAsync: (done) => item.getSharedPropertiesAsync(done),
  });
  const owner = shared?.owner ?? "";
  return owner.toLowerCase() === Office.context.mailbox.userProfile.emailAddress.toLowerCase() ? "" : owner;
}

function kindOf(item: Pick<Item, "itemType">, itemClass: string): ItemFacts["kind"] {
  if (item.itemType === Office.MailboxEnums.ItemType.Appointment) return "appointment";
  return itemClass.startsWith("IPM.Schedule.Meeting") ? "invitation" : "message";
}

/** Calendars that are attached to a mail. */
export function calendarsOf(item: Read): Office.AttachmentDetails[] {
  return (item.attachments ?? []).filter((one) => CALENDARS.has(one.contentType?.toLowerCase() ?? ""));
}

function answersOf(kind: ItemFacts["kind"], item: Read): ItemFacts["answers"] {
  if (item.itemClass.startsWith("IPM.Schedule.Meeting.Resp")) return "yes";
  return kind === "message" && calendarsOf(item).length > 0 ? "maybe" : "no";
}

/** A master has no series id either, but a recurrence. */
function seriesOf(seriesId: string | null | undefined, recurrence: unknown): ItemFacts["series"] {
  if (seriesId) return "occurrence";
  return recurrence ? "master" : "single";
}

function repeatsOf(recurrence: Office.Recurrence | null | undefined): Repeats | null {
  const every = RHYTHMS.find((one) => one === recurrence?.recurrenceType);
  return every ? { every, interval: recurrence?.recurrenceProperties?.interval ?? 1 } : null;
}

/** Some kinds of mails about a meeting do not tell when it is. */
function meetingOf({ start, end, from }: Read): Meeting | null {
  if (!start || !end || !from?.emailAddress) return null;
  return { start: start.toISOString(), end: end.toISOString(), address: from.emailAddress };
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
