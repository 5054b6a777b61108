/** Nobody is signed in: what the portal is for, the one button, and why a sign-in did not succeed. */
import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Icon } from "../src/views/icon";
import type { Config } from "./config";
import { say, tell, tellOf } from "./words";

const POINTS = ["same", "why", "safe"] as const;

export function SignedOut({ config }: { config: Config }): VNode {
  const trouble = new URLSearchParams(location.search).get("trouble");
  useEffect(() => void (document.title = say("title")), []);
  return (
    <main class="welcome">
      <div class="welcome-card">
        <img src="/static/icons/icon-80.png" alt="" width="48" height="48" />
        <h1>{tell("welcome")}</h1>
        <p class="lead">{tell("welcome.text")}</p>
        <ul>
          {POINTS.map((point) => (
            <li key={point}>
              <Icon name="check" />
              <span>{tell(`welcome.${point}`)}</span>
            </li>
          ))}
        </ul>
        {trouble && (
          <div class="card danger" role="alert">
            <p>{tellOf("trouble", trouble) ?? tell("trouble.failed")}</p>
          </div>
        )}
        <a class="button primary" href={config.signInUrl}>
          {tell("sign_in")}
        </a>
      </div>
    </main>
  );
}
