/** Outlook's windows for a pane: the pane's side opens them, and a page in one hands back its message. */

type Handler = (told: { message: string; origin: string | undefined } | { error: number }) => void;
type Done = (result: { status: string; value?: object; error?: { code: number } }) => void;

export const MESSAGE = "dialogMessageReceived";
export const EVENT = "dialogEventReceived";

/** Outlook's numbers for a window that its user closed, and for one that the browser did not let open. */
const CLOSED = 12006;
const BLOCKED = 12009;
/** Milliseconds between looks at whether a window is still there. */
const LOOK = 200;

/** The pane's side. */
export function displayDialogAsync(address: string, _: object, done: Done): void {
  const shown = window.open(address, "_blank", "popup,width=480,height=640");
  if (!shown) {
    done({ status: "failed", error: { code: BLOCKED } });
    return;
  }
  const handlers = new Map<string, Handler>();
  let over = false;
  const looking = setInterval(() => {
    if (!shown.closed) return;
    clearInterval(looking);
    if (!over) handlers.get(EVENT)?.({ error: CLOSED });
  }, LOOK);
  window.addEventListener("message", ({ data, source, origin }: MessageEvent<{ handedBack?: string }>) => {
    if (source === shown && data.handedBack !== undefined)
      handlers.get(MESSAGE)?.({ message: data.handedBack, origin });
  });
  const close = (): void => {
    over = true;
    shown.close();
  };
  const addEventHandler = (event: string, handler: Handler): unknown => handlers.set(event, handler);
  done({ status: "succeeded", value: { close, addEventHandler } });
}

/** Whether this page is shown in such a window. */
export const inWindow = window.opener !== null && window.parent === window;

/** The page's side. */
export function messageParent(message: string): void {
  (window.opener as Window).postMessage({ handedBack: message }, location.origin);
}
