/** Outlook's side of nested app authentication, as the real MSAL talks to it (contracts/addin.md §2.3). */
import type { Scene } from "./office";

type Request = {
  method: "GetInitContext" | "GetToken" | "GetTokenPopup";
  requestId: string;
  tokenParams?: { scope: string };
};

/** Put the bridge into the window; *scene* tells which token it hands out, or why none. */
export function playBridge(scene: () => Scene): void {
  const listeners = new Set<(message: { data: string }) => void>();
  Object.assign(window, {
    nestedAppAuthBridge: {
      addEventListener: (_: string, listener: (message: { data: string }) => void) => listeners.add(listener),
      removeEventListener: (_: string, listener: (message: { data: string }) => void) =>
        listeners.delete(listener),
      postMessage: (text: string) => {
        const request = JSON.parse(text) as Request;
        const data = JSON.stringify({
          messageType: "NestedAppAuthResponse",
          requestId: request.requestId,
          ...answer(request, scene()),
        });
        setTimeout(() => listeners.forEach((listener) => listener({ data })));
      },
    },
  });
}

function answer(request: Request, scene: Scene): object {
  if (request.method === "GetInitContext") {
    return { success: true, initContext: { sdkName: "stage", sdkVersion: "1", capabilities: {} } };
  }
  const asked = request.method === "GetTokenPopup";
  if (scene.fault === "consent") {
    return failed("USER_INTERACTION_REQUIRED", "AADSTS65001: nobody has consented to use the application.");
  }
  if (asked && scene.fault === "cancelled") return failed("USER_CANCEL");
  if (!scene.token || (!asked && scene.fault)) return failed("USER_INTERACTION_REQUIRED");
  // from now on Outlook knows the person
  if (asked) scene.fault = "";
  const token = {
    access_token: scene.token,
    id_token: scene.token,
    expires_in: 3600,
    scope: request.tokenParams?.scope,
  };
  return { success: true, token, account: { environment: "login.microsoftonline.com", username: scene.address } };
}

function failed(status: string, description = ""): object {
  return { success: false, error: { status, description } };
}
