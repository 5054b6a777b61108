/** Users and mailboxes as the rows of one list: joined, narrowed, ordered. Pure. */
import type { AdminMailbox, AdminUser } from "./admin_api";
import { holds } from "./search";

/** How a mailbox does, in few words: the first part of the server's state, or that there is none. */
export type Standing = "working" | "attention" | "waiting" | "resting" | "not_linked";
export const STANDINGS: Standing[] = ["attention", "waiting", "working", "resting", "not_linked"];

export type Person = {
  /** stays the same while the list is shown */
  key: string;
  name: string;
  address: string;
  standing: Standing;
  user: AdminUser | null;
  mailbox: AdminMailbox | null;
};

const STANDING: Record<string, Standing> = {
  active: "working",
  waiting: "waiting",
  invited: "waiting",
  maintenance: "waiting",
  failing: "attention",
  held: "attention",
  needs_sign_in: "attention",
  suspended: "attention",
  deleted: "attention",
  paused: "resting",
  unlinked: "resting",
};

/** How a mailbox of *state* does; one that is newer than this list wants to be looked at. */
export function standingOf(state: string): Standing {
  return STANDING[state.split(".")[0] ?? ""] ?? "attention";
}

/** Every mailbox, and every active user without one. */
export function persons(mailboxes: AdminMailbox[], users: AdminUser[]): Person[] {
  const byMailbox = new Map(users.map((user) => [user.mailbox, user]));
  const linked = mailboxes.map((mailbox) => ({
    key: mailbox.id,
    name: mailbox.name,
    address: mailbox.address,
    standing: standingOf(mailbox.state),
    user: byMailbox.get(mailbox.id) ?? null,
    mailbox,
  }));
  const without = users
    .filter((user) => user.mailbox === null && user.active)
    .map((user) => ({
      key: `user ${user.associate_id}`,
      name: user.name,
      address: user.address,
      standing: "not_linked" as const,
      user,
      mailbox: null,
    }));
  return [...linked, ...without];
}

/** Whoever holds every word of *wanted*, and stands as asked; "" is everybody. */
export function narrowed(people: Person[], wanted: string, standing: Standing | ""): Person[] {
  return people.filter(
    (one) =>
      (standing === "" || one.standing === standing) &&
      holds(wanted, one.name, one.address, one.mailbox?.sentence ?? ""),
  );
}

export type Column = "name" | "standing" | "last" | "next" | "linked" | "attention";
export type Order = { by: Column; down: boolean };

/** What waits for a person or cannot be synced. */
export function troubles(mailbox: AdminMailbox | null): number {
  if (!mailbox) return 0;
  return mailbox.held_deletions + mailbox.held_invitations + mailbox.to_repair + mailbox.parked;
}

const VALUE: Record<Column, (one: Person) => string | number> = {
  name: (one) => one.name || one.address,
  standing: (one) => STANDINGS.indexOf(one.standing),
  last: (one) => one.mailbox?.last_run?.began_at ?? "",
  next: (one) => one.mailbox?.next_run_at ?? "",
  linked: (one) => one.mailbox?.linked ?? -1,
  attention: (one) => troubles(one.mailbox),
};

/** By a column, and by name where that is the same. */
export function ordered(people: Person[], { by, down }: Order): Person[] {
  const compare = (one: Person, other: Person, column: Column): number => {
    const [left, right] = [VALUE[column](one), VALUE[column](other)];
    return typeof left === "number" ? left - (right as number) : left.localeCompare(String(right));
  };
  return people.toSorted((one, other) => (down ? -1 : 1) * compare(one, other, by) || compare(one, other, "name"));
}

/** The same column again turns the order round. */
export function orderedBy(column: Column, before: Order): Order {
  return { by: column, down: before.by === column && !before.down };
}
