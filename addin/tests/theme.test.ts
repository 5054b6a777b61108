import { expect, test } from "vitest";
import { isDark } from "../src/theme";

test.each([
  ["#ffffff", false],
  ["#1f1f1f", true],
  ["292929", true],
  ["#F0F0F0", false],
  ["", null],
  ["white", null],
  [null, null],
])("%s", (colour, dark) => {
  expect(isDark(colour)).toBe(dark);
});
