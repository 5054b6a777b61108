// What every tour needs: where the sandbox is, its control, and a way to tell the steps done.
import assert from "node:assert/strict";
import http from "node:http";

export { assert };
export const base = process.env.SANDBOX;

/** The client has done this; call it after its outcome was asserted. */
export function step(...names) {
  for (const name of names) console.log(JSON.stringify({ step: name }));
}

/** Call /sandbox/<path>. */
export async function control(method, path, body) {
  const answer = await fetch(`${base}/sandbox/${path}`, {
    method,
    headers: { "Content-Type": "application/json" },
    body: body && JSON.stringify(body),
  });
  assert.ok(answer.ok, `${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

/** An access token of *user* for "graph" or "superoffice". */
export async function token(system, user) {
  return (await control("POST", "token", { system, user })).access_token;
}

/** Order one fault. */
export function fault(system, kind, details = {}) {
  return control("POST", "faults", { system, kind, ...details });
}

/** The error that *promise* ends with. */
export async function refused(promise) {
  let error;
  try {
    await promise;
  } catch (caught) {
    error = caught;
  }
  assert.ok(error, "it was not refused");
  return error;
}

/** Ask *check* until it answers something true; give up after ten seconds. */
export async function eventually(check) {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    assert.ok(Date.now() < deadline, "it did not happen within ten seconds");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** A server on a free port: *answer* gets (request, url, body) and returns [status, text]. */
export async function listening(answer) {
  const server = http.createServer((request, response) => {
    const parts = [];
    request.on("data", (part) => parts.push(part));
    request.on("end", () => {
      const url = new URL(request.url, "http://127.0.0.1");
      const [status, text] = answer(request, url, Buffer.concat(parts));
      response.writeHead(status, { "Content-Type": "text/plain" });
      response.end(text);
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
