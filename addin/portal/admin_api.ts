/** What only administrators ask of the server (docs/administration.md). */
import type { Ask, Wish } from "../src/api";
import type { components } from "../src/api-types";

type Schemas = components["schemas"];
export type AdminMailbox = Schemas["AdminMailbox"];
export type AdminUser = Schemas["AdminUser"];
export type AuditEntry = Schemas["AuditEntry"];
export type Audit = Schemas["Audit"];
export type LinkAllAnswer = Schemas["LinkAllAnswer"];
export type LinkVerdict = Schemas["LinkVerdict"];
export type LookAlike = Schemas["LookAlike"];
export type MailPreview = Schemas["MailPreview"];
export type Organisation = Schemas["AdminOrganisation"];
export type Profile = Schemas["Profile"];

/** What becomes of everybody's own values when the profile changes. */
export type Personal = Schemas["ProfileChanges"]["personal"];

export type AdminApi = ReturnType<typeof adminApi>;

/** What may be asked of the server; each rejects with Failure. */
export function adminApi(ask: Ask) {
  const get = <T>(path: string): Promise<T> => ask<T>("GET", `/admin${path}`);
  const post = <T>(path: string, body?: unknown): Promise<T> => ask<T>("POST", `/admin${path}`, body);
  /** An act on a mailbox, which answers with how it stands then. */
  const act = (id: string, what: string): Promise<AdminMailbox> => post(`/mailboxes/${id}/${what}`);
  return {
    organisation: () => get<Organisation>("/organisation"),
    mailboxes: async () => (await get<{ items: AdminMailbox[] }>("/mailboxes")).items,
    users: async () => (await get<{ items: AdminUser[] }>("/users")).items,
    link: (associate: number, address: string) =>
      post<AdminMailbox>("/users/link", { associate_id: associate, address }),
    linkAll: (dryRun: boolean) => post<LinkAllAnswer>("/users/link-all", { dry_run: dryRun }),
    pause: (id: string) => act(id, "pause"),
    resume: (id: string) => act(id, "resume"),
    unlink: (id: string) => act(id, "unlink"),
    relink: (id: string) => act(id, "relink"),
    sendConnectMail: (id: string) => act(id, "connect-mail"),
    releaseDeletions: (id: string) => act(id, "deletions/confirm"),
    releaseInvitations: (id: string) => act(id, "invitations/confirm"),
    lookAlikes: async (id: string) => (await get<{ items: LookAlike[] }>(`/mailboxes/${id}/pairs`)).items,
    join: (id: string, item: string) => post<AdminMailbox>(`/mailboxes/${id}/pairs/repair`, { item }),
    mail: (kind: string, language: string) =>
      get<MailPreview>(`/mails/preview?${new URLSearchParams({ kind, language })}`),
    profile: () => get<Profile>("/profile"),
    changeProfile: (values: Record<string, Wish>, personal: Personal) =>
      ask<Profile>("PATCH", "/admin/profile", { values, personal }),
    audit: (after: string) => get<Audit>(`/audit?limit=50&after=${encodeURIComponent(after)}`),
  };
}

/** Where a browser gets the list of mailboxes as a table. */
export const DOWNLOADS = {
  csv: "/portal/api/v1/admin/mailboxes.csv",
  xlsx: "/portal/api/v1/admin/mailboxes.xlsx",
};
