/** What the portal asks of the server beyond what the pane does. */
import { routes, type Ask, type Run, type SyncState } from "../src/api";
import { adminApi } from "./admin_api";
import type { components } from "../src/api-types";

type Schemas = components["schemas"];
export type Proposal = Schemas["Proposal"];
export type Caution = Schemas["Caution"];

export type PortalApi = ReturnType<typeof portalApi>;

/** What may be asked of the server; each rejects with Failure. */
export function portalApi(ask: Ask) {
  const get = <T>(path: string): Promise<T> => ask<T>("GET", path);
  return {
    ...routes(ask),
    days: async (days: number) => (await get<Schemas["DaysOfRuns"]>(`/runs/days?days=${days}`)).items,
    warnings: async () => (await get<{ items: Caution[] }>("/preferences/warnings")).items,
    runs: async () => (await get<{ items: Run[] }>("/runs?limit=50")).items,
    week: (monday: string) => get<Schemas["Week"]>(`/week?monday=${monday}`),
    proposals: async () => (await get<{ items: Proposal[] }>("/proposals")).items,
    takeProposal: (id: string) => ask<SyncState>("POST", `/proposals/${id}/take`),
    dropProposal: (id: string) => ask<SyncState>("POST", `/proposals/${id}/drop`),
    admin: adminApi(ask),
  };
}
