// Calls to our own server. A failure becomes an Error with a sentence for the person.

async function call(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { ...options, cache: "no-store" });
  } catch {
    throw new Error("The web process does not answer.");
  }
  if (answer.ok) return answer.status === 200 ? answer.text() : "";
  const problem = await answer.json().catch(() => ({}));
  throw new Error([problem.detail ?? `The server answered ${answer.status}.`, problem.remedy].filter(Boolean).join(" "));
}

const post = (path, body) =>
  call(path, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) });

/** The week as text, so that an unchanged one is recognised. */
export const readWeek = (person, monday) => call(`/demo/api/week?${new URLSearchParams({ person, monday })}`);
export const syncNow = (person) => post("/demo/api/sync", { person });
/** Take a step of a scenario; steps count from 1. Answers what has to be `wait`ed for, what is `seen`, and the `day`. */
export const play = async (scenario, step, day, zone) =>
  JSON.parse(await post("/demo/api/plays", { scenario, step, day, zone }));
/** Change an item by hand; the id of what is new. */
export const change = async (body) => JSON.parse(await post("/demo/api/changes", body)).id;
/** The id by which the week knows an event, from the one by which Outlook's script names it. */
export const idOf = async (person, id) => JSON.parse(await post("/demo/api/opened", { person, id })).id;
/** What Outlook knows of a person, and hands to the pane. */
export const signIn = async (person) => JSON.parse(await post("/demo/api/sign-in", { person }));
