/** Calls into Outlook as promises: three at a time, with a time-out and a kind for every error (contracts/addin.md §3.2). */

/** Why a call failed, as far as the pane tells them apart. */
export type HostFault =
  "stale" | "not_saved" | "not_found" | "forbidden" | "unsupported" | "network" | "silent" | "failed";

export class HostError extends Error {
  constructor(
    readonly fault: HostFault,
    /** Outlook's own number; 0 where it gave none. */
    readonly code: number,
  ) {
    super(`Outlook: ${fault} (${code})`);
  }
}

/** Where the pane runs. */
export type Host =
  | { at: "outlook"; address: string; language: string }
  /** Outlook's script could not be loaded */
  | { at: "no_office" }
  /** a plain browser */
  | { at: "outside" };

/** Web, new Outlook and phones let more calls fail. */
const AT_ONCE = 3;
/** Milliseconds after which an answer is not waited for any more; some never come. */
const PATIENCE = 10_000;

const FAULTS: Record<number, HostFault> = {
  9030: "stale",
  9038: "forbidden",
  9041: "network",
  9046: "not_saved",
  9049: "not_found",
  9055: "unsupported",
};

let running = 0;
const waiting: (() => void)[] = [];

/** The value that Outlook hands to the callback of *start*. Rejects with HostError. */
export async function call<T>(
  start: (done: (result: Office.AsyncResult<T>) => void) => void,
  patience: number = PATIENCE,
): Promise<T> {
  if (running >= AT_ONCE) {
    await new Promise<void>((turn) => waiting.push(turn));
  } else {
    running += 1;
  }
  try {
    return await answer(start, patience);
  } finally {
    // the place goes to the next in the queue, or is free
    const next = waiting.shift();
    if (next) next();
    else running -= 1;
  }
}

function answer<T>(start: (done: (result: Office.AsyncResult<T>) => void) => void, patience: number): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => reject(new HostError("silent", 0)), patience);
    start((result) => {
      clearTimeout(timer);
      if (result.status === Office.AsyncResultStatus.Succeeded) resolve(result.value);
      else reject(new HostError(FAULTS[result.error.code] ?? "failed", result.error.code));
    });
  });
}

/** Wait for Outlook, and say where we are. Never rejects. *patience* in milliseconds. */
export async function findHost(patience: number = PATIENCE): Promise<Host> {
  if (!(await within(patience, ready()))) return { at: "no_office" };
  const mailbox = Office.context?.mailbox;
  if (!mailbox) return { at: "outside" };
  return { at: "outlook", address: mailbox.userProfile.emailAddress, language: Office.context.displayLanguage };
}

/** Whether Outlook's script has come and is ready. */
async function ready(): Promise<boolean> {
  if (!(await loaded())) return false;
  await Office.onReady();
  return true;
}

/** Whether Outlook's script has come; the page throws one out that could not be had (taskpane.html). */
function loaded(): Promise<boolean> {
  const script = document.querySelector('script[src$="/office.js"]');
  if ("Office" in window || !script) return Promise.resolve("Office" in window);
  return new Promise((resolve) => {
    for (const end of ["load", "error"]) script.addEventListener(end, () => resolve("Office" in window));
  });
}

function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | null> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), milliseconds));
  return Promise.race([promise, late]);
}

/** The colour of Outlook's own pages behind the pane; null where Outlook does not tell. */
export function backgroundOfOutlook(): string | null {
  return Office.context.officeTheme?.bodyBackgroundColor ?? null;
}

/** Call *listener* when a person changes Outlook's colours; not every Outlook says so. */
export function onThemeChange(listener: () => void): void {
  const event = Office.EventType.OfficeThemeChanged;
  // versions before 1.14 know the event but fail to register it; the theme of the start stays then
  if (event) Office.context.mailbox.addHandlerAsync(event, listener, () => undefined);
}

/** Let Outlook open a page in the browser; false where it cannot, and a link has to. */
export function openPage(url: string): boolean {
  if (!Office.context?.requirements?.isSetSupported("OpenBrowserWindowApi", "1.1")) return false;
  Office.context.ui.openBrowserWindow(url);
  return true;
}

/** Open a page in the browser: through Outlook, as a frame that has waited for an answer may open no window. */
export function browse(url: string): void {
  if (!openPage(url)) window.open(url, "_blank", "noopener,noreferrer");
}

/** Let Outlook open an appointment, by its EWS id. */
export function openAppointment(id: string): void {
  Office.context.mailbox.displayAppointmentForm(id);
}
