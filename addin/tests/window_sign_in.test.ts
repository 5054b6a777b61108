import { beforeEach, expect, test, vi } from "vitest";
import { signInOf } from "../src/session";
import { windowSignIn } from "../src/window_sign_in";

type Told = { message: string } | { error: number };

/** Windows that were opened, and whether they are closed again; the server's answers, and what it was asked. */
let opened: { address: URL; tell: (told: Told) => void; closed: boolean }[] = [];
let answers: (Response | Error)[] = [];
let asked: { path: string; body: Record<string, string> }[] = [];

const config = { clientId: "", authority: "", scope: "", version: "" };
const tokens = (n: number, expires_in = 3600): Response =>
  Response.json({ access: `access ${n}`, expires_in, renewal: `renewal ${n}` });

const displayDialogAsync = (address: string, _: object, done: (result: object) => void): void => {
  const handlers = new Map<string, (told: Told) => void>();
  const shown = {
    address: new URL(address),
    closed: false,
    tell: (told: Told) => handlers.get("message" in told ? "message" : "event")?.(told),
  };
  opened.push(shown);
  const addEventHandler = (event: string, handler: (told: Told) => void): unknown => handlers.set(event, handler);
  done({ status: "succeeded", value: { addEventHandler, close: () => (shown.closed = true) } });
};

beforeEach(() => {
  [opened, answers, asked] = [[], [], []];
  const EventType = { DialogMessageReceived: "message", DialogEventReceived: "event" };
  const Office = {
    EventType,
    AsyncResultStatus: { Succeeded: "succeeded" },
    context: { ui: { displayDialogAsync } },
  };
  vi.stubGlobal("Office", Office);
  vi.stubGlobal("window", { Office });
  vi.stubGlobal("location", { origin: "https://sosync.example.com" });
  vi.stubGlobal("fetch", (path: string, { body }: { body: string }) => {
    asked.push({ path, body: JSON.parse(body) as Record<string, string> });
    const answer = answers.shift() ?? new Error("nothing left");
    return answer instanceof Response ? Promise.resolve(answer) : Promise.reject(answer);
  });
});

/** The window that is open. */
const shown = async () => vi.waitUntil(() => opened.at(-1));

async function signsIn(signIn: { ask: () => Promise<void> }, answer: Response): Promise<void> {
  answers.push(answer);
  const asking = signIn.ask();
  (await shown()).tell({ message: JSON.stringify({ code: "the code" }) });
  await asking;
}

test("a code is exchanged with what only this pane knows", async () => {
  const signIn = windowSignIn("ada@example.com");
  await signsIn(signIn, tokens(1));
  const { address, closed } = await shown();
  expect(closed).toBe(true);
  expect(address.origin + address.pathname).toBe("https://sosync.example.com/addin/dialog");
  expect(address.searchParams.get("mailbox")).toBe("ada@example.com");
  const [{ path, body } = { path: "", body: {} }] = asked;
  expect([path, body.code]).toEqual(["/addin/token", "the code"]);
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(body.verifier));
  expect(address.searchParams.get("challenge")).toBe(Buffer.from(digest).toString("base64url"));
  expect(await signIn.token()).toBe("access 1");
});

test("requests that wait together renew once, and a refused renewal asks for a person", async () => {
  const signIn = windowSignIn("ada@example.com");
  await signsIn(signIn, tokens(1));
  answers.push(tokens(2));
  expect(await Promise.all([signIn.token({}), signIn.token({}), signIn.token()])).toEqual([
    "access 2",
    "access 2",
    "access 1",
  ]);
  expect(asked.slice(1)).toEqual([{ path: "/addin/token/renewal", body: { renewal: "renewal 1" } }]);
  answers.push(new Error("no network"), new Response("", { status: 503 }), new Response("", { status: 400 }));
  for (const fault of ["offline", "offline", "needed", "needed"])
    await expect(signIn.token({})).rejects.toMatchObject({ fault });
});

test("signing out tells the server and keeps nothing", async () => {
  const signIn = windowSignIn("ada@example.com");
  await signsIn(signIn, tokens(1));
  signIn.end();
  expect(asked.at(-1)).toEqual({ path: "/addin/token/end", body: { renewal: "renewal 1" } });
  await expect(signIn.token()).rejects.toMatchObject({ fault: "needed" });
});

test.each([
  [12006, "cancelled"],
  [12009, "cancelled"],
  [12002, "failed"],
])("a window that ends with %i", async (error, fault) => {
  const asking = windowSignIn("ada@example.com").ask();
  (await shown()).tell({ error });
  await expect(asking).rejects.toMatchObject({ fault });
});

test("a window helps where Outlook cannot sign in, and goes on to be asked", async () => {
  const signIn = signInOf(config, () => "ada@example.com");
  await expect(signIn.token()).rejects.toMatchObject({ fault: "needed" });
  await signsIn(signIn, tokens(1));
  expect(await signIn.token()).toBe("access 1");
  signIn.end();
  await expect(signIn.token()).rejects.toMatchObject({ fault: "needed" });
});

test("without windows either, this Outlook is not supported", async () => {
  vi.stubGlobal("window", {});
  const signIn = signInOf(config, () => "");
  await expect(signIn.token()).rejects.toMatchObject({ fault: "unsupported" });
  await expect(signIn.ask()).rejects.toMatchObject({ fault: "unsupported" });
});
