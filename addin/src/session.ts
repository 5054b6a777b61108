/** Signing in: a token for our own API, from Outlook itself or from a window of ours (contracts/addin.md §2). */
import type { AuthenticationResult, AuthError, IPublicClientApplication } from "@azure/msal-browser";
import type { Config } from "./config";
import { hasWindows } from "./window";

/** Why there is no token. `needed`: a person has to click; `unsupported`: this Outlook cannot sign in for us. */
export type SignInFault = "needed" | "cancelled" | "consent" | "unsupported" | "offline" | "failed";

export class SignInError extends Error {
  constructor(readonly fault: SignInFault) {
    super(`sign-in: ${fault}`);
  }
}

/** A way to sign in. */
export interface SignIn {
  /**
   * A token, without asking the person. *refused*: the server did not take the last one, and which claims it found
   * missing, if it says so. Rejects with SignInError.
   */
  token(refused?: { claims?: string | undefined }): Promise<string>;
  /**
   * Let the person sign in; only after a click, because it opens a window. *other*: as somebody else than before.
   * Rejects with SignInError.
   */
  ask(other?: boolean): Promise<void>;
  /** Forget who is signed in. */
  end(): void;
}

/** Milliseconds before its end at which a token is not used any more. */
const MARGIN = 5 * 60_000;

/** Entra's codes for "somebody has to consent"; they stand in the text of its errors. */
const CONSENT = /AADSTS65001|AADSTS90094|AADSTS900941|AADSTS65004|consent_required/;

/** Faults of Outlook's own sign-in that a window of ours may get around (contracts/addin.md §2.2). */
const HELPED: readonly SignInFault[] = ["unsupported", "needed", "failed"];

/** Signing in through Outlook, or in a window of ours where Outlook cannot or knows somebody else only. */
export function signInOf(config: Config, mailbox: () => string): SignIn {
  const nested = nestedSignIn(config);
  let by = nested;

  return {
    token: async (refused) => {
      try {
        return await by.token(refused);
      } catch (error) {
        const canHelp = hasWindows() && error instanceof SignInError && error.fault === "unsupported";
        throw canHelp ? new SignInError("needed") : error;
      }
    },
    ask: async (other) => {
      if (by === nested && !(other && hasWindows())) {
        try {
          return await nested.ask();
        } catch (error) {
          const canHelp = hasWindows() && error instanceof SignInError && HELPED.includes(error.fault);
          if (!canHelp) throw error;
        }
      }
      const { windowSignIn } = await import("./window_sign_in");
      const own = windowSignIn(mailbox());
      await own.ask();
      by.end();
      by = own;
    },
    end: () => {
      by.end();
      by = nested;
    },
  };
}

/** Signing in through Outlook itself. Make it only when Outlook is ready: MSAL looks for the bridge once. */
export function nestedSignIn(config: Config): SignIn {
  const request = { scopes: [config.scope] };
  let made: Promise<IPublicClientApplication> | null = null;
  // MSAL goes to Outlook for every request, which is slow while a sync is watched
  let kept = { token: "", until: 0 };

  const keep = ({ accessToken, expiresOn }: AuthenticationResult): string => {
    kept = { token: accessToken, until: (expiresOn?.getTime() ?? 0) - MARGIN };
    return accessToken;
  };

  const application = (): Promise<IPublicClientApplication> => {
    if (!("nestedAppAuthBridge" in window)) return Promise.reject(new SignInError("unsupported"));
    made ??= load(config);
    made.catch(() => (made = null));
    return made;
  };
  const attempt = async <T>(act: (by: IPublicClientApplication) => Promise<T>): Promise<T> => {
    try {
      return await act(await application());
    } catch (error) {
      throw error instanceof SignInError ? error : new SignInError(faultOf(error));
    }
  };
  return {
    token: async (refused) => {
      if (!refused && Date.now() < kept.until) return kept.token;
      const { claims } = refused ?? {};
      const silent = { ...request, forceRefresh: refused !== undefined, ...(claims && { claims }) };
      return attempt(async (by) => keep(await by.acquireTokenSilent(silent)));
    },
    ask: () => attempt(async (by) => void keep(await by.acquireTokenPopup(request))),
    end: () => (kept = { token: "", until: 0 }),
  };
}

async function load(config: Config): Promise<IPublicClientApplication> {
  // ten times the rest of the pane: it comes after the first paint
  const { createNestablePublicClientApplication } = await import("@azure/msal-browser");
  return createNestablePublicClientApplication({
    auth: { clientId: config.clientId, authority: config.authority },
    cache: { cacheLocation: "memoryStorage" },
  });
}

/** What an error of MSAL means for a person. */
export function faultOf(error: unknown): SignInFault {
  const { name = "", errorCode = "", errorMessage = "", subError = "" } = error as Partial<AuthError>;
  if (CONSENT.test(`${errorCode} ${subError} ${errorMessage}`)) return "consent";
  if (errorCode === "user_canceled" || errorCode === "user_cancelled") return "cancelled";
  if (errorCode === "no_network_connectivity") return "offline";
  if (errorCode === "nested_app_auth_bridge_disabled") return "unsupported";
  if (name === "InteractionRequiredAuthError" || /no_account|no_tokens_found/.test(errorCode)) return "needed";
  // Macs answer with an empty error where a person has to act (contracts/addin.md §2.2)
  return errorCode ? "failed" : "needed";
}
