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
/** Let somebody act: what was done and on which day, as text. */
export const play = (act, day, zone) => post("/demo/api/plays", { act, day, zone });
export const change = (body) => post("/demo/api/changes", body);
