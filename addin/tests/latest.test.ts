import { expect, test } from "vitest";
import { latest } from "../src/latest";

/** Answers come when the test says so. */
function server() {
  const waiting: { asked: string; answer: (text: string) => void; fail: () => void }[] = [];
  const ask = (asked: string): Promise<string> =>
    new Promise((answer, reject) => waiting.push({ asked, answer, fail: () => reject(new Error(asked)) }));
  const told: string[] = [];
  const give = latest(
    ask,
    (answer) => told.push(answer),
    () => told.push("failed"),
  );
  return { waiting, told, give, asked: () => waiting.map((one) => one.asked) };
}

const settled = (): Promise<void> => new Promise((later) => setTimeout(later));

test("of what is typed while an answer is awaited only the last is asked, and stale answers are dropped", async () => {
  const { waiting, told, give, asked } = server();
  for (const text of ["a", "ab", "abc"]) give(text);
  expect(asked()).toEqual(["a"]);
  waiting[0]?.answer("answer to a");
  await settled();
  expect([asked(), told]).toEqual([["a", "abc"], []]);
  waiting[1]?.answer("answer to abc");
  await settled();
  expect(told).toEqual(["answer to abc"]);
});

test("after a failure the next question is asked", async () => {
  const { waiting, told, give } = server();
  give("a");
  waiting[0]?.fail();
  await settled();
  give("b");
  waiting[1]?.answer("answer to b");
  await settled();
  expect(told).toEqual(["failed", "answer to b"]);
});

test("a failure of a question that is not asked any more is not told", async () => {
  const { waiting, told, give } = server();
  give("a");
  give("b");
  waiting[0]?.fail();
  await settled();
  expect(told).toEqual([]);
});
