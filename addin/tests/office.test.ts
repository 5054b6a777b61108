import { afterEach, expect, test, vi } from "vitest";
import { call, HostError } from "../src/office";

type Done = (result: Office.AsyncResult<string>) => void;

vi.stubGlobal("Office", { AsyncResultStatus: { Succeeded: "succeeded", Failed: "failed" } });
afterEach(() => void vi.useRealTimers());

const succeeded = (value: string) => ({ status: "succeeded", value }) as unknown as Office.AsyncResult<string>;
const failed = (code: number) => ({ status: "failed", error: { code } }) as unknown as Office.AsyncResult<string>;

test("the value of the callback is the value of the promise", async () => {
  await expect(call<string>((done) => done(succeeded("id")))).resolves.toBe("id");
});

test("at most three calls are under way, and the others follow in their order", async () => {
  const started: number[] = [];
  const dones: Done[] = [];
  const calls = [1, 2, 3, 4, 5].map((n) =>
    call<string>((done) => {
      started.push(n);
      dones.push(done);
    }),
  );
  await Promise.resolve();
  expect(started).toEqual([1, 2, 3]);
  dones[0]?.(succeeded("one"));
  await calls[0];
  await vi.waitFor(() => expect(started).toEqual([1, 2, 3, 4]));
  dones.slice(1).forEach((done) => done(succeeded("more")));
  await vi.waitFor(() => expect(started).toEqual([1, 2, 3, 4, 5]));
  dones[4]?.(succeeded("last"));
  await expect(Promise.all(calls)).resolves.toHaveLength(5);
});

test("a callback that never comes ends the call and frees its place", async () => {
  vi.useFakeTimers();
  const silent = [1, 2, 3].map(() => call<string>(() => undefined, 1000).catch((error: unknown) => error));
  const next = call<string>((done) => done(succeeded("in time")), 1000);
  await vi.advanceTimersByTimeAsync(1000);
  for (const error of await Promise.all(silent)) expect((error as HostError).fault).toBe("silent");
  await expect(next).resolves.toBe("in time");
});

test.each([
  [9030, "stale"],
  [9038, "forbidden"],
  [9041, "network"],
  [9046, "not_saved"],
  [9049, "not_found"],
  [9055, "unsupported"],
  [9020, "failed"],
])("error %i is %s, and the number is kept", async (code, fault) => {
  const error: unknown = await call<string>((done) => done(failed(code))).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(HostError);
  expect(error).toMatchObject({ fault, code });
});
