/**
 * A stage's stand-in for office.js: the part of Office that the pane uses, with Office's shapes and its limits
 * (contracts/addin.md §3.4). The page that frames the pane plays Outlook: it sends `Scene`s by postMessage.
 */
import { playBridge } from "./bridge";
import { displayDialogAsync, EVENT, inWindow, MESSAGE, messageParent } from "./windows";

/** What Outlook shows at a moment. Absent parts stay as they are. */
export type Scene = {
  address?: string;
  language?: string;
  /** of the page behind the pane, "#ffffff" */
  background?: string;
  /** null: nothing is open; undefined: as before */
  item?: StageItem | null;
  /** an access token for the API; null: the person has to sign in */
  token?: string | null;
  /** why signing in fails */
  fault?: "needed" | "cancelled" | "consent" | "";
};

export type StageItem = {
  kind: "appointment" | "message" | "invitation" | "answer";
  mode: "read" | "compose";
  /** null: not saved */
  id: string | null;
  seriesId?: string;
  /** a pattern as Office tells it, or that there is one */
  recurring?: boolean | { recurrenceType: string; recurrenceProperties: { interval: number } };
  /** of an invitation, when the meeting is; ISO 8601 */
  start?: string;
  end?: string;
  sensitivity?: string;
  /** who sends or organises it, then everybody whom it is for */
  people?: { emailAddress: string; displayName: string }[];
  /** whose mailbox shares it */
  owner?: string;
  /** the id that saving gives it; null: Outlook cannot save; absent: the page that plays Outlook saves it */
  savedAs?: string | null;
  /** the number with which Outlook refuses to tell the id of what is being written */
  refuses?: number;
  /** what an answer is made of, or a mail has attached: iCalendar; absent: Outlook does not hand it over */
  calendar?: string;
  /** milliseconds until getters answer */
  slow?: number;
};

type Done = (result: { status: string; value?: unknown; error?: { code: number; message: string } }) => void;

const CLASSES: Record<StageItem["kind"], string> = {
  appointment: "IPM.Appointment",
  message: "IPM.Note",
  invitation: "IPM.Schedule.Meeting.Request",
  answer: "IPM.Schedule.Meeting.Resp.Pos",
};

/** More calls at once than that fail, as on the web. */
const AT_ONCE = 3;

const scene: Required<Scene> = {
  address: "",
  language: "en-US",
  background: "#ffffff",
  item: null,
  token: null,
  fault: "needed",
};
/** Say something to the page that plays Outlook. */
function tell(news: object): void {
  window.parent.postMessage(news, "*");
}

const listeners = new Map<string, () => void>();
/** What waits for the page that plays Outlook to save. */
let saving: ((id: string | null) => void)[] = [];
let running = 0;

/** Outlook's answer to a call that failed. */
class Refusal extends Error {
  constructor(readonly code: number) {
    super(String(code));
  }
}

function later(value: () => unknown, done: Done, slow = 0): void {
  if (running >= AT_ONCE) {
    setTimeout(() => done({ status: "failed", error: { code: 9020, message: "too many calls" } }));
    return;
  }
  running += 1;
  setTimeout(async () => {
    try {
      const found = await value();
      running -= 1;
      done({ status: "succeeded", value: found });
    } catch (error) {
      running -= 1;
      if (!(error instanceof Refusal)) throw error;
      done({ status: "failed", error: { code: error.code, message: "" } });
    }
  }, slow);
}

/** Let what is written be saved: it has an id then, and stays open as it is. */
async function save(shown: StageItem): Promise<string> {
  let id = shown.savedAs;
  if (id === undefined) {
    tell({ saves: true });
    id = await new Promise<string | null>((saved) => saving.push(saved));
  }
  if (id === null) throw new Refusal(9042);
  return (shown.id = id);
}

function patternOf({ recurring }: StageItem): object | null {
  return recurring === true ? {} : recurring || null;
}

/** Answers are handed over with the mail as a whole (Mailbox 1.14), attachments by themselves (1.8). */
function carriedBy({ kind, calendar }: StageItem): object {
  if (calendar === undefined) return { attachments: [] };
  if (kind !== "message")
    return { attachments: [], getAsFileAsync: (done: Done) => later(() => mailOf(calendar), done) };
  return {
    attachments: [{ id: "calendar", contentType: "text/calendar" }],
    getAttachmentContentAsync: (_: string, done: Done) =>
      later(() => ({ format: "base64", content: base64(calendar) }), done),
  };
}

