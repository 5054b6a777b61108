import { afterEach, expect, test, vi } from "vitest";
import { makeApi, type Failure } from "../src/api";
import { SignInError, type SignIn } from "../src/session";

afterEach(() => void vi.useRealTimers());

type Asked = { url: string; headers: Record<string, string>; method: string; body: unknown };

/** An API whose server gives *answers* one after the other. */
function serving(...answers: (Response | Error)[]) {
  const asked: Asked[] = [];
  const claims: unknown[] = [];
  const fetching = (url: string, given: RequestInit): Promise<Response> => {
    asked.push({
      url,
      headers: given.headers as Record<string, string>,
      method: given.method ?? "",
      body: given.body,
    });
    const answer = answers.shift();
    return answer instanceof Response
      ? Promise.resolve(answer)
      : Promise.reject(answer ?? new Error("nothing left"));
  };
  const signIn: SignIn = {
    token: (missing) => {
      claims.push(missing);
      return Promise.resolve(`token ${claims.length}`);
    },
    ask: () => Promise.resolve(),
    end: () => undefined,
  };
  return { api: makeApi(signIn, fetching as typeof fetch), asked, claims };
}

const ok = (body: unknown = {}): Response => Response.json(body);
const problem = (status: number, body: object = {}, headers: Record<string, string> = {}): Response =>
  new Response(JSON.stringify({ code: "some", detail: "What.", ...body }), {
    status,
    headers: { "Content-Type": "application/problem+json", ...headers },
  });
const caught = async (promise: Promise<unknown>): Promise<Failure> =>
  promise.then(
    () => Promise.reject(new Error("succeeded")),
    (error: unknown) => error as Failure,
  );

test("a request carries the token and the language, and an id is spelt safely", async () => {
  const { api, asked } = serving(ok());
  await api.item("AA/+=");
  expect(asked[0]).toMatchObject({
    url: "/api/v1/items/AA%2F%2B%3D",
    headers: { Authorization: "Bearer token 1", "Accept-Language": "en" },
  });
});

test.each([
  [400, "refused"],
  [403, "forbidden"],
  [404, "not_found"],
  [409, "conflict"],
  [413, "refused"],
  [500, "server"],
  [503, "unavailable"],
])("%i is %s, in the server's words", async (status, kind) => {
  const { api } = serving(problem(status, { remedy: "Do.", code: "not_connected" }));
  expect(await caught(api.sync())).toMatchObject({
    kind,
    sentence: "What.",
    remedy: "Do.",
    code: "not_connected",
  });
});

test("every wrong part is told by its key", async () => {
  const { api } = serving(
    problem(400, { errors: [{ key: "window_back_days", code: "too_large", sentence: "At most 365." }] }),
  );
  const failure = await caught(api.prefer("window_back_days", 999));
  expect(failure.errors.get("window_back_days")).toBe("At most 365.");
});

test("a page of a proxy is no answer of ours", async () => {
  const { api } = serving(new Response("<html>", { status: 502 }));
  expect(await caught(api.sync())).toMatchObject({ kind: "server", code: "" });
});

test("no network is offline", async () => {
  const { api } = serving(new TypeError("Failed to fetch"));
  expect(await caught(api.sync())).toMatchObject({ kind: "offline" });
});

test("a refused token is renewed once, with the claims that were missing", async () => {
  const challenge = { "WWW-Authenticate": `Bearer error="insufficient_claims", claims="${btoa('{"a":1}')}"` };
  const { api, asked, claims } = serving(problem(401, {}, challenge), ok());
  await api.sync();
  expect(claims).toEqual([undefined, { claims: '{"a":1}' }]);
  expect(asked[1]?.headers["Authorization"]).toBe("Bearer token 2");
});

test("a token that is refused twice does not go round in circles", async () => {
  const { api, asked } = serving(problem(401), problem(401));
  expect(await caught(api.sync())).toMatchObject({ kind: "signed_out", signIn: "failed" });
  expect(asked).toHaveLength(2);
});

test("a sign-in that is due says which", async () => {
  const signIn: SignIn = {
    token: () => Promise.reject(new SignInError("consent")),
    ask: () => Promise.resolve(),
    end: () => undefined,
  };
  const api = makeApi(signIn, () => Promise.reject(new Error("must not be asked")));
  expect(await caught(api.sync())).toMatchObject({ kind: "signed_out", signIn: "consent" });
});

test("Retry-After is obeyed, once", async () => {
  vi.useFakeTimers();
  const busy = (): Response => problem(503, {}, { "Retry-After": "2" });
  const { api, asked } = serving(busy(), busy());
  const failure = caught(api.sync());
  await vi.advanceTimersByTimeAsync(1999);
  expect(asked).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await failure).toMatchObject({ kind: "unavailable" });
  expect(asked).toHaveLength(2);
});

test.each([
  ["a long Retry-After", () => ["sync", "3600"] as const],
  ["an act", () => ["beginSync", "1"] as const],
])("%s is not repeated by itself", async (_, given) => {
  const [name, wait] = given();
  const { api, asked } = serving(problem(503, {}, { "Retry-After": wait }));
  expect(await caught(api[name]())).toMatchObject({ kind: "unavailable" });
  expect(asked).toHaveLength(1);
});
