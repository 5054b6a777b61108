/** The two sides, in the order in which they stand everywhere, and what people call them. */
import type { Side } from "./api";

export const SIDES: readonly Side[] = ["superoffice", "calendar"];
export const SYSTEM: Record<Side, string> = { superoffice: "SuperOffice", calendar: "Outlook" };
