/** A window in which Outlook shows a page of ours, until the page hands back its one message. */

/** Why none came. `closed`: the person did not want it. */
export class WindowError extends Error {
  constructor(readonly fault: "closed" | "failed") {
    super(`window: ${fault}`);
  }
}

/** Percent of the screen: room for Microsoft's sign-in. */
const SIZE = { width: 35, height: 70 };
/** Outlook's numbers for "closed by the person" and "the person did not let it open". */
const CLOSED = 12006;
const NOT_LET = 12009;

/** Whether this Outlook opens windows for us. */
export function hasWindows(): boolean {
  return "Office" in window && typeof Office.context?.ui?.displayDialogAsync === "function";
}

/** What the page at *path* of ours hands back; only after a click. Rejects with WindowError. */
export function askInWindow(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (number: number): void =>
      reject(new WindowError(number === CLOSED || number === NOT_LET ? "closed" : "failed"));
    Office.context.ui.displayDialogAsync(`${location.origin}${path}`, SIZE, (opened) => {
      if (opened.status !== Office.AsyncResultStatus.Succeeded) {
        fail(opened.error.code);
        return;
      }
      const shown = opened.value;
      shown.addEventHandler(Office.EventType.DialogMessageReceived, (told) => {
        shown.close();
        if ("message" in told) resolve(told.message);
        else fail(told.error);
      });
      shown.addEventHandler(Office.EventType.DialogEventReceived, (told) => {
        if ("error" in told) fail(told.error);
      });
    });
  });
}