function mailOf(calendar: string): string {
  const head = 'Subject: Accepted\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n';
  const part =
    "--b\r\nContent-Type: text/calendar;\r\n\tmethod=REPLY\r\nContent-Transfer-Encoding: base64\r\n\r\n";
  return base64(`${head}${part}${base64(calendar)}\r\n--b--\r\n`);
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

function itemOf(shown: StageItem | null): object | null {
  if (!shown) return null;
  const appointment = shown.kind === "appointment";
  const { owner } = shown;
  const common = {
    itemType: appointment ? "appointment" : "message",
    seriesId: shown.seriesId ?? null,
    // items of the own mailbox have no such function
    ...(owner && { getSharedPropertiesAsync: (done: Done) => later(() => ({ owner }), done) }),
  };
  const [first, ...others] = shown.people ?? [];
  if (shown.mode === "read") {
    return {
      ...common,
      itemClass: CLASSES[shown.kind],
      subject: "",
      itemId: shown.id,
      recurrence: patternOf(shown),
      ...(shown.start && shown.end && { start: new Date(shown.start), end: new Date(shown.end) }),
      sensitivity: shown.sensitivity ?? "normal",
      ...(appointment
        ? { organizer: first, requiredAttendees: others, optionalAttendees: [] }
        : { from: first, to: others, cc: [], ...carriedBy(shown) }),
    };
  }
  const getter = (value: unknown) => ({ getAsync: (done: Done) => later(() => value, done, shown.slow) });
  return {
    ...common,
    subject: getter(""),
    recurrence: getter(patternOf(shown)),
    sensitivity: getter(shown.sensitivity ?? "normal"),
    [appointment ? "requiredAttendees" : "to"]: getter(shown.people ?? []),
    [appointment ? "optionalAttendees" : "cc"]: getter([]),
    saveAsync: (done: Done) => later(() => save(shown), done),
    getItemIdAsync: (done: Done) =>
      later(
        () => {
          if (shown.refuses) throw new Refusal(shown.refuses);
          if (shown.id === null) throw new Refusal(9046);
          return shown.id;
        },
        done,
        shown.slow,
      ),
  };
}

const mailbox = {
  get item() {
    return itemOf(scene.item);
  },
  get userProfile() {
    return { emailAddress: scene.address };
  },
  displayAppointmentForm: (item: string) => tell({ opened: item }),
  addHandlerAsync: (event: string, listener: () => void, done?: Done) => {
    listeners.set(event, listener);
    done?.({ status: "succeeded" });
  },
};

const office = {
  AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" },
  EventType: {
    ItemChanged: "olkItemSelectedChanged",
    OfficeThemeChanged: "officeThemeChanged",
    DialogMessageReceived: MESSAGE,
    DialogEventReceived: EVENT,
  },
  MailboxEnums: {
    ItemType: { Appointment: "appointment", Message: "message" },
    AttachmentContentFormat: { Base64: "base64", ICalendar: "iCalendar" },
  },
  context: {} as object,
  onReady: (): Promise<object> => ready,
};

let begin: () => void = () => undefined;
const ready = new Promise<object>((resolve) => {
  begin = () => {
    office.context = {
      mailbox,
      requirements: { isSetSupported: (name: string) => name === "OpenBrowserWindowApi" },
      ui: { openBrowserWindow: (page: string) => tell({ browsed: page }), displayDialogAsync, messageParent },
      get displayLanguage() {
        return scene.language;
      },
      get officeTheme() {
        return { bodyBackgroundColor: scene.background };
      },
    };
    resolve({ host: "Outlook", platform: "OfficeOnline" });
  };
});

window.addEventListener("message", ({ data, source }: MessageEvent<{ scene?: Scene; saved?: string | null }>) => {
  if (source !== window.parent) return;
  if (data.saved !== undefined) {
    const saved = saving;
    saving = [];
    for (const done of saved) done(data.saved);
  }
  if (!data.scene) return;
  Object.assign(scene, data.scene);
  begin();
  if ("item" in data.scene) listeners.get(office.EventType.ItemChanged)?.();
  if ("background" in data.scene) listeners.get(office.EventType.OfficeThemeChanged)?.();
});

playBridge(() => scene);
// what Outlook's real script does to frames, so that nobody relies on them
Object.assign(window.history, { pushState: null, replaceState: null });
Object.assign(window, { Office: office });

// a window knows no mailbox; whoever opened it does
if (inWindow) begin();
else tell({ stage: "ready" });
