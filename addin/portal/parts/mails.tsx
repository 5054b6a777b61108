/** The mails that owners of mailboxes get, in each language. */
import type { VNode } from "preact";
import { useState } from "preact/hooks";
import { LANGUAGES } from "../../src/words";
import { Told, useAnswer } from "../answer";
import type { AdminApi } from "../admin_api";
import { tell } from "../words";
import { Drawer } from "./drawer";

const KINDS = ["connect", "reminder"] as const;

export function Mails({ api }: { api: AdminApi }): VNode {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button onClick={() => setOpen(true)}>{tell("mails")}</button>
      {open && (
        <Drawer title={tell("mails.title")} close={() => setOpen(false)}>
          <Preview api={api} />
        </Drawer>
      )}
    </>
  );
}

function Preview({ api }: { api: AdminApi }): VNode {
  const [kind, setKind] = useState<(typeof KINDS)[number]>("connect");
  const [language, setLanguage] = useState<string>(LANGUAGES[0]);
  const mail = useAnswer(`mail ${kind} ${language}`, () => api.mail(kind, language));
  const name = (code: string): string =>
    new Intl.DisplayNames([document.documentElement.lang], { type: "language" }).of(code) ?? code;
  return (
    <>
      <div class="tools">
        <label class="field">
          {tell("mails.kind")}
          <select value={kind} onChange={(event) => setKind(event.currentTarget.value as typeof kind)}>
            {KINDS.map((one) => (
              <option key={one} value={one}>
                {tell(`mail.${one}`)}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          {tell("mails.language")}
          <select value={language} onChange={(event) => setLanguage(event.currentTarget.value)}>
            {LANGUAGES.map((one) => (
              <option key={one} value={one}>
                {name(one)}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Told answer={mail}>
        {(told) => (
          <article class="mail" lang={told.language}>
            <p class="aside">{told.sender}</p>
            <h3>{told.subject}</h3>
            <p class="mail-text">{told.text}</p>
          </article>
        )}
      </Told>
    </>
  );
}
