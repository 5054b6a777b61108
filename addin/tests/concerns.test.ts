import { expect, test } from "vitest";
import { chosenOf, picking } from "../src/views/concerns";

const found = { id: 7, name: "Clara", detail: "", company_id: 3, company: "Havbris" };

test("a person brings the company along", () => {
  expect(chosenOf(picking({}, "person", found))).toEqual({ person_id: 7, company_id: 3 });
});

test("a person without a company leaves the chosen one", () => {
  const draft = { company: { id: 5, name: "Other" } };
  expect(chosenOf(picking(draft, "person", { ...found, company_id: 0 }))).toEqual({ person_id: 7, company_id: 5 });
});

test("what was emptied is taken away, what was not touched is left out", () => {
  expect(chosenOf(picking({}, "project", null))).toEqual({ project_id: 0 });
});
