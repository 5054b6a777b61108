/** An administrator has to let the app in first: the address to send to that person. */
import type { VNode } from "preact";
import { useRef, useState } from "preact/hooks";
import type { Config } from "../config";
import { say } from "../words";
import { Message } from "./message";

export function Consent({ config, again }: { config: Config; again: () => Promise<void> }): VNode {
  const [copied, setCopied] = useState(false);
  const address = `${config.authority}/adminconsent?client_id=${encodeURIComponent(config.clientId)}`;
  const field = useRef<HTMLInputElement>(null);
  const copy = async (): Promise<void> => {
    field.current?.select();
    // frames may lack the permission to write the clipboard; the address is selected then, to be copied by hand
    await navigator.clipboard?.writeText(address).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <Message icon="lock" title={say("consent")} text={say("consent.text")}>
      <label class="field">
        {say("consent.address")}
        <input ref={field} readOnly value={address} />
      </label>
      <button class="primary" onClick={() => void copy()}>
        {copied ? say("consent.copied") : say("consent.copy")}
      </button>
      <button onClick={() => void again()}>{say("again")}</button>
    </Message>
  );
}
