/** Signing in in a window of our own: it brings a code, for which the server gives tokens (contracts/addin.md §2.2). */
import { SignInError, type SignIn } from "./session";
import { askInWindow, WindowError } from "./window";

/** What backend/api/dialog.py answers. */
type Tokens = { access: string; expires_in: number; renewal: string };

/** Milliseconds before its end at which a token is not used any more, but at most this part of its life. */
const MARGIN = 5 * 60_000;
const PART = 0.1;

/** Everything is kept in memory, and nothing outlives the pane. *mailbox*: the address that is to sign in. */
export function windowSignIn(mailbox: string): SignIn {
  let kept: { access: string; until: number; renewal: string } | null = null;
  let renewing: Promise<string> | null = null;

  const keep = ({ access, expires_in, renewal }: Tokens): string => {
    const life = expires_in * 1000;
    kept = { access, until: Date.now() + life - Math.min(MARGIN, life * PART), renewal };
    return access;
  };
  const renew = async (renewal: string): Promise<string> => {
    const answer = await post("/addin/token/renewal", { renewal });
    if (answer.status === 400) kept = null;
    return keep(await tokensOf(answer, "needed"));
  };
  return {
    token: async (refused) => {
      if (!kept) throw new SignInError("needed");
      if (!refused && Date.now() < kept.until) return kept.access;
      // each renewal is good once, however many requests wait for it
      renewing ??= renew(kept.renewal).finally(() => (renewing = null));
      return renewing;
    },
    ask: async () => {
      const verifier = random();
      const challenge = base64url(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier)));
      const { code } = JSON.parse(await shown(new URLSearchParams({ mailbox, challenge }))) as { code: string };
      keep(await tokensOf(await post("/addin/token", { code, verifier }), "failed"));
    },
    end: () => {
      const renewal = kept?.renewal;
      kept = null;
      // nobody has the tokens any more, so it does not matter much when the server cannot be reached
      if (renewal) post("/addin/token/end", { renewal }).catch(() => undefined);
    },
  };
}

async function shown(asked: URLSearchParams): Promise<string> {
  try {
    return await askInWindow(`/addin/dialog?${asked}`);
  } catch (error) {
    if (!(error instanceof WindowError)) throw error;
    throw new SignInError(error.fault === "closed" ? "cancelled" : "failed");
  }
}

async function post(path: string, body: object): Promise<Response> {
  const headers = { "Content-Type": "application/json" };
  const asked: RequestInit = { method: "POST", headers, body: JSON.stringify(body), credentials: "omit" };
  return fetch(path, asked).catch(() => {
    throw new SignInError("offline");
  });
}

/** *refused*: what it means that the server does not take what it was given. */
async function tokensOf(answer: Response, refused: "needed" | "failed"): Promise<Tokens> {
  if (answer.ok) return (await answer.json()) as Tokens;
  throw new SignInError(answer.status === 400 ? refused : "offline");
}

function random(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)).buffer);
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
