/** The frame around every page: where one may go, who is signed in, and whether the server answers. */
import type { ComponentChildren, VNode } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Failure, Session } from "../src/api";
import { Act } from "../src/views/act";
import type { Config } from "./config";
import { Glyph } from "./parts/glyph";
import { Link } from "./parts/link";
import { addressOf, ADMINISTRATION, OWN, type Page, type Place } from "./route";
import { signOut } from "./sign_out";
import { say, tell } from "./words";

export function Frame(given: {
  config: Config;
  session: Session;
  place: Place;
  failure: Failure | null;
  children: ComponentChildren;
}): VNode {
  const { config, session, place, failure } = given;
  const [open, setOpen] = useState(false);
  useEffect(() => setOpen(false), [place]);
  return (
    <div class="frame">
      <a class="skip" href="#page">
        {tell("skip")}
      </a>
      <div class={open ? "side unfolded" : "side"}>
        <header class="brand">
          <img src="/static/icons/icon-32.png" alt="" width="24" height="24" />
          <span>{say("title")}</span>
          <button class="menu" aria-expanded={open} aria-controls="menu" onClick={() => setOpen(!open)}>
            {tell("menu")}
          </button>
        </header>
        <div id="menu">
          <nav aria-label={tell("menu")}>
            <Group pages={OWN} place={place} />
            {session.rights.administrator && (
              <>
                <h2 id="administration">{tell("administration")}</h2>
                <Group pages={ADMINISTRATION} place={place} labelled="administration" />
              </>
            )}
          </nav>
          <footer>
            <span class="who" title={session.account.address}>
              {session.account.name || session.account.address}
            </span>
            <Act run={() => signOut(config)}>{say("foot.sign_out")}</Act>
            <span class="version">{config.version}</span>
          </footer>
        </div>
      </div>
      <main id="page" tabIndex={-1}>
        <div role="status">{failure?.kind === "offline" && <p class="offline">{failure.sentence}</p>}</div>
        {given.children}
      </main>
    </div>
  );
}

function Group(given: { pages: readonly Page[]; place: Place; labelled?: string }): VNode {
  return (
    <ul aria-labelledby={given.labelled}>
      {given.pages.map((page) => (
        <li key={page}>
          <Link to={addressOf(page)} current={page === given.place.page}>
            <Glyph name={page} />
            {tell(`nav.${page}`)}
          </Link>
        </li>
      ))}
    </ul>
  );
}
