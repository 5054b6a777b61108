import { expect, test, vi } from "vitest";
import { faultOf, nestedSignIn } from "../src/session";

const acquireTokenSilent = vi.fn();
vi.mock("@azure/msal-browser", () => ({
  createNestablePublicClientApplication: () => Promise.resolve({ acquireTokenSilent }),
}));

test.each([
  ["a person has to act", { name: "InteractionRequiredAuthError", errorCode: "" }, "needed"],
  ["no account is known", { errorCode: "no_account_error" }, "needed"],
  ["an empty error, as on Macs", { name: "ServerError", errorCode: "" }, "needed"],
  ["the person closed the window", { errorCode: "user_canceled" }, "cancelled"],
  [
    "nobody has consented",
    { name: "InteractionRequiredAuthError", errorMessage: "AADSTS65001: no consent" },
    "consent",
  ],
  ["an administrator has to consent", { errorCode: "invalid_grant", errorMessage: "AADSTS90094" }, "consent"],
  ["no network", { errorCode: "no_network_connectivity" }, "offline"],
  ["the bridge is off", { errorCode: "nested_app_auth_bridge_disabled" }, "unsupported"],
  ["anything else", { errorCode: "server_error" }, "failed"],
])("%s", (_, error, fault) => {
  expect(faultOf(error)).toBe(fault);
});

test("without a bridge this Outlook is not supported, and MSAL is not loaded", async () => {
  vi.stubGlobal("window", {});
  const signIn = nestedSignIn({ clientId: "", authority: "", scope: "", version: "" });
  await expect(signIn.token()).rejects.toMatchObject({ fault: "unsupported" });
});

test("a token is kept until shortly before its end, unless the server refuses it", async () => {
  vi.stubGlobal("window", { nestedAppAuthBridge: {} });
  let n = 0;
  const hands = (minutes: number) => () =>
    Promise.resolve({ accessToken: `token ${(n += 1)}`, expiresOn: new Date(Date.now() + minutes * 60_000) });
  acquireTokenSilent.mockImplementation(hands(60));
  const signIn = nestedSignIn({ clientId: "", authority: "", scope: "api://us/access_as_user", version: "" });
  expect([await signIn.token(), await signIn.token()]).toEqual(["token 1", "token 1"]);
  acquireTokenSilent.mockImplementation(hands(4));
  expect(await signIn.token({ claims: "{}" })).toBe("token 2");
  expect(acquireTokenSilent).toHaveBeenLastCalledWith(
    expect.objectContaining({ forceRefresh: true, claims: "{}" }),
  );
  expect(await signIn.token()).toBe("token 3");
});
